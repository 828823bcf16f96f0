"""The desk in a browser: a busy week, by keyboard, on two screens, light and dark, with and without JavaScript."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from storefront.domain.staff import CODE_SECONDS, Role
from storefront.integrations import authenticator
from storefront.opening import open_shop
from storefront.services import staff_accounts
from storefront.settings import Settings
from tests.browser.conftest import HARMLESS, SCREENS
from tests.browser.steps import (
    APPROVED,
    expect_paid,
    manage,
    pay_at_bank,
    straight_to_bank,
    violations,
)
from tests.busy_desk import fill_folder
from tests.running import RunningShop

PASSWORD = "purple tram under rain"


@dataclass
class Desk:
    """A running shop after a busy week, and what Mia logs in with."""

    shop: RunningShop
    key: str
    code: str  # of an order with everything


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    code = fill_folder(folder)
    house = open_shop(Settings(data=folder))
    issued = staff_accounts.add(house, "mia@example.com", "Mia Moon", Role.MANAGER, PASSWORD)
    house.store.close()
    shop = RunningShop(folder, worker="no").start()
    yield Desk(shop, issued.app_key, code)
    shop.stop()


@pytest.fixture(scope="module")
def session(desk: Desk, chromium: Browser) -> dict[str, object]:
    """The cookies of a browser in which Mia is logged in."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{desk.shop.url}/staff/orders")
    page.get_by_label("Email").fill("mia@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Show what is typed").click()
    expect(page.get_by_label("Password")).to_have_attribute("type", "text")
    page.get_by_label("Code from your app").fill(authenticator.code_at(desk.key, int(time.time()) // CODE_SECONDS))
    page.get_by_label("Code from your app").press("Enter")
    page.wait_for_url("**/staff/orders")
    kept = context.storage_state()
    context.close()
    return dict(kept)


def at_work(desk: Desk, chromium: Browser, session: dict[str, object], **how: object) -> tuple[BrowserContext, Page]:
    context = chromium.new_context(storage_state=session, base_url=desk.shop.url, reduced_motion="reduce", **how)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page = context.new_page()
    return context, page


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_is_for_everybody(desk, chromium, session, screen):
    wide, high = SCREENS[screen]
    context, page = at_work(desk, chromium, session, viewport={"width": wide, "height": high})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    order = f"/staff/orders/{desk.code}"
    page.goto("/staff/queues/tickets")
    ticket = page.locator("[data-desk-row]").first.get_attribute("href")
    queues = [f"/staff/queues/{name}" for name in ("pack", "changes", "returns", "parcels", "tickets")]
    paths = ["/staff", *queues, "/staff/orders?q=amy", order, f"{order}/refund?units=0-1", ticket, "/staff/stock"]
    for path in [*paths, "/staff/audit", "/staff/orders/MP-33333333"]:
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= wide, path
    assert [words for words in complaints if not any(known in words for known in HARMLESS)] == []
    context.close()


def test_a_package_is_sent_by_keyboard_alone(desk, chromium, session):
    context, page = at_work(desk, chromium, session, viewport={"width": 1440, "height": 900})
    page.goto("/staff")
    page.keyboard.press("2")
    page.wait_for_url("**/staff/queues/pack")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-desk-row]").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/orders/**")
    number = page.get_by_label("Tracking number").first
    number.focus()
    page.keyboard.type("1Z 999 AA1 0123456 784")
    expect(page.get_by_label("Carrier").first).to_have_value("ups")
    page.keyboard.press("Enter")
    told = page.get_by_text("Dispatched. The shipping confirmation is on its way.")
    expect(told).to_be_in_viewport()  # although the page shows the card that it was about
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url("**/staff/orders")
    context.close()


def test_the_desk_works_without_javascript(desk, chromium, session):
    context, page = at_work(desk, chromium, session, java_script_enabled=False)
    page.goto(f"/staff/orders/{desk.code}")
    page.get_by_label("Note for the staff").fill("Ring twice")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    expect(page.locator("#note").get_by_text("Ring twice")).to_be_visible()
    page.get_by_text("Refund out of goodwill").click()
    page.locator("select[name=u0]").select_option("1")
    page.get_by_role("button", name="See what comes back").click()
    give = page.get_by_role("button", name=re.compile("^Refund "))
    amount = give.inner_text().removeprefix("Refund ")
    give.click()
    expect(page.get_by_role("heading", name=f"Goodwill: {amount}")).to_be_visible()
    context.close()


def test_a_list_reads_itself_again(desk, chromium, session):
    context, page = at_work(desk, chromium, session)
    page.clock.install()
    page.goto("/staff/queues/tickets")
    rows = page.locator("[data-desk-row]")
    had = rows.count()
    other = context.new_page()
    other.goto(rows.first.get_attribute("href") or "")
    other.get_by_role("button", name="Close without an answer").click()
    expect(other.get_by_text("Closed.")).to_be_visible()
    page.bring_to_front()
    page.clock.run_for(11_000)
    expect(rows).to_have_count(had - 1)
    context.close()


def test_what_the_desk_does_arrives_at_the_shopper_and_at_the_bank(visitor, shop, chromium):
    page = straight_to_bank(visitor, "BUTTERFLY-BABY-TEE-ICE-M", "story@moonpager.example")
    pay_at_bank(page, APPROVED)
    expect_paid(page)
    told = manage(shop, "staff", "add", "kim@example.com", "--name", "Kim", "--role", "manager", "--generate")
    password, key = (re.search(rf"{name}: (\S+)", told) for name in ("Password", "Key"))
    assert password
    assert key

    context = chromium.new_context(base_url=shop.url)
    desk = context.new_page()
    desk.goto("/staff/orders?q=story@moonpager.example")
    desk.get_by_label("Email").fill("kim@example.com")
    desk.get_by_label("Password").fill(password[1])
    desk.get_by_label("Code from your app").fill(authenticator.code_at(key[1], int(time.time()) // CODE_SECONDS))
    desk.get_by_role("button", name="Log in to the desk").click()
    desk.get_by_role("searchbox").fill("story@moonpager.example")
    desk.get_by_role("searchbox").press("Enter")
    desk.locator("[data-desk-row]").click()
    desk.get_by_role("button", name="Pack these").click()
    desk.get_by_label("Tracking number").fill("1Z999AA10123456784")
    desk.get_by_role("button", name="Dispatch").click()
    expect(desk.get_by_text("Dispatched. The shipping confirmation is on its way.")).to_be_visible()

    shown = page.locator("main").filter(visible=True)
    expect(shown.get_by_text("1Z999AA10123456784").first).to_be_visible(timeout=10_000)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.get_by_role("button", name="Copy number").click()
    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "1Z999AA10123456784"
    desk.get_by_text("Refund out of goodwill").click()
    desk.locator("select[name=u0]").select_option("1")
    desk.get_by_role("button", name="See what comes back").click()
    desk.get_by_role("button", name=re.compile("^Refund ")).click()
    expect(desk.get_by_text("Refunded. It goes back to where it came from")).to_be_visible()
    for _ in range(40):  # the worker's next round
        if desk.get_by_text("The bank gave the money back").count():
            break
        desk.wait_for_timeout(250)
        desk.reload()
    expect(desk.get_by_text("The bank gave the money back")).to_be_visible()
    context.close()
