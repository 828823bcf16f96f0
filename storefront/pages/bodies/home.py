"""The home page."""

import reflex as rx

from storefront.components.base import each, icon, when
from storefront.components.buttons import button_link
from storefront.components.empty_state import lcd_panel
from storefront.components.product_card import hero_tile
from storefront.components.product_grid import product_grid, section
from storefront.components.skeleton import skeleton_grid
from storefront.pages.bodies.frame import page_main, width
from storefront.views.catalogue import CardView, HomeView

# What an order page shows on the day one orders: paid, the rest to come.
ORDER_STEPS = (("Paid", True), ("Packed", False), ("On its way", False), ("Delivered", False))


def home_body(
    view: HomeView,
    new_href: str = "/collections/new-in",
    sale_href: str = "/collections/sale",
    sizes_href: str = "/size-guide",
    under_href: str = "/collections/under-40",
) -> rx.Component:
    """Show the hero, what is new, how orders and sizes work, what costs little, what is reduced.

    Args:
        view: The page's products.
        new_href: Where "Shop new in" goes.
        sale_href: Where "See the sale" goes.
        sizes_href: Where the size panel's button goes.
        under_href: Where its "See all" goes.
    """
    return page_main(
        hero(view.hero, new_href, sale_href),
        width(
            when(
                view.ready,
                section("Just dropped", product_grid(view.dropped), more=view.dropped_more, more_href=new_href),
                section("Just dropped", skeleton_grid(8)),
            ),
            rx.el.div(order_panel(), measured_panel(sizes_href), class_name="duo"),
            when(view.under, section(view.under_title, product_grid(view.under), more="See all", more_href=under_href)),
            when(view.sale, section("On sale", product_grid(view.sale), more="See the sale", more_href=sale_href)),
        ),
        ready=view.ready,
        name="home",
    )


def hero(cards: list[CardView], new_href: str, sale_href: str) -> rx.Component:
    """Show the season in a few words, and three products.

    Args:
        cards: The products.
        new_href: Where "Shop new in" goes.
        sale_href: Where "See the sale" goes.
    """
    return width(
        rx.el.div(
            rx.el.p("Autumn drop 03", class_name="eyebrow"),
            rx.el.h1("Low rise. ", rx.el.br(), "Full signal."),
            rx.el.p(
                "Butterfly tees, flares and silver puffers. Cut to the sizes we print, measured flat, piece by piece.",
                class_name="lead",
            ),
            rx.el.div(
                button_link("Shop new in", href=new_href),
                button_link("See the sale", href=sale_href, variant="ghost"),
                class_name="actions",
            ),
            class_name="hero-words",
        ),
        rx.el.ul(each(cards, hero_tile), class_name="hero-tiles"),
        class_name="hero",
    )


def order_panel() -> rx.Component:
    """Show how an order is followed: a pager whose screen holds the order page's steps."""
    return rx.el.section(
        lcd_panel(
            rx.el.h2("We page you.", class_name="lcd-line lcd-line-large"),
            rx.el.p("Every order has its own page.", class_name="lcd-line"),
            rx.el.ol(
                *[
                    rx.el.li(title, class_name="timeline-step timeline-done" if lit else "timeline-step")
                    for title, lit in ORDER_STEPS
                ],
                class_name="timeline timeline-short",
            ),
        ),
        rx.el.div(
            rx.el.p("No account needed."),
            rx.el.p("The confirmation mail holds a link to your order: what you paid, where it goes, how far it is."),
            rx.el.div(button_link(icon("package"), "How orders work", href="/faq#confirmation"), class_name="actions"),
            class_name="pager-words",
        ),
        class_name="pager",
        data_component="order-panel",
    )


def measured_panel(href: str) -> rx.Component:
    """Show that every product carries its own size chart.

    Args:
        href: Where its button goes.
    """
    return rx.el.section(
        rx.el.h2("Sizes vary. So we measure every piece."),
        rx.el.p("Each product carries its own chart, in centimetres and inches. Look for Size chart beside the sizes."),
        rx.el.div(button_link(icon("ruler"), "How sizes work", href=href, variant="ghost"), class_name="actions"),
        class_name="measured-panel",
        data_component="measured-panel",
    )
