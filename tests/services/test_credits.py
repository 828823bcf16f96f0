from datetime import timedelta

import pytest

from storefront import text
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency, Money
from storefront.domain.orders import OrderStatus
from storefront.domain.promotions import Kind
from storefront.services import checkout, credits, payments, privacy
from storefront.store import credits as rows
from storefront.views.account import AccountView, with_credit
from tests.person import PASSWORD

USD, EUR = Currency("USD"), Currency("EUR")
HOME = "10.0.0.1"


def usd(minor):
    return Money(minor, USD)


@pytest.fixture
def card(gift_card):
    return gift_card


@pytest.fixture
def use(house):
    return lambda who, code: credits.use_card(house, who.session, HOME, code, USD)


@pytest.fixture
def balance(house):
    return lambda code: credits.look_up(house, HOME, code).balance.minor


@pytest.fixture
def books(run):
    """Whether every balance is the sum of its entries."""

    def fit():
        sql = (
            "SELECT balance_minor, (SELECT sum(amount_minor) FROM credit_entries WHERE credit_id = credits.id) AS total"
        )
        return all(row.balance_minor == row.total for row in run(f"{sql} FROM credits"))

    return fit


def paid(shown):
    return [(use.credit.last_four, use.amount.minor) for use in shown.credits]


def test_a_card_pays_a_part_and_the_provider_is_asked_for_the_rest(bank, amy, card, use, balance, books):
    code = card(2000)
    amy.add("TEE-ICE-M")
    use(amy, code)

    shown = amy.open_checkout().checkout
    assert (shown.totals.total, shown.to_pay, paid(shown)) == (usd(3395), usd(1395), [(code[-4:], 2000)])
    ref = amy.press_pay(credit=shown.credit_stamp)
    assert bank.opened[ref].amount == usd(1598)  # California's tax on top
    assert balance(code) == 0  # held, as the units are
    bank.complete(ref)
    order = amy.come_back(ref)

    assert (order.status, order.total) == (OrderStatus.PAID, usd(3598))
    assert [(spent.last_four, spent.amount) for spent in order.credits] == [(code[-4:], usd(2000))]
    assert text.paid_with(order) == f"Gift card ending in {code[-4:]} ($20.00), Visa ending in 4242"
    assert (balance(code), books()) == (0, True)


def test_an_order_that_a_card_covers_is_paid_at_once_without_a_provider(
    house, bank, mailer, amy, card, use, balance, run
):
    code = card(9000)
    amy.add("TEE-ICE-M")
    use(amy, code)
    opened = dict(bank.opened)

    path = checkout.check_out(house, amy.session, USD, amy.key, dict(amy.form(), credit="9000"))

    assert path.startswith("/orders/")
    assert bank.opened == opened
    (order,) = amy.orders()[-1:]
    assert (order.status, order.paid_at) == (OrderStatus.PAID, house.clock())
    assert text.paid_with(order) == f"Gift card ending in {code[-4:]} ($35.98)"
    assert balance(code) == 9000 - 3598
    assert [tuple(row) for row in run("SELECT provider, status, amount_minor FROM payments ORDER BY id")][-1] == (
        "gift_card",
        "captured",
        0,
    )
    assert amy.in_cart() == {}
    assert run("SELECT credit_ids FROM carts")[-1][0] in ("[]", [])


def test_pay_pressed_twice_on_a_covered_order_places_one(house, amy, card, use, balance):
    code = card(9000)
    amy.add("TEE-ICE-M")
    use(amy, code)
    key, form = amy.key, amy.form()
    checkout.check_out(house, amy.session, USD, key, form)

    with pytest.raises(Refusal, match="already_paid"):
        checkout.check_out(house, amy.session, USD, key, form)

    assert balance(code) == 9000 - 3598


def test_several_cards_pay_in_the_order_in_which_they_were_given(amy, card, use, balance):
    first, second = card(1000), card(9000)
    amy.add("TEE-ICE-M")
    use(amy, first)
    use(amy, second)
    use(amy, second)  # once is enough

    assert paid(amy.open_checkout().checkout) == [(first[-4:], 1000), (second[-4:], 2395)]
    amy.house.tell(credits.drop_card, amy.session, amy.open_checkout().checkout.credits[0].credit.id)
    assert paid(amy.open_checkout().checkout) == [(second[-4:], 3395)]


@pytest.mark.parametrize("ending", ["decline", "give_up", "expire"])
def test_an_order_that_is_not_paid_gives_the_card_back(bank, amy, card, use, balance, books, ending):
    code = card(2000)
    amy.add("TEE-ICE-M")
    use(amy, code)
    ref = amy.press_pay()
    getattr(bank, ending)(ref)
    amy.come_back(ref)

    assert (balance(code), books()) == (2000, True)
    assert amy.open_checkout().checkout.to_pay == usd(1598)
    assert amy.buy().status is OrderStatus.PAID
    assert (balance(code), books()) == (0, True)


def test_back_from_the_bank_the_card_still_stands_in_the_checkout(bank, amy, card, use, balance):
    code = card(2000)
    amy.add("TEE-ICE-M")
    use(amy, code)
    key = amy.key
    first = amy.press_pay(key)
    assert amy.open_checkout().checkout.to_pay == usd(1598)
    assert amy.press_pay(key) == first

    amy.house.tell(credits.drop_card, amy.session, amy.open_checkout().checkout.credits[0].credit.id)
    second = amy.press_pay(key)

    assert bank.opened[second].amount == usd(3598)
    assert balance(code) == 2000


def test_a_card_put_to_two_carts_pays_once_and_the_other_is_told(bank, amy, bob, card, use, balance, stock):
    code = card(2000)
    for who in (amy, bob):
        who.add("TEE-ICE-M")
        use(who, code)
    stamp = bob.open_checkout().checkout.credit_stamp
    amy.press_pay()

    with pytest.raises(Refusal, match="credit_changed"):
        bob.press_pay(credit=stamp)

    (row,) = bob.open_checkout().checkout.credits
    assert (row.amount, row.refused.code) == (usd(0), "card_empty")
    assert stock("TEE-ICE-M").held == 1


@pytest.mark.parametrize("typed", ["", "HELLO10", "A" * 20, "3333-3333-3333-3333-3333", "\0" * 20])
def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(house, amy, use, typed):
    amy.add("TEE-ICE-M")

    with pytest.raises(Refusal, match="card_unknown"):
        use(amy, typed)


def test_a_code_may_be_typed_as_one_likes(amy, card, use):
    code = card(2000)
    amy.add("TEE-ICE-M")
    use(amy, code.lower().replace("-", " "))

    assert paid(amy.open_checkout().checkout) == [(code[-4:], 2000)]


def test_after_ten_tries_a_household_waits(house, card):
    code = card(2000)
    for _ in range(9):
        with pytest.raises(Refusal, match="card_unknown"):
            credits.look_up(house, HOME, "3" * 20)
    assert credits.look_up(house, HOME, code).balance == usd(2000)

    with pytest.raises(Refusal, match="card_tries"):
        credits.look_up(house, HOME, code)
    assert credits.look_up(house, "10.0.0.2", code).balance == usd(2000)


def test_an_empty_card_or_one_of_another_currency_is_refused_with_a_sentence(amy, card, use):
    euros, empty = card(2000, EUR), card(3598)
    amy.add("TEE-ICE-M")
    with pytest.raises(Refusal, match="card_currency") as no:
        use(amy, euros)
    assert text.refusal(no.value) == "It holds EUR and you pay in USD. A gift card pays in its own currency alone."
    use(amy, empty)
    checkout.check_out(amy.house, amy.session, USD, amy.key, amy.form())
    amy.add("TEE-ICE-M")

    with pytest.raises(Refusal, match="card_empty"):
        use(amy, empty)


def test_a_card_that_expired_is_refused(clock, amy, card, use, run):
    code = card(2000)
    run("UPDATE credits SET expires_at = :at", at=clock.now.replace(tzinfo=None).isoformat(" "))
    amy.add("TEE-ICE-M")

    with pytest.raises(Refusal, match="card_expired"):
        use(amy, code)


def test_there_is_an_end_to_cards_in_one_order(amy, card, use):
    amy.add("TEE-ICE-M")
    for _ in range(5):
        use(amy, card(10))

    with pytest.raises(Refusal, match="cards_full"):
        use(amy, card(10))


def test_a_cart_is_needed(amy, bob, card, use):
    with pytest.raises(Refusal, match="cart_empty"):
        use(bob, card(10))


def test_store_credit_is_for_its_customer_alone(house, customer, bob, run):
    assert house.tell(credits.grant_store_credit, "AMY@example.com", usd(500), "sorry") == usd(500)
    assert house.tell(credits.grant_store_credit, "amy@example.com", usd(700), "again") == usd(1200)
    amy = customer.shopper
    amy.add("TEE-ICE-M")
    house.tell(credits.use_store_credit, amy.session, USD)
    bob.add("TEE-ICE-M")
    with pytest.raises(Refusal, match="not_logged_in"):
        house.tell(credits.use_store_credit, bob.session, USD)
    (mine,) = amy.open_checkout().checkout.credits
    for cart in run("SELECT id FROM carts"):  # whatever bob's cart claims
        house.tell(lambda shop, cart=cart: rows.set_in_cart(shop.session, cart.id, [mine.credit.id]))

    assert paid(bob.open_checkout().checkout) == []
    assert amy.open_checkout().checkout.to_pay == usd(2195)
    order = amy.buy()
    assert text.paid_with(order) == "Store credit ($12.00), Visa ending in 4242"
    assert house.show(credits.store_credit, amy.session, USD) is None
    with pytest.raises(Refusal, match="card_empty"):
        house.tell(credits.use_store_credit, amy.session, USD)


def test_an_account_that_is_deleted_gives_its_credit_up(house, customer, run):
    house.tell(credits.grant_store_credit, "amy@example.com", usd(500), "sorry")

    privacy.delete_account(house, customer.caller(), PASSWORD)

    assert [tuple(row) for row in run("SELECT customer_id, balance_minor FROM credits")] == [(None, 500)]


def test_the_account_shows_the_credit(house, customer):
    house.tell(credits.grant_store_credit, "amy@example.com", usd(500), "")
    house.tell(credits.grant_store_credit, "amy@example.com", Money(700, EUR), "")
    shown = with_credit(AccountView(), house.show(credits.store_credits, customer.session))

    assert [(tile.title, tile.line) for tile in shown.tiles] == [
        ("Store credit", "$5.00 and €7.00, to pay with at checkout")
    ]


def test_store_credit_is_granted_to_customers_only(house):
    with pytest.raises(Refusal, match="no_customer"):
        house.tell(credits.grant_store_credit, "nobody@example.com", usd(500), "")
    with pytest.raises(ValueError, match="above 0"):
        house.tell(credits.grant_store_credit, "nobody@example.com", usd(0), "")


def test_a_refund_goes_back_to_the_card_first_and_is_written_once(house, bank, amy, card, use, balance, books):
    code = card(2000)
    amy.add("TEE-ICE-M")
    use(amy, code)
    order = amy.buy()

    assert house.tell(credits.refund, order.id, usd(500), "return 1") == usd(0)
    assert house.tell(credits.refund, order.id, usd(500), "return 1") == usd(0)
    assert balance(code) == 500
    assert house.tell(credits.refund, order.id, usd(2598), "return 2") == usd(1098)
    assert house.tell(credits.refund, order.id, usd(2598), "return 2") == usd(1098)
    assert (balance(code), books()) == (2000, True)
    assert house.tell(credits.refund, order.id, usd(500), "return 3") == usd(500)


def test_money_that_goes_back_to_an_expiring_card_can_be_spent(house, clock, amy, card, use, run):
    code = card(2000)
    amy.add("TEE-ICE-M")
    use(amy, code)
    order = amy.buy()
    run("UPDATE credits SET expires_at = :at", at=(clock.now + timedelta(days=1)).replace(tzinfo=None).isoformat(" "))
    clock.forward(days=30)

    house.tell(credits.refund, order.id, usd(500), "return 1")

    assert credits.look_up(house, HOME, code).refusal(USD, clock.now) is None


def test_an_order_of_which_everything_is_given_needs_no_provider(house, bank, amy, promote):
    promote("ALL", percent=100)
    amy.add("TEE-ICE-M", 4)
    amy.use_code("ALL")
    promote("", kind=Kind.FREE_SHIPPING, title="Free shipping")
    path = checkout.check_out(house, amy.session, USD, amy.key, amy.form())

    assert path.startswith("/orders/")
    assert bank.opened == {}


def test_a_payment_that_nobody_waits_for_holds_no_card_for_ever(house, clock, amy, card, use, balance):
    code = card(2000)
    amy.add("TEE-ICE-M")
    use(amy, code)
    amy.press_pay()
    clock.forward(minutes=11)
    payments.end_expired(house)

    assert balance(code) == 2000
