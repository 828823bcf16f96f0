"""One contract for every provider: what the port promises holds for each of them."""

from contextlib import suppress

import pytest

from storefront.domain.money import Currency, Money
from storefront.domain.payments import PaymentStatus, RefundStatus
from storefront.integrations.ports import ProviderAnswer, ProviderEvent, ProviderRefused, ProviderUnknown
from tests.fakes.wire import TROUBLES
from tests.integrations.rigs import NOW, RIGS, BankRig

USD = Currency("USD")
DECLINES = [(name, how, reason) for name, rig in RIGS.items() for how, reason in rig.declines.items()]


@pytest.fixture
def make(tmp_path):
    return lambda name: RIGS[name](tmp_path)


@pytest.fixture(params=list(RIGS))
def rig(request, make):
    return make(request.param)


@pytest.fixture
def provider(rig):
    return rig.provider


@pytest.fixture
def opened(rig):
    return rig.provider.create(rig.order()).provider_ref


@pytest.fixture
def paid(rig, opened):
    """A payment whose money was taken."""
    rig.pay(opened)
    rig.provider.capture(opened, "capture-1")
    assert rig.taken() == 1
    return opened


def test_the_same_key_opens_the_same_payment_and_another_key_another(rig, provider):
    first, again = provider.create(rig.order()), provider.create(rig.order())
    other = provider.create(rig.order(key="key-2"))

    assert first == again
    assert other.provider_ref != first.provider_ref
    assert first.url.startswith("https://")
    assert rig.opened() == [(6601, "USD"), (6601, "USD")]


def test_the_same_key_with_another_amount_opens_nothing_more(rig, provider, opened):
    with suppress(ProviderUnknown):  # a key that comes with something else is our mistake, and no "no"
        assert provider.create(rig.order(minor=1200)).provider_ref == opened

    assert rig.opened() == [(6601, "USD")]


def test_a_payment_that_was_opened_is_started(provider, opened):
    assert provider.ask(opened) == ProviderAnswer(opened, PaymentStatus.STARTED)


def test_what_the_shopper_paid_is_captured_once(rig, provider, opened):
    rig.pay(opened)
    assert provider.ask(opened).status in {PaymentStatus.CAPTURED, PaymentStatus.APPROVED}

    told = [provider.capture(opened, "capture-1") for _ in range(3)]

    assert {answer.status for answer in told} == {PaymentStatus.CAPTURED}
    assert provider.ask(opened) == told[0]
    assert (told[0].brand, told[0].last_four) == (rig.brand, "4242" if rig.brand == "visa" else "")
    assert rig.taken() == 1


def test_another_key_takes_nothing_more(rig, provider, paid):
    assert provider.capture(paid, "capture-2").status is PaymentStatus.CAPTURED

    assert rig.taken() == 1


def test_what_nobody_paid_is_not_taken(rig, provider, opened):
    assert provider.capture(opened, "capture-1").status is PaymentStatus.STARTED

    assert rig.taken() == 0


def test_a_payment_that_was_ended_takes_no_money(rig, provider, opened):
    assert provider.void(opened).status is PaymentStatus.EXPIRED
    assert provider.void(opened).status is PaymentStatus.EXPIRED

    rig.pay(opened)

    assert rig.taken() == 0


def test_what_was_paid_stays_paid(provider, paid):
    assert provider.void(paid).status is PaymentStatus.CAPTURED
    assert provider.ask(paid).status is PaymentStatus.CAPTURED


def test_what_was_approved_is_not_ended(rig, provider, opened):
    rig.pay(opened)

    assert provider.void(opened).status is provider.ask(opened).status is not PaymentStatus.EXPIRED
    assert provider.capture(opened, "capture-1").status is PaymentStatus.CAPTURED


def test_a_payment_whose_time_is_over_at_the_provider_has_expired(rig, provider, opened):
    rig.run_out(opened)

    assert provider.ask(opened).status is PaymentStatus.EXPIRED
    assert provider.void(opened).status is PaymentStatus.EXPIRED
    assert provider.capture(opened, "capture-1").status is PaymentStatus.EXPIRED


@pytest.mark.parametrize(("name", "how", "reason"), DECLINES)
def test_a_decline_says_why(make, name, how, reason):
    rig = make(name)
    ref = rig.provider.create(rig.order()).provider_ref

    told = rig.decline(ref, how)

    assert (told.status, told.decline_code) == (PaymentStatus.DECLINED, reason)
    assert rig.taken() == 0


@pytest.mark.parametrize("name", ["stripe", "testbank"])
@pytest.mark.parametrize("agree", [True, False])
def test_a_card_that_asks_back_is_paid_only_when_it_is_approved(make, name, agree):
    rig = make(name)
    ref = rig.provider.create(rig.order()).provider_ref
    if isinstance(rig, BankRig):
        rig.pay(ref, "4000000000003220")
    else:
        rig.fake.pay(ref, "4000000000003220")
    assert rig.provider.ask(ref).status is PaymentStatus.STARTED

    if isinstance(rig, BankRig):
        rig.page.post(f"/pay/{ref}/challenge", data={"answer": "approve" if agree else "refuse"})
    else:
        rig.fake.answer_challenge(ref, agree)

    told = rig.provider.void(ref)
    assert told.status is (PaymentStatus.CAPTURED if agree else PaymentStatus.DECLINED)
    assert told.decline_code == ("" if agree else "authentication_failed")
    assert rig.taken() == agree


def test_money_goes_back_in_parts_once_a_key_and_never_more_than_was_taken(rig, provider, paid):
    first = provider.refund(paid, Money(6000, USD), "refund-1")

    assert first.status is RefundStatus.DONE
    assert provider.refund(paid, Money(6000, USD), "refund-1") == first
    with pytest.raises(ProviderRefused):
        provider.refund(paid, Money(602, USD), "refund-2")
    assert rig.given_back() == 6000
    assert provider.refund(paid, Money(601, USD), "refund-3") != first
    with pytest.raises(ProviderRefused):
        provider.refund(paid, Money(1, USD), "refund-4")
    assert rig.given_back() == 6601
    assert provider.ask(paid).status is PaymentStatus.CAPTURED
    assert provider.void(paid).status is PaymentStatus.CAPTURED


@pytest.mark.parametrize("name", ["stripe", "paypal"])
def test_a_refund_is_found_again_when_the_provider_has_forgotten_its_key(make, name):
    rig = make(name)
    ref = rig.provider.create(rig.order()).provider_ref
    rig.pay(ref)
    rig.provider.capture(ref, "capture-1")
    first = rig.provider.refund(ref, Money(1000, USD), "refund-1")
    rig.forget_keys()

    assert rig.provider.refund(ref, Money(1000, USD), "refund-1") == first

    assert rig.given_back() == 1000


@pytest.mark.parametrize(
    ("name", "said", "status"),
    [("stripe", "pending", "asked"), ("stripe", "requires_action", "asked"), ("stripe", "failed", "failed"),
     ("stripe", "canceled", "failed"), ("paypal", "PENDING", "asked"), ("paypal", "FAILED", "failed"),
     ("paypal", "CANCELLED", "failed")],
)  # fmt: skip
def test_a_refund_that_takes_its_time_or_fails_says_so(make, name, said, status):
    rig = make(name)
    ref = rig.provider.create(rig.order()).provider_ref
    rig.pay(ref)
    rig.provider.capture(ref, "capture-1")
    rig.fake.refund_status = said

    assert rig.provider.refund(ref, Money(1000, USD), "refund-1").status.value == status


def test_nothing_goes_back_of_what_was_not_taken(rig, provider, opened):
    with pytest.raises(ProviderRefused):
        provider.refund(opened, Money(1, USD), "refund-1")

    assert rig.given_back() == 0


def test_a_report_says_which_payment_it_is_about_and_is_the_same_event_each_time(rig, provider, opened):
    body = rig.report(opened)

    told = [provider.verify(body, rig.sign(body), NOW) for _ in range(2)]

    assert isinstance(told[0], ProviderEvent)
    assert told[0].provider_ref == opened
    assert told[0].event_id
    assert told[0] == told[1]


def test_a_report_that_was_changed_or_signed_by_somebody_else_is_nobodys(rig, provider, opened):
    body = rig.report(opened)
    signed = rig.sign(body)

    assert provider.verify(body.replace(opened.encode(), b"other"), signed, NOW) is None
    assert provider.verify(body + b" ", signed, NOW) is None
    assert provider.verify(body, rig.sign(body, secret="somebody else"), NOW) is None
    assert provider.verify(body, {}, NOW) is None
    for name in signed:
        assert provider.verify(body, {**signed, name: ""}, NOW) is None
        assert provider.verify(body, {**signed, name: "t=é,v1=²"}, NOW) is None
    assert provider.verify(b"", rig.sign(b""), NOW) is None
    assert provider.verify(b"[]", rig.sign(b"[]"), NOW) is None
    assert provider.verify(b"\xff", rig.sign(b"\xff"), NOW) is None


@pytest.mark.parametrize("way", [-1, 1])
def test_a_report_that_is_too_old_or_of_the_future_is_not_taken(rig, provider, opened, way):
    body = rig.report(opened)

    assert provider.verify(body, rig.sign(body), NOW + way * (rig.old)) is None
    still = rig.sign(body, at=NOW - way * rig.old * 0.9)
    assert provider.verify(body, still, NOW) is not None


def test_somebody_with_a_wrong_key_learns_nothing_and_does_nothing(rig, opened):
    stranger = rig.stranger()
    for ask in (
        lambda: stranger.create(rig.order(key="key-2")),
        lambda: stranger.ask(opened),
        lambda: stranger.capture(opened, "capture-1"),
        lambda: stranger.void(opened),
        lambda: stranger.refund(opened, Money(1, USD), "refund-1"),
    ):
        with pytest.raises(ProviderUnknown):
            ask()

    assert rig.opened() == [(6601, "USD")]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_without_a_clear_answer_everything_is_unknown_and_can_be_asked_again(rig, provider, trouble):
    """Nothing is ever taken, opened or given back twice, whether or not the request had arrived."""

    def insist(act):
        with rig.wire.failing(trouble), pytest.raises(ProviderUnknown):
            act()
        with rig.wire.failing(trouble, times=1), pytest.raises(ProviderUnknown):
            act()
        return act()

    order = rig.order()
    ref = insist(lambda: provider.create(order)).provider_ref
    assert rig.opened() == [(6601, "USD")]
    assert insist(lambda: provider.ask(ref)).status is PaymentStatus.STARTED

    rig.pay(ref)
    assert insist(lambda: provider.capture(ref, "capture-1")).status is PaymentStatus.CAPTURED
    assert rig.taken() == 1

    insist(lambda: provider.refund(ref, Money(1000, USD), "refund-1"))
    assert rig.given_back() == 1000
    assert insist(lambda: provider.void(ref)).status is PaymentStatus.CAPTURED

    other = provider.create(rig.order(key="key-2", reference="MP-OTHER")).provider_ref
    assert insist(lambda: provider.void(other)).status is PaymentStatus.EXPIRED


def test_a_payment_that_there_is_not_is_not_taken_for_paid(rig, provider):
    with suppress(ProviderUnknown):
        assert provider.ask("nothing").status is PaymentStatus.EXPIRED  # PayPal forgets those that nobody approved


def test_no_secret_is_part_of_an_error(rig):
    with pytest.raises(ProviderUnknown) as no:
        rig.stranger().ask("nothing")

    shown = f"{no.value!r} {no.value.__cause__!r}"
    assert "sk_test_1" not in shown
    assert "secret" not in shown


def test_nothing_is_asked_twice_by_itself(rig, provider, opened):
    before = len(rig.wire.seen)

    with rig.wire.failing("500"), pytest.raises(ProviderUnknown):
        provider.ask(opened)

    assert len(rig.wire.seen) == before + 1


def test_amounts_are_positive(provider):
    assert not provider.takes(Money(0, USD))
    assert not provider.takes(Money(-100, USD))
    assert provider.takes(Money(6601, USD))
