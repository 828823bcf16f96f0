"""A second process beside a running shop: it buys at once, lets parcels arrive, and does what the desk does."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from storefront.integrations.payments import Providers
from storefront.integrations.payments.fake import FakePayments
from storefront.opening import open_shop
from storefront.services.orders import order_path
from storefront.services.shop import House
from storefront.settings import read_settings
from tests.running import RunningShop
from tests.shopper import Shopper


@contextmanager
def beside(shop: RunningShop):
    """A house over the running shop's store, with its secret and a bank that says yes to everything."""
    house = open_shop(read_settings(shop.environment))
    ports = replace(house.ports, payments=Providers([FakePayments()]))
    try:
        yield House(house.store, ports, lambda: datetime.now(UTC))
    finally:
        house.store.close()


def bought(house: House, *skus: str, code: str = "", **form: str):
    """An order that is paid, and the path of its page."""
    shopper = Shopper(house, f"buyer {datetime.now(UTC)}")
    for sku in skus:
        shopper.add(sku)
    if code:
        shopper.use_code(code)
    order = shopper.buy(**form)
    return order, house.show(order_path, order.code)
