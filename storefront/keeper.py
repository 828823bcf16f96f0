"""The commands of who keeps the shop: what came in, what costs less, who asks, who reads and who works here."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import segno

from storefront import text
from storefront.domain.carriers import CARRIERS
from storefront.domain.currencies import supported
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Money
from storefront.domain.promotions import Kind, Promotion, PromotionId, Scope
from storefront.domain.reviews import ReviewEvent
from storefront.domain.staff import Role
from storefront.opening import open_shop
from storefront.services import answers, credits, newsletter, promotions, restock, reviews, staff_accounts, tickets
from storefront.services.shipments import report_key
from storefront.services.shop import House
from storefront.settings import SETTINGS

Command = Callable[[str, str, Callable[[argparse.Namespace], None]], argparse.ArgumentParser]


class Trouble(Exception):
    """A command could not be done; the text says why."""

    def __init__(self, why: str, code: int = 2) -> None:
        """``code``: how the process ends; 1 when the shop refuses, 2 when what was typed makes no sense."""
        super().__init__(why)
        self.code = code


def add_commands(command: Command) -> None:
    """Add these commands to the shop's; ``command`` adds one by its name, what it does in words, and what does it."""
    stock = command("stock", "put units on hand, or see what people wait for", manage_stock)
    stock.add_argument("sku", nargs="?", default="", help="the variant that came in")
    stock.add_argument("units", nargs="?", type=int, default=0, metavar="+N", help="how many")
    stock.add_argument("--demand", action="store_true", help="list the sold-out sizes that people wait for")
    to_read = command("reviews", "read the reviews that wait, publish or refuse one", moderate)
    to_read.add_argument("action", nargs="?", choices=("list", "publish", "refuse"), default="list")
    to_read.add_argument("id", nargs="?", type=int, default=0)
    to_read.add_argument("--reason", default="", help="what the writer should change")
    asked = command("tickets", "read the questions that wait, answer or close one", help_people)
    asked.add_argument("action", nargs="?", choices=("list", "answer", "close"), default="list")
    asked.add_argument("code", nargs="?", default="")
    asked.add_argument("--text", default="", help="the answer")
    sales = command("promotions", "list, make and end automatic sales and codes", manage_promotions)
    sales.add_argument("action", nargs="?", choices=("list", "add", "end"), default="list")
    sales.add_argument("which", nargs="?", default="", help="end: a code or a number")
    sales.add_argument("--title", default="", help="what shoppers read")
    sales.add_argument("--code", default="", help="none: an automatic sale")
    sales.add_argument("--percent", type=int, default=0)
    sales.add_argument("--amount", default="", help="5.00 off; beside --percent: the most that comes off")
    sales.add_argument("--free-shipping", action="store_true")
    sales.add_argument("--buy", type=int, default=0)
    sales.add_argument("--get", type=int, default=0, help="of every BUY + GET pieces the GET cheapest are free")
    sales.add_argument("--from", dest="start", type=datetime.fromisoformat, help="2026-12-01 or 2026-12-01T09:00, UTC")
    sales.add_argument("--until", dest="end", type=datetime.fromisoformat, help="the first moment when it is over, UTC")
    sales.add_argument("--minimum", default="", help="40.00: what the pieces must come to")
    sales.add_argument("--limit", type=int, help="how often altogether")
    sales.add_argument("--per-customer", type=int, help="how often for one email address")
    sales.add_argument("--product", action="append", default=[], help="a product's slug; may be given several times")
    sales.add_argument("--collection", action="append", default=[], help="a collection's slug; also several times")
    sales.add_argument("--full-price-only", action="store_true", help="leave reduced pieces alone")
    granted = command("credit", "give a customer store credit", grant_credit)
    granted.add_argument("email", help="the address of the customer's account")
    granted.add_argument("amount", help="20.00, or 20.00 EUR")
    granted.add_argument("--note", default="", help="why; it is kept beside the amount")
    desk = command("staff", "list who works at the desk, add and remove members, make new keys for one", manage_staff)
    desk.add_argument("action", nargs="?", choices=("list", "add", "remove", "reset"), default="list")
    desk.add_argument("email", nargs="?", default="")
    desk.add_argument("--name", default="", help="what stands beside what they do")
    desk.add_argument("--role", choices=("support", "logistics", "manager"), help="what they may do")
    desk.add_argument("--generate", action="store_true", help="make the password instead of asking for one")
    command("carriers", "say where carriers report what becomes of packages", show_carriers)
    command("answers", "see which answers of the FAQ helped", show_answers)
    news = command("newsletter", "send a newsletter to everybody who confirmed to want it", send_news)
    news.add_argument("file", type=Path, help="first line: the subject; then paragraphs with empty lines between")


@contextmanager
def _shop() -> Iterator[House]:
    """The shop, opened for one command.

    Raises:
        Trouble: When it refuses what is done in it.
    """
    house = open_shop(SETTINGS)
    try:
        yield house
    except Refusal as no:
        faults = no.facts.get("faults")
        told = " ".join(text.FAULTS[code] for code in faults.values()) if isinstance(faults, dict) else text.refusal(no)
        raise Trouble(told, 1) from no
    finally:
        house.store.close()


def manage_stock(given: argparse.Namespace) -> None:
    """Put units on hand, and those who wait for them get their mail; or list what people wait for."""
    if given.demand:
        _show_demand()
        return
    if not given.sku or given.units < 1:
        raise Trouble("Say what came in and how much of it: python -m storefront stock SKU +5")
    with _shop() as house:
        offered = house.tell(restock.receive_stock, given.sku, given.units)
    came = f"{given.units} of {given.sku} came in."
    print(f"{came} {offered} of them are kept for people who waited; a mail goes to each.")


def _show_demand() -> None:
    with _shop() as house:
        found = house.show(restock.restock_demand)
    if not found:
        print("Nobody waits for anything.")
    for wanted in found:
        what = f"{wanted.title} ({wanted.colour}, {wanted.size})"
        print(f"{wanted.waiting:>5} waiting  {wanted.offered:>4} offered  {wanted.sku}  {what}")


def send_news(given: argparse.Namespace) -> None:
    """Write a newsletter to everybody on the list; the worker sends it."""
    try:
        subject, _, rest = given.file.read_text().strip().partition("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise Trouble(f"{given.file} cannot be read ({fault})") from fault
    paragraphs = [" ".join(part.split()) for part in rest.split("\n\n") if part.strip()]
    if not subject or not paragraphs:
        raise Trouble("Write the subject into the first line, then the text.")
    with _shop() as house:
        readers = house.tell(newsletter.send, subject[:200], paragraphs)
    print(f"“{subject}” is on its way to {readers} {'reader' if readers == 1 else 'readers'}.")


def manage_promotions(given: argparse.Namespace) -> None:
    """List the promotions, make one, or end one."""
    wanted = _promotion(given) if given.action == "add" else None
    with _shop() as house:
        if wanted:
            print(f"Promotion {house.tell(promotions.add_promotion, wanted)} is made.")
        elif given.action == "end":
            house.tell(promotions.end_promotion, given.which)
            print(f"{given.which} is over.")
        else:
            for promotion, used in house.show(promotions.listed):
                window = text.window(promotion.starts_at, promotion.ends_at)
                print(f"{promotion.id:>4}  {promotion.code or '(sale)':<12} {used:>5} used  {promotion.title}{window}")


def _promotion(given: argparse.Namespace) -> Promotion:
    """What was asked for.

    Raises:
        Trouble: It makes no sense, and why.
    """
    if not given.title:
        raise Trouble("say with --title what shoppers read")
    kinds = {
        Kind.PERCENT: given.percent and not given.amount,
        Kind.PERCENT_CAPPED: given.percent and given.amount,
        Kind.AMOUNT: given.amount and not given.percent,
        Kind.FREE_SHIPPING: given.free_shipping,
        Kind.BUY_X_GET_Y: given.buy or given.get,
    }
    chosen = [kind for kind, asked in kinds.items() if asked]
    if len(chosen) != 1:
        raise Trouble("choose one: --percent (--amount caps it), --amount, --free-shipping, or --buy with --get")
    try:
        return Promotion(
            PromotionId(0),
            given.title,
            chosen[0],
            given.code,
            percent=given.percent,
            amount=Money.parse(given.amount, BASE) if given.amount else None,
            buy=given.buy,
            get=given.get,
            starts_at=given.start and given.start.replace(tzinfo=UTC),
            ends_at=given.end and given.end.replace(tzinfo=UTC),
            minimum=Money.parse(given.minimum, BASE) if given.minimum else None,
            total_limit=given.limit,
            customer_limit=given.per_customer,
            scope=Scope(frozenset(given.product), frozenset(given.collection)),
            full_price_only=given.full_price_only,
        )
    except ValueError as wrong:
        raise Trouble(str(wrong)) from wrong


def grant_credit(given: argparse.Namespace) -> None:
    """Add to a customer's store credit."""
    figures, _, code = given.amount.partition(" ")
    currency = supported(code or BASE)
    if currency is None:
        raise Trouble(f"{code!r} is no currency of the shop")
    try:
        with _shop() as house:
            amount = Money.parse(figures, currency)
            now = house.tell(credits.grant_store_credit, given.email, amount, given.note[:200])
    except ValueError as wrong:
        raise Trouble(str(wrong)) from wrong
    print(f"{given.email} has {text.money(now)} of store credit.")


def manage_staff(given: argparse.Namespace) -> None:
    """List who works at the desk, add or remove somebody, or make new keys for them."""
    if given.action != "list" and (not given.email or (given.action == "add" and not given.role)):
        raise Trouble('Say who: staff add mia@example.com --name "Mia" --role support|logistics|manager')
    with _shop() as house:
        if given.action == "add":
            issued = staff_accounts.add(house, given.email, given.name, Role(given.role), _new_password(given))
            _hand_over(given, issued)
        elif given.action == "reset":
            _hand_over(given, staff_accounts.reset(house, given.email, _new_password(given)))
        elif given.action == "remove":
            house.tell(staff_accounts.remove, given.email)
            print(f"{given.email} is logged out everywhere and cannot log in again.")
        else:
            for member, here in house.show(staff_accounts.members):
                print(f"{member.role.value if here else 'left':<10} {member.email:<32} {member.name}")


def _new_password(given: argparse.Namespace) -> str:
    """A typed password; "" where one is to be made."""
    if given.generate or not sys.stdin.isatty():
        return ""
    return getpass.getpass(f"Password for {given.email} (empty: make one): ")


def _hand_over(given: argparse.Namespace, issued: staff_accounts.Issued) -> None:
    """Show what somebody logs in with. Nothing of it is kept in this form."""
    print(f"{given.email} logs in at {SETTINGS.public_url}/staff/login with this password and a code of their app.")
    print(f"Password: {issued.password}")
    print("Scan this with an authenticator app, or type the key into it:")
    segno.make(issued.app_address, error="l").terminal(compact=True)
    print(f"Key: {issued.app_key}\n{issued.app_address}")
    print("This is shown once. `staff reset` makes new ones.")


def show_answers(_: argparse.Namespace) -> None:
    """List what people said of the FAQ's answers, the least helpful first."""
    with _shop() as house:
        found = house.show(answers.told)
    for question, helped, not_helped in found:
        print(f"{not_helped:>5} no  {helped:>5} yes  {question}")
    if not found:
        print("Nobody has said anything yet.")


def help_people(given: argparse.Namespace) -> None:
    """List the questions that wait for us, or answer or close one."""
    with _shop() as house:
        if given.action == "answer":
            house.tell(tickets.answer, given.code, given.text)
            print(f"{given.code} is answered; the mail is on its way.")
        elif given.action == "close":
            house.tell(tickets.close, given.code)
            print(f"{given.code} is closed.")
        else:
            found = house.show(tickets.waiting)
            for ticket in found:
                newest = ticket.messages[-1]
                print(f"{ticket.code}  {ticket.topic.value}  {ticket.order_code or '-'}  {text.moment(newest.at)}")
                print("    " + newest.text.replace("\n", "\n    "))
            print(f"{len(found)} waiting.")


def moderate(given: argparse.Namespace) -> None:
    """List the reviews that wait to be read, or decide one."""
    if given.action != "list" and (given.id < 1 or (given.action == "refuse" and not given.reason)):
        raise Trouble('Say which: reviews publish 7, or reviews refuse 7 --reason "…"')
    with _shop() as house:
        if given.action != "list":
            house.tell(reviews.decide, given.id, ReviewEvent(given.action), given.reason)
            print(f"Review {given.id}: done.")
            return
        for number, title, draft in house.show(reviews.waiting):
            print(f"{number:>5}  {draft.stars} of 5  {title}, by {draft.name}: {draft.title}\n       {draft.text}")


def show_carriers(_: argparse.Namespace) -> None:
    """Say where each carrier reports, and the key it signs with; the README tells how."""
    with _shop() as house:
        for carrier in CARRIERS.values():
            print(f"{carrier.name}: {SETTINGS.public_url}/carriers/{carrier.code}/events")
            print(f"  signed with {report_key(house.ports, carrier.code)}")
