"""A plain form as a page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from storefront import text
from storefront.domain.accounts import SHORTEST_PASSWORD
from storefront.views.checkout import ErrorView, FieldView


@dataclass(frozen=True)
class HiddenView:
    """A value that a form sends along."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class FormView:
    """A form that the browser itself sends."""

    name: str = ""
    action: str = ""
    button: str = ""
    fields: list[FieldView] = field(default_factory=list)
    hidden: list[HiddenView] = field(default_factory=list)
    problem: str = ""  # what is wrong with the form as a whole
    errors: list[ErrorView] = field(default_factory=list)
    pictures: bool = False  # one of its fields takes files
    danger: bool = False  # what it does cannot be undone
    stamp: str = ""  # another one for other content: React then makes the form anew, chosen options and all


def form(
    name: str,
    action: str,
    button: str,
    fields: Sequence[FieldView],
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    /,
    **hidden: str,
) -> FormView:
    """A form; ``typed`` are the values of an earlier try, ``faults`` what was wrong with it: field → code.

    The fault of the form as a whole stands under "".
    """
    typed, faults = typed or {}, faults or {}
    shown = [
        replace(
            one,
            key=f"{name}-{one.name}",
            value="" if one.type == "password" else typed.get(one.name, one.value),
            error=text.FAULTS.get(faults.get(one.name, ""), ""),
        )
        for one in fields
    ]
    return FormView(
        name=name,
        action=action,
        button=button,
        fields=shown,
        hidden=[HiddenView(key, value) for key, value in hidden.items()],
        problem=text.REFUSALS.get(faults.get("", ""), ""),
        pictures=any(one.type == "file" for one in fields),
        stamp=f"{name}-{crc32(repr((shown, hidden)).encode()):x}",
        errors=[ErrorView(one.name, one.error, one.key) for one in shown if one.error],
    )


def email_field(label: str = "Email", value: str = "", autocomplete: str = "username") -> FieldView:
    """An email address; ``username`` is what password managers look for."""
    return FieldView("email", label, value, autocomplete=autocomplete, inputmode="email", type="email")


def password_field(name: str = "password", label: str = "Password", new: bool = False) -> FieldView:
    """A password, old or new."""
    return FieldView(
        name,
        label,
        hint=f"{SHORTEST_PASSWORD} characters or more. A few words in a row are easy to remember." if new else "",
        autocomplete="new-password" if new else "current-password",
        type="password",
        least=str(SHORTEST_PASSWORD) if new else "",
    )
