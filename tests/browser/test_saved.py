"""The wish list: hearts, the list, its link."""

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visitor
from tests.browser.steps import settle
from tests.running import RunningShop


def test_a_heart_saves_a_piece_on_every_page_and_in_every_tab(visitor: Visitor):
    page = visitor.open("/collections/outerwear")
    heart = page.get_by_role("button", name="Save Static cropped puffer")
    expect(heart).to_have_attribute("aria-pressed", "false")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-component=saved-button]")).to_have_text("Saved1 pieces")
    other = visitor.open("/products/cropped-puffer", visitor.context.new_page())
    expect(other.get_by_role("button", name="Save Static cropped puffer").first).to_have_attribute(
        "aria-pressed", "true"
    )

    visitor.open("/products/flare-jeans?colour=ice&size=28")
    page.locator(".buy-save button").click()
    page.locator("[data-component=saved-button]").click()
    pieces = page.locator("[data-component=saved-piece]")
    expect(pieces).to_have_count(2)
    expect(pieces.first).to_contain_text("Ice, 28")
    pieces.first.get_by_role("button", name="Remove").click()
    expect(pieces).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(pieces).to_have_count(2)
    pieces.first.get_by_role("button", name="Move to cart").click()
    expect(page.locator("#cart-drawer")).to_contain_text("Dial flare jeans")
    expect(pieces).to_have_count(1)
    expect(pieces.first.get_by_role("link", name="Choose a size")).to_be_visible()


def test_a_list_is_shared_by_a_link_that_can_be_ended(visitor: Visitor, chromium: Browser):
    page = visitor.open("/products/velour-zip-hoodie?colour=lilac")
    page.locator(".buy-save button").click()
    expect(page.locator(".buy-save button")).to_have_attribute("aria-pressed", "true")
    visitor.open("/saved")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link to your list").input_value()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    settle(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link
    friend = chromium.new_context().new_page()
    friend.goto(link)
    expect(friend.locator("[data-component=saved-piece]")).to_contain_text("Velour zip hoodie")
    expect(friend.get_by_role("button", name=re.compile("Remove|Stop"))).to_have_count(0)
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("button", name="Make a link")).to_be_visible()
    answer = friend.goto(link)
    assert answer is not None
    assert answer.status == 404
    friend.context.close()


def test_a_dropped_price_is_marked(visitor: Visitor, shop: RunningShop):
    page = visitor.open("/products/star-eyelet-belt?colour=ink")
    page.locator(".buy-save button").click()
    expect(page.locator(".buy-save button")).to_have_attribute("aria-pressed", "true")
    with closing(sqlite3.connect(shop.data / "store.db", timeout=10)) as store, store:
        store.execute("UPDATE saved SET saved_minor = saved_minor + 1000")
    visitor.open("/saved")
    expect(page.locator("[data-component=saved-piece]")).to_contain_text(re.compile(r"Was \$\d+\.00 when you saved it"))


def test_hearts_work_without_javascript(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shop.url}/saved")
    expect(page.locator("[data-component=saved-page]")).to_contain_text("Press the heart on a piece")
    page.goto(f"{shop.url}/collections/dresses")
    page.get_by_role("button", name="Save Lace-edge slip dress").click()
    expect(page).to_have_url(f"{shop.url}/saved")
    expect(page.locator("[data-component=saved-piece]")).to_contain_text("Lace-edge slip dress")
    page.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.locator("[data-component=saved-piece]")).to_have_count(0)
    context.close()
