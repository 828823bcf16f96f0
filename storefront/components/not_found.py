"""The page for an address that leads nowhere."""

import reflex as rx

from storefront.components.empty_state import empty_state


def not_found() -> rx.Component:
    """Say that there is no such page, and where to go."""
    return rx.el.div(
        empty_state(
            "Number not in service.",
            "There is no page at this address. It may have moved, or the link has lost a letter.",
            "Go to the home page",
            "/",
            heading="h1",
        ),
        data_component="not-found",
    )
