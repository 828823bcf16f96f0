"""What the shop says in passing: toasts, panels, the lost connection, the announcer."""

from typing import Any, Literal

import reflex as rx

from storefront.components.base import each, hidden, icon, when
from storefront.components.buttons import icon_button

Kind = Literal["ok", "warn", "err", "info"]

ICONS: dict[Kind, str] = {"ok": "check", "warn": "warning-circle", "err": "warning-circle", "info": "info"}
# What the icon and the colour say, for those who see neither.
WORDS: dict[Kind, str] = {"ok": "Done: ", "warn": "Note: ", "err": "Problem: ", "info": ""}


def panel(*children: Any, kind: Kind = "info", title: str = "", **props: Any) -> rx.Component:
    """Show a message that stays.

    Args:
        *children: What it says.
        kind: ``err`` is spoken at once, the others when the reader is free.
        title: A first line in bold, or ``""``.
        **props: Passed to the ``<div>``.
    """
    head = [rx.el.p(title, class_name="panel-title")] if title else []
    return rx.el.div(
        icon(ICONS[kind]),
        rx.el.div(hidden(WORDS[kind]), *head, *children),
        class_name=f"panel panel-{kind} panel-with-icon",
        role="alert" if kind == "err" else "status",
        data_component="panel",
        **props,
    )


def changes_panel(changes: list[str]) -> rx.Component:
    """Show what changed in the cart since things were put in; nothing when nothing did.

    Args:
        changes: One sentence each.
    """
    return when(
        changes,
        panel(
            rx.el.ul(each(changes, lambda change: rx.el.li(change))),
            kind="warn",
            title="Changed since you put it in",
        ),
    )


def toast(words: str, toast_id: str | int = "", can_undo: bool = False, on_undo: Any = None) -> rx.Component:
    """Show a short message for six seconds whenever its id or words change (see shop.js).

    Args:
        words: What it says; ``""`` shows nothing.
        toast_id: Another value for each message, so that the same words can come twice.
        can_undo: Whether Undo is offered.
        on_undo: What happens on Undo.
    """
    return rx.el.div(
        rx.el.p(words, role="status"),
        when(
            can_undo,
            rx.el.button(
                "Undo", type="button", on_click=on_undo, class_name="toast-undo", custom_attrs={"data-toast-hide": ""}
            ),
        ),
        icon_button("x", "Close this message", custom_attrs={"data-toast-hide": ""}),
        class_name="toast",
        custom_attrs={"data-toast": "", "data-toast-id": toast_id},
        data_component="toast",
    )


def signal_strip(connected: rx.Var[bool] | bool = True) -> rx.Component:
    """Show "No signal." while the page has lost the shop (see shop.js; short losses are not told).

    Args:
        connected: Whether the socket is up.
    """
    return rx.el.div(
        rx.el.div(
            rx.el.span(rx.el.i(), rx.el.i(), rx.el.i(), rx.el.i(), class_name="signal-bars", aria_hidden="true"),
            rx.el.span("No signal. Reconnecting."),
            class_name="page-width",
        ),
        class_name="signal-strip",
        custom_attrs={"data-signal": "", "data-connected": when(connected, "true", "false")},
        data_component="signal-strip",
    )


def announcer() -> rx.Component:
    """A place that is never seen: shop.js says the new page's title here."""
    return rx.el.p(id="announcer", role="status", class_name="visually-hidden", data_component="announcer")
