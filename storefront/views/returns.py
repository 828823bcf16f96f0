"""What the return page and the cards of returns show: choices step by step, states, and why so much comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote

from storefront import text
from storefront.domain.money import Money, total
from storefront.domain.orders import Order
from storefront.domain.refunds import LineRefund, RefundPlan
from storefront.domain.return_drafts import STEPS, Draft, DraftLine, Step, name
from storefront.domain.returns import (
    CUSTOMERS,
    LONGEST_NOTE,
    MOST_PHOTOS,
    NOT_HERE,
    SEND_WITHIN,
    WINDOW,
    Choice,
    RefundTo,
    Return,
    ReturnKind,
    ReturnPiece,
    ReturnReason,
    ReturnStatus,
    ReturnTold,
)
from storefront.domain.stock import low
from storefront.views.catalogue import thumb
from storefront.views.checkout import FieldView, RadioView
from storefront.views.packages import StepView
from storefront.views.reviews import PhotoView

REASONS = {
    ReturnReason.TOO_SMALL: "Too small",
    ReturnReason.TOO_LARGE: "Too large",
    ReturnReason.CHANGED_MIND: "Changed my mind",
    ReturnReason.DAMAGED: "Damaged",
    ReturnReason.FAULTY: "Faulty",
    ReturnReason.WRONG_ITEM: "Wrong piece",
    ReturnReason.NOT_AS_DESCRIBED: "Not as described",
    ReturnReason.MISSING: "Missing",
    ReturnReason.NEVER_ARRIVED: "Never arrived",
}
OURS = [reason for reason in ReturnReason if reason not in CUSTOMERS | NOT_HERE]
YOURS = [reason for reason in ReturnReason if reason in CUSTOMERS]
TITLES: dict[Step, tuple[str, str]] = {  # of a step: its heading, and its short name
    "items": ("What do you want to send back?", "Pieces"),
    "why": ("Why does it come back?", "Reason"),
    "wish": ("What would you like instead?", "Refund or exchange"),
    "check": ("Is everything right?", "Check"),
}
STATUS = {
    ReturnStatus.REQUESTED: "Asked for",
    ReturnStatus.APPROVED: "Approved",
    ReturnStatus.REFUSED: "Refused",
    ReturnStatus.RECEIVED: "Parcel received",
    ReturnStatus.REFUNDED: "Refunded",
    ReturnStatus.EXCHANGED: "Exchanged",
    ReturnStatus.WITHDRAWN: "Withdrawn",
    ReturnStatus.LAPSED: "Ended",
}
PHOTO_HINT = f"Up to {MOST_PHOTOS} photos, each 5 MB at most. We keep the picture and drop where it was taken."
NO_FIELD = FieldView("", "")


@dataclass(frozen=True)
class AmountView:
    """An amount and what it is for."""

    title: str = ""
    amount: str = ""


@dataclass(frozen=True)
class RefundLineView:
    """What comes back for units of one piece, and why so much; the rows add up to ``paid``."""

    title: str = ""
    rows: list[AmountView] = field(default_factory=list)
    paid: str = ""


@dataclass(frozen=True)
class RefundView:
    """What comes back, explained."""

    shown: bool = False
    lines: list[RefundLineView] = field(default_factory=list)
    rows: list[AmountView] = field(default_factory=list)  # the original shipping, the return shipping
    label: str = ""  # "You get back"
    total: str = ""
    note: str = ""


@dataclass(frozen=True)
class PillView:
    """One of a few things to choose from."""

    value: str = ""
    title: str = ""
    chosen: bool = False
    off: bool = False  # cannot be chosen
    note: str = ""  # "sold out", "2 left"


@dataclass(frozen=True)
class PillsView:
    """A choice of one of a few."""

    name: str = ""
    legend: str = ""
    pills: list[PillView] = field(default_factory=list)
    error: str = ""


NO_PILLS = PillsView()


@dataclass(frozen=True)
class ReturnLineView:
    """A piece in the steps of a return."""

    key: str = ""
    title: str = ""
    options: str = ""
    picture: str = ""
    until: str = ""
    chosen: bool = False
    units: PillsView = NO_PILLS
    ours: PillsView = NO_PILLS
    yours: PillsView = NO_PILLS
    note: FieldView = NO_FIELD
    sizes: PillsView = NO_PILLS
    told: list[str] = field(default_factory=list)  # in the last step: what was chosen


NO_REFUND = RefundView()


@dataclass(frozen=True)
class ReturnPieceView:
    """A piece of a return."""

    title: str = ""
    options: str = ""
    picture: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReturnView:
    """A return on its card."""

    code: str = ""
    headline: str = ""  # "Return R-7KQ4WXEM. Approved."
    sentence: str = ""
    steps: list[StepView] = field(default_factory=list)
    pieces: list[ReturnPieceView] = field(default_factory=list)
    photos: list[PhotoView] = field(default_factory=list)
    refund: RefundView = NO_REFUND
    label: str = ""  # the address of the label
    withdraw: str = ""  # where it is withdrawn; "" when it cannot be


NO_RETURN = ReturnView()


@dataclass(frozen=True)
class ReturnsView:
    """What was and can be sent back of an order."""

    href: str = ""  # where a return is prepared; "" when nothing can be returned
    until: str = ""  # "You can return pieces until 23 December 2026."
    cards: list[ReturnView] = field(default_factory=list)  # newest first


@dataclass(frozen=True)
class ReturningView:
    """The page where a return is prepared."""

    ready: bool = False
    missing: bool = False  # no order behind this link
    code: str = ""
    order_href: str = ""
    action: str = ""
    nothing: str = ""  # why nothing can be returned
    step: str = ""
    number: str = ""  # "Step 2 of 4"
    title: str = ""
    steps: list[StepView] = field(default_factory=list)
    problem: str = ""
    lines: list[ReturnLineView] = field(default_factory=list)
    photo_field: FieldView = NO_FIELD
    photos: list[PhotoView] = field(default_factory=list)
    wishes: list[RadioView] = field(default_factory=list)
    exchange: bool = False  # what is wanted: then nothing is refunded
    refund: RefundView = NO_REFUND
    back: bool = False
    button: str = ""
    done: ReturnView = NO_RETURN  # the return that was sent


def refund(plan: RefundPlan, tax_included: bool, label: str = "You get back", note: str = "") -> RefundView:
    """What comes back, explained row by row."""
    inside = total((line.tax for line in plan.lines), plan.total.currency)
    taxes = f"Includes {text.money(inside)} tax." if tax_included and inside.minor else ""
    return RefundView(
        shown=True,
        lines=[_refund_line(line, tax_included) for line in plan.lines],
        rows=[AmountView(*row) for row in text.refund_beside(plan)],
        label=label,
        total=text.money(plan.total),
        note=" ".join(part for part in (taxes, note) if part),
    )


def _refund_line(line: LineRefund, tax_included: bool) -> RefundLineView:
    rows = [AmountView(*row) for row in text.refund_of_piece(line, tax_included)]
    title = f"{line.title} × {line.quantity}" if line.quantity > 1 else line.title
    return RefundLineView(title, rows, text.money(line.paid))


def where(to: RefundTo) -> str:
    """Where the money goes."""
    return "It goes to your store credit." if to is RefundTo.CREDIT else "It goes back the way you paid."


# ---------- A return ----------


def told(shown: ReturnTold, secret: str) -> ReturnView:
    """A return on its card."""
    asked = shown.asked
    path = f"/orders/{quote(secret)}/returns/{asked.code}"
    ends = "You got back" if shown.given else "You get back"
    open_still = asked.status in {ReturnStatus.REQUESTED, ReturnStatus.APPROVED}
    return ReturnView(
        code=asked.code,
        headline=f"Return {asked.code}. {STATUS[asked.status]}.",
        sentence=_sentence(shown),
        steps=_steps_of(asked),
        pieces=[_piece(each) for each in shown.pieces],
        photos=_photos(secret, asked.photos),
        refund=refund(shown.plan, shown.tax_included, ends, _where_and_when(shown)) if shown.plan else NO_REFUND,
        label=f"{path}.pdf" if asked.status is ReturnStatus.APPROVED else "",
        withdraw=f"{path}/withdraw" if open_still else "",
    )


def _where_and_when(shown: ReturnTold) -> str:
    words = where(shown.asked.to)
    if shown.given:
        return words
    here = shown.asked.status is ReturnStatus.RECEIVED
    after = "we have seen that all is well" if here else "the parcel has come and all is well"
    return f"{words.removesuffix('.')}, as soon as {after}."


def of_order(shown: Sequence[ReturnTold], choices: Sequence[Choice], secret: str) -> ReturnsView:
    """What was and can be sent back of an order."""
    last = max((each.units.until for each in choices), default=None)
    return ReturnsView(
        href=f"/orders/{quote(secret)}/return" if choices else "",
        until=f"You can return or exchange pieces until {text.day(last)}." if last else "",
        cards=[told(each, secret) for each in shown],
    )


def _sentence(shown: ReturnTold) -> str:
    asked = shown.asked
    exchange = asked.kind is ReturnKind.EXCHANGE
    match asked.status:
        case ReturnStatus.REQUESTED:
            kept = " The size you want is kept for you." if exchange else ""
            return f"We look at it within one working day. Then you get the label by email, and here.{kept}"
        case ReturnStatus.APPROVED:
            by = text.day(asked.send_by) if asked.send_by else ""
            return f"Stick the label onto the parcel and hand it in. It has to reach us by {by}."
        case ReturnStatus.RECEIVED:
            gone = not exchange and any(each.line.exchange_sku for each in shown.pieces)
            late = "It came after its time and the size you wanted is gone: you get your money back. " if gone else ""
            return f"Your parcel is here. {late}We look into it within two working days."
        case ReturnStatus.REFUNDED:
            return "All is well. Most banks show a refund within five days."
        case ReturnStatus.EXCHANGED:
            return "All is well. The new size is packed next; it comes in a package of its own."
        case ReturnStatus.REFUSED:
            return f"We could not take it back: {asked.reason}"
        case ReturnStatus.WITHDRAWN:
            return "You have withdrawn it. Nothing has to be sent."
        case ReturnStatus.LAPSED:
            return "The parcel has not come in time. If it is on its way, all is well: we take it all the same."


def _steps_of(asked: Return) -> list[StepView]:
    ended = _day(asked.ended_at)
    first = StepView("Asked for", _day(asked.asked_at), True, asked.status is ReturnStatus.REQUESTED)
    approved = StepView(
        "Approved",
        _day(asked.send_by - SEND_WITHIN) if asked.send_by else "",
        asked.send_by is not None,
        asked.status is ReturnStatus.APPROVED,
    )
    here = StepView(
        "Parcel received",
        _day(asked.received_at),
        asked.received_at is not None,
        asked.status is ReturnStatus.RECEIVED,
    )
    last = StepView("Exchanged" if asked.kind is ReturnKind.EXCHANGE else "Refunded")
    if asked.status in {ReturnStatus.REFUNDED, ReturnStatus.EXCHANGED}:
        return [first, approved, here, replace(last, when=ended, done=True, current=True)]
    if asked.status in {ReturnStatus.REFUSED, ReturnStatus.WITHDRAWN, ReturnStatus.LAPSED}:
        been = [step for step in (first, approved, here) if step.done]
        return [*been, StepView(STATUS[asked.status], ended, True, True)]
    return [first, approved, here, last]


def _day(at: datetime | None) -> str:
    return text.day(at.date()) if at else ""


def _piece(piece: ReturnPiece) -> ReturnPieceView:
    line = piece.line
    many = f" × {line.quantity}" if line.quantity > 1 else ""
    instead = f", for {text.one_size(piece.exchange_size)}" if piece.exchange_size else ""
    options = f"{piece.colour}, {piece.size}{many}{instead}"
    return ReturnPieceView(piece.title, options, thumb(piece.picture), REASONS[line.reason])


def _photos(secret: str, names: Sequence[str]) -> list[PhotoView]:
    path = f"/orders/{quote(secret)}/return-photos"
    return [
        PhotoView(f"{path}/{each}-400.webp", f"{path}/{each}-1200.webp", f"Photo {number}")
        for number, each in enumerate(names, 1)
    ]


# ---------- Preparing one ----------


def nothing(order: Order, secret: str) -> ReturningView:
    """The page of an order of which nothing can be returned now."""
    words = (
        f"What has arrived can be returned for {WINDOW.days} days. Of this order nothing can be sent back now: it has "
        "not arrived yet, it is on its way back already, or its time is over."
    )
    return ReturningView(ready=True, code=order.code, order_href=f"/orders/{quote(secret)}", nothing=words)


def returning(
    order: Order,
    draft: Draft,
    plan: RefundPlan | None,
    fee: Money,
    can_credit: bool,
    secret: str,
    wanted: str = "",
    check: bool = False,
    problem: str = "",
) -> ReturningView:
    """A step of preparing a return.

    Args:
        order: The order.
        draft: What was chosen so far.
        plan: What would come back; None while nothing is chosen.
        fee: What a return by the customer's choice costs.
        can_credit: Whether a refund can go to store credit.
        secret: Of the order's link.
        wanted: The step that the address asks for.
        check: Whether to say what is missing in it.
        problem: What the last press met, as a sentence.
    """
    step = draft.reachable(wanted)
    faults = draft.faults(step) if check else {}
    shown = draft.lines if step == "items" else draft.chosen
    exchange = draft.wish == "exchange"
    number = STEPS.index(step)
    href = f"/orders/{quote(secret)}"
    return ReturningView(
        ready=True,
        code=order.code,
        order_href=href,
        action=f"{href}/return",
        step=step,
        number=f"Step {number + 1} of {len(STEPS)}",
        title=TITLES[step][0],
        steps=[StepView(TITLES[each][1], "", place < number, place == number) for place, each in enumerate(STEPS)],
        problem=problem or text.REFUSALS.get(faults.get("", ""), ""),
        lines=[_line(each, fee, faults) for each in shown],
        photo_field=FieldView(
            "photos",
            "Photos",
            required=False,
            type="file",
            key="return-photos",
            hint=PHOTO_HINT,
        ),
        photos=_photos(secret, draft.photos),
        wishes=_wishes(draft, plan, can_credit),
        exchange=exchange,
        refund=_preview(order, draft, plan, fee),
        back=number > 0,
        button="Ask for the return" if step == STEPS[-1] else "Go on",
    )


def _preview(order: Order, draft: Draft, plan: RefundPlan | None, fee: Money) -> RefundView:
    if plan is None or draft.wish == "exchange":
        return NO_REFUND
    if draft.has_reasons:
        return refund(plan, order.tax_included, note=where(draft.to))
    paid = total((line.paid for line in plan.lines), plan.total.currency)
    bare = RefundPlan(plan.lines, Money.zero(paid.currency), Money.zero(paid.currency), paid)
    words = f"Less {text.money(fee)} return shipping, once, if it is your choice. Nothing if the mistake is ours."
    return refund(bare, order.tax_included, "Paid for them", words)


def _wishes(draft: Draft, plan: RefundPlan | None, can_credit: bool) -> list[RadioView]:
    back = text.money(plan.total) if plan else ""
    found = [RadioView("refund", "Money back", "The way you paid", back, draft.wish == "refund")]
    if can_credit:
        found.append(
            RadioView("credit", "Store credit", "To pay with at the next checkout", back, draft.wish == "credit")
        )
    if any(size.units for line in draft.chosen for size in line.choice.sizes):
        words = "We keep it for you until your parcel is here"
        found.append(RadioView("exchange", "Another size", words, "Free", draft.wish == "exchange"))
    return found


def _line(line: DraftLine, fee: Money, faults: Mapping[str, str]) -> ReturnLineView:
    choice = line.choice
    errors = {what: text.REFUSALS.get(faults.get(name(what, choice), ""), "") for what in ("reason", "size")}
    field_name = name("note", choice)
    return ReturnLineView(
        key=f"{choice.units.line} {choice.units.sku}",
        title=choice.line.title,
        options=f"{choice.colour}, {choice.size}",
        picture=thumb(choice.line.picture),
        until=f"It can go back until {text.day(choice.units.until)}.",
        chosen=line.quantity > 0,
        units=PillsView(
            name("units", choice),
            "How many go back?",
            [
                PillView(str(number), str(number) if number else "Keep", number == line.quantity)
                for number in range(choice.units.quantity + 1)
            ],
        ),
        ours=_reasons(line, "Our mistake: nothing is deducted", OURS, errors["reason"]),
        yours=_reasons(line, f"Your choice: {text.money(fee)} return shipping, once", YOURS, ""),
        note=FieldView(
            field_name,
            "Tell us more",
            line.note,
            required=False,
            type="textarea",
            key=field_name.replace(" ", "-").lower(),
            hint=f"What is wrong, and where. {LONGEST_NOTE} letters at most.",
        ),
        sizes=PillsView(
            name("size", choice),
            f"Size instead of {choice.size}" if choice.size != text.ONE_SIZE else "The same piece again",
            [_size(each.sku, each.size, each.units, line) for each in choice.sizes],
            errors["size"],
        ),
        told=_told(line, choice),
    )


def _told(line: DraftLine, choice: Choice) -> list[str]:
    sizes = {each.sku: each.size for each in choice.sizes}
    rows = [f"{line.quantity} of them" if line.quantity > 1 else "One piece"]
    if line.reason:
        rows.append(REASONS[line.reason])
    if line.note:
        rows.append(f"“{line.note}”")
    if line.exchange_sku in sizes:
        rows.append(f"For {sizes[line.exchange_sku]}")
    return rows


def _reasons(line: DraftLine, legend: str, reasons: Sequence[ReturnReason], error: str) -> PillsView:
    pills = [PillView(each.value, REASONS[each], each is line.reason) for each in reasons]
    return PillsView(name("reason", line.choice), legend, pills, error)


def _size(sku: str, size: str, units: int, line: DraftLine) -> PillView:
    few = low(units)
    note = "sold out" if units < line.quantity else f"{few} left" if few else ""
    return PillView(sku, size, sku == line.exchange_sku, units < line.quantity, note)
