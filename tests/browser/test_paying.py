"""Paying: in each way, begun at each place, and safe whatever one does with Back, reload and a second tab."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from storefront.testbank.numbers import CARDS
from tests.browser.conftest import Visitor
from tests.browser.steps import (
    APPROVED,
    content,
    expect_paid,
    fill_checkout,
    orders_of,
    pay_at_bank,
    put_into_cart,
    receive,
    settle,
)
from tests.running import RunningShop

PUFFER = "CROPPED-PUFFER-INK-M"


@pytest.fixture(scope="module", autouse=True)
def enough(shop: RunningShop) -> None:
    """Every test here buys the same piece."""
    receive(shop, PUFFER, 100)


def press_pay(page: Page) -> None:
    page.locator("[data-component=pay-button]").click()
    expect(page.get_by_text("Test mode: no money moves")).to_be_visible()


def approve_at_paypal(page: Page) -> None:
    page.get_by_role("button", name="Fill in: Approved", exact=True).click()
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name=re.compile(r"^Pay .*\d")).click()


def open_payments(shop: RunningShop, email: str) -> list[str]:
    """How each payment that was begun for this address stands, oldest first."""
    query = "SELECT p.status FROM payments p JOIN orders o ON o.id = p.order_id WHERE o.email = ? ORDER BY p.id"
    with closing(sqlite3.connect(shop.data / "store.db")) as store:
        return [status for (status,) in store.execute(query, (email,)).fetchall()]


def test_each_brand_and_paypal_pays_and_is_named_on_the_order(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(java_script_enabled=False)  # nothing here needs it, and it is faster
    page = context.new_page()
    named = {}
    for title in [*(card.title for card in CARDS[0].cards), "PayPal"]:
        page.goto(f"{shop.url}/products/cropped-puffer?colour=ink&size=M")
        page.locator("[data-component=add-button]").click()
        page.goto(f"{shop.url}/checkout")
        fill_checkout(page, "brands@moonpager.example")
        page.locator(f"input[name=method][value={'paypal' if title == 'PayPal' else 'card'}]").check(force=True)
        page.locator("[data-component=pay-button]").click()
        if title == "PayPal":
            approve_at_paypal(page)
        else:
            page.get_by_role("button", name=f"Fill in: {title}", exact=True).click()
            page.get_by_role("button", name=re.compile(r"^Pay .*\d")).click()
        named[title] = page.locator("[data-component=order-totals]").get_by_text("Paid with").inner_text()
    context.close()

    assert named == {
        "Visa": "Paid with Visa ending in 4242",
        "Mastercard": "Paid with Mastercard ending in 4444",
        "American Express": "Paid with American Express ending in 0005",
        "JCB": "Paid with JCB ending in 0505",
        "Discover": "Paid with Discover ending in 1117",
        "Diners Club": "Paid with Diners Club ending in 1667",
        "PayPal": "Paid with PayPal",
    }
    assert orders_of(shop, "brands@moonpager.example") == ["paid"] * 7


@pytest.mark.parametrize("place", ["product", "drawer", "cart"])
def test_paypal_is_begun_with_one_press(visitor: Visitor, place: str):
    page = visitor.open("/products/cropped-puffer?colour=ink&size=M")
    if place != "product":
        put_into_cart(page, "M")
    if place == "cart":
        visitor.open("/cart")
    start = {"product": content(page), "drawer": page.locator("#cart-drawer"), "cart": content(page)}[place]
    start.locator("[data-component=express-button]").click()

    expect(page).to_have_url(f"{visitor.shop.url}/checkout")
    settle(page)
    expect(page.locator("input[name=method][value=paypal]")).to_be_checked()
    fill_checkout(page, f"{place}@express.moonpager.example")
    expect(page.locator("[data-component=pay-button]")).to_have_text(re.compile(r"^Pay \$118\.00 with PayPal"))
    press_pay(page)
    approve_at_paypal(page)
    expect(expect_paid(page)).to_contain_text("Paid with PayPal")


def test_paypal_is_begun_without_javascript_from_product_and_cart(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{shop.url}/products/cropped-puffer?colour=ink&size=M")
    page.locator("[data-component=express-button]").click()
    expect(page).to_have_url(f"{shop.url}/checkout")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    fill_checkout(page, "plain@express.moonpager.example")
    page.get_by_role("button", name="Show the fields for this choice").first.click()
    page.goto(f"{shop.url}/cart")
    expect(page.locator("main [data-component=cart-line]")).to_have_count(1)
    page.locator("main [data-component=express-button]").click()

    expect(page).to_have_url(f"{shop.url}/checkout#pay")  # all is known: right at the button
    page.locator("[data-component=pay-button]").click()
    approve_at_paypal(page)
    expect(page.locator("[data-component=order-page]")).to_contain_text("Paid with PayPal")
    context.close()


def test_paypal_before_the_form_leads_to_what_is_missing_and_then_pays_with_one_press(visitor: Visitor):
    page = visitor.open("/products/cropped-puffer?colour=ink&size=M")
    put_into_cart(page, "M")
    visitor.open("/checkout")
    page.get_by_role("button", name="Pay with PayPal", exact=True).click()
    expect(page).to_have_url(f"{visitor.shop.url}/checkout#field-email")
    settle(page)
    expect(page.get_by_label("Email", exact=True)).to_be_focused()
    expect(page.locator("input[name=method][value=paypal]")).to_be_checked()
    expect(page.locator("[data-error-summary]")).to_have_count(0)  # nobody has filled in anything yet
    fill_checkout(page, "first@express.moonpager.example")
    page.get_by_label(re.compile("^Express")).click()
    expect(page.locator("[data-component=pay-button]")).to_have_text(re.compile(r"^Pay \$132\.95 with PayPal"))

    page.get_by_label("Address", exact=True).fill("9 Elm Street")  # the press comes before anybody was told
    page.get_by_role("button", name="Pay with PayPal", exact=True).click()
    approve_at_paypal(page)
    expect(expect_paid(page)).to_contain_text("Paid with PayPal")
    expect(expect_paid(page)).to_contain_text("9 Elm Street")
    assert orders_of(visitor.shop, "first@express.moonpager.example") == ["paid"]


def test_paypal_before_the_form_pays_without_javascript(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{shop.url}/products/cropped-puffer?colour=ink&size=M")
    page.locator("[data-component=add-button]").click()
    page.goto(f"{shop.url}/checkout")
    page.get_by_role("button", name="Pay with PayPal", exact=True).click()
    expect(page).to_have_url(f"{shop.url}/checkout#field-email")
    fill_checkout(page, "scriptless@express.moonpager.example")
    page.get_by_label("Email", exact=True).press("Enter")  # shows the fields again, and pays nothing
    expect(page).to_have_url(f"{shop.url}/checkout")

    page.get_by_label("Address", exact=True).fill("9 Elm Street")
    page.get_by_role("button", name="Pay with PayPal", exact=True).click()
    approve_at_paypal(page)
    expect(page.locator("[data-component=order-page]")).to_contain_text("Paid with PayPal")
    expect(page.locator("[data-component=order-page]")).to_contain_text("9 Elm Street")
    context.close()


def test_express_without_a_size_asks_for_one(visitor: Visitor):
    page = visitor.open("/products/cropped-puffer?colour=ink")
    content(page).locator("[data-component=express-button]").click()

    expect(page.get_by_text("Choose a size first.").first).to_be_visible()
    expect(page).to_have_url(re.compile("/products/cropped-puffer"))


def test_back_reload_and_a_second_tab_are_safe_at_every_step(visitor: Visitor):
    """Nothing that was typed is lost, and the order is placed and paid once."""
    email = "steps@moonpager.example"
    page = visitor.open("/products/cropped-puffer?colour=ink")
    put_into_cart(page, "M")
    visitor.open("/cart")
    visitor.open("/checkout")
    fill_checkout(page, email)
    page.get_by_label("ZIP code").blur()
    expect(page.locator("[data-component=pay-button]")).to_have_text(re.compile(r"^Pay \$118\.00"))
    page.reload()
    settle(page)
    expect(page.get_by_label("ZIP code")).to_have_value("97209")
    page.go_back()
    settle(page)
    page.go_forward()
    settle(page)
    expect(page.get_by_label("Full name")).to_have_value("Mia Moon")

    press_pay(page)
    bank = page.url
    page.reload()
    expect(page.get_by_text("Test mode: no money moves")).to_be_visible()
    page.go_back()
    settle(page)
    expect(page.locator("[data-component=open-attempt]")).to_contain_text("A payment of $118.00 by card is open")
    expect(page.get_by_label("Full name")).to_have_value("Mia Moon")
    page.get_by_label("Full name").press("Enter")  # as pressing Pay
    expect(page).to_have_url(bank)  # the same payment
    second = visitor.open("/checkout", visitor.context.new_page())
    second.get_by_role("link", name="Go on paying").click()
    expect(second).to_have_url(bank)
    assert open_payments(visitor.shop, email) == ["started"]

    pay_at_bank(page, APPROVED)
    expect_paid(page)
    page.reload()
    expect_paid(page)
    second.reload()
    expect(second.get_by_role("heading", level=1)).to_have_text("This payment is closed")
    second.go_back()  # to the checkout, whose cart has become the order
    settle(second)
    expect(second.get_by_role("heading", level=1)).to_have_text(re.compile("^Order MP-.* is paid.$"))
    second.get_by_role("link", name="See your order").click()
    expect_paid(second)
    page.go_back()
    assert orders_of(visitor.shop, email) == ["paid"]
    assert open_payments(visitor.shop, email) == ["captured"]
