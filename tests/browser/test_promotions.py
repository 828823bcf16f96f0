"""Codes: typed by keyboard in the cart and at checkout, refused with a reason, paid with, and without JavaScript."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps import (
    APPROVED,
    expect_paid,
    fill_checkout,
    mail_to,
    manage,
    pay_at_bank,
    put_into_cart,
    settle,
    violations,
)
from tests.running import RunningShop

TEE = "/products/butterfly-baby-tee?colour=ice"  # 28.00


def type_code(page: Page, place: Locator, code: str) -> None:
    """Open the fold if it is closed, type a code and press Enter, all by keyboard."""
    field = place.get_by_label("Code", exact=True)
    if not field.is_visible():
        place.locator(".code-summary").filter(has_not_text="gift card").focus()
        page.keyboard.press("Enter")
    expect(field).to_be_visible()
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_good_bad_and_expired_codes_by_keyboard(anybody: Visitor):
    page = anybody.open(TEE)
    put_into_cart(page, "M")
    drawer = page.locator("#cart-drawer")

    type_code(page, drawer, "nonsense")
    expect(drawer.get_by_text("We know no code NONSENSE.")).to_be_visible()
    type_code(page, drawer, "y2k")
    expect(drawer.get_by_text(re.compile("^Y2K ended on"))).to_be_visible()
    type_code(page, drawer, "signal5")
    expect(drawer.get_by_text("Add $12.00 more of what SIGNAL5 is for, and it applies.")).to_be_visible()
    assert violations(page) == []
    type_code(page, drawer, "hello 10")
    used = drawer.locator("[data-component=code-entry]").get_by_role("status")
    expect(used).to_contain_text("HELLO10: 10% off, once per customer")
    expect(used).to_be_focused()
    expect(drawer.locator("[data-component=cart-line]")).to_contain_text("\u2212$2.80 10% off, once per customer")
    expect(drawer.locator("[data-component=totals]")).to_contain_text("$31.15")  # 28.00 − 2.80 + 5.95
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []

    drawer.get_by_role("button", name="Remove the code HELLO10").focus()
    page.keyboard.press("Enter")
    expect(drawer.locator("[data-component=totals]")).to_contain_text("$33.95")


def test_what_a_code_gives_is_the_same_from_the_cart_to_the_mail(visitor: Visitor):
    page = visitor.open(TEE)
    put_into_cart(page, "S")
    visitor.open("/products/star-shoulder-bag")
    page.locator("[data-component=add-button]").click()
    expect(page.locator("#cart-drawer")).to_be_visible()
    visitor.open("/checkout")
    summary = page.get_by_role("complementary", name="Your order")
    expect(summary).to_contain_text("\u2212$6.90 Bag week: 15% off")
    type_code(page, summary, "moon20")

    expect(summary).to_contain_text("\u2212$5.60 20% off, at most $15 (MOON20)")  # the reduced bag is left alone
    fill_checkout(page, "codes@moonpager.example")
    total = page.locator("[data-component=pay-button]").inner_text().removeprefix("Pay").strip()
    assert total == "$67.45"  # 74.00 − 6.90 − 5.60 + 5.95, to Oregon
    page.locator("[data-component=pay-button]").click()
    pay_at_bank(page, APPROVED)
    order = expect_paid(page)
    for words in ("\u2212$6.90 Bag week: 15% off", "\u2212$5.60 20% off, at most $15 (MOON20)", total):
        expect(order).to_contain_text(words)
    mail = mail_to(visitor.shop, page, "codes@moonpager.example")
    assert "Ice, S; \u2212$5.60 20% off, at most $15 (MOON20)  $28.00" in mail
    assert f"Total  {total}" in mail


def test_a_code_that_ends_while_somebody_is_at_the_checkout_refuses_once_and_tells(visitor: Visitor):
    manage(visitor.shop, "promotions", "add", "--code", "BRIEF", "--title", "A short one", "--percent", "50")
    page = visitor.open(TEE)
    put_into_cart(page, "XS")
    visitor.open("/checkout")
    fill_checkout(page, "brief@moonpager.example")
    # Last, so that no field is still being saved, and the sum told anew, when the code ends.
    type_code(page, page.get_by_role("complementary", name="Your order"), "brief")
    expect(page.locator("[data-component=pay-button]")).to_contain_text("$19.95")
    assert "brief is over." in manage(visitor.shop, "promotions", "end", "brief")

    page.locator("[data-component=pay-button]").click()

    expect(page.get_by_text("A discount has changed. Check the new total").first).to_be_visible()
    settle(page)
    expect(page.get_by_role("complementary", name="Your order")).to_contain_text("BRIEF ended on")
    expect(page.locator("[data-component=pay-button]")).to_contain_text("$33.95")
    page.locator("[data-component=pay-button]").click()
    pay_at_bank(page, APPROVED)
    expect_paid(page)


def test_codes_work_without_javascript(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shop.url + "/products/star-shoulder-bag")
    page.get_by_role("button", name="Add to cart").first.click()
    page.locator("main .code-summary").click()
    page.get_by_label("Code", exact=True).fill("postfree")
    page.get_by_role("button", name="Apply the code").click()

    expect(page.locator("main")).to_contain_text("POSTFREE")
    expect(page.locator("main")).to_contain_text("Shipping is free")
    page.goto(shop.url + "/checkout")
    page.get_by_role("button", name="Remove the code POSTFREE").first.click()
    expect(page).to_have_url(shop.url + "/checkout")
    expect(page.locator("main")).not_to_contain_text("POSTFREE")
    context.close()
