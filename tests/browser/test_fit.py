"""Find my size: measures stay in the browser, and the advice chooses the size."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor
from tests.running import RunningShop


def open_chart(page: Page) -> None:
    page.get_by_role("link", name="Size chart").click()
    expect(page.locator("#size-chart")).to_be_visible()


def test_measures_lead_to_a_size_and_its_reason_and_choose_it(visitor: Visitor):
    page = visitor.open("/products/flare-jeans?colour=indigo")
    open_chart(page)
    drawer = page.locator("#size-chart")
    drawer.get_by_label(re.compile("^Waist")).fill("seventy")
    drawer.get_by_role("button", name="Find my size").click()
    expect(drawer.get_by_role("status")).to_have_text("Waist: write a number such as 88.")
    expect(drawer.get_by_label(re.compile("^Waist"))).to_have_value("seventy")

    drawer.get_by_label(re.compile("^Waist")).fill("71")
    drawer.get_by_label(re.compile("^Hip")).fill("95")
    drawer.get_by_label(re.compile("^Hip")).press("Enter")
    expect(drawer.get_by_role("status")).to_contain_text("28 should fit you.")
    expect(drawer.get_by_role("status")).to_contain_text("Your waist is 1 cm under what 28 is cut for; it decides.")

    drawer.get_by_role("button", name="Choose 28").click()
    expect(drawer).to_be_hidden()
    expect(page).to_have_url(re.compile("size=28"))
    expect(page.get_by_role("radio", name="28")).to_be_checked()


def test_once_known_the_measures_advise_on_every_product_and_never_leave_the_browser_alone(visitor: Visitor):
    page = visitor.open("/products/flare-jeans?colour=indigo")
    open_chart(page)
    page.locator("#size-chart").get_by_label(re.compile("^Waist")).fill("70")
    page.locator("#size-chart").get_by_role("button", name="Find my size").click()
    expect(page.locator("[data-component=quiet-advice]")).to_contain_text("should fit you")

    visitor.open("/products/cargo-trousers")
    expect(page.locator("[data-component=quiet-advice]")).to_contain_text("M should fit you.")
    assert "70" not in page.url.removeprefix(visitor.shop.url)
    assert "measures" not in str(page.context.cookies())

    visitor.open("/products/star-shoulder-bag")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-component=quiet-advice]")).to_have_text("")


def test_another_unit_changes_what_is_written_and_not_the_advice(visitor: Visitor):
    page = visitor.open("/products/flare-jeans?colour=indigo")
    open_chart(page)
    drawer = page.locator("#size-chart")
    drawer.get_by_label(re.compile("^Waist")).fill("71")
    drawer.get_by_role("radio", name="in", exact=True).check()
    expect(drawer.get_by_label(re.compile("^Waist"))).to_have_value("27.95")
    drawer.get_by_role("button", name="Find my size").click()
    expect(drawer.get_by_role("status")).to_contain_text("28 should fit you.")
    expect(drawer.get_by_role("status")).to_contain_text("¼ in under what 28 is cut for")


def test_a_garment_one_owns_is_compared_letter_by_letter_and_remembered_for_its_kind(visitor: Visitor):
    page = visitor.open("/products/butterfly-baby-tee")
    open_chart(page)
    drawer = page.locator("#size-chart")
    expect(drawer.locator("[data-component=measured-picture] line")).to_have_count(8)  # four, each with its halo
    drawer.get_by_text("Or compare with a garment you own").click()
    drawer.get_by_role("button", name="Compare").click()
    expect(drawer.get_by_role("status")).to_have_text(
        "Give at least one measure of the garment, taken as the letters show."
    )
    drawer.get_by_label("A Bust").fill("41")
    drawer.get_by_label("C Length").fill("50")
    drawer.get_by_role("button", name="Compare").click()
    expect(drawer.get_by_role("status")).to_contain_text("M is like yours.")
    expect(drawer.get_by_role("status")).to_contain_text("A Bust: yours is 0.5 cm more than M.")
    drawer.get_by_role("button", name="Choose M").click()
    expect(page).to_have_url(re.compile("size=M"))

    visitor.open("/products/star-baby-tee")
    open_chart(page)
    drawer.get_by_text("Or compare with a garment you own").click()
    expect(drawer.get_by_label("A Bust")).to_have_value("41")


def test_the_size_guide_is_reached_from_every_page_and_every_chart(visitor: Visitor):
    page = visitor.open("/products/butterfly-baby-tee")
    open_chart(page)
    page.locator("#size-chart").get_by_role("link", name="How to measure").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Size guide")
    expect(page.locator("[data-component=how-to]")).to_have_count(7)
    expect(page.locator("[data-component=footer]").get_by_role("link", name="Size guide")).to_be_visible()


def test_a_phone_shows_the_whole_chart_without_scrolling_sideways(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = Visitor(context, shop).open("/products/butterfly-baby-tee")
    open_chart(page)
    tables = page.locator("#size-chart [data-component=chart-table]")

    expect(tables.get_by_role("columnheader", name="JP")).to_be_visible()
    assert tables.evaluate("chart => chart.scrollWidth <= chart.clientWidth")
    context.close()
