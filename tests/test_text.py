import ast
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import pytest

from storefront import text
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.payments import Decline, PaymentStatus
from storefront.domain.taxes import tax_rule

ROOT = Path(text.__file__).parent


def refusals():
    """Every ``Refusal("code", fact=…)`` in the shop: where, its code, the names of its facts."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                facts = {keyword.arg for keyword in node.keywords}
                for code in codes(node.args[0]):
                    yield pytest.param(code, facts, id=f"{where} {code}")


def codes(said):
    """The codes that an expression can be: a text, or one of two."""
    if isinstance(said, ast.IfExp):
        return [*codes(said.body), *codes(said.orelse)]
    assert isinstance(said, ast.Constant), "a refusal's code is a text, so that a test can read it"
    return [said.value]


@pytest.mark.parametrize(("code", "facts"), list(refusals()))
def test_every_refusal_has_a_sentence_and_the_facts_it_tells(code, facts):
    told = {name for _, name, _, _ in Formatter().parse(text.REFUSALS[code]) if name}

    assert told <= facts


def test_every_sentence_of_a_refusal_is_used():
    assert set(text.REFUSALS) == {param.values[0] for param in refusals()}


@pytest.mark.parametrize(
    ("brand", "last_four", "said"),
    [("amex", "0005", "American Express ending in 0005"), ("paypal", "", "PayPal"), ("", "", ""), ("", "4242", "")],
)
def test_a_paid_order_says_how_it_was_paid(brand, last_four, said):
    order = SimpleNamespace(paid_brand=brand, paid_last_four=last_four, paid_at=1, credits=())

    assert text.paid_with(order) == said


def test_a_refusals_sentence_tells_its_facts():
    assert text.refusal(Refusal("no_more", most=2, title="Tee")) == "That is all we have: 2 of Tee."


def test_each_reason_of_a_bank_has_advice_of_its_own():
    advice = [text.PROBLEMS[decline.value] for decline in Decline]

    assert len(set(advice)) == len(Decline)
    assert all("Nothing was charged, your cart is kept." in sentence for sentence in advice)


@pytest.mark.parametrize("reason", [*(d.value for d in Decline), PaymentStatus.GIVEN_UP.value, "expired"])
def test_every_payment_that_failed_has_advice_that_says_nothing_was_charged(reason):
    assert "Nothing was charged, your cart is kept." in text.PROBLEMS[reason]


@pytest.mark.parametrize("code", ["", "nonsense", "<script>", "sold_out\0"])
def test_an_address_with_an_unknown_problem_says_nothing(code):
    assert text.checkout_problem(code) == ""
    assert text.cart_problem(code) == ""


@pytest.mark.parametrize("code", ["provider_silent", "price_changed", "checkout_changed", "total_changed"])
def test_what_pay_met_is_told_at_the_checkout(code):
    assert text.checkout_problem(code).endswith(".")
    assert "{" not in text.checkout_problem(code)


@pytest.mark.parametrize(
    "code", ["no_session", "no_variant", "line_gone", "cart_empty", "sold_out", "sold_out_now", "no_more"]
)
def test_what_a_form_met_is_told_in_the_cart(code):
    assert text.cart_problem(code).endswith(".")
    assert "{" not in text.cart_problem(code)


@pytest.mark.parametrize(
    ("minor", "currency", "printed"),
    [(2800, "USD", "$28.00"), (5, "USD", "$0.05"), (123456789, "USD", "$1,234,567.89"), (2800, "JPY", "¥2,800"),
     (28005, "KWD", "KWD\N{NO-BREAK SPACE}28.005"), (0, "EUR", "€0.00"), (-595, "USD", "-$5.95")],
)  # fmt: skip
def test_money_is_printed_exactly(minor, currency, printed):
    assert text.money(Money(minor, Currency(currency))) == printed


def test_times_and_days_are_printed_in_utc():
    at = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)

    assert text.moment(at) == "3 November 2026, 09:05 UTC"
    assert text.day(at) == "3 November 2026"


def test_counts_and_spans_are_words():
    assert [text.items(n) for n in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
    assert text.working_days((4, 8)) == "4–8 working days"


def test_a_tab_has_the_shops_name():
    assert text.tab_title("Your cart") == "Your cart, Moonpager"
    assert text.tab_title("") == "Not found, Moonpager"


@pytest.mark.parametrize(
    ("country", "region", "label"),
    [
        ("US", "CA", "Sales tax, California 7.25%"),
        ("US", "MN", "Sales tax, Minnesota 6.875%"),
        ("DE", "", "Includes VAT 19%"),
        ("FI", "", "Includes VAT 25.5%"),
    ],
)
def test_tax_says_whose_it_is_and_its_exact_rate(country, region, label):
    rule = tax_rule(country, region)

    assert text.tax_label(Money(100, Currency("USD")), rule) == label
    assert text.tax_label(Money(0, Currency("USD")), rule) == ""


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 12, 1), date(2026, 12, 4), "Arrives 1–4 December"),
        (date(2026, 11, 30), date(2026, 12, 4), "Arrives 30 November – 4 December"),
        (date(2026, 12, 30), date(2027, 1, 5), "Arrives 30 December 2026 – 5 January 2027"),
        (date(2026, 12, 1), date(2026, 12, 1), "Arrives 1 December"),
        (date(2026, 12, 1), date(2027, 12, 4), "Arrives 1 December 2026 – 4 December 2027"),
    ],
)
def test_an_arrival_is_told_in_dates(first, last, words):
    assert text.arrives((first, last)) == words


def test_a_place_is_told_with_its_state():
    assert text.place("US", "CA") == "California, United States"
    assert text.place("US", "") == "United States"
    assert text.place("JP", "CA") == "Japan"
