import socket
import sqlite3
import stat
import sys
from contextlib import closing

import pytest

from storefront import __main__ as command_line
from storefront import keeper, opening
from storefront.domain.money import Currency, Money
from storefront.services import restock
from storefront.settings import Settings, WrongSetting

LONG = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def settings(tmp_path):
    return lambda **more: Settings(data=tmp_path / "data", **more)


def test_the_server_makes_its_secret_once_and_keeps_it_to_itself(settings):
    first = opening.secret_of(settings())

    assert opening.secret_of(settings()) == first
    assert len(first) == 64
    assert stat.S_IMODE((settings().data / "secret").stat().st_mode) == 0o600


def test_a_secret_that_was_set_is_used_and_not_written(settings):
    assert opening.secret_of(settings(secret=LONG)) == LONG
    assert not settings().data.exists()


def test_each_purpose_has_its_own_key(settings):
    one = settings(secret=LONG)

    assert opening.derived(one, "signatures") == opening.derived(one, "signatures")
    assert opening.derived(one, "signatures") != opening.derived(one, "tab tokens")
    assert opening.derived(one, "signatures") != opening.derived(settings(secret=LONG[::-1]), "signatures")


def test_the_test_bank_never_plays_the_bank_of_a_live_shop(settings):
    with pytest.raises(WrongSetting, match="STOREFRONT_LIVE"):
        opening.open_shop(settings(live=True, secret=LONG, public_url="https://shop.example"))


STRIPE = {"stripe_key": "sk_live_12345678", "stripe_webhook_secret": "whsec_1"}
PAYPAL = {"paypal_client_id": "client", "paypal_secret": "secret", "paypal_webhook_id": "WH-1"}
USD, KWD = Money(5000, Currency("USD")), Money(5001, Currency("KWD"))


@pytest.mark.parametrize(
    ("live", "keys", "card", "paypal"),
    [
        (False, {}, "testbank", "testbank"),
        (False, STRIPE, "stripe", "testbank"),
        (False, PAYPAL, "testbank", "paypal"),
        (True, STRIPE, "stripe", None),
        (True, PAYPAL, None, "paypal"),
        (True, STRIPE | PAYPAL, "stripe", "paypal"),
    ],
)
def test_who_takes_a_payment_depends_on_the_keys_there_are(settings, live, keys, card, paypal):
    found = opening.providers_of(settings(live=live, secret=LONG, **keys))

    assert [getattr(found.provider_for(method, USD), "name", None) for method in ("card", "paypal")] == [card, paypal]
    assert found.provider_for("cheque", USD) is None
    assert set(found.methods(USD)) == {name for name, who in (("card", card), ("paypal", paypal)) if who}


def test_what_no_provider_takes_is_not_offered_by_a_live_shop_and_played_by_the_test_bank_otherwise(settings):
    keys = STRIPE | PAYPAL

    assert opening.providers_of(settings(live=True, secret=LONG, **keys)).methods(KWD) == ()
    assert opening.providers_of(settings(secret=LONG, **keys)).provider_for("card", KWD).name == "testbank"


def test_a_live_shop_sends_to_paypal_and_a_sample_shop_to_its_sandbox(settings):
    def pages(live):
        return opening.providers_of(settings(live=live, secret=LONG, **STRIPE, **PAYPAL)).page_origins

    assert pages(True) == ("https://checkout.stripe.com", "https://www.paypal.com")
    assert pages(False) == ("https://checkout.stripe.com", "https://www.sandbox.paypal.com")


def test_the_doctor_says_who_takes_payments_and_what_is_missing(settings, monkeypatch):
    monkeypatch.setattr(command_line, "SETTINGS", settings())
    assert command_line._ways_to_pay() == [
        "Cards are taken by: the test bank.",
        "PayPal is taken by: the test bank.",
        "For Stripe set STOREFRONT_STRIPE_KEY and STOREFRONT_STRIPE_WEBHOOK_SECRET.",
        "For PayPal set STOREFRONT_PAYPAL_CLIENT_ID, STOREFRONT_PAYPAL_SECRET and STOREFRONT_PAYPAL_WEBHOOK_ID.",
    ]
    monkeypatch.setattr(command_line, "SETTINGS", settings(live=True, **PAYPAL))
    assert command_line._ways_to_pay() == [
        "Cards are taken by: nobody, so it is not offered.",
        "PayPal is taken by: PayPal, reports at /pay/notify/paypal.",
        "For Stripe set STOREFRONT_STRIPE_KEY and STOREFRONT_STRIPE_WEBHOOK_SECRET.",
    ]


def test_the_test_bank_does_not_run_beside_a_live_shop(settings):
    with pytest.raises(WrongSetting, match="the test bank does not run"):
        opening.test_bank(settings(live=True, secret=LONG, public_url="https://shop.example"))
    assert not (settings().data / "bank.db").exists()


def test_the_desk_of_the_test_bank_answers_under_the_shops_own_names(settings):
    bank = opening.test_bank(settings(secret=LONG, port=3210, public_url="https://shop.example"))

    assert {"shop.example", "localhost:3210", "127.0.0.1:3210"} <= set(bank.hosts)


def test_an_open_shop_signs_by_the_servers_own_key(settings):
    house = opening.open_shop(settings(secret=LONG))

    assert len(house.ports.sign("order MP-7KQ4WXEM")) == 64
    assert house.ports.sign("a") != house.ports.sign("b")
    assert house.ports.public_url == "http://localhost:3000"
    house.ports.payments.provider("testbank").client.close()
    house.store.close()


def test_a_port_where_another_program_listens_is_refused(monkeypatch):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the server does: it would share the port
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setattr(command_line, "SETTINGS", Settings(host="127.0.0.1", port=port))
        with pytest.raises(WrongSetting, match=f"STOREFRONT_PORT={port} cannot be used here"):
            command_line.check_port()
    command_line.check_port()


@pytest.fixture
def filled(settings, monkeypatch):
    """A data folder with the sample catalogue, for the commands."""
    for module in (command_line, keeper):
        monkeypatch.setattr(module, "SETTINGS", settings(secret=LONG))
    command_line.migrate()
    command_line.fill(0)
    return settings().data / "store.db"


@pytest.fixture
def command(filled, monkeypatch):
    """Run a command as it is typed; returns how the process ends."""

    def typed(*words):
        monkeypatch.setattr(sys, "argv", ["storefront", *words])
        return command_line.main()

    return typed


def test_the_command_puts_units_on_hand_and_lists_what_is_wanted(filled, command, capsys):
    sku = "BUTTERFLY-BABY-TEE-ICE-XL"
    with closing(sqlite3.connect(filled)) as store, store:
        store.execute("UPDATE variants SET on_hand = 0 WHERE sku = ?", (sku,))
    house = opening.open_shop(command_line.SETTINGS)
    for name in ("amy", "bob"):
        house.tell(restock.ask_restock, name, "203.0.113.7", sku, f"{name}@example.com")
    house.store.close()
    capsys.readouterr()

    assert command("stock", sku, "+1") == 0
    assert "1 of them are kept for people who waited" in capsys.readouterr().out
    assert command("stock", "--demand") == 0
    assert f"1 waiting     1 offered  {sku}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sku", "units", "code"), [("NONE", "1", 1), ("", "1", 2), ("NONE", "0", 2), ("NONE", "-1", 2)]
)
def test_the_command_says_what_it_cannot_do(command, capsys, sku, units, code):
    assert command("stock", sku, units) == code
    assert capsys.readouterr().err


def test_nobody_waits_at_first(command, capsys):
    assert command("stock", "--demand") == 0
    assert "Nobody waits for anything." in capsys.readouterr().out
