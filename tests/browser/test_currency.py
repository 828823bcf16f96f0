"""The currency is chosen in the header of every page, and every price follows: here, after a reload, in every tab."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SCREENS, Visitor
from tests.browser.steps import (
    APPROVED,
    content,
    expect_paid,
    fill_checkout,
    mail_to,
    pay_at_bank,
    put_into_cart,
    settle,
    violations,
)
from tests.running import RunningShop

PIECE = "/products/cropped-puffer?colour=ink&size=S"
PAGES = ("/", "/collections/outerwear", "/search?q=puffer", PIECE, "/cart", "/checkout")


def opener(page: Page):
    return page.locator("[data-listbox]").filter(visible=True)


def choices(page: Page):
    return page.get_by_role("listbox", name="Currency")


def choose(page: Page, name: str) -> None:
    opener(page).click()
    choices(page).get_by_role("option", name=name).click()
    expect_currency(page, name[:3])


def expect_currency(page: Page, code: str) -> None:
    expect(page.locator(f'[data-currency="{code}"]').first).to_be_attached()
    settle(page)
    expect(opener(page)).to_have_text(re.compile(code))


def expect_prices(page: Page, sign: str, other: str) -> None:
    expect(content(page)).to_contain_text(sign)
    assert other not in content(page).inner_text()


def test_every_page_changes_its_prices_at_once(visitor: Visitor):
    page = visitor.open(PIECE)
    put_into_cart(page, "S")
    for path in PAGES:
        visitor.open(path)
        expect_prices(page, "$", "€")
        choose(page, "EUR Euro")
        expect_prices(page, "€", "$")
        assert page.url.removeprefix(visitor.shop.url) == path
        choose(page, "JPY Japanese Yen")
        expect_prices(page, "¥", "€")
        choose(page, "USD US Dollar")


def test_a_choice_survives_reload_and_a_closed_tab_and_other_tabs_follow(visitor: Visitor):
    page = visitor.open("/collections/tops")
    other = visitor.open("/collections/denim", visitor.context.new_page())
    choose(page, "GBP British Pound")

    expect_currency(other, "GBP")
    expect_prices(other, "£", "$")
    page.reload()
    settle(page)
    expect_prices(page, "£", "$")
    page.close()
    again = visitor.open("/", visitor.context.new_page())
    expect_currency(again, "GBP")
    again.locator("[data-component=header] a", has_text="Dresses").click()
    expect(again).to_have_url(re.compile("dresses"))
    expect_prices(again, "£", "$")


def test_the_list_is_worked_by_the_keyboard(visitor: Visitor):
    page = visitor.open("/")
    opener(page).focus()
    listbox = choices(page)

    def expect_pointed(name: str) -> None:
        expect(page.locator("#pointed-option")).to_contain_text(name)
        expect(listbox).to_have_attribute("aria-activedescendant", "pointed-option")

    page.keyboard.press("Enter")
    expect(listbox).to_be_focused()
    expect(opener(page)).to_have_attribute("aria-expanded", "true")
    expect_pointed("US Dollar")
    page.keyboard.press("ArrowDown")
    expect_pointed("Euro")
    page.keyboard.press("End")
    expect_pointed("Kuwaiti Dinar")
    page.keyboard.press("ArrowDown")
    expect_pointed("Kuwaiti Dinar")
    page.keyboard.press("Home")
    expect_pointed("US Dollar")
    page.keyboard.press("s")
    expect_pointed("South Korean Won")
    page.keyboard.type("ek")
    expect_pointed("Swedish Krona")
    page.keyboard.press("Escape")
    expect(listbox).to_be_hidden()
    expect(opener(page)).to_be_focused()
    expect(opener(page)).to_have_attribute("aria-expanded", "false")
    expect_currency(page, "USD")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(listbox).to_be_hidden()
    opener(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("swi")
    page.keyboard.press("Enter")
    expect_currency(page, "CHF")
    expect_prices(page, "CHF", "$")


def test_a_press_beside_the_list_closes_it(visitor: Visitor):
    page = visitor.open("/")
    opener(page).click()
    expect(choices(page)).to_be_visible()

    page.locator("h1").filter(visible=True).click()

    expect(choices(page)).to_be_hidden()


def test_what_is_shown_in_euros_is_charged_in_euros(visitor: Visitor):
    page = visitor.open("/products/flare-jeans")
    choose(page, "EUR Euro")
    put_into_cart(page, "28")
    expect(page.locator("#cart-drawer")).to_contain_text("€59.00")

    visitor.open("/checkout")
    fill_checkout(page, "eva@moonpager.example")
    expect(content(page)).to_contain_text("You pay in EUR. 1 USD = 0.895095 EUR, rate of 30 October 2026.")
    total = page.locator("[data-component=pay-button]").inner_text().split("Pay ")[1]
    assert total == "€64.33"
    page.locator("[data-component=pay-button]").click()
    expect(page.locator("body")).to_contain_text(total)
    pay_at_bank(page, APPROVED)

    order = expect_paid(page)
    for words in ("€59.00", total, "You pay in EUR. 1 USD = 0.895095 EUR, rate of 30 October 2026."):
        expect(order).to_contain_text(words)
    assert "$" not in order.inner_text()
    assert total in mail_to(visitor.shop, page, "eva@moonpager.example")

    choose(page, "USD US Dollar")
    expect(page.locator("[data-component=order-page]")).to_contain_text(total)  # an order stays as it was paid


def test_a_checkout_in_another_tab_starts_anew_in_the_new_currency(visitor: Visitor):
    page = visitor.open(PIECE)
    put_into_cart(page, "S")
    visitor.open("/checkout")
    page.get_by_label("City", exact=True).fill("Portland")
    page.get_by_label("City", exact=True).blur()
    other = visitor.open("/", visitor.context.new_page())

    choose(other, "JPY Japanese Yen")

    expect_currency(page, "JPY")
    expect(page.locator("[data-component=pay-button]")).to_contain_text("Pay ¥")
    expect(page.get_by_label("City", exact=True)).to_have_value("Portland")


def test_it_works_without_javascript(chromium: Browser, shop: RunningShop):
    plain = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = plain.new_page()
    page.goto(f"{shop.url}/collections/tops?sort=price-up&from=20&to=40")

    page.get_by_role("combobox", name="Currency").select_option("JPY")
    page.get_by_role("button", name="Change").click()

    expect(page).to_have_url(f"{shop.url}/collections/tops?sort=price-up&from=3145&to=6290")
    expect(page.locator("main")).to_contain_text("¥3,980")
    assert page.get_by_role("combobox", name="Currency").input_value() == "JPY"
    plain.close()


def test_the_first_guess_is_the_browsers_place(chromium: Browser, shop: RunningShop):
    austrian = chromium.new_context(locale="de-AT")
    page = Visitor(austrian, shop).open("/")

    expect_currency(page, "EUR")
    expect_prices(page, "€", "$")
    austrian.close()


@pytest.mark.parametrize("path", ["/", "/checkout"])
def test_the_open_list_is_accessible_and_fits(context, shop: RunningShop, path: str):
    page = Visitor(context, shop).open(path)
    opener(page).click()
    expect(choices(page)).to_be_visible()

    box, width = choices(page).bounding_box(), page.viewport_size["width"]
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_the_header_stays_one_row(chromium: Browser, shop: RunningShop, screen: str):
    width, height = SCREENS[screen]
    made = chromium.new_context(viewport={"width": width, "height": height})
    somebody = Visitor(made, shop)
    page = somebody.open(PIECE)
    put_into_cart(page, "S")
    choose(somebody.open("/"), "KWD Kuwaiti Dinar")
    for path in ("/", "/checkout"):
        page = somebody.open(path)
        assert page.locator("header.header").bounding_box()["height"] <= (61 if screen == "phone" else 73)
        boxes = [item.bounding_box() for item in page.locator(".header-row > *").filter(visible=True).all()]
        boxes.sort(key=lambda box: box["x"])
        assert all(left["x"] + left["width"] <= right["x"] + 1 for left, right in pairwise(boxes)), path
        assert boxes[-1]["x"] + boxes[-1]["width"] <= width
    made.close()
