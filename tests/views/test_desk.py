"""What the desk prints."""

from dataclasses import replace
from datetime import UTC, datetime

from storefront.domain.money import Currency
from storefront.domain.orders import OrderFact
from storefront.domain.staff import Done, Role, StaffId, StaffMember
from storefront.services import change_requests, desk, gifts, orders
from storefront.views import desk as views
from storefront.views import desk_order

BOSS = StaffMember(StaffId(1), "boss@example.com", "Bo Boss", Role.MANAGER)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_a_promotion_over_several_pieces_is_one_row_of_the_sum(amy, house, employ, promote):
    promote("MOON")
    amy.add("TEE-ICE-M")
    amy.add("BAG-SILVER-ONE-SIZE")
    amy.use_code("MOON")
    order = amy.buy()
    dossier = house.show(desk.see_order, employ("manager"), order.code)

    shown = desk_order.order_page(dossier, BOSS, NOON, {})

    assert len(order.savings) == 2
    assert [name for name, _ in shown.totals if "Ten off" in name] == ["Ten off (MOON)"]


def test_what_happened_names_the_package_the_sum_and_the_return(amy, house, employ):
    amy.add("TEE-ICE-M")
    dossier = house.show(desk.see_order, employ("manager"), amy.buy().code)
    facts = (
        OrderFact("placed", NOON, {}),
        OrderFact("missing", NOON, {"number": 2}),
        OrderFact("refund", NOON, {"minor": 2805, "cause": "missing"}),
        OrderFact("return_requested", NOON, {"code": "R-33333333"}),
    )

    shown = desk_order.order_page(replace(dossier, order=replace(dossier.order, facts=facts)), BOSS, NOON, {})

    assert [event.what for event in shown.timeline] == [
        "Return asked for, R-33333333",
        "Refund given: $28.05",
        "Package 2: something is missing",
        "Placed",
    ]


def test_a_gift_card_is_not_an_order_of_no_pieces(house, employ, bank, amy):
    form = {"amount": "50.00", "recipient": "mia@example.com", "sender": "Amy", "email": "amy@example.com"}
    ref = gifts.buy(house, amy.session, Currency("USD"), "k" * 32, form).rsplit("/", 1)[1]
    bank.complete(ref)
    amy.come_back(ref)

    orders = views.found(house.show(desk.search, employ("manager"), ""), "", NOON)[0]

    assert [row.what for row in orders.rows] == ["amy@example.com, gift card"]


def test_what_stayed_as_it_was_is_not_shown_as_changed():
    before, after = {"status": "received", "kind": "refund"}, {"status": "refunded", "kind": "refund"}
    done = Done("Mia", NOON, "finish_return", "return R-1", before, after, None)

    assert views.changed(done) == ["return R-1", "status: received → refunded", "kind: refund"]
    assert views.audit_rows([(done, "")])[0].changes[1] == ("kind", "", "refund")


def test_what_a_change_is_asked_of_is_not_packed_by_a_single_press(amy, house, employ):
    amy.add("TEE-ICE-M", 3)
    order = amy.buy()
    secret = house.show(lambda shop: orders.order_secret(shop, order.code))
    house.tell(change_requests.ask_variant, secret, "TEE-ICE-M", 1, "TEE-ICE-S")

    shown = desk_order.order_page(house.show(desk.see_order, employ("manager"), order.code), BOSS, NOON, {})

    (pack,) = [act for act in shown.pack if act.button == "Pack these"]
    assert [(field.label, field.value) for field in pack.fields] == [
        ("Tee in Ice, size M: a change is asked for", "2"),
    ]
