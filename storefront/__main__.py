"""The shop's commands: ``python -m storefront --help`` lists them. Those of who keeps it are in ``keeper.py``."""

import argparse
import fcntl
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
from pathlib import Path

from storefront import keeper
from storefront.settings import ROOT, SETTINGS, WrongSetting

BUILD = ROOT / ".web" / "build" / "client"
BUILT_FROM = ("rxconfig.py", "requirements.lock", "reflex.lock", "assets", "storefront")
NOT_BUILT_FROM = ("storefront/store", "storefront/sample", "storefront/testbank", "storefront/services")


def main() -> int:
    """Read the command line and do it. What an act returns is how the process ends; nothing: well."""
    parser = argparse.ArgumentParser(prog="storefront", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def command(name: str, help_: str, act: Callable[[argparse.Namespace], int | None]) -> argparse.ArgumentParser:
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
    keeper.add_commands(command)
    given = parser.parse_args()
    try:
        return given.act(given) or 0
    except WrongSetting as wrong:
        print(f"storefront: {wrong}", file=sys.stderr)
        return 2
    except keeper.Trouble as trouble:
        print(f"storefront: {trouble}", file=sys.stderr)
        return trouble.code


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
    # The export copies only what is newer than its copy, so what was unpacked with older dates would stay out.
    shutil.rmtree(ROOT / ".web" / "public", ignore_errors=True)
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
