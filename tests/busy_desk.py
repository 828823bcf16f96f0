"""Fill a shop's store with a busy week, to look at the desk with: ``python -m tests.busy_desk FOLDER``.

The folder is a shop's data folder. ``python -m storefront staff add`` hires somebody to look at it. Payments are a
fake's, so the bank of the running shop knows nothing of them.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from storefront.domain.change_requests import ChangeId, ChangeKind, ChangeRequest, ChangeStatus
from storefront.domain.orders import Order
from storefront.domain.returns import Return, ReturnId, ReturnKind, ReturnLine, ReturnReason, ReturnStatus
from storefront.domain.shipments import Packed, ShipmentEvent
from storefront.sample.loader import load_sample
from storefront.services import desk, restock, shipments, tickets
from storefront.services.accounts import Caller
from storefront.services.shop import House, Shop
from storefront.settings import Settings
from storefront.store import change_requests, returns
from storefront.store.engine import Store
from storefront.store.migrate import migrate
from tests.shopper import Clock, Shopper, house_over
from tests.staff import Worker

PEOPLE = (
    ("Amy Wong", "amy@example.com"),
    ("Bob Marlow", "bob.marlow@example.com"),
    ("Chloé Dubois-Lefèvre", "chloe.dubois-lefevre@example.com"),
    ("Dara Okonkwo", "dara@example.com"),
    ("Eun-ji Park", "eunji.park@example.com"),
    ("Farid Haddad", "farid@example.com"),
    ("Greta Lindqvist", "greta@example.com"),
    ("Hugo Almeida", "hugo@example.com"),
    ("Ines Castillo", "ines@example.com"),
    ("Jonas Weber", "jonas@example.com"),
)


def fill(house: House, clock: Clock) -> list[Order]:
    """Let a week happen; returns its orders."""
    with house.store.write() as session:
        session.execute(text("UPDATE variants SET on_hand = 40"))
        skus = [row[0] for row in session.execute(text("SELECT sku FROM variants ORDER BY id"))]
    worker = Worker(house, "manager", "boss@example.com")
    orders: list[Order] = []
    for number, (name, email) in enumerate(PEOPLE):
        shopper = Shopper(house, f"busy {email}")
        for piece in range(1 + number % 3):
            shopper.add(skus[(number * 37 + piece * 101) % len(skus)], 1 + (number + piece) % 2)
        orders.append(shopper.buy(name=name, email=email))
        clock.forward(hours=11)
    boss = worker.log_in().session
    for order in orders[:5]:
        units = [Packed(line.sku, line.sku, line.quantity) for line in order.lines]
        house.tell(shipments.pack, boss, order.code, units[:1])
        house.tell(shipments.dispatch, boss, order.code, 1, "ups", f"1Z999AA1012345678{order.id % 10}")
        if units[1:]:
            house.tell(shipments.pack, boss, order.code, units[1:])
    clock.forward(hours=20)
    boss = worker.log_in().session
    for order, event in zip(orders, (ShipmentEvent.DELIVER, ShipmentEvent.DELIVER, ShipmentEvent.DELAY), strict=False):
        house.tell(shipments.tell, boss, order.code, 1, event, "Left with the neighbour")
    note = "Called: wants the packages together if that still works. The intercom is broken, ring the shop next door."
    house.tell(desk.write_note, boss, orders[2].code, note)
    _ask(house, orders, skus)
    for number, (topic, words) in enumerate(
        (
            ("missing", "The second package came, but the belt is not in it. I looked twice, also in the paper."),
            ("size", "Is the puffer in S cut small? I am between S and M and would wear a jumper under it."),
            ("order", "Can you tell me when it leaves? I am away from Friday on."),
        )
    ):
        question = {"topic": topic, "email": PEOPLE[number][1], "message": words, "order": orders[number].code}
        tickets.open_ticket(house, Caller(f"{number}" * 64, f"10.0.0.{number}"), question)
    with house.store.write() as session:
        session.execute(
            text("UPDATE variants SET on_hand = 0 WHERE sku IN (:one, :two)"), {"one": skus[5], "two": skus[9]}
        )
    for number, (_, email) in enumerate(PEOPLE[:7]):
        house.tell(restock.ask_restock, f"{number}" * 64, f"10.0.{number}.1", skus[5 if number % 3 else 9], email)
    return orders


def _ask(house: House, orders: list[Order], skus: list[str]) -> None:
    def write(shop: Shop) -> None:
        open_one, other = orders[6], orders[7]
        line = open_one.lines[0]
        asked = ChangeRequest(
            ChangeId(0),
            ChangeKind.CANCEL,
            ChangeStatus.ASKED,
            shop.now,
            (Packed(line.sku, line.sku, 1),),
            note="Too late for the party",
        )
        change_requests.add(shop.session, open_one.id, asked)
        address = {**other.address, "line1": "9 Harbour View", "city": "Oakland", "postcode": "94607"}
        moved = replace(asked, kind=ChangeKind.ADDRESS, units=(), address=address, note="We moved")
        change_requests.add(shop.session, other.id, moved)
        for number, (order, status) in enumerate(
            ((orders[0], ReturnStatus.REQUESTED), (orders[1], ReturnStatus.RECEIVED))
        ):
            line = order.lines[0]
            back = ReturnLine(
                line.sku, line.sku, 1, ReturnReason.TOO_SMALL if number else ReturnReason.FAULTY, "The seam opens"
            )
            asked_back = Return(
                ReturnId(0),
                f"R-7KQ4WXE{'MN'[number]}",
                ReturnKind.REFUND,
                status,
                (back,),
                shop.now - timedelta(days=number * 4),
            )
            returns.add(shop.session, order.id, asked_back)

    house.tell(write)


def fill_folder(folder: Path) -> str:
    """Fill the store of a data folder; returns the code of an order with a little of everything."""
    settings = Settings(data=folder)
    migrate(settings.database)
    store, clock = Store(settings.database), Clock()
    with store.write() as session:
        load_sample(session)
    clock.now = datetime.now(UTC) - timedelta(hours=11 * len(PEOPLE) + 21)
    orders = fill(house_over(store, clock), clock)
    store.close()
    return orders[1].code


def main() -> None:
    """Fill the folder that the command line names."""
    print(fill_folder(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
