import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.codes import ALPHABET, normalise_order_code, order_code


@pytest.mark.parametrize(
    ("random", "code"),
    [
        (bytes(16), "MP-33333333"),
        (bytes(15) + b"\x01", "MP-43333333"),
        (bytes(15) + b"\x17", "MP-34333333"),
        (b"\x01" + bytes(15), "MP-JC9Y7HHJ"),
    ],
)
def test_a_code_is_the_random_number_in_characters(random, code):
    assert order_code(random) == code


def test_the_alphabet_has_no_characters_that_can_be_confused():
    assert sorted(ALPHABET) == sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") - set("0O1IL5S2Z8BUV"))


@pytest.mark.parametrize("length", [0, 8, 15, 17])
def test_a_code_is_made_from_sixteen_bytes(length):
    with pytest.raises(ValueError, match="16 random bytes"):
        order_code(bytes(length))


@pytest.mark.parametrize(
    "typed",
    ["MP-7KQ4WXEM", "mp-7kq4wxem", " MP 7KQ4 WXEM ", "MP7KQ4WXEM", "mp--7kq4-wxem", "MP-7KQ4WXEM\n", "7kq4 WXEM"],
)
def test_a_code_is_understood_as_people_type_it(typed):
    assert normalise_order_code(typed) == "MP-7KQ4WXEM"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "MP-",
        "7KQ4WXE",
        "MP7KQ4WX0",
        "MPMP-7KQ4WXEM",
        "MP-7KQ4WXE",
        "MP-7KQ4WXEMM",
        "MP-7KQ4WXE0",
        "MQ-7KQ4WXEM",
        "MP-7KQ4WXE!",
        "MP-7KQ4WXEM;",
    ],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert normalise_order_code(typed) is None


@given(st.binary(min_size=16, max_size=16))
def test_every_code_made_is_understood(random):
    code = order_code(random)

    assert len(code) == 11
    assert normalise_order_code(code.lower().replace("-", " ")) == code


@given(st.text())
def test_any_text_becomes_a_code_or_none(text):
    code = normalise_order_code(text)

    assert code is None or normalise_order_code(code) == code
