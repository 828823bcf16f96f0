"""The helpers that let a component be written once.

A component function is called twice: with Reflex Vars, which become React, and with plain Python
values, which ``web.printer`` prints as the first HTML. ``each`` and ``when`` take the right way by
what they are given, so components use them instead of ``rx.foreach`` and ``rx.cond``.
"""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


def each(items: "rx.Var[Sequence[Any]] | Sequence[Any]", card: Callable[[Any], rx.Component]) -> rx.Component:
    """Show ``card`` for each item, in order."""
    if isinstance(items, rx.Var):
        return rx.foreach(items, card)
    return rx.fragment(*[card(item) for item in items])


def when(condition: "rx.Var[Any] | object", then: Any, otherwise: Any = None) -> Any:
    """Show ``then`` if the condition holds, else ``otherwise`` (default: nothing).

    Works for components and for plain values (a class name, a text). Both sides are evaluated
    either way, so they must not fail on an empty view.
    """
    if isinstance(condition, rx.Var):
        if isinstance(then, rx.Component):
            return rx.cond(condition, then, rx.fragment() if otherwise is None else otherwise)
        return rx.cond(condition, then, "" if otherwise is None else otherwise)
    if condition:
        return then
    if otherwise is None:
        return rx.fragment() if isinstance(then, rx.Component) else ""
    return otherwise


def icon(name: str, size: str = "") -> rx.Component:
    """Show a symbol of the sprite (``assets/icons.svg``), hidden from screen readers.

    Args:
        name: The Phosphor name, such as ``"bag"``.
        size: ``""`` for 20 px, ``"xs"`` for 13 px carets.
    """
    return rx.el.svg(
        rx.el.svg.use(href=f"/icons.svg#{name}"),
        class_name=f"icon {size}".strip(),
        custom_attrs={"aria-hidden": "true", "focusable": "false"},
    )


def refresher(on_refresh: Any, awaiting: bool = False) -> rx.Component:
    """Let the page read itself again (see shop.js) when one comes back to its tab.

    Args:
        on_refresh: The event that reads.
        awaiting: Every two seconds instead, because an answer is awaited.
    """
    attribute = "data-await" if awaiting else "data-refresh"
    return rx.el.button(type="button", on_click=on_refresh, hidden=True, custom_attrs={attribute: ""})


def hidden(*children: Any) -> rx.Component:
    """Words for screen readers only."""
    return rx.el.span(*children, class_name="visually-hidden")


def css_values(**values: Any) -> dict[str, Any]:
    """Attributes that set css variables on an element: ``css_values(swatch=colour)`` sets ``--swatch``.

    Passed as ``custom_attrs``. Reflex's own ``style`` goes through a script that writes style sheets, which
    the shop's content security policy forbids.
    """
    # A Var, so that Reflex sees which state it reads.
    return {"style": rx.Var.create({f"--{name.replace('_', '-')}": value for name, value in values.items()})}


class PostForm(BaseHTML):
    """A form that the browser itself sends (``rx.el.form`` always swallows native submission)."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


def post_form(*children: Any, action: Any, **props: Any) -> rx.Component:
    """A native ``<form method="post">``: works before the socket is up and without JavaScript."""
    return PostForm.create(*children, action=action, method="post", **props)
