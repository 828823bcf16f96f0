"""Why so much comes back: list price, share of the discount, tax, fee, shipping, and the sum."""

import reflex as rx

from storefront.components.base import each, when
from storefront.components.cart import total_row, totals
from storefront.views.returns import RefundLineView, RefundView


def refund_explained(view: RefundView) -> rx.Component:
    """Show what comes back, row by row; the rows add up to the sum.

    Args:
        view: The refund.
    """

    def piece(line: RefundLineView) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.b(line.title), rx.el.span(line.paid, class_name="refund-paid"), class_name="refund-piece"),
            rx.el.dl(
                each(
                    line.rows,
                    lambda row: rx.el.div(rx.el.dt(row.title), rx.el.dd(row.amount), class_name="refund-row"),
                ),
            ),
            class_name="refund-line",
        )

    return rx.el.div(
        rx.el.ul(each(view.lines, piece), class_name="refund-lines"),
        totals(
            each(view.rows, lambda row: total_row(row.title, row.amount)),
            total_row(view.label, view.total, last=True),
        ),
        when(view.note, rx.el.p(view.note, class_name="hint")),
        class_name="refund",
        data_component="refund-explained",
    )
