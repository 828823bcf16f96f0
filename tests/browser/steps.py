"""What shoppers do, in a line each."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from email import message_from_bytes
from email.policy import default

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.running import ROOT, RunningShop

APPROVED = "4242 4242 4242 4242"
DECLINED = "4000 0000 0000 0002"
CHALLENGED = "4000 0000 0000 3220"
ADDRESS = {
    "Full name": "Mia Moon",
    "Address": "12 Carrier Street",
    "City": "Portland",
    "ZIP code": "97209",
}
NAMES = {"Full name": "name", "Address": "line1", "City": "city", "ZIP code": "postcode"}


def settle(page: Page) -> None:
    """Wait until React has taken the page over."""
    page.locator("#first").wait_for(state="detached")


def content(page: Page) -> Locator:
    """The content that a person sees: React's own copy is there, hidden, while the first HTML still shows."""
    return page.locator("main").filter(visible=True)


def violations(page: Page) -> list[str]:
    """What axe finds on a page, light and dark: the rule, and where. Only colours differ between the two."""
    page.wait_for_load_state()  # an answer may be here before its styles are
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, only in (("dark", {"runOnly": ["color-contrast"]}), ("light", {})):
        page.emulate_media(color_scheme=scheme)
        # What is right stays there: to carry it over was most of the time that this took.
        for rule in page.evaluate("only => axe.run(document, only).then(told => told.violations)", only):
            found += [f"{scheme}: {rule['id']}: {node['html'][:120]}" for node in rule["nodes"]]
    return found


def put_into_cart(page: Page, size: str) -> None:
    """On a product page: choose a size, add it, wait for the drawer."""
    sizes = page.locator("[data-component=size-radios] label")
    sizes.filter(has=page.get_by_text(size, exact=True)).click()
    expect(page).to_have_url(re.compile(rf"size={size}"))
    page.locator("[data-component=add-button]").click()
    expect(page.locator("#cart-drawer")).to_be_visible()


def fill_checkout(page: Page, email: str = "mia@moonpager.example") -> None:
    """Fill the checkout as a guest in Oregon."""
    page.get_by_label("Email", exact=True).fill(email)
    for label, value in ADDRESS.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("State").select_option("OR")


def straight_to_bank(visitor: Visitor, sku: str, email: str, method: str = "card") -> Page:
    """A guest in Oregon who buys one piece, as far as the bank's page: for tests of what comes then.

    The forms that the pages send without JavaScript are sent without the pages.
    """
    ask, url = visitor.context.request, visitor.shop.url
    headers = {"origin": url, "x-forwarded-for": visitor.address}
    ask.get(f"{url}/cart", headers=headers)  # the first page makes the session
    ask.post(f"{url}/cart/add", form={"sku": sku}, headers=headers)
    key = re.search(r'value="([^"]+)" name="key"', ask.get(f"{url}/checkout", headers=headers).text())
    assert key, "the checkout has no key"
    form = {"key": key[1], "email": email, "country": "US", "region": "OR", "method": method} | {
        NAMES[label]: value for label, value in ADDRESS.items()
    }
    answer = ask.post(f"{url}/checkout/pay", form=form, headers=headers, max_redirects=0)
    visitor.page.goto(answer.headers["location"])
    expect(visitor.page.get_by_text("Test mode: no money moves")).to_be_visible()
    return visitor.page


def pay_at_bank(page: Page, card: str) -> None:
    """On the bank's page: type a card and press Pay."""
    expect(page.get_by_text("Test mode: no money moves")).to_be_visible()
    page.get_by_label("Card number").fill(card)
    page.get_by_label("Expiry").fill("04/39")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on the card").fill("Mia Moon")
    page.get_by_role("button", name=re.compile(r"^Pay .*\d")).click()


def expect_paid(page: Page) -> Locator:
    """Wait for the order page after paying; returns its content."""
    order = page.locator("[data-component=order-page]")
    settle(page)
    expect(order.get_by_role("heading", level=1)).to_contain_text(". Paid.")
    return order


def mail_to(shop: RunningShop, page: Page, email: str) -> str:
    """Wait for the mail to this address and return its text."""
    for _ in range(100):
        for path in shop.mails():
            message = message_from_bytes(path.read_bytes(), policy=default)
            if message["To"] == email:
                part = message.get_body(("plain",))
                assert part is not None
                return part.get_content()
        page.wait_for_timeout(100)
    raise AssertionError(f"no mail to {email}")


def orders_of(shop: RunningShop, email: str) -> list[str]:
    """The status of every order placed with this address, oldest first."""
    with closing(sqlite3.connect(shop.data / "store.db")) as store:
        rows = store.execute("SELECT status FROM orders WHERE email = ? ORDER BY id", (email,)).fetchall()
    return [status for (status,) in rows]


def receive(shop: RunningShop, sku: str, units: int = 1) -> None:
    """As the staff do it: by a command, in a process of its own."""
    command = [sys.executable, "-m", "storefront", "stock", sku, f"+{units}"]
    subprocess.run(command, cwd=ROOT, env=shop.environment, check=True, capture_output=True)


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


def manage(shop: RunningShop, *arguments: str) -> str:
    """Run one of the shop's commands; what it said."""
    command = [sys.executable, "-m", "storefront", *arguments]
    return subprocess.run(command, cwd=ROOT, env=shop.environment, check=True, capture_output=True, text=True).stdout


def sell_out(shop: RunningShop, sku: str) -> None:
    """Leave no unit of a variant that anybody could buy, as somebody with a database shell would."""
    with closing(sqlite3.connect(shop.data / "store.db", timeout=10)) as store, store:
        store.execute("UPDATE variants SET on_hand = held WHERE sku = ?", (sku,))
