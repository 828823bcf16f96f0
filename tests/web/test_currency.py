"""The currency over HTTP: guessed, chosen, kept, on every first page, and never mixed with another's."""

import asyncio
import re

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse

from storefront.domain.currencies import SUPPORTED
from storefront.web.currency import CurrencyChoice, guessed
from storefront.web.session import SessionCookie
from tests.web.asking import Asker
from tests.web.test_accounts import PASSWORD, registered
from tests.web.test_document import facts

# What a tee of 28.00 USD costs.
TEE = {
    "USD": "$28.00", "EUR": "€25.90", "GBP": "£21.00", "CAD": "CA$40.00", "AUD": "A$40.00", "NZD": "NZ$50.00",
    "JPY": "¥4,410", "KRW": "₩37,400", "CHF": "CHF\N{NO-BREAK SPACE}23.90", "SEK": "SEK\N{NO-BREAK SPACE}279.00",
    "NOK": "NOK\N{NO-BREAK SPACE}259.00", "DKK": "DKK\N{NO-BREAK SPACE}189.00", "PLN": "PLN\N{NO-BREAK SPACE}110.99",
    "MXN": "MX$539.00", "BRL": "R$152.90", "SGD": "SGD\N{NO-BREAK SPACE}35.90", "HKD": "HK$220.00", "INR": "₹2,659.00",
    "KWD": "KWD\N{NO-BREAK SPACE}8.750",
}  # fmt: skip
LISTS = ("/", "/collections/tops", "/search?q=tee", "/products/tee")


@pytest.fixture
def browser(shop):
    """A browser of some languages, in which a currency was chosen."""

    def opened(languages="", chosen=""):
        sent = [("accept-language", languages)] if languages else []
        return Asker(shop, currency=f"__Host-currency={chosen}" if chosen else "", sent=sent)

    return opened


def choose(somebody, code, page="http://localhost:3000/", **more):
    return somebody.post("/currency", {"currency": code}, ("referer", page), **more)


def signs(answer):
    """The currencies whose prices a page shows."""
    return {code for code, price in TEE.items() if re.search(rf"(?<!\w){re.escape(price)}", answer.text)}


@pytest.mark.parametrize("code", SUPPORTED)
def test_every_list_and_page_is_printed_in_the_chosen_currency(browser, code):
    somebody = browser(chosen=code)

    assert {path: signs(somebody.get(path)) for path in LISTS} == {path: {code} for path in LISTS}


def test_a_kept_page_is_never_shown_in_another_currency(browser):
    people = [browser(chosen=code) for code in ("EUR", "JPY", "USD", "EUR", "KWD", "JPY")]

    for path in (*LISTS, "/no-such-page"):
        seen = [signs(one.get(path)) for one in people]
        assert seen == [{"EUR"}, {"JPY"}, {"USD"}, {"EUR"}, {"KWD"}, {"JPY"}]


def test_no_cache_may_take_one_for_the_other(browser):
    answer = browser(chosen="EUR").get("/")

    assert answer["cache-control"] == "private, no-cache"
    assert answer["vary"] == "Accept-Encoding, Cookie, Accept-Language"


def test_search_engines_read_offers_in_the_shown_currency_and_see_dollars_by_themselves(browser):
    euros, crawler = (facts(one.get("/products/tee"))["Product"]["offers"][0] for one in (browser("de"), browser()))

    assert (euros["price"], euros["priceCurrency"]) == ("25.90", "EUR")
    assert (crawler["price"], crawler["priceCurrency"]) == ("28.00", "USD")


def test_the_cart_and_the_checkout_are_in_the_chosen_currency(browser):
    somebody = browser(chosen="EUR")
    somebody.get("/")
    somebody.post("/cart/add", {"sku": "TEE-ICE-M"})
    somebody.post("/cart/add", {"sku": "TEE-ICE-M"})

    cart, checkout = somebody.get("/cart"), somebody.get("/checkout")

    for page in (cart, checkout):
        assert "€51.80" in page.text
        assert "$" not in page.text.split("<body>")[1].split("<script")[0]
    assert "You pay in EUR. 1 USD = 0.895095 EUR, rate of 30 October 2026." in checkout.text


@pytest.mark.parametrize(
    ("languages", "currency"),
    [
        ("", "USD"),
        ("en", "USD"),
        ("en-GB,en;q=0.9", "GBP"),
        ("de", "EUR"),
        ("de-AT", "EUR"),
        ("de-CH,de;q=0.9,en;q=0.8", "CHF"),
        ("ja", "JPY"),
        ("ko-KR", "KRW"),
        ("pt", "BRL"),
        ("pt-PT", "EUR"),
        ("es-MX", "MXN"),
        ("sv", "SEK"),
        ("nb-NO", "NOK"),
        ("da", "DKK"),
        ("pl", "PLN"),
        ("en-IN", "INR"),
        ("ar-KW", "KWD"),
        ("zh-Hant-HK", "HKD"),
        ("en-SG", "SGD"),
        ("en-NZ", "NZD"),
        ("fr-CA", "CAD"),
        ("cs-CZ,en-GB;q=0.5", "GBP"),  # no koruna: the next place
        ("cs-CZ", "USD"),
        ("de;q=0.2,ja;q=0.9", "JPY"),
        ("de;q=0,ja;q=0.1", "JPY"),
        ("*", "USD"),
        ("de;q=much,ja", "JPY"),
        ("-,_,--,de-,x-klingon,1;2;3,ja-JP-u-ca-japanese,ja", "JPY"),
        ("en-" + "x" * 5000, "USD"),
        (",".join(["cs-CZ"] * 5000), "USD"),
    ],
)
def test_the_first_guess_is_made_from_the_browsers_languages(languages, currency):
    assert guessed(languages) == currency


def test_a_guess_is_kept_at_the_first_document(browser):
    somebody = browser("de")
    first = somebody.get("/")
    somebody.sent = [("accept-language", "ja")]

    assert signs(first) == signs(somebody.get("/")) == {"EUR"}
    assert [cookie for cookie in first.all("set-cookie") if "currency" in cookie] == [
        "__Host-currency=EUR; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000; Secure"
    ]


def test_dollars_need_no_cookie_and_a_file_brings_none(browser):
    assert [cookie for cookie in browser("en").get("/").all("set-cookie") if "currency" in cookie] == []
    assert browser("de").get("/favicon.svg").all("set-cookie") == []


@pytest.mark.parametrize("forged", ["XXX", "BHD", "eur", "EUR%0d%0aSet-Cookie: a=b", "", "EUR; __Host-currency=JPY"])
def test_a_cookie_that_we_did_not_set_counts_for_nothing(browser, forged):
    assert signs(browser("ko", chosen=forged or "?").get("/")) == {"KRW"}


def test_a_choice_is_kept_and_shows_the_page_it_was_made_on(browser):
    somebody = browser()
    answer = choose(somebody, "JPY", "http://localhost:3000/collections/tops?size=S,M&sort=price-up")

    assert (answer.status, answer["location"]) == (303, "/collections/tops?size=S,M&sort=price-up")
    assert answer["set-cookie"].startswith("__Host-currency=JPY; Path=/; HttpOnly; SameSite=Lax; Max-Age=")
    assert signs(somebody.get("/")) == {"JPY"}


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://evil.example/collections/tops",
        "http://localhost:3000.evil.example/cart",
        "http://user@localhost:3000/cart",
        "http://localhost:3000//evil.example",
        "http://localhost:3000/\\evil.example",
        "http://[",
        "javascript:alert(1)",
        "/cart",
        "http://localhost:3000/" + "x" * 2000,
    ],
)
def test_a_choice_leads_to_no_page_but_our_own(browser, page):
    answer = choose(browser(), "JPY", page)

    assert (answer.status, answer["location"]) == (303, "/")


def test_prices_that_an_address_asks_for_are_carried_over(browser):
    page = "http://localhost:3000/collections/everything?colour=ink&from=30&to=60"

    yen = choose(browser(), "JPY", page)
    euros = choose(browser(chosen="JPY"), "EUR", "http://localhost:3000/search?q=tee&from=5000&to=much")

    assert yen["location"] == "/collections/everything?colour=ink&from=4717&to=9435"
    assert euros["location"] == "/search?q=tee&from=28&to=much"


def test_what_one_cannot_pay_in_cannot_be_chosen(browser):
    answer = choose(browser(), "XXX", "http://localhost:3000/cart")

    assert (answer.status, answer["location"], answer["set-cookie"]) == (303, "/cart", "")


def test_a_strangers_page_chooses_nothing(browser):
    somebody = browser()
    somebody.origin = "https://evil.example"

    assert choose(somebody, "JPY").status == 403


def test_a_customers_currency_comes_along_at_login(shop, house, browser):
    amy = registered(shop, house, "amy@example.com")
    choose(amy, "JPY")
    elsewhere = browser("de")
    elsewhere.get("/login")

    elsewhere.post("/login", {"email": "amy@example.com", "password": PASSWORD})

    assert elsewhere.currency == "__Host-currency=JPY"
    assert signs(elsewhere.get("/")) == {"JPY"}


def test_a_login_without_a_choice_leaves_the_browsers_as_it_is(shop, house, browser):
    registered(shop, house, "amy@example.com")
    elsewhere = browser("de")
    elsewhere.get("/login")

    elsewhere.post("/login", {"email": "amy@example.com", "password": PASSWORD})

    assert elsewhere.currency == "__Host-currency=EUR"


def handshake(**headers):
    """What Reflex sees of the currency in a handshake."""
    seen = []

    async def reflex(scope, receive, send):
        seen.append(scope)

    scope = {
        "type": "websocket",
        "path": "/_event/",
        "query_string": b"EIO=4&transport=websocket&token=0c7d1b3e-8a3f-4f6e-9d54-0f1d2c3b4a59",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(CurrencyChoice(SessionCookie(reflex, "key", False), False)(scope, None, None))
    return [value for name, value in seen[0]["headers"] if name == b"x-currency"]


def test_the_socket_is_told_the_browsers_currency():
    assert handshake(cookie="currency=JPY") == [b"JPY"]
    assert handshake(accept_language="de") == [b"EUR"]
    assert handshake() == [b"USD"]


def test_a_currency_that_the_client_says_itself_does_not_reach_the_state():
    assert handshake(cookie="currency=JPY", x_currency="KWD") == [b"JPY"]
    assert handshake(x_currency="KWD") == [b"USD"]


def test_only_pages_and_only_once_a_guess_is_set():
    page = CurrencyChoice(HTMLResponse("<p>"), False)
    text = CurrencyChoice(PlainTextResponse("-"), False)

    german = ("accept-language", "de")
    assert Asker(page).get("/", german)["set-cookie"].startswith("currency=EUR; Path=/; HttpOnly; SameSite=Lax")
    assert Asker(text).get("/", german)["set-cookie"] == ""
    assert Asker(page, currency="currency=JPY").get("/", german)["set-cookie"] == ""
