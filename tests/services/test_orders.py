import re

import pytest
from sqlmodel import SQLModel

from storefront.domain.errors import Refusal
from storefront.services import orders
from tests.shopper import FORM


def secret_of(house, order):
    return house.show(orders.order_path, order.code).removeprefix("/orders/")


def test_an_order_is_read_by_its_secret(house, amy):
    amy.add("TEE-ICE-M", 2)
    order = amy.buy()

    found, address = house.show(orders.see_order, secret_of(house, order))

    assert found == order
    assert address == ["Amy Wong", "1 Ocean Avenue", "Santa Monica CA 90401", "United States"]


def test_an_order_in_japan_is_addressed_as_japan_does(house, amy):
    amy.add("TEE-ICE-M")
    street = {"line1": "千代田1-1", "city": "", "region": "東京都", "postcode": "100-0001"}
    ref = amy.press_pay(country="JP", name="山田花子", **street)

    _, address = house.show(orders.see_order, secret_of(house, amy.order_of(ref)))

    assert address == ["100-0001", "東京都", "千代田1-1", "山田花子", "Japan"]


@pytest.mark.parametrize("change", [str.upper, lambda s: s[:-1], lambda s: s + "0", lambda s: s[::-1], lambda s: "\0"])
def test_every_other_secret_is_refused_alike(house, amy, change):
    amy.add("TEE-ICE-M")
    secret = secret_of(house, amy.buy())

    with pytest.raises(Refusal, match="no_order") as no:
        house.show(orders.see_order, change(secret))

    assert no.value.facts == {}


def test_neither_code_nor_key_nor_hash_opens_an_order(house, amy, run):
    amy.add("TEE-ICE-M")
    order = amy.buy()
    ((key, hashed),) = run("SELECT checkout_key, secret_hash FROM orders")

    for guess in (order.code, key, hashed, str(order.id), ""):
        with pytest.raises(Refusal, match="no_order"):
            house.show(orders.see_order, guess)


def test_the_secret_has_128_bits_and_is_not_stored(house, amy, run):
    amy.add("TEE-ICE-M")
    order = amy.order_of(amy.press_pay())
    secret = secret_of(house, order)

    assert re.fullmatch("[0-9a-f]{32}", secret)
    for table in SQLModel.metadata.tables:
        assert not any(secret in str(row) for row in run(f"SELECT * FROM {table}"))


def test_two_orders_have_two_secrets(house, amy, bob):
    amy.add("TEE-ICE-M")
    bob.add("TEE-ICE-M")

    assert secret_of(house, amy.buy()) != secret_of(house, bob.buy())


def test_an_order_shows_the_form_as_it_was_typed(amy):
    amy.add("TEE-ICE-M")

    order = amy.buy()

    assert {k: v for k, v in order.address.items() if v} == {k: v for k, v in FORM.items() if k != "email"}
