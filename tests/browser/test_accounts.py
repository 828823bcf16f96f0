"""An account, from registering to deleting."""

import re
import uuid
from email import message_from_bytes
from email.policy import default

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps import content, put_into_cart, settle
from tests.running import RunningShop

PASSWORD = "purple tram under rain"


def link_to(shop: RunningShop, page: Page, email: str, path: str) -> str:
    """Wait for a mail with a link to that path, and return the link's path."""
    for _ in range(100):
        for file in shop.mails():
            message = message_from_bytes(file.read_bytes(), policy=default)
            part = message.get_body(("plain",))
            if message["To"] == email and part and (found := re.search(rf"{path}/\S+", part.get_content())):
                return found[0]
        page.wait_for_timeout(100)
    raise AssertionError(f"no mail to {email} with {path}")


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

    page.get_by_role("link", name="Addresses").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Addresses")
    for label, value in (("Full name", "Mia Moon"), ("Address", "12 Carrier Street"), ("City", "Portland")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("State").select_option("OR")
    page.get_by_role("button", name="Keep the address").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Enter the postcode.")
    expect(page.get_by_label("City", exact=True)).to_have_value("Portland")
    settle(page)
    page.get_by_label("ZIP code").fill("97209")
    page.get_by_role("button", name="Keep the address").click()
    expect(page.locator("[data-component=thing]")).to_contain_text("12 Carrier Street")

    visitor.open("/checkout")
    expect(page.get_by_label("Email", exact=True)).to_have_value(email)
    expect(page.get_by_label("City", exact=True)).to_have_value("Portland")

    visitor.open("/account/data")
    page.get_by_label("Your password").fill("not my password")
    page.get_by_role("button", name="Delete my account").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("This is not your password.")
    settle(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good-bye")
    visitor.open("/login")
    log_in(page, email, PASSWORD)
    expect(content(page)).to_contain_text("Email and password do not fit.")
    expect(page.locator("[data-component=login-tips]")).to_contain_text("Caps Lock")


def test_other_tabs_follow_login_and_logout(visitor: Visitor):
    email = f"{uuid.uuid4()}@moonpager.example"
    other = visitor.open("/faq", visitor.context.new_page())
    expect(other.locator("[data-component=account-button]")).to_have_text("Account")
    page = register(visitor, email)
    expect(other.locator("[data-component=account-button]")).to_have_text("Mia, your account")
    page.get_by_role("button", name="Log out").click()
    expect(page.locator("[data-component=account-button]")).to_have_text("Account")
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
