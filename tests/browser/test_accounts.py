"""An account, from registering to deleting."""

import re
import uuid

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps import (
    APPROVED,
    content,
    expect_paid,
    link_to,
    pay_at_bank,
    put_into_cart,
    settle,
    straight_to_bank,
)

PASSWORD = "purple tram under rain"


def register(visitor: Visitor, email: str) -> Page:
    """Make an account and log in, as a person does."""
    page = visitor.open("/account")
    page.get_by_role("link", name="Make an account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Make an account")
    page.get_by_label("Email", exact=True).fill(email)
    page.get_by_label("Name").fill("Mia Moon")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    expect(content(page)).to_contain_text("Look into your mailbox")
    visitor.open(link_to(visitor.shop, page, email, "/confirm"))
    page.get_by_role("button", name="Confirm my email").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Mia Moon")
    settle(page)
    return page


def log_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("Email", exact=True).fill(email)
    page.get_by_label("Password").fill(password)
    content(page).get_by_role("button", name="Log in").click()


def test_from_registering_to_deleting(visitor: Visitor):
    email = f"{uuid.uuid4()}@moonpager.example"
    page = visitor.open("/products/flare-jeans?colour=indigo")
    put_into_cart(page, "27")
    register(visitor, email)
    expect(content(page)).to_contain_text("1 item came along into your cart.")
    expect(page.locator("[data-component=account-button]")).to_have_text("Mia, your account")

    page.get_by_role("link", name="Addresses", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Addresses")
    for label, value in (("Full name", "Mia Moon"), ("Address", "12 Carrier Street"), ("City", "Portland")):
        page.get_by_label(label, exact=True).fill(value)
    content(page).get_by_label("State").select_option("OR")
    page.get_by_role("button", name="Keep the address").click()
    expect(page.locator("[data-error-summary]").filter(visible=True)).to_contain_text(
        "Enter the postcode, or ZIP code."
    )
    expect(page.get_by_label("City", exact=True)).to_have_value("Portland")
    settle(page)
    page.get_by_label("ZIP code").fill("97209")
    page.get_by_role("button", name="Keep the address").click()
    expect(page.locator("[data-component=thing]").filter(visible=True)).to_contain_text("12 Carrier Street")

    visitor.open("/checkout")
    expect(page.get_by_label("Email", exact=True)).to_have_value(email)
    expect(content(page)).to_contain_text("12 Carrier Street")

    visitor.open("/account/data")
    page.get_by_label("Your password").fill("not my password")
    page.get_by_role("button", name="Delete my account").click()
    expect(page.locator("[data-error-summary]").filter(visible=True)).to_contain_text("This is not your password.")
    settle(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good-bye")
    visitor.open("/login")
    log_in(page, email, PASSWORD)
    expect(content(page)).to_contain_text("Email and password do not fit.")
    expect(page.locator("[data-component=login-tips]")).to_contain_text("Caps Lock")


def test_a_password_can_be_looked_at_its_length_is_ticked_off_and_it_is_sent_hidden(visitor: Visitor):
    page = visitor.open("/register")
    field, hint = page.get_by_label("Password", exact=True), page.locator(".field-hint")
    tick = "hint => getComputedStyle(hint, '::before').content.includes('✓')"
    field.press_sequentially("too short")
    assert not hint.evaluate(tick)
    field.press_sequentially(" no more")
    assert hint.evaluate(tick)
    page.get_by_role("button", name="Show what is typed").click()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value("too short no more")
    page.get_by_label("Email", exact=True).fill("mia")
    page.evaluate("addEventListener('submit', event => event.preventDefault())")
    page.get_by_role("button", name="Make an account").click()
    expect(field).to_have_attribute("type", "password")


def test_an_account_gets_another_address_and_another_password(visitor: Visitor):
    email, new = f"{uuid.uuid4()}@moonpager.example", f"new-{uuid.uuid4()}@moonpager.example"
    page = register(visitor, email)
    page.get_by_role("link", name="Email and password").click()
    page.get_by_label("New email").fill(new)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Change the email").click()
    expect(content(page)).to_contain_text("Look into the mailbox of the new address")
    visitor.open(link_to(visitor.shop, page, new, "/confirm"))
    page.get_by_role("button", name="Confirm my email").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your email is changed")
    visitor.open("/account/details")
    expect(content(page)).to_contain_text(f"It is {new}.")
    page.get_by_label("Old password").fill(PASSWORD)
    page.get_by_label("New password").fill("a quite different phrase")
    page.get_by_role("button", name="Change the password").click()
    expect(content(page)).to_contain_text("Your password is changed.")
    settle(page)
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("[data-component=account-button]").filter(visible=True)).to_have_text("Account")
    visitor.open("/login")
    log_in(page, new, "a quite different phrase")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Mia Moon")


def test_other_tabs_follow_login_and_logout(visitor: Visitor):
    email = f"{uuid.uuid4()}@moonpager.example"
    other = visitor.open("/faq", visitor.context.new_page())
    expect(other.locator("[data-component=account-button]")).to_have_text("Account")
    page = register(visitor, email)
    expect(other.locator("[data-component=account-button]")).to_have_text("Mia, your account")
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("[data-component=account-button]").filter(visible=True)).to_have_text("Account")
    expect(other.locator("[data-component=account-button]")).to_have_text("Account")


def test_a_forgotten_password_ends_the_open_pages_of_every_other_browser(visitor: Visitor, chromium):
    email = f"{uuid.uuid4()}@moonpager.example"
    page = register(visitor, email)
    elsewhere = Visitor(chromium.new_context(), visitor.shop)
    elsewhere.open("/forgot")
    elsewhere.page.get_by_label("Email", exact=True).fill(email)
    elsewhere.page.get_by_role("button", name="Send me the link").click()
    elsewhere.open(link_to(visitor.shop, page, email, "/reset"))
    elsewhere.page.get_by_label("New password").fill("a quite different phrase")
    elsewhere.page.get_by_role("button", name="Use this password").click()
    expect(elsewhere.page.get_by_role("heading", level=1)).to_have_text("Hello, Mia Moon")
    page.get_by_role("link", name="Devices").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    elsewhere.context.close()


def test_it_all_works_without_javascript(visitor: Visitor, chromium):
    email = f"{uuid.uuid4()}@moonpager.example"
    register(visitor, email)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{visitor.shop.url}/account/orders")
    log_in(page, email, PASSWORD)
    expect(page).to_have_url(f"{visitor.shop.url}/account/orders")
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{visitor.shop.url}/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    context.close()


def test_measures_theme_and_pieces_seen_are_there_in_another_browser_and_gone_after_the_logout(
    visitor: Visitor, chromium
):
    email = f"{uuid.uuid4()}@moonpager.example"
    visitor.open("/products/flare-jeans")
    page = register(visitor, email)
    page.get_by_role("radio", name="Dark").check()
    visitor.open("/products/cropped-puffer")
    expect(page.locator("[data-component=seen-row]")).to_contain_text("flare jeans")
    page.locator("[data-open=size-chart]").first.click()
    finder = page.locator("[data-component=size-finder]")
    finder.get_by_label(re.compile("^Bust")).fill("92")
    finder.get_by_label("Keep these in my account").check()
    finder.get_by_role("button", name="Find my size").click()
    expect(finder.locator("[data-answer]")).not_to_be_empty()
    sentence = page.locator("[data-component=quiet-advice]").inner_text()
    expect(visitor.open("/account/measures").get_by_label("Bust")).to_have_value("92")

    elsewhere = Visitor(chromium.new_context(), visitor.shop)
    other = elsewhere.open("/login")
    log_in(other, email, PASSWORD)
    expect(other.get_by_role("heading", level=1)).to_have_text("Hello, Mia Moon")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    elsewhere.open("/products/cropped-puffer")
    expect(other.locator("[data-component=quiet-advice]")).to_have_text(sentence)
    expect(other.locator("[data-component=seen-row]")).to_contain_text("flare jeans")
    other.locator("[data-open=size-chart]").first.click()
    other.get_by_text("Or compare with a garment you own").click()
    owned = other.locator("form[data-garment]").get_by_label(re.compile("^A "))
    owned.fill("55")
    owned.press("Enter")
    expect(other.locator("#size-chart [data-answer]")).to_contain_text("A Chest: yours is")
    elsewhere.open("/account").get_by_role("button", name="Log out").click()
    expect(other.locator("[data-component=account-button]").filter(visible=True)).to_have_text("Account")
    elsewhere.open("/products/cropped-puffer")
    expect(other.locator("[data-component=quiet-advice]")).to_be_empty()
    expect(other.locator("[data-component=seen-row]")).not_to_contain_text("flare jeans")
    expect(owned).to_have_value("")
    elsewhere.context.close()


def test_a_guests_order_becomes_an_account_with_one_field(visitor: Visitor):
    email = f"{uuid.uuid4()}@moonpager.example"
    page = straight_to_bank(visitor, "FLARE-JEANS-INDIGO-28", email)
    pay_at_bank(page, APPROVED)
    order = expect_paid(page)
    code = re.search(r"MP-\w+", order.inner_text(), re.IGNORECASE)[0].upper()
    terms = re.compile(r"Terms of service, \d+ \w+ 2026")
    expect(order.locator("[data-component=placed-under]")).to_contain_text(terms)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(content(page)).to_contain_text("Look into your mailbox")
    visitor.open(link_to(visitor.shop, page, email, "/confirm"))
    page.get_by_role("button", name="Confirm my email").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Mia Moon")
    expect(page.locator("[data-component=order-card]").filter(visible=True)).to_contain_text(code)


def test_the_checkout_offers_the_login_and_keeps_the_cart(visitor: Visitor):
    email = f"{uuid.uuid4()}@moonpager.example"
    page = register(visitor, email)
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("[data-component=account-button]").filter(visible=True)).to_have_text("Account")
    visitor.open("/products/flare-jeans?colour=indigo")
    put_into_cart(page, "27")
    visitor.open("/checkout")
    page.get_by_text("Have an account? Log in").click()
    page.get_by_label("Email of your account").fill(email)
    page.get_by_label("Password").fill("not my password at all")
    page.get_by_role("button", name="Log in").click()
    login = page.locator("[data-component=inline-login]").filter(visible=True)
    expect(login).to_contain_text("Email and password do not fit.")
    settle(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("Email", exact=True).filter(visible=True)).to_have_value(email)
    settle(page)
    expect(page.locator("[data-component=inline-login]")).to_have_count(0)
    expect(page.locator("[data-component=order-summary]").last).to_contain_text("Dial flare jeans")
