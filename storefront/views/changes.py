"""What the order page shows of changes: what can be asked for, and what was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storefront import text
from storefront.domain.addresses import AddressRules
from storefront.domain.catalogue import Piece
from storefront.domain.change_requests import OPEN, Changeable, ChangeRequest, Changes, ChangeStatus
from storefront.domain.orders import Order
from storefront.domain.refunds import OrderRefund, RefundPlan
from storefront.views.checkout import FieldView, OptionView, address_fields
from storefront.views.forms import FormView, form

NO_FORM = FormView()
STANDS = {
    ChangeStatus.ASKED: ("Asked", "We have asked the warehouse. It may be too late."),
    ChangeStatus.WITH_LOGISTICS: ("With the warehouse", "Somebody is looking into it."),
    ChangeStatus.ACCEPTED: ("Done", "We have done what you asked for."),
    ChangeStatus.REFUSED: ("Not possible", "We could not do what you asked for."),
    ChangeStatus.TOO_LATE: ("Too late", "The package had left. When it has arrived you can return or exchange it."),
    ChangeStatus.WITHDRAWN: ("Taken back", "You took it back."),
}
PROBLEMS = ("change_not_possible", "variant_not_offered", "note_long", "not_possible_now", "no_change", "changes_full")
NOTE = FieldView("note", "Anything we should know", required=False)


@dataclass(frozen=True)
class ChangeRequestView:
    """One request."""

    words: list[str] = field(default_factory=list)
    status: str = ""
    explained: str = ""
    reason: str = ""
    refund: str = ""  # "$28.00 goes back."
    when: str = ""
    waits: bool = False
    withdraw: FormView = NO_FORM


@dataclass(frozen=True)
class ChangeItemView:
    """Units that can still be asked about."""

    title: str = ""
    swap: FormView = NO_FORM
    cancel: FormView = NO_FORM


@dataclass(frozen=True)
class ChangesView:
    """The part of the order page that is about changes."""

    shown: bool = False
    can_ask: bool = False
    problem: str = ""
    requests: list[ChangeRequestView] = field(default_factory=list)
    units: list[ChangeItemView] = field(default_factory=list)
    address: FormView = NO_FORM
    cancel_all: FormView = NO_FORM


def changes(
    order: Order,
    found: Changes,
    pieces: Mapping[str, Piece],
    refunds: Iterable[OrderRefund],
    rules: AddressRules | None,
    path: str,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    problem: str = "",
) -> ChangesView:
    """What can be asked of an order, and what was.

    Args:
        order: The order.
        found: What can be asked, and what was.
        pieces: What requests and units name, by SKU.
        refunds: What came back for the order.
        rules: The country's address rules; None when the address can no longer be asked about.
        path: The order's page.
        typed: An address that was not accepted, as typed.
        faults: What was wrong with it.
        problem: The code of what went wrong with another request.
    """
    action, back = f"{path}/change", {each.change_request_id: each.plan for each in refunds}
    return ChangesView(
        shown=bool(found.open_for_changes or found.requests),
        can_ask=found.open_for_changes,
        problem=text.REFUSALS[problem].format(most="500") if problem in PROBLEMS else "",
        requests=[_request(order, each, pieces, back.get(each.id), action) for each in reversed(found.requests)],
        units=[_item(each, pieces, action, number) for number, each in enumerate(found.units)],
        address=_address(found.address, rules, action, typed, faults) if rules else NO_FORM,
        cancel_all=form("cancel-all", action, "Ask to cancel everything", [NOTE], kind="cancel")
        if found.open_for_changes
        else NO_FORM,
    )


def _request(
    order: Order, request: ChangeRequest, pieces: Mapping[str, Piece], refund: RefundPlan | None, action: str
) -> ChangeRequestView:
    status, explained = STANDS[request.status]
    waits = request.status in OPEN
    return ChangeRequestView(
        words=text.change_asked(order, request, pieces),
        status=status,
        explained=explained,
        reason=request.reason,
        refund=f"{text.money(refund.total)} goes back the way it was paid." if refund else "",
        when=text.moment(request.decided_at or request.asked_at),
        waits=waits,
        withdraw=form(f"withdraw-{request.id}", action, "Take it back", [], kind="withdraw", request=str(request.id))
        if waits
        else NO_FORM,
    )


def _item(unit: Changeable, pieces: Mapping[str, Piece], action: str, number: int) -> ChangeItemView:
    sent = pieces[unit.sku]
    piece = text.piece(unit.line.title, sent.colour, sent.size)
    about = {"line": unit.line.sku, "sku": unit.sku}
    swap = NO_FORM
    if unit.choices:
        options = [
            OptionView(each.sku, f"{each.colour}, {each.size}{_less(text.money(each.cheaper), each.cheaper.minor)}")
            for each in unit.choices
        ]
        other = FieldView("other", "Size or colour", options[0].value, options=options)
        fields = [other, *_how_many(unit.quantity)]
        swap = form(f"swap-{number}", action, "Ask for this instead", fields, kind="variant", **about)
    cancel = form(
        f"cancel-{number}", action, "Ask to cancel it", [*_how_many(unit.quantity), NOTE], kind="cancel", **about
    )
    return ChangeItemView(f"{unit.quantity} × {piece}", swap, cancel)


def _less(amount: str, minor: int) -> str:
    return f", {amount} back for each" if minor else ""


def _how_many(most: int) -> Sequence[FieldView]:
    if most == 1:
        return ()
    return (
        FieldView("quantity", "How many", str(most), options=[OptionView(str(n), str(n)) for n in range(1, most + 1)]),
    )


def _address(
    now: Mapping[str, str], rules: AddressRules, action: str, typed: Mapping[str, str], faults: Mapping[str, str]
) -> FormView:
    fields = address_fields(rules, {**now, **typed}, {})
    return form("new-address", action, "Ask to send it there", fields, typed, faults, kind="address")
