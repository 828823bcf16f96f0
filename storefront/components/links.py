"""Links that leave the page's router alone."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A


def native_link(*children: Any, href: str, **props: Any) -> rx.Component:
    """Show a link that the browser itself follows: files, mail addresses and places on this page.

    ``rx.el.a`` becomes a React Router link, which is right for pages of the shop only.

    Args:
        *children: What the link says.
        href: Where it goes.
        **props: Passed to the ``<a>``.
    """
    return A.create(*children, href=href, **props)
