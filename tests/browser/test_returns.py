"""Return and exchange in a browser: it shows at once what comes back; without JavaScript and by keyboard, too."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from storefront.domain.money import total
from storefront.services import returns
from storefront.text import money
from tests.browser.beside import beside, bought
from tests.browser.conftest import Visitor
from tests.browser.steps import settle, violations
from tests.running import ROOT, RunningShop
from tests.staff import arrives, on_duty

TEE, JEANS = "BUTTERFLY-BABY-TEE-ICE-M", "FLARE-JEANS-INDIGO-28"
PHOTO = ROOT / ".pictures" / "product.jpg"


@pytest.fixture
def house(shop: RunningShop):
    with beside(shop) as other:
        yield other


@pytest.fixture
def order(house):
    """Two tees and jeans with a code, arrived."""
    order, path = bought(house, TEE, TEE, JEANS, email="amy@example.com")
    arrives(house, order)
    return order, path


def pill(page: Page, name: str, number: int = 0):
    return page.get_by_role("radio", name=name, exact=True).nth(number)


def preview(page: Page):
    return page.get_by_role("complementary", name="What you get back")


def go_on(page: Page, words: str = "Go on") -> None:
    page.get_by_role("button", name=words).click()


def looks_right(page: Page) -> list[str]:
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    return violations(page)


def test_axe_finds_nothing_in_a_return_from_the_first_step_to_the_refund(
    context: BrowserContext, shop: RunningShop, house, order
):
    somebody, (_, path) = Visitor(context, shop), order
    page = somebody.open(path)
    page.get_by_role("link", name="Return or exchange").click()
    settle(page)
    go_on(page)  # nothing is chosen yet
    expect(page.get_by_text("Choose what you want to send back.")).to_be_visible()
    found = looks_right(page)
    pill(page, "1").check(force=True)
    expect(preview(page)).to_contain_text("Paid for them")
    go_on(page)
    expect(page.get_by_role("heading", name="Why does it come back?")).to_be_visible()
    settle(page)
    pill(page, "Too small").check(force=True)
    expect(preview(page)).to_contain_text("Return shipping, as it was your choice")
    page.get_by_label("Photos").set_input_files(PHOTO)
    found += looks_right(page)
    go_on(page)
    expect(page.get_by_role("heading", name="What would you like instead?")).to_be_visible()
    settle(page)
    page.get_by_role("radio", name="Another size").click(force=True)
    expect(page.get_by_role("group", name="Size instead of M")).to_be_visible()
    found += looks_right(page)
    page.get_by_role("radio", name="Money back").click(force=True)
    expect(preview(page)).to_contain_text("You get back")
    go_on(page)
    expect(page.get_by_role("img", name="Photo 1")).to_be_visible()
    found += looks_right(page)
    promised = preview(page).locator(".totals-sum dd").inner_text()
    go_on(page, "Ask for the return")
    card = page.locator("[data-component=return-card]")
    expect(card.get_by_role("heading", level=1)).to_contain_text("Asked for.")
    found += looks_right(page)
    code = page.url.split("done=")[1]
    page.goto(shop.url + path)
    settle(page)
    house.tell(returns.approve, on_duty(house), code)
    expect(card.get_by_role("link", name="Open the label (PDF)")).to_be_visible()  # by itself
    found += looks_right(page)
    house.tell(returns.receive, on_duty(house), code)
    house.tell(returns.finish, on_duty(house), code, [TEE])
    expect(card.get_by_role("heading", level=3)).to_contain_text("Refunded.")
    expect(card.locator(".totals-sum dd")).to_have_text(promised)

    assert found + looks_right(page) == []
    assert somebody.complaints == []


def test_a_return_is_asked_for_by_keyboard_alone(visitor: Visitor, order):
    page = visitor.open(f"{order[1]}/return")
    pill(page, "Keep").focus()
    page.keyboard.press("ArrowRight")
    expect(preview(page)).to_contain_text("Crystal butterfly baby tee")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Why does it come back?")).to_be_visible()
    settle(page)
    pill(page, "Faulty").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What would you like instead?")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Go on").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is everything right?")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Ask for the return").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Asked for.")


def test_an_exchange_is_asked_for_and_withdrawn_without_javascript(chromium: Browser, shop: RunningShop, house, order):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(shop.url + order[1])
    page.get_by_role("link", name="Return or exchange").click()
    page.locator("label.pill").filter(has_text=re.compile("^2$")).click()
    go_on(page)
    page.locator("label.pill").filter(has_text="Too large").click()
    go_on(page)
    page.locator("label.method").filter(has_text="Another size").click()
    page.locator("label.pill").filter(has_text=re.compile("^S$")).click()
    go_on(page)
    expect(page.locator("main")).to_contain_text("For S")
    go_on(page, "Back")
    expect(page.get_by_role("heading", name="What would you like instead?")).to_be_visible()
    go_on(page)
    go_on(page, "Ask for the return")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Asked for.")
    expect(page.locator("[data-component=return-card]")).to_contain_text("Ice, M × 2, for S")
    go_on(page, "Withdraw this return")

    expect(page.locator("[data-component=return-card]")).to_contain_text("Withdrawn.")
    context.close()


def test_all_of_an_order_with_our_mistake_brings_back_all_that_was_paid(visitor: Visitor, order):
    placed, path = order
    page = visitor.open(f"{path}/return")
    pill(page, "2").check(force=True)
    pill(page, "1", 1).check(force=True)
    go_on(page)
    expect(page.get_by_role("heading", name="Why does it come back?")).to_be_visible()
    settle(page)
    pill(page, "Faulty").check(force=True)
    pill(page, "Damaged", 1).check(force=True)

    expect(preview(page).locator(".totals-sum")).to_contain_text(money(placed.total))
    assert total((line.paid for line in placed.lines), placed.total.currency) + placed.shipping == placed.total
