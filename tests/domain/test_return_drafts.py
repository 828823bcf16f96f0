from datetime import UTC, datetime

import pytest

from storefront.domain.catalogue import VariantId
from storefront.domain.money import BASE, Money
from storefront.domain.orders import OrderLine
from storefront.domain.return_drafts import name, names, read
from storefront.domain.returns import Choice, Returnable, ReturnReason, SizeLeft

ZERO = Money.zero(BASE)
LINE = OrderLine(VariantId(1), "TEE", "Tee", "Ice", "M", "ice", "/", ZERO, 2, ZERO, ZERO, ZERO, ZERO)
SIZES = (SizeLeft(VariantId(1), "TEE", "M", 5), SizeLeft(VariantId(2), "TEE-L", "L", 1))
TEE = Choice(Returnable("TEE", "TEE", 2, datetime(2026, 12, 1, tzinfo=UTC)), LINE, "Ice", "M", SIZES)
OTHER = Choice(Returnable("TEE", "TEE-L", 1, datetime(2026, 12, 1, tzinfo=UTC)), LINE, "Ice", "L", SIZES)
UNITS, REASON, SIZE, NOTE = (name(what, TEE) for what in ("units", "reason", "size", "note"))
ONE = {UNITS: "1", REASON: "too_small"}


def draft(**fields):
    return read({globals().get(key, key): value for key, value in fields.items()}, [TEE, OTHER])


@pytest.mark.parametrize(("units", "quantity"), [("1", 1), ("2", 2), ("9", 2), ("0", 0), ("-1", 0), ("x", 0), ("", 0)])
def test_no_more_units_are_read_than_there_are(units, quantity):
    assert draft(UNITS=units).lines[0].quantity == quantity


@pytest.mark.parametrize("reason", ["missing", "never_arrived", "bored", ""])
def test_what_is_not_here_is_no_reason_to_send_it_back(reason):
    assert draft(UNITS="1", REASON=reason).lines[0].reason is None


@pytest.mark.parametrize(
    ("fields", "step", "faults"),
    [
        ({}, "items", {"": "return_nothing"}),
        ({"UNITS": "1"}, "items", {}),
        ({"UNITS": "1"}, "why", {REASON: "return_reason"}),
        ({"UNITS": "1", "REASON": "faulty"}, "why", {}),
        ({"UNITS": "1", "REASON": "faulty", "wish": "exchange"}, "wish", {SIZE: "exchange_not_this"}),
        ({"UNITS": "1", "REASON": "faulty", "wish": "exchange", "SIZE": "TEE-L"}, "wish", {}),
        ({"UNITS": "2", "REASON": "faulty", "wish": "exchange", "SIZE": "TEE-L"}, "wish", {SIZE: "exchange_not_this"}),
        ({"UNITS": "1", "REASON": "faulty", "wish": "exchange", "SIZE": "BAG"}, "wish", {SIZE: "exchange_not_this"}),
        ({"UNITS": "1", "REASON": "faulty", "wish": "refund", "SIZE": "BAG"}, "wish", {}),
    ],
)
def test_each_step_says_what_is_missing_in_it(fields, step, faults):
    assert draft(**fields).faults(step) == faults


def test_our_mistake_and_their_choice_of_one_line_are_told_apart():
    both = {"UNITS": "1", "REASON": "faulty", name("units", OTHER): "1"}

    assert draft(**both, **{name("reason", OTHER): "too_small"}).faults("why") == {"": "return_apart"}
    assert draft(**both, **{name("reason", OTHER): "damaged"}).faults("why") == {}


@pytest.mark.parametrize(
    ("fields", "wanted", "step"),
    [
        ({}, "check", "items"),
        ({"UNITS": "1"}, "check", "why"),
        ({"UNITS": "1", "REASON": "faulty"}, "check", "check"),
        ({"UNITS": "1", "REASON": "faulty", "wish": "exchange"}, "check", "wish"),
        ({"UNITS": "1", "REASON": "faulty"}, "items", "items"),
        ({"UNITS": "1", "REASON": "faulty"}, "anything", "items"),
    ],
)
def test_no_step_is_reached_before_those_in_front_of_it(fields, wanted, step):
    assert draft(**fields).reachable(wanted) == step


def test_until_a_reason_is_chosen_nothing_is_deducted_in_the_preview():
    (line,) = draft(UNITS="1").asked()

    assert line.reason is ReturnReason.FAULTY
    assert not draft(UNITS="1").has_reasons


def test_a_size_is_asked_for_in_an_exchange_alone():
    fields = {"UNITS": "1", "REASON": "faulty", "SIZE": "TEE-L"}

    assert [draft(**fields, wish=wish).asked()[0].exchange_sku for wish in ("exchange", "refund")] == ["TEE-L", ""]


def test_a_note_is_cut_and_photos_are_four_at_most():
    found = draft(UNITS="1", NOTE="x" * 501, photos="a b c d e")

    assert (len(found.lines[0].note), found.photos) == (500, ("a", "b", "c", "d"))


def test_only_fields_of_what_can_be_returned_are_known():
    assert names([TEE]) == {"wish", UNITS, REASON, NOTE, SIZE}
