"""One order at the desk: its lines, packages, requests, returns, refunds, and everything that happened."""

import reflex as rx

from storefront.components.base import hidden
from storefront.components.desk import act, badge, events, pairs, pictures, row
from storefront.views.desk_order import CardView, LineView, OrderPage, PlanView, RefundPage


def order(view: OrderPage) -> rx.Component:
    """Show an order with all that can be done.

    Args:
        view: The order.
    """
    pack = [act(each) for each in view.pack]
    refund = [act(view.refund)] if view.refund else []
    note = [act(view.note)] if view.note else []
    return rx.el.div(
        rx.el.div(
            rx.el.section(rx.el.h2("Pieces"), lines(view), class_name="desk-panel"),
            _cards("packages", "Packages", view.packages, "Nothing is packed yet.", *pack),
            _cards("changes", "Change requests", view.changes, ""),
            _cards("returns", "Returns and exchanges", view.returns, ""),
            _cards("refunds", "Refunds", view.refunds, "", *refund),
            _tickets(view),
            class_name="desk-column",
        ),
        rx.el.aside(
            rx.el.section(rx.el.h2("Order"), pairs(view.facts), class_name="desk-panel"),
            rx.el.section(
                rx.el.h2("Goes to"),
                *([rx.el.p(view.address_note, class_name="desk-note")] if view.address_note else []),
                rx.el.address(*[rx.el.span(line) for line in view.address]),
                *(
                    [rx.el.h3("Bill"), rx.el.address(*[rx.el.span(line) for line in view.billing])]
                    if view.billing
                    else []
                ),
                class_name="desk-panel",
            ),
            rx.el.section(
                rx.el.h2("Notes"), *note, events(view.notes, "No notes."), class_name="desk-panel", id="note"
            ),
            rx.el.section(rx.el.h2("What happened"), events(view.timeline, "Nothing."), class_name="desk-panel"),
            rx.el.section(rx.el.h2("What we did"), events(view.audit, "Nothing yet."), class_name="desk-panel"),
            rx.el.section(rx.el.h2("Mails to this address"), events(view.mails, "None."), class_name="desk-panel"),
            class_name="desk-column",
            aria_label="About the order",
        ),
        class_name="desk-two",
        data_component="desk-order",
    )


def _tickets(view: OrderPage) -> rx.Component:
    if not view.tickets:
        return rx.fragment()
    return rx.el.section(
        rx.el.h2("Tickets"),
        rx.el.ol(*[row(each) for each in view.tickets], class_name="desk-rows"),
        class_name="desk-panel",
    )


def lines(view: OrderPage) -> rx.Component:
    """Show what was bought, at the prices paid, and where each unit is.

    Args:
        view: The order.
    """
    return rx.el.div(
        rx.el.ul(*[line(each) for each in view.lines], class_name="desk-lines"),
        rx.el.dl(
            *[rx.el.div(rx.el.dt(name), rx.el.dd(value)) for name, value in view.totals], class_name="desk-totals"
        ),
        data_component="desk-lines",
    )


def line(view: LineView) -> rx.Component:
    """Show one piece that was bought: its prices, and where its units are.

    Args:
        view: The line.
    """
    picture = rx.el.img(src=view.picture, alt="", loading="lazy") if view.picture else rx.fragment()
    amounts = [("each", view.unit), ("discount", view.discount), ("tax", view.tax)]
    return rx.el.li(
        rx.el.span(picture, class_name="desk-thumb"),
        rx.el.div(
            rx.el.p(rx.el.b(f"{view.quantity} × {view.title}"), ", ", view.options),
            rx.el.p(
                rx.el.span(view.sku, class_name="desk-sku"),
                *[badge(each) for each in view.states],
                class_name="desk-states",
            ),
        ),
        rx.el.p(
            *[rx.el.span(rx.el.span(name, " ", class_name="desk-by"), value) for name, value in amounts if value],
            class_name="desk-amounts",
        ),
        rx.el.p(hidden("Paid "), rx.el.b(view.paid), class_name="desk-row-money"),
    )


def _cards(anchor: str, title: str, cards: list[CardView], empty: str, *acts: rx.Component) -> rx.Component:
    if not cards and not acts and not empty:
        return rx.fragment()
    return rx.el.section(
        rx.el.h2(title),
        *[card(each) for each in cards],
        *([rx.el.p(empty, class_name="desk-empty")] if empty and not cards and not acts else []),
        *acts,
        id=anchor,
        class_name="desk-panel",
    )


def card(view: CardView) -> rx.Component:
    """Show a package, a request, a return or a refund.

    Args:
        view: What it is, how it stands, what can be done.
    """
    words, address = view.link
    shown_link = rx.el.a(words, href=address, class_name="desk-link", rel="noreferrer", target="_blank")
    link = [shown_link if address else rx.el.span(words)] if words else []
    if view.slip:
        link.append(rx.el.a("Packing slip (PDF)", href=view.slip, class_name="desk-link"))
    return rx.el.article(
        rx.el.header(rx.el.h3(view.title), badge(view.badge), rx.el.p(*link, *[rx.el.span(one) for one in view.about])),
        *([rx.el.ul(*[rx.el.li(one) for one in view.contents], class_name="desk-contents")] if view.contents else []),
        pictures(view.pictures),
        *([plan(view.plan)] if view.plan else []),
        *([events(view.events, "")] if view.events else []),
        *([rx.el.div(*[act(one) for one in view.acts], class_name="desk-acts")] if view.acts else []),
        id=view.anchor,
        class_name="desk-card",
        data_component="desk-card",
    )


def plan(view: PlanView) -> rx.Component:
    """Show a refund, explained line by line.

    Args:
        view: The refund.
    """
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(*[rx.el.th(name, scope="col") for name in ("Piece", "List price", "Discount", "Tax", "Back")])
            ),
            rx.el.tbody(
                *[
                    rx.el.tr(
                        rx.el.th(each.title, scope="row"),
                        *[rx.el.td(amount, class_name="desk-figure") for amount in each.amounts],
                    )
                    for each in view.rows
                ],
                *[
                    rx.el.tr(rx.el.th(name, scope="row", col_span=4), rx.el.td(amount, class_name="desk-figure"))
                    for name, amount in view.extra
                ],
            ),
            rx.el.tfoot(
                rx.el.tr(
                    rx.el.th("Sum", scope="row", col_span=4), rx.el.td(rx.el.b(view.total), class_name="desk-figure")
                )
            ),
            class_name="desk-table",
        ),
        class_name="desk-scroll",
        tab_index=0,
        role="region",
        aria_label="The refund, line by line",
        data_component="desk-plan",
    )


def refund(view: RefundPage) -> rx.Component:
    """Show a refund before it is given.

    Args:
        view: The refund, and the form that gives it.
    """
    return rx.el.section(
        rx.el.p("Nothing is refunded yet. Nothing has to come back for it."),
        plan(view.plan),
        act(view.give),
        rx.el.p(rx.el.a("Back to the order", href=view.back, class_name="desk-link")),
        class_name="desk-panel desk-column",
        data_component="desk-refund",
    )
