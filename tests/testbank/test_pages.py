from datetime import UTC, datetime, timedelta

import pytest

from storefront.domain.money import Currency, Money
from storefront.testbank.pages import amount, entered_amount, time_left

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "printed"),
    [
        (6601, "USD", "$66.01"),
        (6600, "USD", "$66.00"),
        (5, "USD", "$0.05"),
        (123456789, "EUR", "€1,234,567.89"),
        (6601, "JPY", "¥6,601"),
        (6601, "KRW", "₩6,601"),
        (66010, "KWD", "KWD 66.010"),
        (1, "KWD", "KWD 0.001"),
        (5125, "IQD", "IQD 5.125"),
        (500, "CHF", "CHF 5.00"),
        (500, "CAD", "CA$5.00"),
    ],
)
def test_an_amount_has_all_the_digits_of_its_currency(browser, shop, order, minor, currency, printed):
    assert amount(minor, currency).replace("\N{NO-BREAK SPACE}", " ") == printed
    ref = shop.create(order(amount=Money(minor, Currency(currency)))).provider_ref
    page = browser.get(f"/pay/{ref}").text.replace("\N{NO-BREAK SPACE}", " ")

    assert f"Pay {printed}</button>" in page
    assert f"<title>Pay {printed}, Test bank</title>" in page


@pytest.mark.parametrize("method", ["card", "paypal"])
def test_who_pays_reads_whom(browser, shop, order, method):
    ref = shop.create(order(method=method)).provider_ref

    assert "You pay Moonpager</h2>" in browser.get(f"/pay/{ref}").text


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [("66.01", "USD", 6601), (" 5 ", "USD", 500), ("5", "JPY", 5), ("5.5", "JPY", None), ("0.001", "KWD", 1),
     ("1,000", "USD", None), ("", "USD", None), ("nan", "USD", None)],
)  # fmt: skip
def test_an_amount_is_read_in_the_digits_of_its_currency(typed, currency, minor):
    assert entered_amount(typed, currency) == minor


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(600, "10 minutes"), (599, "9 minutes"), (119, "1 minute"), (59, "59 seconds"), (1, "1 second"), (-5, "0 seconds"),
     (7200, "until 23 November 2026, 14:00 UTC")],
)  # fmt: skip
def test_the_time_that_is_left_is_told_without_javascript(seconds, told):
    assert time_left(NOW + timedelta(seconds=seconds), NOW) == told


def test_the_form_can_be_filled_in_by_the_browser(browser, opened):
    page = browser.get(f"/pay/{opened}").text

    for words in ("cc-number", "cc-exp", "cc-csc", "cc-name"):
        assert page.count(f'autocomplete="{words}"') == 1
    assert page.count('inputmode="numeric"') == 3


def test_every_brand_is_named_before_one_types(browser, opened):
    page = browser.get(f"/pay/{opened}").text

    for name in ("Visa", "Mastercard", "American Express", "JCB", "Discover", "Diners Club"):
        assert f">{name}</li>" in page


def test_nothing_on_a_page_is_inline_that_the_shops_policy_forbids(browser, opened, pay):
    shown = [browser.get(f"/pay/{opened}").text, browser.get("/").text, browser.get(f"/payments/{opened}").text]
    pay(opened, number="4000 0000 0000 3220")
    shown.append(browser.get(f"/pay/{opened}/challenge").text)

    for page in shown:
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count('<script src="/testbank/bank.js" defer></script>') == 1


def test_what_a_shop_sends_is_not_taken_for_html(browser, shop, order):
    ref = shop.create(order(reference="<b>&", return_url='https://a"><i>.example/')).provider_ref

    for page in (browser.get(f"/pay/{ref}"), browser.get("/"), browser.get(f"/payments/{ref}")):
        assert "<b>&" not in page.text
        assert "<i>" not in page.text
