"""Where the reader is."""

import reflex as rx

from storefront.components.base import each, when
from storefront.views.catalogue import LinkView


def crumbs(links: list[LinkView]) -> rx.Component:
    """Show the way from the home page to this one.

    Args:
        links: From the home page on; the last one is ``current``.
    """
    return rx.el.nav(
        rx.el.ol(
            each(
                links,
                lambda link: rx.el.li(
                    when(
                        link.current,
                        rx.el.span(link.title, aria_current="page"),
                        rx.el.a(link.title, href=link.href),
                    ),
                    key=link.href,
                ),
            )
        ),
        class_name="crumbs",
        aria_label="Breadcrumb",
        data_component="crumbs",
    )
