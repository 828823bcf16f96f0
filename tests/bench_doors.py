"""Figures, not verdicts: does the time of an answer tell whether an address has an account? (TRUST 9)

    python -m tests.bench_doors [--tries 300] [--rounds 10]

For login, registering, the login of the desk and forgotten passwords: the medians for a known and for an unknown
address, asked in turn, and how probable a difference as large is by chance alone (a permutation test). ``--rounds``
is bcrypt's cost: 12 in the shop; less makes the rest of the work stand out more.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from storefront.domain.errors import Refusal
from storefront.domain.staff import Role
from storefront.integrations.passwords import BcryptPasswords
from storefront.services import accounts, mails, staff_accounts
from storefront.services.accounts import Caller
from storefront.store.engine import Store
from tests.shopper import Clock, house_over, sign
from tests.stores import SqliteStores

PASSWORD = "purple tram under rain"
SHUFFLES = 2000


class Patient:
    """Lets everybody try as often as they like."""

    def may(self, name: str, paces: object) -> bool:
        return True

    def forget(self, name: str, paces: object) -> None:
        pass


def chance(known: list[float], unknown: list[float]) -> float:
    """How often shuffled times differ as much in their medians."""
    seen = abs(statistics.median(known) - statistics.median(unknown))
    every, often, dice = [*known, *unknown], 0, random.Random(1)
    for _ in range(SHUFFLES):
        dice.shuffle(every)
        often += abs(statistics.median(every[: len(known)]) - statistics.median(every[len(known) :])) >= seen
    return often / SHUFFLES


def timed(door: Callable[[str], object], email: str) -> float:
    """Milliseconds of an answer, whatever it is."""
    started = time.perf_counter()
    with suppress(Refusal):
        door(email)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = house_over(Store(SqliteStores(Path(folder)).fresh()), Clock())
        object.__setattr__(house.ports, "passwords", BcryptPasswords(sign, given.rounds))
        object.__setattr__(house.ports, "tries", Patient())
        caller = Caller("a" * 64, "10.0.0.1", "", "b" * 64)
        accounts.register(house, caller, {"email": "known@example.com", "password": PASSWORD})
        mails.send_due(house)
        secret = house.ports.mailer.sent[-1].text.split("/confirm/")[1].split()[0]  # type: ignore[attr-defined]
        accounts.confirm(house, caller, secret)
        guest = Caller("c" * 64, "10.0.0.2", "", "d" * 64)
        staff_accounts.add(house, "known@example.com", "Mia", Role.SUPPORT, PASSWORD)
        doors: dict[str, Callable[[str], object]] = {
            "login": lambda email: accounts.log_in(house, guest, email, "wrong wrong wrong"),
            "register": lambda email: accounts.register(house, guest, {"email": email, "password": "x y z 4 5 6 7 8"}),
            "desk": lambda email: staff_accounts.log_in(house, guest, email, "wrong wrong wrong", "123456"),
            "forgot": lambda email: accounts.forgot(house, guest, email),
        }
        print(f"{'':10}{'known':>10}{'unknown':>10}{'apart':>10}{'by chance':>12}   (ms, {given.tries} tries each)")
        for name, door in doors.items():
            found: dict[str, list[float]] = {"known@example.com": [], "never@example.com": []}
            for email in [*found] * 5:  # warms up
                timed(door, email)
            for number in range(given.tries):
                for email in sorted(found, reverse=bool(number % 2)):
                    found[email].append(timed(door, email))
            known, unknown = found.values()
            medians = statistics.median(known), statistics.median(unknown)
            apart = medians[0] - medians[1]
            print(f"{name:10}{medians[0]:10.2f}{medians[1]:10.2f}{apart:10.2f}{chance(known, unknown):12.2f}")


if __name__ == "__main__":
    main()
