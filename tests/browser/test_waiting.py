"""Between the bank and the order: the page that waits goes on by itself, or by a link."""

import re
import sqlite3
import uuid
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps import CHALLENGED, expect_paid, pay_at_bank, straight_to_bank, violations
from tests.browser.test_accounts import register

TEE = "BUTTERFLY-BABY-TEE-ICE-M"


def waiting(visitor: Visitor, page: Page) -> Page:
    """Pay by a card whose bank asks back, and open the page to come back to before it was answered; the bank's page."""
    straight_to_bank(visitor, TEE, f"{id(page)}@moonpager.example")
    pay_at_bank(page, CHALLENGED)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")
    bank = visitor.context.new_page()
    bank.goto(page.url)
    with closing(sqlite3.connect(visitor.shop.data / "store.db")) as store:
        (key,) = store.execute("SELECT idempotency_key FROM payments ORDER BY id DESC LIMIT 1").fetchone()
    page.goto(f"{visitor.shop.url}/pay/return/{key}")
    expect(page.locator("[data-component=waiting]")).to_contain_text("Do not pay again")
    return bank


def test_the_page_goes_on_by_itself_when_the_bank_has_told(visitor: Visitor):
    page = visitor.page
    bank = waiting(visitor, page)
    assert violations(page) == []

    with bank.expect_navigation():
        bank.get_by_role("button", name=re.compile("it is me|approve|confirm", re.IGNORECASE)).click()

    expect_paid(page)


def test_without_javascript_a_link_looks_again(visitor: Visitor, chromium):
    page = visitor.page
    bank = waiting(visitor, page)
    path, cookies = page.url, visitor.context.cookies()
    plain = chromium.new_context(java_script_enabled=False)
    plain.add_cookies(cookies)
    slow = plain.new_page()
    slow.goto(path)
    expect(slow.get_by_role("heading", level=1)).to_have_text("Asking the bank …")
    slow.get_by_role("link", name="Look again").click()
    expect(slow.get_by_role("heading", level=1)).to_have_text("Asking the bank …")
    with bank.expect_navigation():
        bank.get_by_role("button", name=re.compile("it is me|approve|confirm", re.IGNORECASE)).click()
    slow.get_by_role("link", name="Look again").click()

    expect(slow.get_by_role("heading", level=1)).to_contain_text(". Paid.")
    plain.close()


def test_an_order_that_is_looked_at_while_the_bank_thinks_turns_paid_without_a_reload(visitor: Visitor):
    email = f"{uuid.uuid4()}@moonpager.example"
    bank = register(visitor, email)
    straight_to_bank(visitor, TEE, email)
    pay_at_bank(bank, CHALLENGED)
    page = visitor.open("/account/orders", visitor.context.new_page())
    page.get_by_role("link", name=re.compile("MP-")).first.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Waiting for the bank")
    expect(page.locator("[data-component=order-headline]")).to_contain_text("Do not pay again")
    page.evaluate("window.sameDocument = true")

    with bank.expect_navigation():
        bank.get_by_role("button", name="Yes, approve").click()

    expect(heading).to_contain_text(". Paid.")
    assert page.evaluate("window.sameDocument")
