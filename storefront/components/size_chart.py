"""The size chart: a table in both units, and the drawer that holds it."""

import reflex as rx

from storefront.components.base import each, hidden, when
from storefront.components.buttons import icon_button
from storefront.components.theme import both_units, unit_switch
from storefront.views.catalogue import ChartRowView, ChartView


def chart_table(chart: ChartView) -> rx.Component:
    """Show a size chart. Both units are in the page; the unit switch shows one (see shop.css).

    Args:
        chart: The chart.
    """

    def row(view: ChartRowView) -> rx.Component:
        return rx.el.tr(
            rx.el.th(view.size, when(view.chosen, hidden(", chosen")), scope="row"),
            each(view.centimetres, lambda length: rx.el.td(length, class_name="cm")),
            each(view.inches, lambda length: rx.el.td(length, class_name="in")),
            each(view.labels, lambda label: rx.el.td(label)),
            key=view.size,
            class_name=when(view.chosen, "chart-row-chosen", ""),
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption(chart.caption, ", in ", both_units("centimetres", "inches")),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Size", scope="col"),
                    each(chart.measures, lambda measure: rx.el.th(measure, scope="col")),
                    each(chart.systems, lambda system: rx.el.th(system, scope="col")),
                )
            ),
            rx.el.tbody(each(chart.rows, row)),
        ),
        class_name="chart",
        role="region",
        tab_index=0,
        aria_label="Size chart",
        data_component="chart-table",
    )


def chart_drawer(title: str, chart: ChartView, finder: rx.Component) -> rx.Component:
    """Show the size chart in a drawer beside the product.

    Args:
        title: The product's name.
        chart: Its chart.
        finder: What stands below the chart and finds the size.
    """
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2("Size chart", id="size-chart-title", tab_index=-1),
            icon_button("x", "Close size chart", custom_attrs={"data-close": ""}),
            class_name="drawer-head",
        ),
        rx.el.div(
            rx.el.p(title, class_name="chart-product"),
            unit_switch(),
            chart_table(chart),
            finder,
            class_name="drawer-body",
        ),
        id="size-chart",
        class_name="drawer drawer-wide",
        aria_labelledby="size-chart-title",
        data_component="chart-drawer",
    )


def measured_tile(chart: ChartView, size: str) -> rx.Component:
    """Show the chosen size's measures as a tile of the gallery.

    Args:
        chart: The chart.
        size: The chosen size, or ``""``.
    """

    def measures(row: ChartRowView) -> rx.Component:
        return when(
            row.chosen,
            rx.el.div(
                rx.el.ol(each(chart.measures, lambda measure: rx.el.li(measure))),
                rx.el.ol(each(row.centimetres, lambda length: rx.el.li(length)), class_name="cm"),
                rx.el.ol(each(row.inches, lambda length: rx.el.li(length)), class_name="in"),
                class_name="measured-values",
            ),
        )

    return rx.el.div(
        rx.el.p(chart.caption, class_name="lcd-line"),
        when(
            size,
            rx.fragment(rx.el.p("Size ", size, class_name="measured-size"), each(chart.rows, measures)),
            rx.el.p("Choose a size to see its measures here.", class_name="lcd-sentence"),
        ),
        class_name="lcd-panel measured-tile",
        data_component="measured-tile",
    )
