"""The whole path: from the first page to a placed order."""

import re
import signal

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.steps import (
    APPROVED,
    CHALLENGED,
    DECLINED,
    expect_paid,
    fill_checkout,
    mail_to,
    orders_of,
    pay_at_bank,
    put_into_cart,
    settle,
    straight_to_bank,
)
from tests.running import RunningShop


def test_a_guest_buys_a_piece_and_reads_the_order(visitor: Visitor):
    page = visitor.open("/")
    page.locator("[data-component=header]").get_by_role("link", name="Outerwear").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Outerwear")
    page.get_by_role("link", name=re.compile("Static cropped puffer")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Static cropped puffer")
    expect(page).to_have_title("Static cropped puffer, Moonpager")
    page.locator("[data-component=colour-radios] label").nth(2).click()
    expect(page).to_have_url(re.compile("colour=ink"))
    put_into_cart(page, "M")
    drawer = page.locator("#cart-drawer")
    expect(drawer).to_contain_text("Ink, M")
    drawer.get_by_role("link", name=re.compile("Check out")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    fill_checkout(page, "path@moonpager.example")
    total = page.locator("[data-component=pay-button]").inner_text()
    page.locator("[data-component=pay-button]").click()
    pay_at_bank(page, APPROVED)

    order = expect_paid(page)
    expect(order).to_contain_text("Static cropped puffer")
    expect(order).to_contain_text("Visa ending in 4242")
    expect(order).to_contain_text(total.removeprefix("Pay").strip())
    text = mail_to(visitor.shop, page, "path@moonpager.example")
    link = next(line for line in text.splitlines() if line.startswith("http"))
    stranger = visitor.context.browser.new_context() if visitor.context.browser else None
    assert stranger is not None
    other = stranger.new_page()
    other.goto(link)
    expect(other.get_by_role("heading", level=1)).to_contain_text("Paid", ignore_case=True)
    stranger.close()
    visitor.open("/cart")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("nothing on the line", re.IGNORECASE))


def test_a_declined_card_keeps_the_cart_and_another_card_pays(visitor: Visitor):
    page = visitor.open("/products/flare-jeans?colour=indigo")
    put_into_cart(page, "28")
    visitor.open("/checkout")
    fill_checkout(page, "declined@moonpager.example")
    page.locator("[data-component=pay-button]").click()
    pay_at_bank(page, DECLINED)

    expect(page.get_by_text("Your bank declined the card")).to_be_visible()
    expect(page.get_by_label("Full name")).to_have_value("Mia Moon")
    settle(page)
    page.locator("[data-component=pay-button]").click()
    pay_at_bank(page, CHALLENGED)
    page.get_by_role("button", name="Yes, approve").click()

    expect_paid(page)


def test_giving_up_at_the_bank_leads_back_to_a_full_cart(visitor: Visitor):
    page = visitor.open("/products/star-shoulder-bag")
    page.locator("[data-component=add-button]").click()
    expect(page.locator("#cart-drawer")).to_be_visible()
    visitor.open("/checkout")
    fill_checkout(page, "giveup@moonpager.example")
    page.locator("[data-component=pay-button]").click()
    page.get_by_role("button", name=re.compile("Give up")).click()

    expect(page.get_by_text("You left the payment page")).to_be_visible()
    visitor.open("/cart")
    expect(page.locator("main [data-component=cart-line]")).to_have_count(1)


def test_a_removed_line_can_be_put_back(visitor: Visitor):
    page = visitor.open("/products/velour-zip-hoodie?colour=pink")
    put_into_cart(page, "M")
    visitor.open("/cart")
    page.locator("main").get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("nothing on the line", re.IGNORECASE))
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("main [data-component=cart-line]")).to_have_count(1)
    expect(page.locator("main [data-component=cart-line]")).to_contain_text("Pink, M")


def test_a_size_chosen_a_moment_ago_is_the_one_that_is_added(visitor: Visitor):
    page = visitor.open("/products/velour-zip-hoodie?colour=pink&size=M")
    page.locator("[data-component=size-radios] label").filter(has=page.get_by_text("L", exact=True)).click()
    page.locator("[data-component=add-button]").click()

    expect(page.locator("#cart-drawer [data-component=cart-line]")).to_contain_text("Pink, L")


def test_add_without_a_size_says_so_and_leads_to_the_sizes(visitor: Visitor):
    page = visitor.open("/products/velour-zip-hoodie?colour=pink")
    page.locator("[data-component=add-button]").click()

    expect(page.get_by_text("Choose a size first.").first).to_be_visible()
    expect(page.locator("#cart-drawer")).to_be_hidden()
    page.locator("[data-component=size-radios] label").filter(has=page.get_by_text("M", exact=True)).click()
    expect(page.get_by_text("Choose a size first.")).to_have_count(0)


def test_an_address_that_is_refused_after_the_order_keeps_its_form_open_and_tells_why(visitor: Visitor):
    page = straight_to_bank(visitor, "BUTTERFLY-BABY-TEE-ICE-M", "moves@moonpager.example")
    pay_at_bank(page, APPROVED)
    expect_paid(page)
    changes = page.locator("[data-component=changes]")
    changes.get_by_text("Send it somewhere else").click()
    changes.get_by_label("ZIP code").fill("99")
    changes.get_by_role("button", name="Ask to send it there").click()

    expect(page).to_have_url(re.compile("check=change"))
    settle(page)
    expect(changes.locator("[data-error-summary]")).to_be_focused()
    expect(changes.get_by_label("ZIP code")).to_have_value("99")


def test_a_fault_found_while_typing_is_told_beside_its_field_and_takes_no_focus(visitor: Visitor):
    page = visitor.open("/products/corset-top?colour=denim")
    put_into_cart(page, "M")
    visitor.open("/checkout")
    fill_checkout(page)
    page.get_by_label("ZIP code").fill("10001")
    page.get_by_label("Phone").focus()

    expect(page.get_by_text("This postcode or ZIP code does not fit").first).to_be_visible()
    expect(page.get_by_label("Phone")).to_be_focused()
    expect(page.locator("[data-error-summary]")).to_have_count(0)


def test_a_double_click_on_pay_places_one_order(visitor: Visitor):
    page = visitor.open("/products/corset-top?colour=ink")
    put_into_cart(page, "M")
    visitor.open("/checkout")
    fill_checkout(page, "double@moonpager.example")
    page.locator("[data-component=pay-button]").dblclick()
    pay_at_bank(page, APPROVED)

    expect_paid(page)
    mail_to(visitor.shop, page, "double@moonpager.example")
    assert orders_of(visitor.shop, "double@moonpager.example") == ["paid"]


def test_pay_pressed_in_two_tabs_leads_to_the_same_payment(visitor: Visitor):
    page = visitor.open("/products/corset-top?colour=butter")
    put_into_cart(page, "M")
    visitor.open("/checkout")
    fill_checkout(page, "tabs@moonpager.example")
    page.get_by_label("ZIP code").blur()
    second = visitor.open("/checkout", visitor.context.new_page())
    expect(second.get_by_label("Full name")).to_have_value("Mia Moon")
    page.locator("[data-component=pay-button]").click()
    expect(page.get_by_text("Test mode")).to_be_visible()
    second.locator("[data-component=pay-button]").click()
    expect(second.get_by_text("Test mode")).to_be_visible()

    assert page.url == second.url


def test_the_cart_and_the_form_survive_a_restart_of_the_server(chromium, tmp_path):
    running = RunningShop(tmp_path / "shop").start()
    try:
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        somebody = Visitor(context, running)
        page = somebody.open("/products/cargo-trousers?colour=camo")
        put_into_cart(page, "M")
        somebody.open("/checkout")
        page.get_by_label("Full name").fill("Mia Moon")
        page.get_by_label("Email", exact=True).fill("restart@moonpager.example")
        page.get_by_label("Full name").focus()
        expect(page.locator("[data-component=pay-button]")).to_be_enabled()
        page.wait_for_timeout(500)  # the field was left: it is on its way to the store
        running.stop(signal.SIGKILL)
        running.start()

        somebody.open("/checkout")
        expect(page.get_by_label("Email", exact=True)).to_have_value("restart@moonpager.example")
        fill_checkout(page, "restart@moonpager.example")
        page.locator("[data-component=pay-button]").click()
        pay_at_bank(page, APPROVED)
        expect_paid(page)
        context.close()
    finally:
        running.stop()


def test_the_count_is_right_after_a_reload_and_in_a_second_tab(visitor: Visitor):
    page = visitor.open("/products/heart-baby-tee?colour=pink")
    put_into_cart(page, "S")
    page.keyboard.press("Escape")
    cart = page.locator("[data-component=cart-button]")
    expect(cart).to_contain_text("1")
    visitor.open("/faq")
    expect(cart).to_contain_text("1")
    second = visitor.open("/", visitor.context.new_page())
    expect(second.locator("[data-component=cart-button]")).to_contain_text("1")


def test_filters_stand_in_the_address_and_back_restores_them(visitor: Visitor):
    page = visitor.open("/collections/tops")
    before = page.locator("[data-component=product-card]").count()
    page.locator("[data-component=facets]").first.get_by_role("link", name=re.compile("^XL")).click()
    expect(page).to_have_url(re.compile("size=XL"))
    expect(page.locator("[data-component=chips]")).to_contain_text("Size XL")
    page.locator("[data-component=facets]").first.get_by_role("link", name=re.compile("^In stock")).click()
    expect(page).to_have_url(re.compile("in-stock=yes"))
    page.go_back()
    expect(page).to_have_url(re.compile("size=XL$"))
    page.go_back()

    expect(page).to_have_url(re.compile("/collections/tops$"))
    expect(page.locator("[data-component=product-card]")).to_have_count(before)
