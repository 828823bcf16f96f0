"""Out of stock: ask, be told, find a unit kept; and open pages that show by themselves what becomes of a size."""

import re
import sqlite3
import time
from contextlib import closing

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps import (
    APPROVED,
    expect_paid,
    fill_checkout,
    mail_to,
    pay_at_bank,
    put_into_cart,
    receive,
    sell_out,
    settle,
)
from tests.running import RunningShop

PROMISED = 2_000  # milliseconds


def size(page: Page, name: str):
    return page.locator("[data-component=size-radios] label").filter(has=page.get_by_text(name, exact=True))


def test_a_sold_out_size_is_asked_for_mailed_kept_and_bought(visitor: Visitor):
    sku, email = "BUTTERFLY-BABY-TEE-LILAC-M", "Mia.Waits@moonpager.example"
    sell_out(visitor.shop, sku)
    page = visitor.open("/products/butterfly-baby-tee?colour=lilac")
    size(page, "M").click()
    panel = page.locator("[data-component=restock-panel]")
    expect(panel).to_be_visible()
    expect(page.locator("[data-component=add-button]")).to_have_count(0)
    expect(panel).to_contain_text("One email when M returns, nothing else.")

    panel.get_by_label("Email", exact=True).fill("mia")
    panel.get_by_role("button", name="Email me when M is back").click()
    expect(panel).to_contain_text("This does not look like an email address.")
    expect(panel.get_by_label("Email", exact=True)).to_have_value("mia")
    panel.get_by_label("Email", exact=True).fill(email)
    panel.get_by_label("Email", exact=True).press("Enter")
    expect(panel).to_contain_text("You are on the list: one email when M returns, nothing else.")
    expect(page.locator("[data-component=restock-answer]")).to_be_focused()
    size(page, "S").click()
    expect(page.locator("[data-component=add-button]")).to_be_visible()
    expect(panel).to_be_hidden()

    receive(visitor.shop, sku)
    text = mail_to(visitor.shop, page, email)
    assert "is back, and one is kept for you until" in text
    link = next(line for line in text.splitlines() if line.startswith("http"))
    page.goto(link)
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("It is back")
    page.get_by_role("button", name="Put it into my cart").click()
    expect(page).to_have_url(f"{visitor.shop.url}/cart")
    line = page.locator("main [data-component=cart-line]")
    expect(line).to_contain_text("Lilac, M")
    expect(line).to_contain_text("Kept for you until")
    visitor.open("/checkout")
    fill_checkout(page, email)
    page.locator("[data-component=pay-button]").click()
    pay_at_bank(page, APPROVED)
    expect_paid(page)
    visitor.open(link.removeprefix(visitor.shop.url))
    expect(page.get_by_role("heading", level=1)).to_have_text("It is yours")


def test_one_can_ask_and_leave_without_javascript(chromium: Browser, shop: RunningShop):
    sku, email = "HEART-BABY-TEE-PINK-M", "noscript-waits@moonpager.example"
    sell_out(shop, sku)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shop.url}/products/heart-baby-tee?colour=pink")
    size(page, "M").click()
    page.locator("[data-component=add-button]").click()
    panel = page.locator("[data-component=restock-panel]")
    panel.get_by_label("Email", exact=True).fill(email)
    panel.get_by_role("button").click()
    expect(panel).to_contain_text("You are on the list: one email when M returns, nothing else.")
    receive(shop, sku)
    link = next(line for line in mail_to(shop, page, email).splitlines() if line.startswith("http"))
    page.goto(link)
    page.get_by_role("button", name="Take me off the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are off the list")
    context.close()
    with closing(sqlite3.connect(shop.data / "store.db", timeout=10)) as store:
        held = store.execute("SELECT held FROM variants WHERE sku = ?", (sku,)).fetchall()
    assert held == [(0,)]


def test_what_one_buys_another_sees_without_reloading(visitor: Visitor, chromium: Browser):
    path = "/products/platform-buckle-boots?colour=ink"
    with closing(sqlite3.connect(visitor.shop.data / "store.db", timeout=10)) as store, store:
        store.execute("UPDATE variants SET on_hand = 1, held = 0 WHERE sku = 'PLATFORM-BUCKLE-BOOTS-INK-38'")
    page = visitor.open(path)
    put_into_cart(page, "38")
    page.keyboard.press("Escape")
    cart = visitor.open("/cart", visitor.context.new_page())
    watcher = second(chromium, visitor)
    watched = watcher.open(path + "&size=37")
    expect(size(watched, "38")).to_contain_text("1 left")

    buyer = second(chromium, visitor)
    buying = buyer.open(path)
    put_into_cart(buying, "38")
    buyer.open("/checkout")
    fill_checkout(buying, "boots@moonpager.example")
    buying.locator("[data-component=pay-button]").click()
    expect(buying.get_by_text("Test mode: no money moves")).to_be_visible()

    began = time.monotonic()
    expect(size(watched, "38")).to_have_class(re.compile("option-out"), timeout=PROMISED)
    expect(watched.locator("[data-component=stock-news]")).to_have_text("Size 38 has just sold out.", timeout=PROMISED)
    expect(page.locator("[data-component=stock-note]")).to_have_text("Sold out in this size.", timeout=PROMISED)
    expect(cart.locator("main [data-component=cart-line]")).to_contain_text("Sold out. Remove it", timeout=PROMISED)
    print(f"told {time.monotonic() - began:.2f} s after the sale")
    expect(watched.get_by_role("radio", name="37")).to_be_checked()

    # While somebody types an address, the size returns and goes again: nothing typed is lost.
    page.locator("[data-component=restock-panel]").get_by_label("Email", exact=True).fill("half@typ")
    buying.get_by_role("button", name=re.compile("Cancel|Back", re.IGNORECASE)).first.click()
    expect(page.locator("[data-component=add-button]")).to_be_visible(timeout=5_000)
    expect(page.locator("[data-component=stock-news]")).to_have_text("Size 38 is back.")
    expect(cart.locator("main [data-component=cart-line]")).not_to_contain_text("Sold out", timeout=PROMISED)
    sell_out(visitor.shop, "PLATFORM-BUCKLE-BOOTS-INK-38")
    field = page.locator("[data-component=restock-panel]").get_by_label("Email", exact=True)
    expect(field).to_be_visible(timeout=PROMISED)
    expect(field).to_have_value("half@typ")
    for somebody in (watcher, buyer):
        assert somebody.complaints == []
        somebody.context.close()


def second(chromium: Browser, visitor: Visitor) -> Visitor:
    context: BrowserContext = chromium.new_context(viewport={"width": 390, "height": 844})
    return Visitor(context, visitor.shop)
