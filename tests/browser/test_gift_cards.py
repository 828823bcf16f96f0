"""A gift card is bought, mailed, looked up and spent, in part and to the end."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps import (
    APPROVED,
    DECLINED,
    expect_paid,
    fill_checkout,
    mail_to,
    pay_at_bank,
    put_into_cart,
    settle,
    violations,
)
from tests.running import RunningShop


def buy_card(somebody: Visitor, recipient: str, amount: str = "", card: str = APPROVED) -> Page:
    page = somebody.open("/gift-cards")
    if amount:
        page.get_by_label("Another amount").fill(amount)
    page.get_by_label("Who gets it: email").fill(recipient)
    page.get_by_label("Their name").fill("Mia")
    page.get_by_label("Your name").fill("Amy")
    page.get_by_label("A message").fill("For the party.")
    page.locator("main").get_by_label("Your email").fill("amy@moonpager.example")
    page.get_by_role("button", name="Go on to pay").click()
    pay_at_bank(page, card)
    return page


def code_mailed(shop: RunningShop, page: Page, recipient: str) -> str:
    found = re.search(r"Code  (\S+)", mail_to(shop, page, recipient))
    assert found is not None
    return found[1]


def test_a_card_is_bought_mailed_and_spent_in_part(visitor: Visitor):
    page = buy_card(visitor, "mia-gift@moonpager.example", "40")
    order = expect_paid(page)
    expect(order).to_contain_text("The card is on its way to mia-gift@moonpager.example")
    code = code_mailed(visitor.shop, page, "mia-gift@moonpager.example")

    page = visitor.open("/products/butterfly-baby-tee?colour=ice")
    put_into_cart(page, "L")
    visitor.open("/checkout")
    fill_checkout(page, "mia-gift@moonpager.example")
    summary = page.get_by_role("complementary", name="Your order")
    summary.locator(".code-summary").filter(has_text="gift card").press("Enter")  # whatever still moves around it
    summary.get_by_label("Gift card code").fill(code.lower())
    summary.get_by_role("button", name="Use the gift card").click()
    settle(page)
    expect(summary).to_contain_text(f"Gift card ending in {code[-4:]}")
    expect(summary).to_contain_text("$6.05 stays on it.")
    expect(page.get_by_label("Full name")).to_have_value("Mia Moon")
    expect(page.locator("[data-component=pay-button]")).to_contain_text("Place the order")
    page.locator("[data-component=pay-button]").click()

    order = expect_paid(page)
    expect(order).to_contain_text(f"Gift card ending in {code[-4:]} ($33.95)")
    visitor.open("/gift-cards/balance")
    page.locator("main").get_by_label("Gift card code").fill(code)
    page.get_by_role("button", name="See what is left").click()
    expect(page.locator("[data-component=card-left]").filter(visible=True)).to_contain_text("$6.05")
    assert code not in page.url


def test_a_card_that_is_not_paid_leads_back_to_the_filled_form(visitor: Visitor):
    page = buy_card(visitor, "nobody-gift@moonpager.example", card=DECLINED)

    expect(page.get_by_text("The card was not paid. Nothing was charged.").first).to_be_visible()
    settle(page)
    expect(page.get_by_label("Who gets it: email")).to_have_value("nobody-gift@moonpager.example")


def test_the_gift_card_pages_work_for_everybody(anybody: Visitor):
    page = anybody.open("/gift-cards")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Another amount").fill("3")
    page.get_by_role("button", name="Go on to pay").click()
    expect(page.get_by_text("This amount is too small").filter(visible=True).first).to_be_visible()
    settle(page)
    assert violations(page) == []
    anybody.open("/gift-cards/balance")
    page.locator("main").get_by_label("Gift card code").fill("HELLO10")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("We know no gift card")).filter(visible=True).first).to_be_visible()
    settle(page)
    assert violations(page) == []
