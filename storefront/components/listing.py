"""A collection: filters, chips, sorting, pages."""

from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, when
from storefront.components.buttons import button, icon_button
from storefront.components.forms import asking_form
from storefront.components.product_card import swatch
from storefront.views.catalogue import FacetGroup, FacetView, LinkView, ListingView, PriceFilter


def listing_head(view: ListingView) -> rx.Component:
    """Show the collection's name, how many things it holds and its introduction.

    Args:
        view: The collection.
    """
    return rx.el.div(
        rx.el.h1(view.title, " ", rx.el.span(view.count, class_name="listing-count", role="status")),
        when(view.intro, rx.el.p(view.intro, class_name="lead")),
        class_name="listing-head",
        data_component="listing-head",
    )


def facet(view: FacetView) -> rx.Component:
    """Show one value of a filter: a link that looks like a checkbox, with the number of things it leaves.

    Args:
        view: The value.
    """
    return rx.el.li(
        rx.el.a(
            rx.el.span(icon("check", "xs"), class_name="facet-box", aria_hidden="true"),
            when(view.hex, swatch(view.hex)),
            rx.el.span(view.title, when(view.chosen, hidden(", chosen")), class_name="facet-title"),
            rx.el.span(hidden(", "), view.count, class_name="facet-count"),
            href=view.href,
            class_name="facet",
            aria_current=when(view.chosen, "true", "false"),
            rel="nofollow",
        ),
        key=view.title,
        data_component="facet",
    )


def facets(view: ListingView, on_price: Any = None, where: str = "rail") -> rx.Component:
    """Show all filters of a list.

    Args:
        view: The list.
        on_price: The price form's submit event; without it the form asks for a new page.
        where: ``"rail"`` beside the list, ``"dialog"`` on the phone; fields of both need different ids.
    """
    return rx.el.div(
        each(view.facets, facet_group),
        price_filter(view.price, view.path, on_price, where),
        each(view.more_facets, facet_group),
        class_name="facets",
        data_component="facets",
    )


def facet_group(group: FacetGroup) -> rx.Component:
    """Show one filter: a part that folds, with its values.

    Args:
        group: The filter.
    """
    return rx.el.details(
        rx.el.summary(rx.el.h3(group.title), icon("caret-down", "xs"), class_name="facet-summary"),
        rx.el.ul(
            each(group.options, facet),
            class_name=when(group.kind == "size", "facet-list facet-list-sizes", "facet-list"),
        ),
        key=group.kind,
        open=True,
        class_name="facet-group",
        data_component="facet-group",
    )


def price_filter(view: PriceFilter, path: str, on_price: Any = None, where: str = "rail") -> rx.Component:
    """Show the two ends of the price as fields; there is nothing to drag.

    Args:
        view: The price range.
        path: The list's own path.
        on_price: The form's submit event; without it the form asks for a new page.
        where: See ``facets``.
    """

    def end(name: str, label: str, value: str, hint: str) -> rx.Component:
        return rx.el.label(
            rx.el.span(label),
            rx.el.span(
                rx.el.span(view.symbol, aria_hidden="true"),
                rx.el.input(
                    name=name,
                    default_value=value,
                    placeholder=hint,
                    auto_complete="off",
                    key=value,  # another list has other ends
                    custom_attrs={"inputMode": "numeric", "maxLength": 7, "aria-label": f"{label}, price"},
                ),
                class_name="price-end",
            ),
        )

    ends = rx.el.div(
        end("from", "From", view.cheapest, view.lowest),
        end("to", "To", view.dearest, view.highest),
        button("Go", variant="quiet", type="submit", custom_attrs={"aria-label": "Show these prices"}),
        class_name="price-ends",
    )
    return asking_form(
        rx.el.h3("Price", id=f"price-{where}"),
        each(view.kept, lambda field: rx.el.input(type="hidden", name=field.name, default_value=field.value)),
        ends,
        action=path,
        on_submit=on_price,
        class_name="facet-group price-filter",
        aria_labelledby=f"price-{where}",
        data_component="price-filter",
    )


def chips(links: list[LinkView], clear_href: str = "") -> rx.Component:
    """Show the filters in force; a press takes one away.

    Args:
        links: One per filter.
        clear_href: Where "Clear all" goes.
    """
    return when(
        links,
        rx.el.ul(
            each(
                links,
                lambda link: rx.el.li(
                    rx.el.a(
                        hidden("Take away the filter "), link.title, icon("x", "xs"), href=link.href, class_name="chip"
                    ),
                    key=link.href,
                ),
            ),
            rx.el.li(rx.el.a("Clear all", href=clear_href, class_name="chips-clear")),
            class_name="chips",
            aria_label="Filters in force",
            data_component="chips",
        ),
    )


def sort_menu(sorts: list[LinkView], sort: str) -> rx.Component:
    """Show the orders to choose from: a list of links that folds out.

    Args:
        sorts: The orders.
        sort: The chosen one's name.
    """
    return rx.el.details(
        rx.el.summary(rx.el.span("Sort: ", rx.el.b(sort)), icon("caret-down", "xs"), class_name="menu-summary"),
        rx.el.ul(
            each(
                sorts,
                lambda link: rx.el.li(
                    rx.el.a(
                        link.title,
                        icon("check"),
                        href=link.href,
                        aria_current=when(link.current, "true", "false"),
                        rel="nofollow",
                    ),
                    key=link.href,
                ),
            ),
            class_name="menu-panel",
        ),
        class_name="sort-menu",
        custom_attrs={"data-menu": ""},
        data_component="sort-menu",
    )


def listing_toolbar(view: ListingView) -> rx.Component:
    """Show what stands above the grid: the phone's filter button, the chips, the sorting.

    Args:
        view: The collection.
    """
    return rx.el.div(
        button(
            icon("sliders-horizontal"),
            view.filters,
            variant="quiet",
            class_name="narrow-only js-only filter-button",
            custom_attrs={"data-open": "filters"},
        ),
        chips(view.chips, view.clear_href),
        sort_menu(view.sorts, view.sort),
        class_name="listing-toolbar",
        data_component="listing-toolbar",
    )


def filter_dialog(view: ListingView, on_price: Any = None) -> rx.Component:
    """Show the phone's filters, over the whole screen, with the live number of things.

    Args:
        view: The list.
        on_price: See ``facets``.
    """
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2("Filter", id="filters-title", tab_index=-1),
            icon_button("x", "Close filters", custom_attrs={"data-close": ""}),
            class_name="drawer-head",
        ),
        rx.el.div(facets(view, on_price, "dialog"), class_name="drawer-body"),
        rx.el.div(
            button("Show ", view.count, wide=True, custom_attrs={"data-close": ""}),
            class_name="drawer-foot",
        ),
        id="filters",
        class_name="drawer",
        aria_labelledby="filters-title",
        data_component="filter-dialog",
    )


def paging(view: ListingView) -> rx.Component:
    """Show the way to the other pages; nothing when one page holds all.

    Args:
        view: The collection.
    """
    return when(
        view.pages,
        rx.el.nav(
            when(
                view.previous_href,
                rx.el.a(icon("caret-left", "xs"), "Previous", href=view.previous_href, class_name="paging-step"),
                rx.el.span(),
            ),
            rx.el.p(view.page, class_name="paging-here"),
            rx.el.ol(
                each(
                    view.pages,
                    lambda link: rx.el.li(
                        rx.el.a(
                            hidden("Page "),
                            link.title,
                            href=link.href,
                            aria_current=when(link.current, "page", "false"),
                        ),
                        key=link.href,
                    ),
                ),
                class_name="paging-numbers",
            ),
            when(
                view.next_href,
                rx.el.a("Next", icon("caret-right", "xs"), href=view.next_href, class_name="paging-step"),
                rx.el.span(),
            ),
            class_name="paging",
            aria_label="Pages",
            data_component="paging",
        ),
    )
