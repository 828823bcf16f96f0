"""Changes before dispatch: asked, answered, too late by themselves. On both stores."""

import itertools

import pytest
from sqlalchemy.exc import DBAPIError

from storefront.domain.change_requests import ChangeStatus
from storefront.domain.errors import Refusal
from storefront.domain.refunds import Asked
from storefront.domain.shipments import Packed
from storefront.services import change_requests, mails, orders, refunds
from storefront.services import shipments as packages
from storefront.store import shipments, staff

ADDRESS = {"name": "Amy Wong", "line1": "9 Elm Street", "city": "Fresno", "region": "CA", "postcode": "93650"}


@pytest.fixture
def order(amy):
    """Two tees in ice, M, and a skirt."""
    amy.add("TEE-ICE-M", 2)
    amy.add("SKIRT-CHERRY-S")
    return amy.buy()


@pytest.fixture
def ask(house, secret):
    return lambda what, *args: house.tell(getattr(change_requests, f"ask_{what}"), secret, *args)


@pytest.fixture
def answer(house, employ):
    return lambda how, request, *args, role="logistics": house.tell(
        getattr(change_requests, how), employ(role), request, *args
    )


@pytest.fixture
def dispatch(house, order, employ):
    """A package with these units leaves."""

    def send(*units):
        desk = employ("logistics")
        house.tell(packages.pack, desk, order.code, [Packed(*unit) for unit in units])
        house.tell(packages.dispatch, desk, order.code, 1, "usps", "9400111899560000000000")

    return send


TEE, SKIRT = ("TEE-ICE-M", "TEE-ICE-M"), ("SKIRT-CHERRY-S", "SKIRT-CHERRY-S")


def statuses(now):
    return [each.status.value for each in now()[1].changes]


def subjects(house, mailer):
    mails.send_due(house)
    return [mail.subject for mail in mailer.sent]


def test_a_cancelled_unit_is_refunded_and_goes_on_sale_again_and_its_line_stays(
    house, bank, mailer, order, now, ask, answer, stock
):
    before = stock("TEE-ICE-M").on_hand
    request = ask("cancel", [Packed(*TEE, 1)], "I have one already.")
    assert now()[1].owing == {TEE: 2, SKIRT: 1}
    answer("take", request)
    answer("accept", request)

    after, stands = now()
    assert after.lines == order.lines  # nothing of what was placed has changed
    assert stands.owing == {TEE: 1, SKIRT: 1}
    assert statuses(now) == ["accepted"]
    assert stock("TEE-ICE-M").on_hand == before + 1
    tee = next(line for line in order.lines if line.sku == "TEE-ICE-M")
    assert [each.plan.total.minor for each in stands.refunds] == [tee.paid.minor // 2]
    assert f"It worked: order {order.code}" in subjects(house, mailer)


def test_cancelling_everything_gives_all_money_back_and_cancels_the_order(order, now, ask, answer):
    answer("accept", ask("cancel", [], ""))

    after, stands = now()
    assert (after.status.value, stands.owing) == ("cancelled", {})
    assert stands.refunds[0].plan.total == order.total  # the shipping, too: nothing was sent


def test_another_size_is_sent_instead_and_the_difference_comes_back(
    house, mailer, order, now, ask, answer, set_price, stock
):
    set_price("TEE-ICE-S", 2500)  # 28.00 was paid for M
    before = stock("TEE-ICE-S").on_hand, stock("TEE-ICE-M").on_hand
    answer("accept", ask("variant", "TEE-ICE-M", 2, "TEE-ICE-S", ""))

    _, stands = now()
    assert stands.owing == {("TEE-ICE-M", "TEE-ICE-S"): 2, SKIRT: 1}
    assert (stock("TEE-ICE-S").on_hand, stock("TEE-ICE-M").on_hand) == (before[0] - 2, before[1] + 2)
    tee = next(line for line in order.lines if line.sku == "TEE-ICE-M")
    assert stands.refunds[0].plan.total.minor == round(tee.paid.minor * 300 / 2800)
    assert any("It worked" in subject for subject in subjects(house, mailer))


@pytest.mark.parametrize("price", [2500, 2900])
def test_a_size_with_another_price_is_for_all_units_of_a_line(ask, set_price, price):
    """What is refunded for one unit later is its share of the line, so its units have to have cost the same."""
    set_price("TEE-ICE-S", price)
    with pytest.raises(Refusal, match="variant_for_all"):
        ask("variant", "TEE-ICE-M", 1, "TEE-ICE-S", "")

    ask("variant", "TEE-ICE-M", 2, "TEE-ICE-S", "")


def test_a_sold_out_size_and_another_product_are_not_offered(ask, set_stock):
    set_stock("TEE-INK-M", 0)
    for sku in ("TEE-INK-M", "SKIRT-CHERRY-S", "TEE-ICE-M", "NO-SUCH"):
        with pytest.raises(Refusal, match="variant_not_offered"):
            ask("variant", "TEE-ICE-M", 1, sku, "")


def test_the_new_size_that_was_sold_meanwhile_cannot_be_promised(ask, answer, now, set_stock):
    request = ask("variant", "TEE-ICE-M", 1, "TEE-ICE-S", "")
    set_stock("TEE-ICE-S", 0)
    with pytest.raises(Refusal, match="change_sold_out"):
        answer("accept", request)

    answer("refuse", request, "S is sold out.")
    assert now()[1].changes[0].reason == "S is sold out."


def test_the_address_changes_only_where_shipping_and_tax_stay(ask, answer, now):
    with pytest.raises(Refusal, match="form_faulty") as no:
        ask("address", ADDRESS | {"region": "NY", "postcode": "10001", "city": "New York"})
    assert no.value.facts["faults"] == {"region": "region_other_tax"}
    with pytest.raises(Refusal, match="form_faulty"):
        ask("address", ADDRESS | {"line1": ""})

    answer("accept", ask("address", ADDRESS | {"country": "DE"}))
    assert now()[1].address["line1"] == "9 Elm Street"
    assert now()[1].address["country"] == "US"


def test_a_package_that_leaves_makes_requests_too_late_by_itself(house, mailer, ask, now, dispatch):
    ask("cancel", [Packed(*SKIRT, 1)], "")
    ask("cancel", [Packed(*TEE, 1)], "")
    ask("address", ADDRESS)
    dispatch((*SKIRT, 1), (*TEE, 1))

    assert statuses(now) == ["too_late", "asked", "too_late"]  # one tee is still here
    assert sum("It was too late" in subject for subject in subjects(house, mailer)) == 2
    with pytest.raises(Refusal, match="change_not_possible"):
        ask("cancel", [Packed(*SKIRT, 1)], "")
    with pytest.raises(Refusal, match="change_not_possible"):
        ask("address", ADDRESS)


def test_what_leaves_its_package_is_not_sent(house, order, ask, answer, now):
    house.tell(lambda shop: shipments.add(shop.session, order.id, [Packed(*TEE, 2), Packed(*SKIRT, 1)], shop.now))
    answer("accept", ask("cancel", [Packed(*TEE, 1), Packed(*SKIRT, 1)], ""))

    assert [package.contents for package in now()[1].shipments] == [(Packed(*TEE, 1),)]
    assert [fact.facts["number"] for fact in now()[0].facts if fact.kind == "repacked"] == [1]  # which the desk reads
    answer("accept", ask("cancel", [Packed(*TEE, 1)], ""))
    assert now()[1].shipments == ()


@pytest.mark.parametrize(
    "units",
    [
        [Packed(*TEE, 3)],
        [Packed(*TEE, 2), Packed(*TEE, 1)],
        [Packed(*TEE, -1)],
        [Packed("TEE-ICE-M", "SKIRT-CHERRY-S", 1)],
        [Packed("NO-SUCH", "NO-SUCH", 1)],
    ],
)
def test_no_more_than_was_ordered_can_be_asked_about(ask, units):
    with pytest.raises(Refusal, match="change_not_possible"):
        ask("cancel", units, "")


def test_the_same_unit_is_asked_about_once_at_a_time(house, secret, ask, now):
    first = ask("cancel", [Packed(*TEE, 2)], "")
    with pytest.raises(Refusal, match="change_not_possible"):
        ask("variant", "TEE-ICE-M", 1, "TEE-ICE-S", "")
    house.tell(change_requests.withdraw, secret, first)
    ask("variant", "TEE-ICE-M", 1, "TEE-ICE-S", "")

    assert statuses(now) == ["withdrawn", "asked"]


EVENTS = {
    "take": ("asked",),
    "accept": ("asked", "with_logistics"),
    "refuse": ("asked", "with_logistics", "to_pay"),
    "withdraw": ("asked", "with_logistics", "to_pay"),
}


@pytest.mark.parametrize(("status", "event"), list(itertools.product(ChangeStatus, EVENTS)))
def test_what_is_decided_stays_decided(house, secret, ask, answer, run, now, status, event):
    request = ask("cancel", [Packed(*TEE, 1)], "")
    run("UPDATE change_requests SET status = :status", status=status.value)
    possible = status.value in EVENTS[event]
    act = {
        "take": lambda: answer("take", request),
        "accept": lambda: answer("accept", request),
        "refuse": lambda: answer("refuse", request, "No."),
        "withdraw": lambda: house.tell(change_requests.withdraw, secret, request),
    }[event]
    if possible:
        act()
        assert statuses(now) != [status.value]
    else:
        with pytest.raises(Refusal, match="not_possible_now"):
            act()
        assert statuses(now) == [status.value]


@pytest.mark.parametrize("role", ["support", "nobody"])
def test_only_logistics_and_managers_decide(house, ask, answer, employ, role):
    request = ask("cancel", [Packed(*TEE, 1)], "")
    for how, args in (("take", ()), ("accept", ()), ("refuse", ("No.",))):
        session = employ(role) if role != "nobody" else "f" * 64
        with pytest.raises(Refusal, match="not_allowed" if role == "support" else "not_staff"):
            house.tell(getattr(change_requests, how), session, request, *args)
    answer("accept", request, role="manager")


def test_who_did_what_stays_written(house, run, ask, answer):
    request = ask("cancel", [Packed(*TEE, 1)], "")
    answer("take", request)
    answer("refuse", request, "It is packed.")

    done = house.show(lambda shop: staff.done(shop.session, 10))
    assert [(each.who, each.action, each.before["status"], each.after["status"]) for each in done] == [
        ("Kim of logistics", "change_refused", "with_logistics", "refused"),
        ("Kim of logistics", "change_with_logistics", "asked", "with_logistics"),
    ]
    with pytest.raises(DBAPIError, match="stays written"):
        run("DELETE FROM audit")


def test_another_orders_request_cannot_be_withdrawn(house, ask, bob, secret):
    request = ask("cancel", [Packed(*TEE, 1)], "")
    bob.add("TEE-ICE-M")
    others = house.show(lambda shop: orders.order_secret(shop, bob.buy().code))

    with pytest.raises(Refusal, match="no_change"):
        house.tell(change_requests.withdraw, others, request)


def test_what_cannot_be_sent_is_called_off_by_the_desk(house, order, now, employ):
    house.tell(
        change_requests.call_off, employ("logistics"), order.code, [Packed(*SKIRT, 1)], "The last one had a hole."
    )

    assert statuses(now) == ["accepted"]
    assert now()[1].owing == {TEE: 2}


def test_everything_can_be_cancelled_after_one_size_of_a_line_was_changed(order, now, ask, answer):
    answer("accept", ask("variant", "TEE-ICE-M", 1, "TEE-ICE-S", ""))
    answer("accept", ask("cancel", [], ""))

    after, stands = now()
    assert (after.status.value, stands.owing) == ("cancelled", {})
    assert sum(each.plan.total.minor for each in stands.refunds) == order.total.minor


@pytest.fixture
def goodwill(house, order):
    """Units are refunded out of goodwill, before they are sent."""

    def give(sku, quantity):
        asked = [Asked(sku, quantity, ours=True)]
        return house.tell(refunds.give, order, f"gift {sku}", "goodwill", asked)

    return give


def test_units_that_were_refunded_before_can_be_cancelled_and_are_not_refunded_twice(
    house, mailer, order, now, ask, answer, goodwill, stock
):
    before = stock("TEE-ICE-M").on_hand
    given = goodwill("TEE-ICE-M", 2).total
    answer("accept", ask("cancel", [Packed(*TEE, 2)], ""))

    _, stands = now()
    assert stands.owing == {SKIRT: 1}
    assert stock("TEE-ICE-M").on_hand == before + 2
    assert [each.plan.total for each in stands.refunds] == [given]
    assert f"It worked: order {order.code}" in subjects(house, mailer)


def test_of_units_that_were_refunded_no_difference_comes_back(order, now, ask, answer, goodwill, set_price):
    set_price("TEE-ICE-S", 2500)
    given = goodwill("TEE-ICE-M", 2).total
    answer("accept", ask("variant", "TEE-ICE-M", 2, "TEE-ICE-S", ""))

    _, stands = now()
    assert stands.owing == {("TEE-ICE-M", "TEE-ICE-S"): 2, SKIRT: 1}
    assert sum(each.plan.total.minor for each in stands.refunds) == given.minor


def test_what_is_asked_of_an_order_that_is_cancelled_meanwhile_waits_for_nobody(house, ask, answer, now):
    ask("address", ADDRESS)
    answer("accept", ask("cancel", [], ""))

    assert statuses(now) == ["withdrawn", "accepted"]
    assert house.show(change_requests.waiting) == []


def test_a_size_that_has_left_makes_its_cancellation_too_late_although_another_is_here(ask, answer, now, dispatch):
    answer("accept", ask("variant", "TEE-ICE-M", 1, "TEE-ICE-S", ""))
    ask("cancel", [Packed("TEE-ICE-M", "TEE-ICE-S", 1)], "")
    dispatch(("TEE-ICE-M", "TEE-ICE-S", 1))

    assert statuses(now) == ["accepted", "too_late"]


def test_a_form_of_the_desk_that_is_sent_twice_acts_once(house, now, employ):
    order, session = now()[0], employ("logistics")
    seen, units = len(order.facts), [Packed(*TEE, 1)]
    house.tell(packages.pack, session, order.code, units, seen)
    with pytest.raises(Refusal, match="order_moved_on"):
        house.tell(packages.pack, session, order.code, units, seen)
    seen = len(now()[0].facts)
    house.tell(change_requests.call_off, session, order.code, units, "A hole.", seen)
    with pytest.raises(Refusal, match="order_moved_on"):
        house.tell(change_requests.call_off, session, order.code, units, "A hole.", seen)

    assert now()[1].owing == {TEE: 1, SKIRT: 1}


def test_why_something_was_refused_is_not_kept_for_ever(house, ask, answer, run):
    """It may tell of a person, and the audit outlasts what is known of them."""
    answer("refuse", ask("cancel", [Packed(*TEE, 1)], ""), "Amy has moved to Elm Street.")

    assert [row for row in run("SELECT * FROM audit") if "Elm Street" in str(row)] == []
