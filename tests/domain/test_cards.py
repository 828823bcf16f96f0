import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.cards import brand_of, code_digits, grouped, is_valid


@pytest.mark.parametrize(
    ("typed", "brand"),
    [
        # one digit
        ("", None),
        ("0", None),
        ("1", "jcb"),
        ("2", None),
        ("3", None),
        ("4", "visa"),
        ("5", "mastercard"),
        ("6", "discover"),
        ("7", None),
        ("8", None),
        ("9", None),
        # 1: JCB 1800
        ("18", "jcb"),
        ("180", "jcb"),
        ("1800", "jcb"),
        ("10", None),
        ("181", None),
        ("1801", None),
        # 2: JCB 2131, Mastercard 2221 to 2720
        ("20", None),
        ("21", "jcb"),
        ("213", "jcb"),
        ("2131", "jcb"),
        ("212", None),
        ("214", None),
        ("2130", None),
        ("2132", None),
        ("22", "mastercard"),
        ("220", None),
        ("221", None),
        ("222", "mastercard"),
        ("223", "mastercard"),
        ("2220", None),
        ("2221", "mastercard"),
        ("2229", "mastercard"),
        ("23", "mastercard"),
        ("26", "mastercard"),
        ("27", "mastercard"),
        ("271", "mastercard"),
        ("272", "mastercard"),
        ("2719", "mastercard"),
        ("2720", "mastercard"),
        ("2721", None),
        ("273", None),
        ("28", None),
        # 3: Diners, Amex, JCB
        ("30", "diners"),
        ("300", "diners"),
        ("305", "diners"),
        ("306", None),
        ("309", None),
        ("31", None),
        ("32", None),
        ("33", None),
        ("34", "amex"),
        ("35", "jcb"),
        ("351", None),
        ("352", "jcb"),
        ("3527", None),
        ("3528", "jcb"),
        ("3529", "jcb"),
        ("353", "jcb"),
        ("358", "jcb"),
        ("3589", "jcb"),
        ("359", None),
        ("3590", None),
        ("36", "diners"),
        ("37", "amex"),
        ("38", "diners"),
        ("39", "diners"),
        # 5: Mastercard 51 to 55
        ("50", None),
        ("51", "mastercard"),
        ("55", "mastercard"),
        ("56", None),
        # 6: Discover 6011, 644 to 649, 65; not UnionPay
        ("60", "discover"),
        ("601", "discover"),
        ("6011", "discover"),
        ("600", None),
        ("602", None),
        ("6010", None),
        ("6012", None),
        ("61", None),
        ("62", None),
        ("622126", None),
        ("63", None),
        ("64", "discover"),
        ("640", None),
        ("643", None),
        ("644", "discover"),
        ("649", "discover"),
        ("65", "discover"),
        ("66", None),
    ],
)
def test_the_brand_is_named_as_soon_as_only_one_is_possible(typed, brand):
    assert brand_of(typed) == brand


@pytest.mark.parametrize(
    ("prefix", "brand", "longest"),
    [
        ("4", "visa", 19),
        ("51", "mastercard", 16),
        ("2221", "mastercard", 16),
        ("34", "amex", 15),
        ("6011", "discover", 19),
        ("3528", "jcb", 19),
        ("36", "diners", 19),
    ],
)
def test_a_number_longer_than_its_brands_longest_has_no_brand(prefix, brand, longest):
    assert brand_of(prefix.ljust(longest, "0")) == brand
    assert brand_of(prefix.ljust(longest + 1, "0")) is None


@pytest.mark.parametrize("typed", ["4242 4242", "4242-4242", " 4 - 2", "4-"])
def test_spaces_and_dashes_are_ignored(typed):
    assert brand_of(typed) == "visa"


@pytest.mark.parametrize(
    "typed", ["4a", "4.2", "x", "4\t2", "4\n", "4\u00a02", "4–2", "٤", "４２", "4²", "+4", "4_2", " ", "-"]
)
def test_anything_else_in_the_text_has_no_brand(typed):
    assert brand_of(typed) is None
    assert not is_valid(typed)


# Test numbers that payment providers publish.
@pytest.mark.parametrize(
    "number",
    [
        "4242 4242 4242 4242",
        "4222222222222",
        "5555-5555-5555-4444",
        "2223003122003222",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
        "6011000990139424",
        "3566002020360505",
        "3530111333300000",
        "30569309025904",
        "38520000023237",
        "36227206271667",
    ],
)
def test_a_whole_number_is_valid_and_one_wrong_digit_is_noticed(number):
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)

    assert is_valid(number)
    assert not is_valid(wrong)


@pytest.mark.parametrize(
    ("prefix", "lengths"),
    [
        ("4", {13, 16, 18, 19}),
        ("55", {16}),
        ("2720", {16}),
        ("37", {15}),
        ("65", {16, 17, 18, 19}),
        ("1800", {16, 17, 18, 19}),
        ("305", {14, 15, 16, 17, 18, 19}),
        ("62", set()),
        ("50", set()),
    ],
)
def test_each_brand_has_its_lengths(prefix, lengths):
    def some_last_digit_fits(length):
        return any(is_valid(prefix.ljust(length - 1, "0") + digit) for digit in "0123456789")

    assert {length for length in range(5, 25) if some_last_digit_fits(length)} == lengths


@pytest.mark.parametrize("number", ["", "4", "0000000000000000", "6200000000000005", "4" * 10_000])
def test_what_is_no_card_number_is_not_valid(number):
    assert not is_valid(number)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("4242424242424242", "4242 4242 4242 4242"),
        ("42424", "4242 4"),
        ("4242-4242 4", "4242 4242 4"),
        ("4" * 21, "4444 4444 4444 4444 4444 4"),
        ("378282246310005", "3782 822463 10005"),
        ("37828", "3782 8"),
        ("36227206271667", "3622 7206 2716 67"),
        ("", ""),
        ("4242 x", "4242 x"),
    ],
)
def test_digits_stand_as_on_the_card(typed, shown):
    assert grouped(typed) == shown


@pytest.mark.parametrize(("number", "digits"), [("3782", 4), ("34", 4), ("4242", 3), ("36", 3), ("", 3), ("x", 3)])
def test_only_american_express_has_four_digits_of_code(number, digits):
    assert code_digits(number) == digits


digit_text = st.text("0123456789", max_size=21)


@given(digit_text, st.sampled_from("0123456789"))
def test_once_named_a_brand_is_never_replaced_by_another(typed, next_digit):
    before, after = brand_of(typed), brand_of(typed + next_digit)

    assert before is None or after in {before, None}


@given(st.sampled_from(["4", "51", "2500", "34", "6011", "3528", "36"]), digit_text)
def test_a_valid_number_has_its_brand_at_every_length_it_is_typed(prefix, rest):
    number = prefix + rest

    if is_valid(number):
        assert all(brand_of(number[:end]) == brand_of(number) for end in range(len(prefix), len(number)))


@given(st.text())
def test_any_text_at_all_is_answered(text):
    assert brand_of(text) in {None, "visa", "mastercard", "amex", "discover", "jcb", "diners"}
    assert is_valid(text) in {True, False}
