"""The desk: what waits, everything of an order, and who may do what."""

import ast
from pathlib import Path

import pytest

from storefront import services
from storefront.domain.desk import Counts
from storefront.domain.errors import Refusal
from storefront.domain.shipments import Packed, ShipmentEvent
from storefront.services import desk, refunds, restock, shipments, staff, tickets
from storefront.services.accounts import Caller
from tests.person import refused

EVERYBODY = {"support", "logistics", "manager"}
# Who may call what; everybody else is refused, and so are customers and guests.
MAY = {
    "desk.counts": EVERYBODY,
    "desk.queues": EVERYBODY,
    "desk.demand": EVERYBODY,
    "desk.search": EVERYBODY,
    "desk.see_order": EVERYBODY,
    "desk.see_ticket": EVERYBODY,
    "desk.see_missed": EVERYBODY,
    "desk.audit": {"manager"},
    "desk.write_note": EVERYBODY,
    "desk.answer_ticket": {"support", "manager"},
    "desk.close_ticket": {"support", "manager"},
    "desk.receive_stock": {"logistics", "manager"},
    "desk.see_refund": {"support", "manager"},
    "desk.refund": {"support", "manager"},
    "change_requests.take": {"logistics", "manager"},
    "change_requests.accept": {"logistics", "manager"},
    "change_requests.refuse": {"logistics", "manager"},
    "change_requests.call_off": {"logistics", "manager"},
    "returns.approve": {"support", "manager"},
    "returns.refuse": {"support", "manager"},
    "returns.receive": {"logistics", "manager"},
    "returns.finish": {"logistics", "manager"},
    "missing.send_again": {"support", "manager"},
    "missing.refund_missing": {"support", "manager"},
    "papers.slip_to_pack": EVERYBODY,
    "shipments.pack": {"logistics", "manager"},
    "shipments.unpack": {"logistics", "manager"},
    "shipments.dispatch": {"logistics", "manager"},
    "shipments.tell": {"logistics", "manager"},
}
GIVEN = {
    "desk.search": ("amy",),
    "desk.see_order": ("MP-33333333",),
    "desk.see_ticket": ("T-33333333",),
    "desk.see_missed": ("T-33333333",),
    "papers.slip_to_pack": ("MP-33333333", 1),
    "desk.write_note": ("MP-33333333", "Hello"),
    "desk.answer_ticket": ("T-33333333", "Hello"),
    "desk.close_ticket": ("T-33333333",),
    "desk.receive_stock": ("NOTHING", 1),
    "desk.see_refund": ("MP-33333333", [(0, 1)]),
    "desk.refund": ("MP-33333333", [(0, 1)], "key", 100),
    "change_requests.take": (999_999,),
    "change_requests.accept": (999_999,),
    "change_requests.refuse": (999_999, "No"),
    "change_requests.call_off": ("MP-33333333", [Packed("TEE-ICE-M", "TEE-ICE-M", 1)], "No"),
    "returns.approve": ("R-33333333",),
    "returns.refuse": ("R-33333333", "No"),
    "returns.receive": ("R-33333333",),
    "returns.finish": ("R-33333333",),
    "missing.send_again": ("T-33333333",),
    "missing.refund_missing": ("T-33333333",),
    "shipments.pack": ("MP-33333333", [Packed("TEE-ICE-M", "TEE-ICE-M", 1)]),
    "shipments.unpack": ("MP-33333333", 1),
    "shipments.dispatch": ("MP-33333333", 1, "ups", "1Z999AA10123456784"),
    "shipments.tell": ("MP-33333333", 1, ShipmentEvent.SCAN),
}


def calls():
    """Every use case that asks for a right, itself or through a helper of its module, as module.function."""
    for path in sorted(Path(services.__file__).parent.glob("*.py")):
        functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
        asking = {each.name for each in functions if "staff.allowed(" in ast.unparse(each)}
        asking |= {
            each.name
            for each in functions
            if any(f"{helper}(shop" in ast.unparse(each) for helper in asking if helper.startswith("_"))
        }
        yield from (f"{path.stem}.{name}" for name in asking if not name.startswith("_"))


def outcome(house, name, session):
    module, function = name.split(".")
    act = getattr(__import__(f"storefront.services.{module}", fromlist=[function]), function)
    try:
        house.tell(act, session, *GIVEN.get(name, ()))
    except Refusal as no:
        return no.code
    return "done"


@pytest.mark.parametrize("name", MAY)
@pytest.mark.parametrize("role", ["nobody", "customer", "support", "logistics", "manager"])
def test_who_may_do_what(house, employ, request, name, role):
    if role == "nobody":
        assert outcome(house, name, "f" * 64) == outcome(house, name, "") == "not_staff"
    elif role == "customer":
        assert outcome(house, name, request.getfixturevalue("customer").session) == "not_staff"
    elif role in MAY[name]:
        assert outcome(house, name, employ(role)) not in {"not_staff", "not_allowed"}
    else:
        assert outcome(house, name, employ(role)) == "not_allowed"


def test_every_use_case_with_a_right_is_in_the_table():
    assert set(calls()) - {"staff.allowed"} == set(MAY)


@pytest.fixture
def order(amy):
    """Two tees and a pair of boots."""
    amy.add("TEE-ICE-M", 2)
    amy.add("BOOTS-INK-38")
    return amy.buy()


@pytest.fixture
def mia(employ):
    return employ("manager")


def counted(house, session):
    return house.show(desk.counts, session)


def test_a_paid_order_waits_until_all_of_it_has_left(house, order, mia):
    units = [Packed(line.sku, line.sku, line.quantity) for line in order.lines]
    assert counted(house, mia) == Counts(pack=1, changes=0, returns=0, parcels=0, tickets=0, demand=0)
    (waits,) = house.show(desk.queues, mia).pack
    assert (waits.code, waits.units, waits.to_pack, waits.packed) == (order.code, 3, 3, 0)

    house.tell(shipments.pack, mia, order.code, units[:1])
    (waits,) = house.show(desk.queues, mia).pack
    assert (waits.to_pack, waits.packed) == (units[1].quantity, 1)
    house.tell(shipments.pack, mia, order.code, units[1:])
    for number in (1, 2):
        house.tell(shipments.dispatch, mia, order.code, number, "ups", f"1Z999AA1012345678{number}")

    assert house.show(desk.queues, mia).pack == ()
    assert counted(house, mia).pack == 0


def test_an_order_that_is_not_paid_waits_for_nobody(house, amy, mia):
    amy.add("TEE-ICE-M")
    amy.press_pay()

    assert counted(house, mia).pack == 0
    assert house.show(desk.search, mia, "").orders == ()


@pytest.mark.parametrize("words", ["amy@EXAMPLE", "wong", "  Amy   Wong ", "1z999aa1"])
def test_an_order_is_found_by_what_is_known_of_it(house, order, mia, words):
    house.tell(shipments.pack, mia, order.code, [Packed("TEE-ICE-M", "TEE-ICE-M", 1)])
    house.tell(shipments.dispatch, mia, order.code, 1, "ups", "1Z999AA10123456784")

    for typed in (words, order.code[3:7].lower()):
        assert [each.code for each in house.show(desk.search, mia, typed).orders] == [order.code]
    for typed in ("%", "_", "nobody", "\\"):
        assert house.show(desk.search, mia, typed).orders == ()


def test_a_name_with_accents_is_found(house, amy, mia):
    amy.add("TEE-ICE-M")
    code = amy.buy(name="Chloé Lefèvre").code

    assert [each.code for each in house.show(desk.search, mia, "lefèvre").orders] == [code]


def test_everything_that_was_done_to_an_order_is_seen(house, order, mia):
    house.tell(shipments.pack, mia, order.code, [Packed("TEE-ICE-M", "TEE-ICE-M", 1)])
    house.tell(desk.write_note, mia, order.code, "Ring twice")
    seen = house.show(desk.see_order, mia, order.code)

    assert [note.text for note in seen.notes] == ["Ring twice"]
    assert [each.action for each in seen.done] == ["note", "pack"]
    assert seen.shipments[0].contents == (Packed("TEE-ICE-M", "TEE-ICE-M", 1),)
    assert {unit.sku: unit.quantity for unit in seen.unpacked} == {"TEE-ICE-M": 1, "BOOTS-INK-38": 1}
    assert refused(house.show, desk.see_order, mia, "MP-33333333") == "no_order"


@pytest.mark.parametrize(("text", "code"), [("  ", "note_missing"), ("x" * 2001, "note_long")])
def test_a_note_says_something_and_not_too_much(house, order, mia, text, code):
    assert refused(house.tell, desk.write_note, mia, order.code, text) == code


def test_an_answer_is_mailed_and_written_down_with_before_and_after(house, order, mia, run):
    question = {"topic": "order", "email": "amy@example.com", "message": "When?", "order": order.code}
    tickets.open_ticket(house, Caller("c" * 64, "10.0.0.1"), question)
    (ticket,) = house.show(desk.queues, mia).tickets
    house.tell(desk.answer_ticket, mia, ticket.code, "Tomorrow.")

    assert counted(house, mia).tickets == 0
    assert run("SELECT count(*) FROM outbox WHERE text LIKE '%Tomorrow.%'") == [(1,)]
    ((done, about),) = house.show(desk.audit, mia)
    assert (done.action, done.before, about) == ("answer_ticket", {"status": "open"}, order.code)
    assert done.after == {"status": "answered"}
    house.tell(desk.close_ticket, mia, ticket.code)
    assert refused(house.tell, desk.answer_ticket, mia, ticket.code, "Again") == "not_possible_now"


def test_what_comes_in_is_written_down_and_offered(house, mia, set_stock, stock):
    set_stock("TEE-ICE-S", 0)
    house.tell(restock.ask_restock, "a" * 64, "10.0.0.1", "TEE-ICE-S", "amy@example.com")
    assert counted(house, mia).demand == 1

    assert house.tell(desk.receive_stock, mia, " TEE-ICE-S ", 5) == 1

    assert stock("TEE-ICE-S").on_hand == 5
    ((done, _),) = house.show(desk.audit, mia)
    assert (done.before, done.after) == ({"free": 0}, {"free": 4, "received": 5, "offered": 1})
    for units in (0, -1, 100_001):
        assert refused(house.tell, desk.receive_stock, mia, "TEE-ICE-S", units) == "units_wrong"
    assert refused(house.tell, desk.receive_stock, mia, "NOTHING", 1) == "no_variant"


def place(order, sku):
    return next(number for number, line in enumerate(order.lines) if line.sku == sku)


def test_goodwill_gives_back_to_the_cent_what_was_previewed_and_once(house, bank, order, mia):
    units = [(place(order, "TEE-ICE-M"), 1)]
    _, plan = house.show(desk.see_refund, mia, order.code, units)
    for _ in range(2):
        given = house.tell(desk.refund, mia, order.code, units, "key", plan.total.minor, why="sorry")
        assert given.total == plan.total

    assert refunds.send_due(house) == 1
    assert bank.refunded(next(iter(bank.opened))) == plan.total.minor
    ((done, _),) = house.show(desk.audit, mia)
    assert done.before == {"refunded": 0}
    assert done.after == {
        "refunded": plan.total.minor,
        "currency": "USD",
        "units": {"TEE-ICE-M": 1},
        "to": "payment",
        "why": "sorry",
    }


def test_another_sum_than_the_one_that_was_seen_is_not_given(house, order, mia, run):
    units = [(place(order, "TEE-ICE-M"), 2)]
    assert refused(house.tell, desk.refund, mia, order.code, units, "key", 1) == "refund_changed"

    assert run("SELECT count(*) FROM order_refunds") == run("SELECT count(*) FROM audit") == [(0,)]


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ([], "refund_nothing"),
        ([(0, 0)], "refund_nothing"),
        ([(9, 1)], "refund_nothing"),
        ([(0, 99)], "refund_too_much"),
    ],
)
def test_no_more_is_refunded_than_there_is(house, order, mia, units, code):
    assert refused(house.show, desk.see_refund, mia, order.code, units) == code
    assert refused(house.tell, desk.refund, mia, order.code, units, "key", 1) == code


def test_a_guest_gets_no_store_credit(house, order, mia):
    units = [(place(order, "TEE-ICE-M"), 1)]
    _, plan = house.show(desk.see_refund, mia, order.code, units)

    told = refused(house.tell, desk.refund, mia, order.code, units, "key", plan.total.minor, "credit")
    assert told == "credit_needs_account"


def test_the_audit_is_searched_by_who_what_and_order(house, order, mia):
    house.tell(desk.write_note, mia, order.code, "One")
    house.tell(desk.receive_stock, mia, "TEE-ICE-S", 1)

    def found(words):
        return [each.action for each, _ in house.show(desk.audit, mia, words)]

    assert found("") == ["receive_stock", "note"]
    assert found(order.code.lower()) == ["note"]
    assert found("tee-ice") == ["receive_stock"]
    assert found("KIM OF MANAGER") == ["receive_stock", "note"]
    assert found("%") == []


def test_pictures_of_tickets_are_for_the_staff(house, mia, run):
    question = {"topic": "size", "email": "amy@example.com", "message": "This?"}
    tickets.open_ticket(house, Caller("c" * 64, "10.0.0.1"), question, [b"picture"])
    ((code,),) = run("SELECT code FROM tickets")
    ((kept,),) = run("SELECT pictures FROM ticket_messages")
    name = kept.strip('[]"') if isinstance(kept, str) else kept[0]

    assert house.show(desk.picture_is_shown, mia, code, name)
    assert not house.show(desk.picture_is_shown, mia, code, "b" * 32)
    assert not house.show(desk.picture_is_shown, "c" * 64, code, name)
    assert not house.show(desk.picture_is_shown, mia, "T-33333333", name)


def test_who_may_is_asked_in_the_same_breath_each_time(house, order, employ, run):
    kim = employ("support")
    run("UPDATE staff SET role = 'logistics'")

    assert refused(house.show, desk.see_refund, kim, order.code, [(0, 1)]) == "not_allowed"
    run("UPDATE staff SET left_at = added_at")
    assert refused(house.show, desk.see_order, kim, order.code) == "not_staff"
    assert house.show(staff.member, kim) is None
