"""The size chart: a table in both units, and the drawer that holds it."""

import reflex as rx

from storefront.components.base import each, hidden, when
from storefront.components.buttons import icon_button
from storefront.components.pictures import SIZE
from storefront.components.theme import both_units, unit_switch
from storefront.views.catalogue import ChartRowView, ChartView, DrawnView, PictureView

svg = rx.el.svg
DRAWN_SIZES = "(min-width: 1024px) 280px, 80vw"


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
            key=view.size,
            class_name=when(view.chosen, "chart-row-chosen", ""),
        )

    def elsewhere(view: ChartRowView) -> rx.Component:
        return rx.el.tr(
            rx.el.th(view.size, when(view.chosen, hidden(", chosen")), scope="row"),
            each(view.labels, lambda label: rx.el.td(label)),
            key=view.size,
            class_name=when(view.chosen, "chart-row-chosen", ""),
        )

    def head(columns: list[str]) -> rx.Component:
        return rx.el.thead(
            rx.el.tr(rx.el.th("Size", scope="col"), each(columns, lambda column: rx.el.th(column, scope="col")))
        )

    # Two tables, because one is too wide for a phone: what is off the screen is not compared.
    return rx.el.div(
        rx.el.table(
            rx.el.caption(chart.caption, ", in ", both_units("centimetres", "inches")),
            head(chart.measures),
            rx.el.tbody(each(chart.rows, row)),
        ),
        when(
            chart.systems,
            rx.el.table(
                rx.el.caption("The same size elsewhere"),
                head(chart.systems),
                rx.el.tbody(each(chart.rows, elsewhere)),
            ),
        ),
        class_name="chart",
        role="region",
        tab_index=0,
        aria_label="Size chart",
        data_component="chart-table",
    )


def chart_drawer(title: str, chart: ChartView, shown: PictureView, finder: rx.Component) -> rx.Component:
    """Show the size chart in a drawer beside the product.

    Args:
        title: The product's name.
        chart: Its chart.
        shown: The picture of its front.
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
            rx.el.p(rx.el.a("How to measure", href="/size-guide"), class_name="hint"),
            measured_tile(shown, chart),
            finder,
            class_name="drawer-body",
        ),
        id="size-chart",
        class_name="drawer drawer-wide",
        aria_labelledby="size-chart-title",
        data_component="chart-drawer",
    )


def measured_picture(shown: PictureView, chart: ChartView) -> rx.Component:
    """Show where a garment is measured: lines with letters and lengths over its own picture.

    Args:
        shown: The picture of its front.
        chart: Its chart; the lines come with its measures.
    """

    def line(view: DrawnView) -> rx.Component:
        return when(
            view.x1,
            svg.g(
                svg.line(x1=view.x1, y1=view.y1, x2=view.x2, y2=view.y2, class_name="measured-halo"),
                svg.line(x1=view.x1, y1=view.y1, x2=view.x2, y2=view.y2, class_name="measured-line"),
                svg.circle(cx=view.x, cy=view.y, r="3.4"),
                svg.text(view.letter, custom_attrs={"x": view.x, "y": view.y, "dy": "1.4"}),
                key=view.letter,
            ),
        )

    return rx.el.div(
        rx.el.img(
            src=shown.src, src_set=shown.srcset, sizes=DRAWN_SIZES, alt="", custom_attrs=SIZE | {"loading": "lazy"}
        ),
        svg(each(chart.drawn, line), view_box="0 0 100 125", custom_attrs={"aria-hidden": "true"}),
        role="img",
        aria_label="Where it is measured, on the picture of the front. The lengths follow.",
        class_name="measured-picture",
        data_component="measured-picture",
    )


def measured_tile(shown: PictureView, chart: ChartView) -> rx.Component:
    """Show one size's measures as a tile: the picture with its lines, and the lengths.

    Args:
        shown: The picture of the front.
        chart: The chart.
    """

    def measure(view: DrawnView) -> rx.Component:
        return rx.el.li(
            rx.el.b(view.letter),
            rx.el.span(view.name),
            rx.el.span(view.centimetres, " cm", class_name="cm"),
            rx.el.span(view.inches, " in", class_name="in"),
            key=view.letter,
        )

    return rx.el.div(
        rx.el.div(
            measured_picture(shown, chart),
            rx.el.div(
                rx.el.p(chart.caption, class_name="lcd-line"),
                rx.el.p(chart.drawn_size, class_name="measured-size"),
                rx.el.ul(each(chart.drawn, measure), class_name="measured-values"),
                class_name="measured-words",
            ),
            class_name="measured",
        ),
        class_name="lcd-panel measured-tile",
        data_component="measured-tile",
    )
