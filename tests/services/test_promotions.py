from datetime import timedelta
from functools import partial

import pytest

from storefront import text
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Currency, Money
from storefront.domain.promotions import Kind, Scope
from storefront.services import change_requests, checkout, orders, payments, promotions
from tests.crowd import at_once
from tests.shopper import Shopper

USD = Currency("USD")


def usd(minor):
    return Money(minor, USD)


def told(shown):
    return shown.savings.refused and shown.savings.refused.code


def uses(house):
    return {promotion.code: used for promotion, used in house.show(promotions.listed)}


def tops_and_bag(who):
    """A tee at 28.00, a skirt at 39.00 and a bag at 60.00 that was 75.00."""
    for sku in ("TEE-ICE-M", "SKIRT-CHERRY-S", "BAG-SILVER-ONE-SIZE"):
        who.add(sku)
    return who


def test_a_code_takes_its_share_off_each_line_and_stays_with_the_cart(amy, promote):
    promote("MOON")
    tops_and_bag(amy).use_code("moon ")

    shown = amy.see()
    assert shown.savings.code == "MOON"
    assert shown.savings.title == "Ten off"
    assert shown.savings.shares == {"TEE-ICE-M": 280, "SKIRT-CHERRY-S": 390, "BAG-SILVER-ONE-SIZE": 600}


def test_an_automatic_sale_needs_no_code(amy, promote):
    promote(percent=50, scope=Scope(products=frozenset({"bag"})))

    assert tops_and_bag(amy).see().savings.shares == {"BAG-SILVER-ONE-SIZE": 3000}


def test_a_sale_may_be_for_a_collection(amy, promote):
    promote(scope=Scope(collections=frozenset({"tops"})))

    assert tops_and_bag(amy).see().savings.shares == {"TEE-ICE-M": 280}


def test_a_code_for_full_prices_leaves_the_reduced_bag_alone(amy, promote):
    promote("MOON", full_price_only=True)

    assert set(tops_and_bag(amy).use_code("MOON").savings.shares) == {"TEE-ICE-M", "SKIRT-CHERRY-S"}


def test_what_is_shown_is_charged_and_written_on_the_order(house, bank, amy, promote):
    promote(percent=50, title="Bag week", scope=Scope(products=frozenset({"bag"})))
    promote("MOON", kind=Kind.AMOUNT, amount=usd(970), title="A moon off")
    tops_and_bag(amy).use_code("MOON")
    shown = amy.open_checkout().checkout
    ref = amy.press_pay(discount=shown.discount_stamp)
    total = amy.open_checkout().checkout.totals.total
    bank.complete(ref)
    order = amy.come_back(ref)

    lines = {line.sku: (line.total.minor, line.discount.minor, line.tax.minor, line.paid.minor) for line in order.lines}
    assert lines == {
        "TEE-ICE-M": (2800, 280, 183, 2703),
        "SKIRT-CHERRY-S": (3900, 390, 254, 3764),
        "BAG-SILVER-ONE-SIZE": (6000, 3300, 196, 2896),
    }
    assert (order.subtotal.minor, order.discount.minor) == (12700, 3970)
    assert order.total == total == usd(2703 + 3764 + 2896)  # and shipping is free from 75.00
    assert [(each.sku, each.title, each.code, each.amount.minor) for each in order.savings] == [
        ("BAG-SILVER-ONE-SIZE", "Bag week", "", 3000),
        ("BAG-SILVER-ONE-SIZE", "A moon off", "MOON", 300),
        ("SKIRT-CHERRY-S", "A moon off", "MOON", 390),
        ("TEE-ICE-M", "A moon off", "MOON", 280),
    ]
    assert uses(house) == {"": 1, "MOON": 1}


def test_the_next_order_starts_without_the_code(amy, promote):
    promote("MOON")
    amy.add("TEE-ICE-M")
    amy.use_code("MOON")
    amy.buy()

    assert amy.add("TEE-ICE-M").savings.code == ""


def test_free_shipping_counts_what_is_left_after_the_discount(amy, promote):
    amy.add("TEE-ICE-M", 3)  # 84.00
    assert amy.open_checkout().checkout.totals.shipping == usd(0)

    promote("MOON", percent=20)
    amy.use_code("MOON")

    assert amy.open_checkout().checkout.totals.shipping == usd(595)  # 67.20 is below 75.00


def test_a_code_for_free_shipping_takes_the_standard_way_for_nothing(house, amy, promote):
    promote("POST", kind=Kind.FREE_SHIPPING, title="Free shipping")
    amy.add("TEE-ICE-M")
    amy.use_code("POST")

    assert amy.open_checkout().checkout.totals.shipping == usd(0)
    house.tell(checkout.save_fields, amy.session, BASE, {"shipping": "express"})
    assert amy.open_checkout().checkout.totals.shipping == usd(1495)
    house.tell(checkout.save_fields, amy.session, BASE, {"shipping": "standard"})
    order = amy.buy()
    assert order.shipping == usd(0)
    assert [(each.sku, each.code, each.amount.minor) for each in order.savings] == [("", "POST", 595)]


def test_free_shipping_that_was_not_needed_is_not_used_up(house, amy, promote):
    promote("POST", kind=Kind.FREE_SHIPPING, title="Free shipping", customer_limit=1)
    amy.add("TEE-ICE-M", 3)
    amy.use_code("POST")
    amy.buy()

    assert uses(house) == {"POST": 0}
    amy.add("SKIRT-CHERRY-S")
    assert told(amy.use_code("POST")) is None


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        ({"starts_at": 1}, "code_not_yet", "MOON begins on 24 November 2026, 12:00 UTC."),
        ({"ends_at": -1}, "code_expired", "MOON ended on 22 November 2026, 12:00 UTC."),
        ({"minimum": usd(4000)}, "code_minimum", "Add $12.00 more of what MOON is for, and it applies."),
        (
            {"scope": Scope(products=frozenset({"bag"}))},
            "code_nothing_fits",
            "Nothing in your cart is what MOON is for.",
        ),
    ],
)
def test_a_code_that_does_nothing_says_why(clock, amy, promote, facts, code, words):
    windows = {name: clock.now + timedelta(days=day) for name, day in facts.items() if isinstance(day, int)}
    promote("MOON", **facts | windows)
    amy.add("TEE-ICE-M")
    shown = amy.use_code("MOON")

    assert told(shown) == code
    assert text.refusal(shown.savings.refused) == words
    assert shown.savings.shares == {}


def test_a_mistyped_code_is_told_until_it_is_put_right_or_taken_out(amy):
    amy.add("TEE-ICE-M")

    assert told(amy.use_code("mooon")) == "code_unknown"
    assert told(amy.see()) == "code_unknown"
    assert amy.use_code("").savings.code == ""


def test_a_code_begins_to_work_as_soon_as_the_cart_is_worth_it(amy, promote):
    promote("MOON", minimum=usd(5600))
    amy.add("TEE-ICE-M")
    assert told(amy.use_code("MOON")) == "code_minimum"

    assert amy.add("TEE-ICE-M").savings.shares == {"TEE-ICE-M": 560}


def test_a_code_without_a_cart_is_refused(amy):
    with pytest.raises(Refusal, match="cart_empty"):
        amy.use_code("MOON")


def test_the_last_use_is_told_to_be_gone_in_the_other_cart(amy, bob, promote):
    promote("MOON", total_limit=1)
    for who in (amy, bob):
        who.add("TEE-ICE-M")
        who.use_code("MOON")
    amy.press_pay()

    assert told(bob.see()) == "code_used_up"
    assert told(amy.see()) is None  # her own order holds it


def test_a_customer_uses_a_code_as_often_as_it_says_whatever_the_spelling_of_the_address(amy, bob, promote):
    promote("MOON", customer_limit=1)
    amy.add("TEE-ICE-M")
    amy.use_code("MOON")
    amy.buy()
    bob.add("TEE-ICE-M")
    bob.use_code("MOON")
    assert told(bob.see()) is None  # nobody knows yet who he is

    bob.house.tell(checkout.save_fields, bob.session, BASE, {"email": "AMY@example.com"})

    assert told(bob.see()) == "code_used_by_you"
    assert bob.open_checkout().checkout.totals.discount == usd(0)
    bob.house.tell(checkout.save_fields, bob.session, BASE, {"email": "bob@example.com"})
    assert told(bob.see()) is None


def test_a_discount_that_ended_since_it_was_shown_is_never_silently_left_out(clock, bank, amy, promote, stock):
    promote("MOON", ends_at=clock.now + timedelta(hours=1))
    amy.add("TEE-ICE-M")
    amy.use_code("MOON")
    shown = amy.open_checkout().checkout.discount_stamp
    clock.forward(hours=1)

    with pytest.raises(Refusal, match="discount_changed"):
        amy.press_pay(discount=shown)

    assert stock("TEE-ICE-M").held == 0
    again = amy.open_checkout().checkout
    assert told(again.cart) == "code_expired"
    ref = amy.press_pay(discount=again.discount_stamp)
    bank.complete(ref)
    assert amy.come_back(ref).discount == usd(0)


def test_an_automatic_sale_that_ended_is_not_silently_left_out_either(clock, amy, promote):
    promote(ends_at=clock.now + timedelta(hours=1))
    amy.add("TEE-ICE-M")
    shown = amy.open_checkout().checkout.discount_stamp
    clock.forward(hours=1)

    with pytest.raises(Refusal, match="discount_changed"):
        amy.press_pay(discount=shown)


def test_a_code_used_with_this_address_before_is_refused_when_pay_is_pressed(amy, bob, promote):
    promote("MOON", customer_limit=1)
    amy.add("TEE-ICE-M")
    amy.use_code("MOON")
    amy.buy()
    bob.add("TEE-ICE-M")
    bob.use_code("MOON")
    shown = bob.open_checkout().checkout.discount_stamp

    with pytest.raises(Refusal, match="discount_changed"):
        bob.press_pay(discount=shown, email="amy@example.com")

    assert told(bob.open_checkout().checkout.cart) == "code_used_by_you"


@pytest.mark.parametrize("ending", ["decline", "give_up"])
def test_an_order_that_is_not_paid_gives_its_use_back(house, bank, amy, bob, promote, ending):
    promote("MOON", total_limit=1, customer_limit=1)
    for who in (amy, bob):
        who.add("TEE-ICE-M")
        who.use_code("MOON")
    ref = amy.press_pay()
    assert told(bob.see()) == "code_used_up"

    getattr(bank, ending)(ref)
    amy.come_back(ref)

    assert uses(house) == {"MOON": 0}
    assert told(bob.see()) is None
    assert told(amy.see()) is None
    assert amy.buy().discount == usd(280)


def test_an_order_whose_time_is_over_gives_its_use_back(house, clock, amy, bob, promote):
    promote("MOON", total_limit=1)
    for who in (amy, bob):
        who.add("TEE-ICE-M")
        who.use_code("MOON")
    amy.press_pay()
    clock.forward(minutes=11)
    payments.end_expired(house)

    assert told(bob.see()) is None


def test_pay_pressed_again_after_a_change_keeps_the_use(bank, amy, promote):
    promote("MOON", total_limit=1, customer_limit=1)
    amy.add("TEE-ICE-M")
    amy.use_code("MOON")
    key = amy.key
    amy.press_pay(key)
    amy.add("SKIRT-CHERRY-S")
    shown = amy.open_checkout().checkout
    assert shown.totals.discount == usd(670)
    ref = amy.press_pay(key, discount=shown.discount_stamp)
    bank.complete(ref)

    assert amy.come_back(ref).discount == usd(670)


def test_a_code_changed_after_pay_was_pressed_is_another_order(bank, amy, promote):
    promote("MOON")
    amy.add("TEE-ICE-M")
    key = amy.key
    first = amy.press_pay(key)
    amy.use_code("MOON")
    second = amy.press_pay(key)

    assert amy.order_of(first).status.value == "cancelled"
    bank.complete(second)
    assert amy.come_back(second).discount == usd(280)


@pytest.mark.parametrize(("typed", "kept"), [("", "MOON"), ("SUN", "SUN")])
def test_a_code_comes_along_at_login_unless_another_was_just_typed(customer, phone, promote, typed, kept):
    promote("MOON")
    promote("SUN")
    customer.shopper.add("TEE-ICE-M")
    customer.shopper.use_code("MOON")
    phone.shopper.add("SKIRT-CHERRY-S")
    phone.shopper.use_code(typed)

    phone.log_in()

    assert phone.shopper.see().savings.code == kept
    assert set(phone.shopper.see().savings.shares) == {"TEE-ICE-M", "SKIRT-CHERRY-S"}


def test_carts_that_are_only_looked_at_show_the_same(house, amy, bob, promote):
    promote(percent=5)
    promote("MOON", customer_limit=3)
    tops_and_bag(amy).use_code("MOON")
    bob.add("TEE-ICE-M")

    amys, bobs = (amy.session, BASE), (bob.session, BASE)
    looked = house.show(checkout.look_at_carts, [amys, bobs])

    assert looked[amys].cart.savings == amy.see().savings
    assert looked[bobs].cart.savings == bob.see().savings
    assert looked[amys].totals == amy.priced().totals


def test_staff_make_list_and_end_promotions(house, clock, amy, promote):
    made = promote(" summer ", title="Summer")
    promote(title="Always")
    amy.add("TEE-ICE-M")
    assert told(amy.use_code("SUMMER")) is None

    house.tell(promotions.end_promotion, "summer")

    assert told(amy.see()) == "code_expired"
    listed = house.show(promotions.listed)
    assert [(promotion.title, promotion.code) for promotion, _ in listed] == [("Always", ""), ("Summer", "SUMMER")]
    assert listed[1][0].ends_at == clock.now
    for gone in ("summer", str(made.id), "99", "nonsense"):
        with pytest.raises(Refusal, match="no_promotion"):
            house.tell(promotions.end_promotion, gone)


def test_a_code_is_there_once(promote):
    promote("MOON")

    with pytest.raises(Refusal, match="code_taken"):
        promote("moon")


def test_a_promotion_is_for_what_there_is(promote):
    with pytest.raises(Refusal, match="scope_unknown") as no:
        promote(scope=Scope(products=frozenset({"tee", "hat"}), collections=frozenset({"tops", "new-in"})))

    assert no.value.facts == {"names": "hat, new-in"}  # what is new is found by a rule


def test_orders_called_off_and_orders_placed_with_one_code_do_not_wait_for_each_other(
    house, promote, employ, set_stock, caplog
):
    promote("MOON", total_limit=100)
    set_stock("TEE-ICE-M", 100)
    buyers = [Shopper(house, f"buyer {number}") for number in range(16)]
    for buyer in buyers:
        buyer.add("TEE-ICE-M")
        buyer.use_code("MOON")
        buyer.open_checkout()
    boss, acts = employ("manager"), [buyer.press_pay for buyer in buyers[8:]]
    for buyer in buyers[:8]:
        secret = house.show(orders.order_secret, buyer.buy().code)
        request = house.tell(change_requests.ask_cancel, secret, [])
        acts.append(partial(house.tell, change_requests.accept, boss, request))

    assert at_once(acts) == {"done": 16}
    assert uses(house) == {"MOON": 8}
    assert caplog.messages == []  # none was begun anew
