"""What is Stripe's alone. What it shares with every provider: test_providers.py."""

import subprocess
import sys

import pytest

from storefront.domain.money import Currency, Money
from storefront.domain.payments import PaymentStatus
from storefront.integrations.payments.stripe import units_of
from storefront.integrations.ports import ProviderEvent, ProviderRefused, ProviderUnknown
from tests.integrations.rigs import NOW, StripeRig


@pytest.fixture
def rig(tmp_path):
    return StripeRig(tmp_path)


@pytest.mark.parametrize(
    ("minor", "currency", "units"),
    [(6601, "USD", 6601), (6601, "JPY", 6601), (12340, "KWD", 12340), (12345, "KWD", None), (990, "ISK", 99000),
     (500, "UGX", 50000), (12300, "MGA", 123), (12345, "MGA", None), (17500, "HUF", 17500)],
)  # fmt: skip
def test_an_amount_is_said_in_stripes_own_digits_or_not_at_all(minor, currency, units):
    assert units_of(Money(minor, Currency(currency))) == units


@pytest.mark.parametrize(
    ("minor", "currency", "takes"),
    [(49, "USD", False), (50, "USD", True), (29, "GBP", False), (30, "GBP", True), (49, "JPY", False),
     (299, "NOK", False), (5, "KWD", False), (10, "KWD", True), (99_999_999, "USD", True), (100_000_000, "USD", False),
     (1_000_000, "ISK", False)],
)  # fmt: skip
def test_too_little_and_too_much_is_not_taken(rig, minor, currency, takes):
    assert rig.provider.takes(Money(minor, Currency(currency))) is takes


@pytest.mark.parametrize(
    ("minor", "currency"), [(500, "JPY"), (12340, "KWD"), (990, "EUR"), (7000, "KRW"), (350, "SEK")]
)
def test_what_is_shown_is_what_stripe_charges(rig, minor, currency):
    ref = rig.provider.create(rig.order(minor=minor, currency=currency)).provider_ref

    session = rig.fake.sessions[ref]
    assert (session["amount_total"], session["currency"]) == (minor, currency.lower())
    assert session["adaptive_pricing"] == {"enabled": "false"}
    assert session["allowed"] == ["card"]


@pytest.mark.parametrize(("minor", "currency"), [(12, "USD"), (100, "SYP"), (12345, "KWD")])
def test_what_stripe_does_not_take_is_refused_for_good(rig, minor, currency):
    with pytest.raises(ProviderRefused):
        rig.provider.create(rig.order(minor=minor, currency=currency))

    assert rig.fake.sessions == {}


@pytest.mark.parametrize(
    ("number", "brand"),
    [("4242424242424242", "visa"), ("5555555555554444", "mastercard"), ("378282246310005", "amex"),
     ("6011111111111117", "discover"), ("3056930009020004", "diners"), ("3566002020360505", "jcb"),
     ("6200000000000005", "")],
)  # fmt: skip
def test_a_payment_knows_its_brand_and_last_four_digits(rig, number, brand):
    ref = rig.provider.create(rig.order()).provider_ref
    rig.fake.pay(ref, number)

    told = rig.provider.ask(ref)

    assert (told.status, told.brand, told.last_four) == (PaymentStatus.CAPTURED, brand, number[-4:])


def test_a_card_that_was_declined_may_be_followed_by_another(rig):
    ref = rig.provider.create(rig.order()).provider_ref
    rig.fake.pay(ref, "4000000000009995")
    rig.fake.pay(ref, "5555555555554444")

    told = rig.provider.void(ref)

    assert (told.status, told.brand, told.decline_code) == (PaymentStatus.CAPTURED, "mastercard", "")
    assert rig.taken() == 1


def test_a_payment_that_the_bank_still_thinks_about_has_no_result(rig):
    ref = rig.provider.create(rig.order()).provider_ref
    rig.fake.pay(ref)
    rig.fake.sessions[ref]["payment_status"] = "unpaid"

    assert rig.provider.ask(ref).status is PaymentStatus.STARTED
    assert rig.provider.void(ref).status is PaymentStatus.STARTED


def test_a_status_that_we_do_not_know_is_unknown(rig):
    ref = rig.provider.create(rig.order()).provider_ref
    rig.fake.sessions[ref]["status"] = "pondering"

    with pytest.raises(ProviderUnknown):
        rig.provider.ask(ref)


def test_the_page_knows_the_order_and_where_to_go_back_to(rig):
    page = rig.provider.create(rig.order())

    session = rig.fake.sessions[page.provider_ref]
    assert page.url == session["url"]
    assert len(page.url) < 2000
    assert session["client_reference_id"] == "MP-7KQ4WXEM"
    assert session["success_url"] == "https://shop.example/pay/return/key-1"
    assert session["cancel_url"] == "https://shop.example/pay/left/key-1"
    assert session["customer_email"] == "amy@example.com"


def test_an_event_about_something_else_is_believed_but_is_about_no_payment_of_ours(rig):
    body = rig.fake.event("ch_1", "charge.refunded", number=7)

    assert rig.provider.verify(body, rig.sign(body), NOW) == ProviderEvent("evt_7", "")


def test_the_library_is_not_loaded_before_it_is_needed():
    code = "import sys; import storefront.integrations.payments.stripe; print('stripe' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
