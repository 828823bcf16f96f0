"""What somebody has chosen so far of a return, step by step, before it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storefront.domain.returns import (
    LONGEST_NOTE,
    MOST_PHOTOS,
    NOT_HERE,
    Choice,
    RefundTo,
    ReturnKind,
    ReturnLine,
    ReturnReason,
    is_ours,
)

Step = Literal["items", "why", "wish", "check"]
STEPS: tuple[Step, ...] = ("items", "why", "wish", "check")
REASONS = {reason.value: reason for reason in ReturnReason if reason not in NOT_HERE}
WISHES = {
    "refund": (ReturnKind.REFUND, RefundTo.PAYMENT),
    "credit": (ReturnKind.REFUND, RefundTo.CREDIT),
    "exchange": (ReturnKind.EXCHANGE, RefundTo.PAYMENT),
}
OF_A_LINE = ("units", "reason", "note", "size")  # the fields of each piece


@dataclass(frozen=True, slots=True)
class DraftLine:
    """What was chosen of one piece."""

    choice: Choice
    quantity: int  # 0: it stays
    reason: ReturnReason | None
    note: str
    exchange_sku: str

    @property
    def has_size(self) -> bool:
        """Whether the size wanted instead is there."""
        units = {each.sku: each.units for each in self.choice.sizes}
        return units.get(self.exchange_sku, 0) >= self.quantity


@dataclass(frozen=True, slots=True)
class Draft:
    """What was chosen so far."""

    lines: tuple[DraftLine, ...]  # of everything that can be returned
    wish: str
    photos: tuple[str, ...]
    sent: str = ""  # the code of the return that it became

    @property
    def chosen(self) -> tuple[DraftLine, ...]:
        """What is to be sent back."""
        return tuple(line for line in self.lines if line.quantity)

    @property
    def kind(self) -> ReturnKind:
        """What is wanted."""
        return WISHES[self.wish][0]

    @property
    def to(self) -> RefundTo:
        """Where a refund goes."""
        return WISHES[self.wish][1]

    @property
    def has_reasons(self) -> bool:
        """Whether it is known why each piece comes back."""
        return all(line.reason for line in self.chosen)

    def faults(self, step: Step) -> dict[str, str]:
        """What is missing in a step: field → code of a refusal; under "" of the step as a whole."""
        if step == "items" and not self.chosen:
            return {"": "return_nothing"}
        if step == "why":
            found = {name("reason", line.choice): "return_reason" for line in self.chosen if line.reason is None}
            whose = {(line.choice.units.line, is_ours(line.reason)) for line in self.chosen if line.reason}
            apart = len(whose) > len({line for line, _ in whose})
            return found | ({"": "return_apart"} if apart and not found else {})
        if step == "wish" and self.kind is ReturnKind.EXCHANGE:
            return {name("size", line.choice): "exchange_not_this" for line in self.chosen if not line.has_size}
        return {}

    def reachable(self, wanted: str) -> Step:
        """The step that is wanted, or an earlier one where something is missing."""
        if wanted in STEPS:
            for step in STEPS:
                if step == wanted or self.faults(step):
                    return step
        return STEPS[0]

    def asked(self) -> list[ReturnLine]:
        """The lines as they are asked for. Where no reason was chosen yet it is taken for ours: nothing is deducted."""
        exchange = self.kind is ReturnKind.EXCHANGE
        return [
            ReturnLine(
                line.choice.units.line,
                line.choice.units.sku,
                line.quantity,
                line.reason or ReturnReason.FAULTY,
                line.note,
                line.exchange_sku if exchange else "",
            )
            for line in self.chosen
        ]


def name(what: str, choice: Choice) -> str:
    """The name of a field of one piece."""
    return f"{what} {choice.units.line} {choice.units.sku}"


def names(choices: Sequence[Choice]) -> set[str]:
    """The names of all fields that may be filled in."""
    return {"wish", *(name(what, each) for each in choices for what in OF_A_LINE)}


def read(fields: Mapping[str, str], choices: Sequence[Choice]) -> Draft:
    """Read what was filled in; what cannot be is taken for not chosen, and too many units for all there are."""
    lines = []
    for each in choices:
        units = fields.get(name("units", each), "")
        lines.append(
            DraftLine(
                each,
                min(int(units), each.units.quantity) if units.isascii() and units.isdigit() and len(units) < 5 else 0,
                REASONS.get(fields.get(name("reason", each), "")),
                fields.get(name("note", each), "").strip()[:LONGEST_NOTE],
                fields.get(name("size", each), ""),
            )
        )
    wish = fields.get("wish", "")
    photos = tuple(fields.get("photos", "").split())[:MOST_PHOTOS]
    return Draft(tuple(lines), wish if wish in WISHES else "refund", photos, fields.get("sent", ""))
