"""Search: suggestions while one types, results, filters."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor
from tests.running import RunningShop


def open_search(page: Page):
    page.locator("[data-component=header]").get_by_role("link", name="Search").click()
    field = page.get_by_role("combobox", name="Search the shop")
    expect(field).to_be_focused()
    return field


def test_suggestions_come_while_one_types_and_are_reached_by_the_arrow_keys(visitor: Visitor):
    page = visitor.open("/")
    field = open_search(page)
    dialog = page.locator("#search")
    expect(dialog.get_by_role("option")).to_have_count(11)  # four popular pieces and the menu's seven collections

    field.press_sequentially("buterfly", delay=20)
    expect(dialog.get_by_role("status")).to_have_text("3 things for “butterfly”")
    first = dialog.get_by_role("option", name=re.compile("Crystal butterfly baby tee"))
    expect(first).to_contain_text("$28.00")
    field.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("suggestion-"))
    field.press("ArrowUp")  # back in the field
    expect(first).to_have_attribute("aria-selected", "false")
    field.press("ArrowUp")  # and round to the last
    expect(dialog.get_by_role("option", name="See all 3 things")).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")

    expect(page).to_have_url(re.compile("/products/butterfly-baby-tee"))
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_answers_and_collections_are_suggested_and_escape_closes(visitor: Visitor):
    page = visitor.open("/faq")
    field = open_search(page)
    field.press_sequentially("dress", delay=20)
    expect(page.locator("#search").get_by_role("option", name="Dresses")).to_be_visible()
    field.fill("")
    field.press_sequentially("register", delay=20)
    page.locator("#search").get_by_role("option", name="Can I order without registering?").click()
    expect(page).to_have_url(re.compile("/faq#guest"))

    field = open_search(page)
    field.press("Escape")  # empties the field
    expect(field).to_have_value("")
    field.press("Escape")
    expect(page.locator("#search")).to_be_hidden()
    expect(page.locator("[data-component=search-button]")).to_be_focused()


def test_enter_opens_the_results_and_what_was_searched_for_is_remembered_here(visitor: Visitor):
    page = visitor.open("/")
    field = open_search(page)
    field.fill("hoody")
    field.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Results for “hoody”")
    expect(page.locator("[data-component=product-card]").first).to_contain_text("Velour zip hoodie")
    expect(page).to_have_title("Results for “hoody”, Moonpager")

    open_search(page)
    expect(page.locator("#search").get_by_role("option", name="hoody")).to_be_visible()
    assert "hoody" not in str(page.context.cookies())


def test_results_are_narrowed_in_the_address_and_back_restores_them(visitor: Visitor):
    page = visitor.open("/search?q=crystal")
    count = page.locator(".listing-count")
    before = count.inner_text()
    rail = page.get_by_role("complementary", name="Filter")
    rail.get_by_role("link", name=re.compile("^Roomy|^Regular")).first.click()
    expect(page).to_have_url(re.compile("fit=regular"))
    rail.get_by_label("To, price").fill("30")
    rail.get_by_role("button", name="Show these prices").click()
    expect(page).to_have_url(re.compile("to=30"))
    chips = page.locator("[data-component=chips]")
    expect(chips).to_contain_text("Up to $30")
    page.go_back()
    expect(page).not_to_have_url(re.compile("to=30"))
    expect(chips).not_to_contain_text("Up to $30")
    chips.get_by_role("link", name="Clear all").click()
    expect(count).to_have_text(before)


def test_nothing_found_gives_advice_and_what_is_popular(visitor: Visitor):
    page = visitor.open("/search?q=xyzzy")

    expect(page.locator("[data-component=nothing-found]")).to_contain_text("Try fewer or other words.")
    expect(page.get_by_role("heading", name="Popular now")).to_be_visible()
    expect(page.locator("[data-component=product-card]")).to_have_count(4)


def test_on_the_phone_the_field_reaches_from_edge_to_cross(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = Visitor(context, shop).open("/")
    field = open_search(page)
    close = page.get_by_role("button", name="Close search")
    left, right = field.bounding_box(), close.bounding_box()

    assert left
    assert right
    assert right["x"] - (left["x"] + left["width"]) <= 16
    context.close()


def test_search_and_price_filter_work_without_javascript(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shop.url}/")
    page.locator("[data-component=search-button]").click()
    page.get_by_label("Search the shop").fill("cargo trouser")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("[data-component=product-card]")).to_contain_text(["Bellows cargo trousers"])
    page.goto(f"{shop.url}/collections/tops?size=M")
    rail = page.get_by_role("complementary", name="Filter")
    rail.get_by_label("To, price").fill("25")
    rail.get_by_role("button", name="Show these prices").click()
    expect(page).to_have_url(re.compile("size=M.*to=25"))
    expect(page.locator("[data-component=product-card]")).to_have_count(1)
    context.close()
