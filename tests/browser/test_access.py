"""Everybody can use it: screen readers, the keyboard alone, small screens, no JavaScript."""

import re
import uuid
from html.parser import HTMLParser
from urllib.parse import parse_qsl

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from storefront.views.account import SECTIONS
from tests.browser.conftest import Visitor
from tests.browser.steps import (
    ADDRESS,
    APPROVED,
    content,
    expect_paid,
    fill_checkout,
    mail_to,
    pay_at_bank,
    put_into_cart,
    receive,
    sell_out,
    settle,
    violations,
)
from tests.browser.test_accounts import register
from tests.running import RunningShop

PAGES = (
    "/",
    "/collections/tops",
    "/collections/tops?size=XXL",
    "/search?q=buterfly",
    "/search?q=xyzzy",
    "/size-guide",
    "/products/cropped-puffer?colour=ink&size=S",
    "/products/cowl-halter-top?colour=tangerine",
    "/products/flare-jeans?stars=5",
    "/saved",
    "/login",
    "/login?check=login",
    "/register",
    "/forgot?sent=yes",
    "/reset/nonsense",
    "/account",
    "/gift-cards",
    "/gift-cards/balance",
    "/orders",
    "/cart",
    "/checkout",
    "/faq",
    "/terms",
    "/privacy",
    "/shipping",
    "/contact",
    "/nothing-here",
    "/dev/components",
    "/dev/outbox",
)


def test_axe_finds_nothing_on_any_page(context: BrowserContext, shop: RunningShop):
    somebody = Visitor(context, shop)
    found = {}
    for path in PAGES:
        page = somebody.page
        page.goto(shop.url + path)
        if path != "/dev/outbox":
            settle(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        if faults := violations(page):
            found[path] = faults
    assert found == {}


@pytest.mark.parametrize("path", ["/", "/products/cropped-puffer", "/collections/tops?size=M", "/saved", "/cart"])
def test_no_page_scrolls_sideways_on_the_narrowest_phone(chromium: Browser, shop: RunningShop, path: str):
    context = chromium.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page = Visitor(context, shop).open(path)

    # A phone makes the window as wide as what sticks out: 320 is what the header and all below it must fit into.
    assert page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [320, 320]
    context.close()


def test_axe_finds_nothing_in_the_size_chart_with_advice(context: BrowserContext, shop: RunningShop):
    page = Visitor(context, shop).open("/products/flare-jeans?colour=indigo")
    page.get_by_role("link", name="Size chart").click()
    drawer = page.locator("#size-chart")
    drawer.get_by_label(re.compile("^Waist")).fill("none")
    drawer.get_by_role("button", name="Find my size").click()
    expect(drawer.get_by_role("status")).to_contain_text("write a number")
    found = violations(page)
    drawer.get_by_label(re.compile("^Waist")).fill("71")
    drawer.get_by_role("button", name="Find my size").click()
    expect(drawer.get_by_role("status")).to_contain_text("should fit you")

    assert found + violations(page) == []


def test_axe_finds_nothing_where_one_asks_for_a_sold_out_size(context: BrowserContext, shop: RunningShop):
    somebody = Visitor(context, shop)
    page = somebody.open("/products/butterfly-baby-tee?colour=lilac&size=XS")
    panel = page.locator("[data-component=restock-panel]")
    found = violations(page)
    panel.get_by_label("Email", exact=True).fill("mia")
    panel.get_by_role("button").click()
    expect(panel).to_contain_text("does not look like an email address")
    found += violations(page)
    email = f"{uuid.uuid4()}@moonpager.example"
    panel.get_by_label("Email", exact=True).fill(email)
    panel.get_by_role("button").click()
    expect(panel).to_contain_text("on the list")
    found += violations(page)
    receive(shop, "BUTTERFLY-BABY-TEE-LILAC-XS")
    link = next(line for line in mail_to(shop, page, email).splitlines() if line.startswith("http"))
    somebody.open(link.removeprefix(shop.url))
    found += violations(page)
    page.get_by_role("button", name="Take me off the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are off the list")
    sell_out(shop, "BUTTERFLY-BABY-TEE-LILAC-XS")

    assert found + violations(page) == []


def test_axe_finds_nothing_in_a_question(context: BrowserContext, shop: RunningShop):
    somebody = Visitor(context, shop)
    page = somebody.open("/contact")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error-summary]").filter(visible=True)).to_be_visible()
    settle(page)
    found = violations(page)
    page.get_by_label("What is it about?").select_option("size")
    page.get_by_label("Your email").fill(f"{uuid.uuid4()}@moonpager.example")
    page.get_by_label("Your message").fill("Is there an XXL?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-component=ticket]").filter(visible=True)).to_be_visible()
    settle(page)

    assert found + violations(page) == []


def test_axe_finds_nothing_in_a_wish_list(context: BrowserContext, shop: RunningShop):
    somebody = Visitor(context, shop)
    page = somebody.open("/products/flare-jeans?colour=indigo&size=26")
    page.locator(".buy-save button").click()
    expect(page.locator(".buy-save button")).to_have_attribute("aria-pressed", "true")
    found = {"product": violations(page)}
    somebody.open("/saved")
    found["list"] = violations(page)
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link to your list").input_value()
    settle(page)
    found["list with a link"] = violations(page)
    somebody.open(link.removeprefix(shop.url))
    found["shared"] = violations(page)

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_finds_nothing_in_an_account(context: BrowserContext, shop: RunningShop):
    somebody = Visitor(context, shop)
    page = register(somebody, f"{uuid.uuid4()}@moonpager.example")
    found = {}
    for section in SECTIONS:
        somebody.open(f"/account/{section}".rstrip("/"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{section} scrolls sideways"
        found[section] = violations(page)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.locator("[data-error-summary]").filter(visible=True)).to_be_visible()
    settle(page)
    found["an error"] = violations(page)

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_finds_nothing_on_the_way_to_an_order(context: BrowserContext, shop: RunningShop):
    somebody = Visitor(context, shop)
    page = somebody.open("/products/star-baby-tee?colour=lime")
    put_into_cart(page, "L")
    found = {"drawer": violations(page)}
    somebody.open("/cart")
    found["cart"] = violations(page)
    somebody.open("/checkout")
    found["checkout"] = violations(page)
    page.locator("[data-component=pay-button]").click()
    expect(page.locator("[data-error-summary]").last).to_be_visible()
    settle(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    found["checkout with errors"] = violations(page)
    fill_checkout(page)
    page.locator("[data-component=pay-button]").click()
    expect(page.get_by_text("Test mode: no money moves")).to_be_visible()
    found["bank"] = violations(page)
    pay_at_bank(page, APPROVED)
    expect_paid(page)
    found["order"] = violations(page)
    page.emulate_media(media="print")
    assert page.locator("h1").evaluate("heading => getComputedStyle(heading).color") == "rgb(0, 0, 0)"
    assert page.locator("body").evaluate("body => getComputedStyle(body).color") == "rgb(20, 23, 27)"
    page.emulate_media(media="screen")
    somebody.open(f"{page.url.removeprefix(shop.url)}?review=STAR-BABY-TEE-LIME-L")
    expect(page.locator("[data-component=review-form]")).to_be_visible()
    found["review"] = violations(page)
    page.get_by_role("button", name="Send the review").click()
    expect(page.locator("[data-error-summary]").filter(visible=True)).to_be_visible()
    settle(page)
    found["review with errors"] = violations(page)

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_finds_nothing_in_a_customers_checkout(context: BrowserContext, shop: RunningShop):
    """With the address book, another address for the bill, a gift card that is refused, and an open payment."""
    somebody = Visitor(context, shop)
    email = f"{uuid.uuid4()}@moonpager.example"
    page = register(somebody, email)
    somebody.open("/account/addresses")
    for label, value in ADDRESS.items():
        page.get_by_label(label, exact=True).fill(value)
    content(page).get_by_label("State").select_option("OR")
    page.get_by_role("button", name="Keep the address").click()
    expect(page.locator("[data-component=thing]").filter(visible=True)).to_contain_text("12 Carrier Street")
    somebody.open("/products/butterfly-baby-tee?colour=ice")
    put_into_cart(page, "L")
    found = {}

    def look(name: str) -> None:
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        found[name] = violations(page)

    somebody.open("/checkout")
    expect(page.get_by_label(re.compile("^Mia Moon"))).to_be_checked()
    look("address book")
    page.get_by_label("The bill goes to the same address").click()
    expect(page.get_by_role("group", name="Billing address")).to_be_visible()
    look("bill elsewhere")
    page.locator("[data-component=pay-button]").click()
    expect(page.locator("[data-error-summary]").last).to_be_visible()
    look("bill with errors")
    page.get_by_label("The bill goes to the same address").click()
    expect(page.get_by_role("group", name="Billing address")).to_have_count(0)
    narrow = page.locator("#folded-summary").is_visible()
    summary = page.locator("#folded-summary" if narrow else ".side-panel")
    if narrow:
        summary.locator("summary").first.click()
    summary.locator(".code-summary").filter(has_text="gift card").press("Enter")
    summary.get_by_label("Gift card code").fill("nonsense")
    page.keyboard.press("Enter")
    expect(page.get_by_text("We know no gift card with this code.").filter(visible=True)).to_be_visible()
    if not narrow:
        settle(page)
        expect(summary.get_by_label("Gift card code")).to_be_focused()
    look("refused gift card")
    page.locator("[data-component=pay-button]").click()
    expect(page.get_by_text("Test mode: no money moves")).to_be_visible()
    somebody.open("/checkout")
    expect(page.locator("[data-component=open-attempt]")).to_be_visible()
    look("open payment")

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_whole_path_by_keyboard_alone(visitor: Visitor):
    page = visitor.open("/products/lace-slip-dress?colour=mint")
    page.locator("[data-component=size-radios] input").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("size="))
    tab_to(page, "[data-component=add-button]")
    page.keyboard.press("Enter")
    drawer = page.locator("#cart-drawer")
    expect(drawer).to_be_visible()
    expect(drawer.get_by_role("heading").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    tab_to(page, "[data-component=header] [data-component=cart-button]", backwards=True)
    page.keyboard.press("Enter")
    expect(drawer).to_be_visible()
    tab_to(page, "#cart-drawer a[href='/checkout']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    for field, words in {
        "email": "keys@moonpager.example",
        "name": "Mia Moon",
        "line1": "12 Carrier Street",
        "city": "Dover",
        # Its first letter alone names it. On the way to "Oregon" the page shows what Ohio's tax makes of the total,
        # and Pay takes no other total than what it shows.
        "region": "Delaware",
        "postcode": "19901",
    }.items():
        tab_to(page, f"main [name={field}]")
        page.keyboard.type(words)
    tab_to(page, "[data-component=pay-button]")
    fields = page.locator("[data-component=checkout-form] .field-control").count()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Test mode: no money moves")).to_be_visible()
    assert fields + page.locator("form[data-form] input:not([type=hidden])").count() <= 14
    for field, words in {"number": APPROVED, "expiry": "04/39", "code": "123", "name": "Mia Moon"}.items():
        tab_to(page, f"[name={field}]")
        page.keyboard.type(words)
    page.keyboard.press("Enter")

    expect_paid(page)


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(visitor: Visitor):
    page = visitor.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_another_page_tells_its_title_and_takes_the_focus(visitor: Visitor):
    page = visitor.open("/")
    page.locator("[data-component=footer]").get_by_role("link", name="Privacy").click()
    expect(page).to_have_title("Privacy, Moonpager")

    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Privacy, Moonpager")


def test_the_shop_can_be_read_and_bought_from_without_javascript(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shop.url}/")
    page.locator("[data-component=header]").get_by_role("link", name="Dresses").click()
    page.locator("main").get_by_role("link", name=re.compile("Lace-edge slip dress")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lace-edge slip dress")
    page.get_by_role("link", name="Mint").click()
    page.locator("[data-component=size-radios] label").filter(has=page.get_by_text("M", exact=True)).click()
    page.locator("[data-component=add-button]").click()
    expect(page).to_have_url(f"{shop.url}/cart")
    expect(page.locator("[data-component=cart-line]")).to_contain_text("Mint, M")
    page.get_by_role("link", name=re.compile("Check out")).click()
    fill_checkout(page, "noscript@moonpager.example")
    page.locator("[data-component=pay-button]").click()
    pay_at_bank(page, APPROVED)
    expect(page.get_by_role("heading", level=1)).to_contain_text(". Paid.")
    page.goto(f"{shop.url}/faq")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()


class Links(HTMLParser):
    """The links of a page to the shop's own addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.startswith("/"):
            self.found.add(href.split("#")[0])


def test_every_link_of_the_public_pages_leads_somewhere(shop: RunningShop):
    todo, seen, dead = ["/"], {"/"}, []
    kinds = set()  # of questions that were asked: hundreds of links narrow a list, each page in the same ways
    with httpx.Client(base_url=shop.url, trust_env=False, timeout=30) as client:
        while todo:
            place, _, question = (path := todo.pop()).partition("?")
            kind = place, frozenset(name for name, _ in parse_qsl(question, keep_blank_values=True))
            if kind in kinds and not place.startswith("/products/"):
                continue
            kinds.add(kind)
            answer = client.get(path)
            if answer.status_code != 200:
                dead.append((path, answer.status_code))
            if "html" in answer.headers["content-type"] and not question:
                links = Links()
                links.feed(answer.text)
                todo += links.found - seen - {""}
                seen |= links.found

    assert dead == []
    assert len(kinds) > 60


def tab_to(page: Page, selector: str, backwards: bool = False) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"the Tab key never reaches {selector}")
