"""What the order page shows of changes: what can be asked for, and what was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storefront import text
from storefront.domain.addresses import AddressRules
from storefront.domain.catalogue import Piece
from storefront.domain.change_requests import OPEN, Changeable, ChangeRequest, Changes, ChangeStatus, Choice
from storefront.domain.orders import Order
from storefront.domain.refunds import OrderRefund, RefundPlan
from storefront.views.checkout import FieldView, OptionView, address_fields
from storefront.views.forms import FormView, form

NO_FORM = FormView()
STANDS = {
    ChangeStatus.ASKED: ("Asked", "We have asked the warehouse. It may be too late."),
    ChangeStatus.WITH_LOGISTICS: ("With the warehouse", "Somebody is looking into it."),
    ChangeStatus.TO_PAY: ("Possible", "We can do it. We keep the new piece for you until it is paid."),
    ChangeStatus.ACCEPTED: ("Done", "We have done what you asked for."),
    ChangeStatus.REFUSED: ("Not possible", "We could not do what you asked for."),
    ChangeStatus.TOO_LATE: ("Too late", "The package had left. When it has arrived you can return or exchange it."),
    ChangeStatus.WITHDRAWN: ("Taken back", "You took it back."),
    ChangeStatus.LAPSED: ("Not paid", "The difference was not paid in time. We send what you had ordered."),
}
NOTE = FieldView("note", "Anything we should know", required=False)


@dataclass(frozen=True)
class ChangeRequestView:
    """One request."""

    words: list[str] = field(default_factory=list)
    status: str = ""
    explained: str = ""
    reason: str = ""
    money: str = ""  # "$28.00 goes back the way it was paid."
    when: str = ""
    waits: bool = False
    pay: FormView = NO_FORM
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
        problem=text.change_problem(problem),
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
        money=_money(request, refund),
        when=text.moment(request.decided_at or request.asked_at),
        waits=waits,
        pay=form(
            f"pay-{request.id}", action, f"Pay {text.money(request.extra)}", [], kind="pay", request=str(request.id)
        )
        if request.extra and request.status is ChangeStatus.TO_PAY
        else NO_FORM,
        withdraw=form(f"withdraw-{request.id}", action, "Take it back", [], kind="withdraw", request=str(request.id))
        if waits
        else NO_FORM,
    )


def _money(request: ChangeRequest, refund: RefundPlan | None) -> str:
    """What a request costs, or brings back."""
    if refund:
        return f"{text.money(refund.total)} goes back the way it was paid."
    if request.extra is None:
        return ""
    more = text.money(request.extra)
    if request.status is ChangeStatus.TO_PAY and request.pay_by:
        return (
            f"It costs {more} more. Please pay it by {text.moment(request.pay_by)}; otherwise we send what you ordered."
        )
    if request.status is ChangeStatus.ACCEPTED:
        return f"You paid {more} more."
    return f"It costs {more} more. You pay only if we can do it." if request.status in OPEN else ""


def _item(unit: Changeable, pieces: Mapping[str, Piece], action: str, number: int) -> ChangeItemView:
    sent = pieces[unit.sku]
    piece = text.piece(unit.line.title, sent.colour, sent.size)
    about = {"line": unit.line.sku, "sku": unit.sku}
    swap = NO_FORM
    options = [
        OptionView(each.sku, f"{each.colour}, {each.size}{_costs(each, unit.line.quantity)}")
        for each in unit.choices
        if each.costs_the_same or unit.quantity == unit.line.quantity
    ]
    if options:
        other = FieldView("other", "Size or colour", options=[OptionView("", "Choose"), *options])
        fields = [other, *_how_many(unit.quantity)]
        swap = form(f"swap-{number}", action, "Ask for this instead", fields, kind="variant", **about)
    cancel = form(
        f"cancel-{number}", action, "Ask to cancel it", [*_how_many(unit.quantity), NOTE], kind="cancel", **about
    )
    return ChangeItemView(f"{unit.quantity} × {piece}", swap, cancel)


def _costs(choice: Choice, units: int) -> str:
    if choice.costs_the_same:
        return ""
    amount = f"{text.money(choice.less)} back" if choice.less.minor else f"{text.money(choice.more)} more"
    return f", {amount}" if units == 1 else f", {amount} for all {units}"


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
