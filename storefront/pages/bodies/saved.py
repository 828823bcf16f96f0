"""The wish list, one's own or a shared one."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import when
from storefront.components.buttons import button
from storefront.components.empty_state import empty_state
from storefront.components.saved import saved_list, share_panel
from storefront.components.skeleton import skeleton_lines
from storefront.pages.bodies.frame import page_main, width
from storefront.views.saved import SavedListView


def saved_body(
    view: SavedListView,
    on_forget: Callable[[Any], Any] | None = None,
    on_move: Callable[[Any], Any] | None = None,
    can_undo: bool = False,
    on_undo: Any = None,
) -> rx.Component:
    """Show a wish list.

    Args:
        view: The list.
        on_forget: See ``saved_list``.
        on_move: See ``saved_list``.
        can_undo: Whether something was removed that can be put back.
        on_undo: What happens on Undo.
    """
    full = rx.el.div(
        saved_list(view, on_forget, on_move),
        when(view.shared, rx.fragment(), share_panel(view)),
        class_name="two-columns",
    )
    none = empty_state(
        "No numbers saved.",
        "Press the heart on a piece, and it waits for you here.",
        "See what is new",
        "/collections/new-in",
        heading="p",
    )
    ready = rx.fragment(
        rx.el.h1(
            when(view.shared, "A shared list ", "Saved "),
            when(view.pieces, rx.el.span(view.count, class_name="badge badge-inline")),
        ),
        when(
            can_undo,
            rx.el.p(
                "Removed. ", button("Undo", variant="quiet", on_click=on_undo), role="status", class_name="undo-line"
            ),
        ),
        when(view.pieces, full, none),
    )
    waiting = rx.fragment(rx.el.h1("Saved"), skeleton_lines(3))
    return page_main(width(when(view.ready, ready, waiting)), ready=view.ready, name="saved")
