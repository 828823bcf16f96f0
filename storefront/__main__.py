"""The shop's commands: ``python -m storefront --help`` lists them."""

import argparse
import fcntl
import getpass
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storefront.domain.money import BASE, Money
from storefront.domain.promotions import Kind, Promotion, PromotionId, Scope
from storefront.settings import ROOT, SETTINGS, WrongSetting

if TYPE_CHECKING:
    from storefront.services.staff_accounts import Issued

BUILD = ROOT / ".web" / "build" / "client"
BUILT_FROM = ("rxconfig.py", "requirements.lock", "reflex.lock", "assets", "storefront")
NOT_BUILT_FROM = ("storefront/store", "storefront/sample", "storefront/testbank", "storefront/services")


def main() -> int:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(prog="storefront", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def command(name: str, help_: str, act: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_)
        added.set_defaults(act=act)
        return added

    command("run", "build what changed, migrate, fill an empty store, and serve the shop", lambda _: run())
    command("build", "build the front end if something changed", lambda _: build())
    command("worker", "send mails and free holds, as a process of its own", lambda _: worker())
    command("migrate", "bring the store to the newest shape", lambda _: migrate())
    command("doctor", "say what is configured and what is missing", lambda _: doctor())
    seed = command("seed", "load the sample catalogue", lambda given: fill(given.products))
    seed.add_argument("--products", type=int, default=0, metavar="N", help="make N believable ones, to measure with")

    stock = command(
        "stock",
        "put units on hand, or see what people wait for",
        lambda given: show_demand() if given.demand else receive(given.sku, given.units),
    )
    stock.add_argument("sku", nargs="?", default="", help="the variant that came in")
    stock.add_argument("units", nargs="?", type=int, default=0, metavar="+N", help="how many")
    stock.add_argument("--demand", action="store_true", help="list the sold-out sizes that people wait for")
    reviews = command(
        "reviews",
        "read the reviews that wait, publish or refuse one",
        lambda given: moderate(given.action, given.id, given.reason),
    )
    reviews.add_argument("action", nargs="?", choices=("list", "publish", "refuse"), default="list")
    reviews.add_argument("id", nargs="?", type=int, default=0)
    reviews.add_argument("--reason", default="", help="what the writer should change")
    tickets = command(
        "tickets",
        "read the questions that wait, answer or close one",
        lambda given: help_people(given.action, given.code, given.text),
    )
    tickets.add_argument("action", nargs="?", choices=("list", "answer", "close"), default="list")
    tickets.add_argument("code", nargs="?", default="")
    tickets.add_argument("--text", default="", help="the answer")
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
    granted = command(
        "credit", "give a customer store credit", lambda given: grant_credit(given.email, given.amount, given.note)
    )
    granted.add_argument("email", help="the address of the customer's account")
    granted.add_argument("amount", help="20.00, or 20.00 EUR")
    granted.add_argument("--note", default="", help="why; it is kept beside the amount")
    desk = command("staff", "list who works at the desk, add and remove members, make new keys for one", manage_staff)
    desk.add_argument("action", nargs="?", choices=("list", "add", "remove", "reset"), default="list")
    desk.add_argument("email", nargs="?", default="")
    desk.add_argument("--name", default="", help="what stands beside what they do")
    desk.add_argument("--role", choices=("support", "logistics", "manager"), help="what they may do")
    desk.add_argument("--generate", action="store_true", help="make the password instead of asking for one")
    command("carriers", "say where carriers report what becomes of packages", lambda _: show_carriers())
    command("answers", "see which answers of the FAQ helped", lambda _: show_answers())
    news = command(
        "newsletter", "send a newsletter to everybody who confirmed to want it", lambda given: send_news(given.file)
    )
    news.add_argument("file", type=Path, help="first line: the subject; then paragraphs with empty lines between")
    given = parser.parse_args()
    try:
        return given.act(given)
    except WrongSetting as wrong:
        print(f"storefront: {wrong}", file=sys.stderr)
        return 2


def run() -> int:
    """Serve the shop on one port by one process, which replaces this one."""
    from storefront.opening import check_provider

    check_provider(SETTINGS)  # before half a minute is spent on building
    check_port()
    SETTINGS.data.mkdir(parents=True, exist_ok=True)
    if failed := build() or migrate() or fill(0):
        return failed
    environment = os.environ | {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "__REFLEX_SKIP_COMPILE": "true",
        "STOREFRONT_PORT": str(SETTINGS.port),
    }
    print(f"{SETTINGS.shop_name} is open at {SETTINGS.public_url}  (Ctrl-C closes it)", flush=True)
    if not SETTINGS.live:
        print(f"Mails land in {SETTINGS.data / 'mails'} and at {SETTINGS.public_url}/dev/outbox", flush=True)
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--factory",
        "--host",
        SETTINGS.host,
        "--port",
        str(SETTINGS.port),
        "--workers",
        "1",
        "--log-level",
        "warning",
        "--workers-kill-timeout",
        "5",
        "storefront.storefront:app",
    ]
    os.chdir(ROOT)
    os.execve(sys.executable, command, environment)


def check_port() -> None:
    """Refuse a port where another program listens: the server would share it, and each answer half of the requests."""
    family = socket.AF_INET6 if ":" in SETTINGS.host else socket.AF_INET
    try:
        socket.create_server((SETTINGS.host, SETTINGS.port), family=family).close()
    except OSError as taken:
        words = f"STOREFRONT_PORT={SETTINGS.port} cannot be used here ({taken.strerror})"
        raise WrongSetting(f"{words}. PORT=3001 make run takes 3001.") from taken


def build() -> int:
    """Export the front end, unless it was built from just these files. Who comes while it is built waits for it."""
    with (ROOT / ".build-lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return _build_now()


def _build_now() -> int:
    stamp = ROOT / ".web" / "storefront.stamp"
    if BUILD.is_dir() and stamp.is_file() and stamp.read_text() == _digest():
        return 0
    print("Building the front end; this takes about half a minute, once …", flush=True)
    log, names = SETTINGS.data / "build.log", ROOT / "reflex.lock" / "package.json"
    before = names.read_text() if names.is_file() else "null"
    SETTINGS.data.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        command = [sys.executable, "-m", "reflex", "export", "--no-zip", "--loglevel", "info"]
        environment = os.environ | {"REFLEX_ENV_MODE": "prod"}
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode or not (BUILD / "__spa-fallback.html").is_file():
        print(f"The build failed. Its last lines, all of it in {log}:", file=sys.stderr)
        print("\n".join(log.read_text().splitlines()[-20:]), file=sys.stderr)
        return 1
    if json.loads(names.read_text()) == json.loads(before):
        names.write_text(before)  # the export only wrote the same in another order: leave the checkout as it was
    stamp.write_text(_digest())  # now, because the export itself may have put the lock in order
    return 0


def migrate() -> int:
    """Bring the store to the newest shape."""
    from storefront.store.migrate import migrate as migrate_store

    SETTINGS.data.mkdir(parents=True, exist_ok=True)
    migrate_store(SETTINGS.database)
    return 0


def fill(products: int) -> int:
    """Load the sample catalogue, or a large made-up one."""
    from storefront.sample.loader import load_generated, load_sample
    from storefront.store.engine import Store

    store = Store(SETTINGS.database)
    with store.write() as session:
        loaded = load_generated(session, products) if products else load_sample(session)
    if loaded:
        print(f"Loaded {loaded} products.", flush=True)
    store.close()
    return 0


def worker() -> int:
    """Work until Ctrl-C or SIGTERM."""
    from storefront.opening import open_shop
    from storefront.worker import work

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    work(open_shop(SETTINGS), stop)
    return 0


def receive(sku: str, units: int) -> int:
    """Put units on hand; those who wait for them get their mail."""
    from storefront import text
    from storefront.domain.errors import Refusal
    from storefront.opening import open_shop
    from storefront.services.restock import receive_stock

    if not sku or units < 1:
        print("Say what came in and how much of it: python -m storefront stock SKU +5", file=sys.stderr)
        return 2
    house = open_shop(SETTINGS)
    try:
        offered = house.tell(receive_stock, sku, units)
    except Refusal as no:
        print(f"storefront: {text.refusal(no)}", file=sys.stderr)
        return 1
    finally:
        house.store.close()
    print(f"{units} of {sku} came in. {offered} of them are kept for people who waited; a mail goes to each.")
    return 0


def show_demand() -> int:
    """List what people wait for, the most wanted first."""
    from storefront.opening import open_shop
    from storefront.services.restock import restock_demand

    house = open_shop(SETTINGS)
    found = house.show(restock_demand)
    house.store.close()
    if not found:
        print("Nobody waits for anything.")
    for wanted in found:
        what = f"{wanted.title} ({wanted.colour}, {wanted.size})"
        print(f"{wanted.waiting:>5} waiting  {wanted.offered:>4} offered  {wanted.sku}  {what}")
    return 0


def send_news(file: Path) -> int:
    """Write a newsletter to everybody on the list; the worker sends it."""
    from storefront.opening import open_shop
    from storefront.services import newsletter

    try:
        subject, _, rest = file.read_text().strip().partition("\n")
    except (OSError, UnicodeDecodeError) as fault:
        print(f"storefront: {file} cannot be read ({fault})", file=sys.stderr)
        return 2
    paragraphs = [" ".join(part.split()) for part in rest.split("\n\n") if part.strip()]
    if not subject or not paragraphs:
        print("Write the subject into the first line, then the text.", file=sys.stderr)
        return 2
    house = open_shop(SETTINGS)
    readers = house.tell(newsletter.send, subject[:200], paragraphs)
    house.store.close()
    print(f"“{subject}” is on its way to {readers} {'reader' if readers == 1 else 'readers'}.")
    return 0


def manage_promotions(given: argparse.Namespace) -> int:
    """List the promotions, make one, or end one."""
    from storefront import text
    from storefront.domain.errors import Refusal
    from storefront.opening import open_shop
    from storefront.services import promotions

    try:
        wanted = _promotion(given) if given.action == "add" else None
    except ValueError as wrong:
        print(f"storefront: {wrong}", file=sys.stderr)
        return 2
    house = open_shop(SETTINGS)
    try:
        if wanted:
            print(f"Promotion {house.tell(promotions.add_promotion, wanted)} is made.")
        elif given.action == "end":
            house.tell(promotions.end_promotion, given.which)
            print(f"{given.which} is over.")
        else:
            for promotion, used in house.show(promotions.listed):
                window = text.window(promotion.starts_at, promotion.ends_at)
                print(f"{promotion.id:>4}  {promotion.code or '(sale)':<12} {used:>5} used  {promotion.title}{window}")
    except Refusal as no:
        print(f"storefront: {text.refusal(no)}", file=sys.stderr)
        return 1
    finally:
        house.store.close()
    return 0


def _promotion(given: argparse.Namespace) -> Promotion:
    """What was asked for.

    Raises:
        ValueError: It makes no sense, and why.
    """
    if not given.title:
        raise ValueError("say with --title what shoppers read")
    kinds = {
        Kind.PERCENT: given.percent and not given.amount,
        Kind.PERCENT_CAPPED: given.percent and given.amount,
        Kind.AMOUNT: given.amount and not given.percent,
        Kind.FREE_SHIPPING: given.free_shipping,
        Kind.BUY_X_GET_Y: given.buy or given.get,
    }
    chosen = [kind for kind, asked in kinds.items() if asked]
    if len(chosen) != 1:
        raise ValueError("choose one: --percent (--amount caps it), --amount, --free-shipping, or --buy with --get")
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


def grant_credit(email: str, amount: str, note: str) -> int:
    """Add to a customer's store credit."""
    from storefront import text
    from storefront.domain.currencies import supported
    from storefront.domain.errors import Refusal
    from storefront.opening import open_shop
    from storefront.services import credits

    figures, _, code = amount.partition(" ")
    currency = supported(code or BASE)
    house = open_shop(SETTINGS)
    try:
        if currency is None:
            raise ValueError(f"{code!r} is no currency of the shop")
        now = house.tell(credits.grant_store_credit, email, Money.parse(figures, currency), note[:200])
    except ValueError as wrong:
        print(f"storefront: {wrong}", file=sys.stderr)
        return 2
    except Refusal as no:
        print(f"storefront: {text.refusal(no)}", file=sys.stderr)
        return 1
    finally:
        house.store.close()
    print(f"{email} has {text.money(now)} of store credit.")
    return 0


def manage_staff(given: argparse.Namespace) -> int:
    """List who works at the desk, add or remove somebody, or make new keys for them."""
    from storefront import text
    from storefront.domain.errors import Refusal
    from storefront.domain.staff import Role
    from storefront.opening import open_shop
    from storefront.services import staff_accounts

    if given.action != "list" and (not given.email or (given.action == "add" and not given.role)):
        print('Say who: staff add mia@example.com --name "Mia" --role support|logistics|manager', file=sys.stderr)
        return 2
    house = open_shop(SETTINGS)
    try:
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
    except Refusal as no:
        faults = no.facts.get("faults")
        told = " ".join(text.FAULTS[code] for code in faults.values()) if isinstance(faults, dict) else text.refusal(no)
        print(f"storefront: {told}", file=sys.stderr)
        return 1
    finally:
        house.store.close()
    return 0


def _new_password(given: argparse.Namespace) -> str:
    """A typed password; "" where one is to be made."""
    if given.generate or not sys.stdin.isatty():
        return ""
    return getpass.getpass(f"Password for {given.email} (empty: make one): ")


def _hand_over(given: argparse.Namespace, issued: "Issued") -> None:
    """Show what somebody logs in with. Nothing of it is kept in this form."""
    import segno

    print(f"{given.email} logs in at {SETTINGS.public_url}/staff/login with this password and a code of their app.")
    print(f"Password: {issued.password}")
    print("Scan this with an authenticator app, or type the key into it:")
    segno.make(issued.app_address, error="l").terminal(compact=True)
    print(f"Key: {issued.app_key}\n{issued.app_address}")
    print("This is shown once. `staff reset` makes new ones.")


def show_answers() -> int:
    """List what people said of the FAQ's answers, the least helpful first."""
    from storefront.opening import open_shop
    from storefront.services import answers

    house = open_shop(SETTINGS)
    found = house.show(answers.told)
    house.store.close()
    for question, helped, not_helped in found:
        print(f"{not_helped:>5} no  {helped:>5} yes  {question}")
    if not found:
        print("Nobody has said anything yet.")
    return 0


def help_people(action: str, code: str, words: str) -> int:
    """List the questions that wait for us, or answer or close one."""
    from storefront import text
    from storefront.domain.errors import Refusal
    from storefront.opening import open_shop
    from storefront.services import tickets

    house = open_shop(SETTINGS)
    try:
        if action == "answer":
            house.tell(tickets.answer, code, words)
            print(f"{code} is answered; the mail is on its way.")
        elif action == "close":
            house.tell(tickets.close, code)
            print(f"{code} is closed.")
        else:
            found = house.show(tickets.waiting)
            for ticket in found:
                newest = ticket.messages[-1]
                print(f"{ticket.code}  {ticket.topic.value}  {ticket.order_code or '-'}  {text.moment(newest.at)}")
                print("    " + newest.text.replace("\n", "\n    "))
            print(f"{len(found)} waiting.")
    except Refusal as no:
        faults = no.facts.get("faults")
        print(text.FAULTS["message_missing"] if faults else text.refusal(no), file=sys.stderr)
        return 1
    return 0


def moderate(action: str, review: int, reason: str) -> int:
    """List the reviews that wait to be read, or decide one."""
    from storefront import text
    from storefront.domain.errors import Refusal
    from storefront.domain.reviews import ReviewEvent
    from storefront.opening import open_shop
    from storefront.services.reviews import decide, waiting

    if action != "list" and (review < 1 or (action == "refuse" and not reason)):
        print('Say which: reviews publish 7, or reviews refuse 7 --reason "…"', file=sys.stderr)
        return 2
    house = open_shop(SETTINGS)
    try:
        if action != "list":
            house.tell(decide, review, ReviewEvent(action), reason)
            print(f"Review {review}: done.")
            return 0
        for number, title, draft in house.show(waiting):
            print(f"{number:>5}  {draft.stars} of 5  {title}, by {draft.name}: {draft.title}\n       {draft.text}")
    except Refusal as no:
        print(f"storefront: {text.refusal(no)}", file=sys.stderr)
        return 1
    finally:
        house.store.close()
    return 0


def show_carriers() -> int:
    """Say where each carrier reports, and the key it signs with; the README tells how."""
    from storefront.domain.carriers import CARRIERS
    from storefront.opening import open_shop
    from storefront.services.shipments import report_key

    house = open_shop(SETTINGS)
    try:
        for carrier in CARRIERS.values():
            print(f"{carrier.name}: {SETTINGS.public_url}/carriers/{carrier.code}/events")
            print(f"  signed with {report_key(house.ports, carrier.code)}")
    finally:
        house.store.close()
    return 0


def doctor() -> int:
    """Say in plain sentences what is configured and what is missing."""
    from storefront.domain.currencies import QUOTED
    from storefront.opening import open_shop
    from storefront.services.currencies import tariff

    print(f"The shop is called {SETTINGS.shop_name} and answers at {SETTINGS.public_url}.")
    print("It is live: money moves." if SETTINGS.live else "It is a sample shop: no money moves.")
    for line in _ways_to_pay():
        print(line)
    kind = "PostgreSQL" if SETTINGS.database_url.startswith("postgresql") else "SQLite in the data folder"
    print(f"Store: {kind}. Data folder: {SETTINGS.data}.")
    print("States: Redis." if SETTINGS.redis_url else "States: in memory, so one worker process.")
    print("Mails: .eml files in the data folder.")
    print(f"Front end: {'built' if BUILD.is_dir() else 'not built yet: `make run` builds it'}.")
    if shutil.which("node") is None:
        print("Node: the one inside the environment.")
    house = open_shop(SETTINGS)
    try:
        with house.store.read() as session:
            from sqlalchemy import text as sql

            count = session.execute(sql("SELECT count(*) FROM products")).scalar_one()
        print(f"The store answers and holds {count} products.")
        rate = house.show(tariff, QUOTED[0]).rate
        fetched = "fetched once a day" if SETTINGS.rates else "not fetched (STOREFRONT_RATES is no)"
        moves = f"a step every {SETTINGS.carrier_pace} s" if house.ports.carriers else "none, so carriers report"
        print(f"Simulated carrier: {moves}.")
        print(f"Rates: of {rate.day}, from {rate.source}; {fetched}.")
    except Exception as trouble:
        print(f"The store does not answer: {type(trouble).__name__}. `python -m storefront migrate` makes its tables.")
        return 1
    return 0


def _ways_to_pay() -> list[str]:
    """Who takes payments, and what is missing where nobody does."""
    rest = "nobody, so it is not offered" if SETTINGS.live else "the test bank"
    cards = "Stripe, reports at /pay/notify/stripe" if SETTINGS.stripe_key else rest
    paypal = "PayPal, reports at /pay/notify/paypal" if SETTINGS.paypal_client_id else rest
    lines = [f"Cards are taken by: {cards}.", f"PayPal is taken by: {paypal}."]
    if not SETTINGS.stripe_key:
        lines.append("For Stripe set STOREFRONT_STRIPE_KEY and STOREFRONT_STRIPE_WEBHOOK_SECRET.")
    if not SETTINGS.paypal_client_id:
        lines.append(
            "For PayPal set STOREFRONT_PAYPAL_CLIENT_ID, STOREFRONT_PAYPAL_SECRET and STOREFRONT_PAYPAL_WEBHOOK_ID."
        )
    return lines


def _digest() -> str:
    found = hashlib.sha256()
    for name in BUILT_FROM:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            relative = file.relative_to(ROOT).as_posix()
            if not file.is_file() or "__pycache__" in relative or relative.startswith(NOT_BUILT_FROM):
                continue
            found.update(relative.encode() + b"\0")
            found.update(_content(file))
    return found.hexdigest()


def _content(file: Path) -> bytes:
    # Pictures are many and large; their size and name say enough.
    return str(file.stat().st_size).encode() if file.suffix in {".webp", ".woff2"} else file.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
