"""The whole story of an order in one piece: three pieces with a code, two packages, changes, a return, an exchange,
something missing; told by the shop, the desk and the mails, with the same sums everywhere.
"""

import re
import sqlite3
import time
from contextlib import closing
from email import message_from_bytes
from email.policy import default

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from storefront.domain.staff import CODE_SECONDS, Role
from storefront.integrations import authenticator
from storefront.opening import open_shop
from storefront.services import staff_accounts
from storefront.settings import Settings
from tests.browser.conftest import Visitor
from tests.browser.steps import APPROVED, expect_paid, fill_checkout, pay_at_bank, put_into_cart, settle
from tests.running import RunningShop

EMAIL, PASSWORD = "story@moonpager.example", "purple tram under rain"
TEE, PUFFER, BAG = "Crystal butterfly baby tee", "Static cropped puffer", "Star clasp shoulder bag"
AMOUNT = re.compile(r"\$[\d,]+\.\d\d")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A running shop where the carriers do nothing by themselves."""
    shop = RunningShop(tmp_path_factory.mktemp("story"), carrier_pace="0").start()
    yield shop
    shop.stop()


class Desk:
    """Somebody of the staff, hired for it, at the desk of one order."""

    def __init__(self, page: Page, shop: RunningShop, code: str) -> None:
        email = f"{code.lower()}@moonpager.example"
        house = open_shop(Settings(data=shop.data))
        key = staff_accounts.add(house, email, "Bo Boss", Role.MANAGER, PASSWORD).app_key
        house.store.close()
        self.page, self.address = page, f"{shop.url}/staff/orders/{code}"
        page.goto(self.address)
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("Code from your app").fill(authenticator.code_at(key, int(time.time()) // CODE_SECONDS))
        page.get_by_label("Code from your app").press("Enter")
        page.wait_for_url(self.address)

    def card(self, words: str) -> Locator:
        """The card with these words, as it is now."""
        self.page.goto(self.address)
        return self.page.locator("[data-component=desk-card]").filter(has_text=words)

    def open_ticket(self) -> None:
        """The order's only ticket."""
        self.page.goto(self.address)
        self.page.locator("a[href*='/staff/tickets/']").first.click()

    def pack(self, *titles: str) -> None:
        """Put one unit of each of these pieces into a new package."""
        self.page.goto(self.address)
        form = self.page.locator("form[action$='/pack']")
        for field in form.locator("select").all():
            label = field.evaluate("field => field.labels[0].textContent")
            field.select_option("1" if any(title in label for title in titles) else "0")
        form.get_by_role("button", name="Pack these").click()
        expect(self.page.get_by_text("Packed.", exact=True)).to_be_visible()

    def dispatch(self, number: int) -> None:
        card = self.card(f"Package {number}")
        card.get_by_label("Tracking number").fill(f"1Z999AA1012345678{number}")
        card.get_by_role("button", name="Dispatch").click()
        expect(self.page.get_by_text("Dispatched. The shipping confirmation is on its way.")).to_be_visible()

    def deliver(self, number: int) -> None:
        card = self.card(f"Package {number}")
        card.get_by_label("What became of it").select_option("deliver")
        card.get_by_role("button", name="Tell").click()
        expect(self.card(f"Package {number}")).to_contain_text("Delivered")


def mails(shop: RunningShop, subject: str, page: Page) -> list[str]:
    """The texts of the mails to the shopper with this in their subject, once there is one."""
    for _ in range(100):
        letters = [message_from_bytes(path.read_bytes(), policy=default) for path in shop.mails()]
        mine = [each for each in letters if each["To"] == EMAIL and subject in each["Subject"]]
        if mine:
            return [part.get_content() for each in mine if (part := each.get_body(("plain",)))]
        page.wait_for_timeout(100)
    raise AssertionError(f"no mail about {subject}")


def amounts(shop: RunningShop, sql: str) -> list[int]:
    with closing(sqlite3.connect(shop.data / "store.db", timeout=10)) as store:
        return [minor for (minor,) in store.execute(sql).fetchall()]


def cents(text: str) -> int:
    return round(float(AMOUNT.findall(text)[-1].replace("$", "").replace(",", "")) * 100)


def shop_for_three(visitor: Visitor) -> tuple[Page, str]:
    """Buy the three pieces with a code; returns the order's page and code."""
    page = visitor.open("/products/butterfly-baby-tee?colour=ice")
    put_into_cart(page, "M")
    visitor.open("/products/cropped-puffer?colour=silver")
    put_into_cart(page, "M")
    visitor.open("/products/star-shoulder-bag")
    page.locator("[data-component=add-button]").click()
    expect(page.locator("#cart-drawer")).to_be_visible()
    visitor.open("/cart")
    place = page.locator("main")
    place.get_by_text("Have a code?").click()
    place.get_by_label("Code", exact=True).fill("hello10")
    place.get_by_label("Code", exact=True).press("Enter")
    expect(place.get_by_text("HELLO10").first).to_be_visible()
    visitor.open("/checkout")
    fill_checkout(page, EMAIL)
    page.get_by_role("button", name=re.compile(r"^Pay .*\d")).click()
    pay_at_bank(page, APPROVED)
    order = expect_paid(page)
    found = re.search(r"MP-\w+", order.inner_text(), re.IGNORECASE)
    assert found
    return page, found[0].upper()


def dollars(minor: int) -> str:
    return f"${minor / 100:,.2f}"


def ask_for(page: Page, piece: str, other: str) -> None:
    """Ask for another size or colour of a piece."""
    changes = page.locator("[data-component=changes]")
    changes.get_by_text(piece).click()
    changes.get_by_label("Size or colour").locator("visible=true").select_option(label=other)
    changes.get_by_role("button", name="Ask for this instead").locator("visible=true").click()
    settle(page)


def ask_return(page: Page, title: str, reason: str, exchange: str = "") -> Locator:
    """Go through the steps of a return of one unit, up to the last one."""
    page.get_by_role("link", name=re.compile("^Return or exchange")).first.click()
    wizard = page.locator("[data-component=returning]").filter(visible=True)
    line = wizard.locator(".returning-line").filter(has_text=title)
    line.get_by_role("radio", name="1", exact=True).check()
    wizard.get_by_role("button", name="Go on").click()
    line.get_by_role("radio", name=reason, exact=True).check()
    wizard.get_by_role("button", name="Go on").click()
    if exchange:
        wizard.get_by_role("radio", name=re.compile("^Another size")).check()
        line.get_by_role("radio", name=re.compile(f"^{exchange}(,|$)")).check()
    wizard.get_by_role("button", name="Go on").click()
    expect(wizard.get_by_role("button", name="Ask for the return")).to_be_visible()
    return wizard


def test_the_story_of_an_order(chromium: Browser, shop: RunningShop) -> None:
    visitor = Visitor(chromium.new_context(reduced_motion="reduce"), shop)
    page, code = shop_for_three(visitor)
    path = page.url.removeprefix(shop.url).partition("?")[0]
    desk = Desk(chromium.new_context().new_page(), shop, code)

    # Two requests: one is accepted, one will be too late.
    changes = page.locator("[data-component=changes]")
    ask_for(page, f"1 × {PUFFER} in Silver, size M", "Silver, S")
    expect(changes).to_contain_text(f"Send Silver, S instead of 1 × {PUFFER} in Silver, size M.")
    changes.get_by_text("Send it somewhere else").click()
    changes.get_by_label("Address", exact=True).fill("99 Late Lane")
    changes.get_by_role("button", name="Ask to send it there").click()
    settle(page)
    expect(changes.locator(".stamp")).to_have_text(["Asked", "Asked"])
    desk.card("Silver, size S").get_by_role("button", name="Accept").click()
    expect(changes.locator(".stamp")).to_have_text(["Asked", "Done"], timeout=4000)  # in the open page

    # Two packages, one mail each.
    desk.pack(TEE, BAG)
    desk.dispatch(1)
    expect(changes.locator(".stamp")).to_have_text(["Too late", "Done"], timeout=4000)
    packages = page.locator("[data-component=package]")
    expect(packages).to_have_count(1)
    expect(page.locator("[data-component=packages]")).to_contain_text("Not yet sent")
    desk.pack(PUFFER)
    desk.dispatch(2)
    expect(packages).to_have_count(2, timeout=4000)
    expect(packages.nth(0)).to_contain_text(TEE)
    expect(packages.nth(0)).not_to_contain_text(PUFFER)
    expect(packages.nth(1)).to_contain_text("Silver, S")
    first, second = mails(shop, "Package 1", page), mails(shop, "Package 2", page)
    assert (len(first), len(second)) == (1, 1)
    assert TEE in first[0]
    assert PUFFER in second[0]
    desk.deliver(1)
    desk.deliver(2)
    expect(page.locator("[data-component=order-headline]")).to_contain_text("Delivered.", timeout=4000)

    # One piece comes back: what is explained before is what comes back, everywhere.
    wizard = ask_return(page, TEE, "Too small")
    told = cents(wizard.locator("[data-component=refund-explained]").inner_text())
    page.get_by_role("button", name="Ask for the return").click()
    settle(page)
    desk.card("Crystal butterfly baby tee in Ice, size M: too small").get_by_role("button", name="Approve").click()
    desk.card("too small").get_by_role("button", name="The parcel is here").click()
    finish = desk.card("too small").get_by_role("button", name=re.compile("^Refund "))
    assert cents(finish.inner_text()) == told
    finish.click()
    page.goto(f"{shop.url}{path}")
    settle(page)
    expect(page.locator("[data-component=return-card]").first).to_contain_text(dollars(told))
    (mail,) = mails(shop, f"{dollars(told)} for your return", page)
    assert dollars(told) in mail
    assert amounts(shop, "SELECT amount_minor FROM order_refunds") == [told]
    assert amounts(shop, "SELECT paid_minor FROM order_lines WHERE sku = 'BUTTERFLY-BABY-TEE-ICE-M'") == [told + 600]

    # Another one is exchanged, and comes in a package of its own.
    wizard = ask_return(page, PUFFER, "Too small", exchange="M")
    page.get_by_role("button", name="Ask for the return").click()
    settle(page)
    desk.card("Exchange R-").get_by_role("button", name="Approve").click()
    desk.card("Exchange R-").get_by_role("button", name="The parcel is here").click()
    desk.card("Exchange R-").get_by_role("button", name="Send the exchange").click()
    desk.pack(PUFFER)
    desk.dispatch(3)
    page.goto(f"{shop.url}{path}")
    settle(page)
    expect(packages).to_have_count(3)
    expect(packages.nth(2)).to_contain_text("Silver, M")

    # Something is missing: it becomes a ticket, and the ticket a refund of what was paid for it.
    page.get_by_role("link", name=re.compile(f"Something is missing.*{BAG}")).click()
    expect(page.locator("#missing")).to_be_focused()
    expect(page.locator("#missing")).to_be_in_viewport()
    settle(page)
    page.get_by_role("button", name="Tell us it is missing").click()
    settle(page)
    ticket = page.locator("main").filter(visible=True)
    expect(ticket).to_contain_text(BAG)
    paid = amounts(shop, "SELECT paid_minor FROM order_lines WHERE sku LIKE 'STAR-SHOULDER-BAG%'")
    desk.open_ticket()
    refund = desk.page.get_by_role("button", name=re.compile("^Refund "))
    assert cents(refund.inner_text()) == paid[0]
    refund.click()
    expect(desk.page.get_by_text("Refunded.")).to_be_visible()
    assert amounts(shop, "SELECT amount_minor FROM order_refunds ORDER BY id") == [told, *paid]

    # The bank has given back the same.
    for _ in range(100):
        given = amounts(shop, "SELECT amount_minor FROM refunds WHERE status = 'done' ORDER BY id")
        if len(given) == 2:
            break
        page.wait_for_timeout(100)
    assert given == [told, *paid]
    assert visitor.complaints == []


def test_a_dearer_size_is_paid_once_it_is_accepted(chromium: Browser, shop: RunningShop) -> None:
    visitor = Visitor(chromium.new_context(reduced_motion="reduce"), shop)
    page = visitor.open("/products/cropped-puffer?colour=silver")
    put_into_cart(page, "M")
    visitor.open("/checkout")
    fill_checkout(page, EMAIL)
    page.locator("[data-component=pay-button]").click()
    pay_at_bank(page, APPROVED)
    found = re.search(r"MP-\w+", expect_paid(page).inner_text(), re.IGNORECASE)
    assert found
    code = found[0].upper()
    desk = Desk(chromium.new_context().new_page(), shop, code)
    with closing(sqlite3.connect(shop.data / "store.db", timeout=10)) as store:
        store.execute(
            "UPDATE prices SET amount_minor = amount_minor + 1000 WHERE variant_id ="
            " (SELECT id FROM variants WHERE sku LIKE '%PUFFER%SILVER-L')"
        )
        store.commit()
    page.reload()
    settle(page)

    changes = page.locator("[data-component=changes]")
    [dearer] = [each for each in changes.locator("option").all_text_contents() if each.startswith("Silver, L")]
    more = AMOUNT.findall(dearer)[-1]
    ask_for(page, f"1 × {PUFFER} in Silver, size M", dearer)
    expect(changes).to_contain_text(f"It costs {more} more. You pay only if we can do it.")
    desk.card("Silver, size L").get_by_role("button", name="Accept").click()
    expect(changes.locator(".stamp")).to_have_text(["Possible"], timeout=4000)  # in the open page
    assert f"It costs more  {more}" in mails(shop, "We can do it", page)[-1]

    changes.get_by_role("button", name=f"Pay {more}").click()
    pay_at_bank(page, APPROVED)
    settle(page)
    expect(changes.locator(".stamp")).to_have_text(["Done"])
    expect(changes).to_contain_text(f"You paid {more} more.")
    expect(page.locator("[data-component=order-totals]")).to_contain_text(f"Paid later for Silver, L{more}")
    expect(desk.card("Silver, size L")).to_contain_text(f"Costs {more} more: they paid it")
    paid = amounts(
        shop,
        "SELECT amount_minor FROM payments JOIN orders ON orders.id = order_id"
        f" WHERE orders.code = '{code}' AND payments.status = 'captured' AND change_request_id IS NOT NULL",
    )
    assert paid == [cents(more)]
