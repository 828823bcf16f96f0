"""The cart: its lines, its sum, the drawer and the page."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, post_form, when
from storefront.components.buttons import button, button_link, express_button, icon_button
from storefront.components.empty_state import empty_state
from storefront.components.notices import changes_panel
from storefront.components.pictures import thumb
from storefront.components.promotions import code_entry, line_savings
from storefront.components.skeleton import skeleton_lines
from storefront.views.cart import CartLineView, CartView
from storefront.views.places import COUNTRIES, STATES

CARDS = "Visa, Mastercard, American Express, Discover, JCB, Diners Club"
OnQuantity = Callable[[Any, Any], Any]
OnRemove = Callable[[Any], Any]
OnPlace = Callable[[Any, Any], Any]


def cart_line(
    line: CartLineView,
    on_quantity: OnQuantity | None = None,
    on_remove: OnRemove | None = None,
    without_script: bool = False,
) -> rx.Component:
    """Show one line of the cart.

    Args:
        line: The line.
        on_quantity: Called with the line's id and the wanted quantity; returns the event.
        on_remove: Called with the line's id; returns the event.
        without_script: Whether to add plain forms for browsers without script (the cart page does).
    """
    forms = [_plain_forms(line)] if without_script else []
    return rx.el.li(
        rx.el.a(thumb(line.picture), href=line.href, tab_index=-1, aria_hidden="true", class_name="cart-line-picture"),
        rx.el.div(
            rx.el.p(rx.el.a(line.title, href=line.href), class_name="cart-line-title"),
            rx.el.p(line.options, class_name="cart-line-options"),
            line_savings(line.savings),
            when(line.low, rx.el.p(line.low, class_name="cart-line-low")),
            when(line.kept, rx.el.p(line.kept, class_name="cart-line-kept")),
            when(
                line.problem, rx.el.p(icon("warning-circle"), rx.el.span(line.problem), class_name="cart-line-problem")
            ),
            rx.el.div(
                stepper(line, on_quantity),
                rx.el.button(
                    icon("trash"),
                    rx.el.span("Remove"),
                    hidden(f" {line.title}, {line.options}"),
                    type="button",
                    on_click=on_remove(line.id) if on_remove else None,
                    class_name="remove-button",
                ),
                class_name="cart-line-tools js-only",
            ),
            *forms,
            when(line.limit, rx.el.p(line.limit, id=f"limit-{line.id}", class_name="hint", role="status")),
            class_name="cart-line-words",
        ),
        rx.el.p(
            when(line.was, rx.el.s(hidden("Was "), line.was, class_name="price-was")),
            rx.el.span(line.total, class_name="cart-line-total"),
            when(line.unit, rx.el.span(line.unit, class_name="hint")),
            class_name="cart-line-price",
        ),
        key=line.id,
        class_name=f"cart-line {when(line.problem, 'cart-line-wrong', '')}",
        data_component="cart-line",
    )


def stepper(line: CartLineView, on_quantity: OnQuantity | None = None) -> rx.Component:
    """Show − quantity +. Why + has come to its end stands in the line's ``limit``.

    Args:
        line: The cart's line.
        on_quantity: See ``cart_line``.
    """

    def step(name: str, label: str, to: int, enabled: Any) -> rx.Component:
        return rx.el.button(
            icon(name, "xs"),
            type="button",
            on_click=on_quantity(line.id, to) if on_quantity else None,
            aria_label=f"{label} {line.title}",
            disabled=when(enabled, False, True),
        )

    return rx.el.span(
        step("minus", "One fewer", line.fewer, line.quantity > 1),
        rx.el.span(hidden("Quantity "), line.quantity, role="status", class_name="stepper-value"),
        step("plus", "One more", line.more, line.can_more),
        class_name="stepper",
        data_component="stepper",
    )


def _plain_forms(line: CartLineView) -> rx.Component:
    def form(*children: Any) -> rx.Component:
        return post_form(
            rx.el.input(type="hidden", name="line", default_value=line.id), *children, action="/cart/change"
        )

    return rx.el.div(
        form(
            rx.el.label(
                "Quantity ",
                rx.el.input(
                    type="number",
                    name="quantity",
                    default_value=line.quantity,
                    min="0",
                    max="99",
                    class_name="field-control",
                ),
            ),
            button("Update", hidden(f" {line.title}"), type="submit", variant="ghost"),
        ),
        form(
            rx.el.input(type="hidden", name="quantity", default_value="0"),
            button("Remove", hidden(f" {line.title}"), type="submit", variant="quiet"),
        ),
        class_name="cart-line-forms no-js",
    )


def shipping_meter(words: str, percent: int, segments: list[bool]) -> rx.Component:
    """Show how far free shipping is: a sentence over LCD segments.

    Args:
        words: "You are $15.80 from free shipping"; ``""`` shows nothing.
        percent: 0 to 100.
        segments: Which of the segments are lit.
    """
    return when(
        words,
        rx.el.div(
            rx.el.p(words),
            rx.el.div(
                each(segments, lambda lit: rx.el.i(class_name=when(lit, "lit", ""))),
                class_name="meter",
                role="progressbar",
                aria_label="Progress to free shipping",
                custom_attrs={"aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": percent},
            ),
            class_name="shipping-meter",
            data_component="shipping-meter",
        ),
    )


def totals(*rows: Any) -> rx.Component:
    """Show the rows of a sum.

    Args:
        *rows: Made with ``total_row``.
    """
    return rx.el.dl(*rows, class_name="totals", data_component="totals")


def total_row(name: str, amount: str, last: bool = False) -> rx.Component:
    """Show one row of a sum.

    Args:
        name: What it is.
        amount: Ready to print.
        last: Whether it is the sum itself.
    """
    return rx.el.div(rx.el.dt(name), rx.el.dd(amount), class_name="totals-row totals-sum" if last else "totals-row")


def place_form(view: CartView, where: str, on_place: OnPlace | None = None) -> rx.Component:
    """Show where the cart is to be sent, and let it be changed: folded, as most people stay in one place.

    Args:
        view: The cart.
        where: What tells this form from another on the same page.
        on_place: Called with a country's code and a state's; returns the event.
    """

    def select(name: str, label: str, value: str, entries: list[tuple[str, str]], on_change: Any) -> rx.Component:
        # React keeps the choice on the select; printed HTML has to say it on the option.
        live = isinstance(value, rx.Var)
        choice: dict[str, Any] = {"value": value, "on_change": on_change} if live and on_change else {}

        def option(code: str, title: str) -> rx.Component:
            selected: dict[str, Any] = {"selected": True} if not live and code == value else {}
            return rx.el.option(title, value=code, **selected)

        options = [option(code, title) for code, title in entries]
        control = rx.el.select(*options, id=f"{where}-{name}", name=name, class_name="field-control", **choice)
        return rx.el.div(
            rx.el.label(label, html_for=f"{where}-{name}", class_name="field-label"),
            rx.el.span(control, icon("caret-down", "xs"), class_name="field-select"),
            class_name="field",
        )

    country_event = (lambda code: on_place(code, "")) if on_place else None
    state_event = (lambda code: on_place("US", code)) if on_place else None
    states = [("", "Choose"), *STATES]
    return rx.el.details(
        rx.el.summary(
            icon("truck"),
            rx.el.span(
                view.place,
                rx.el.span(view.arrives, class_name="hint"),
                class_name="place-words",
            ),
            rx.el.span("Change", class_name="place-change"),
        ),
        post_form(
            select("country", "Country", view.country, COUNTRIES, country_event),
            rx.el.div(
                select("state", "State", view.state, states, state_event),
                class_name=when(view.country == "US", "place-state", "place-state place-state-off"),
            ),
            button("Show the prices there", type="submit", variant="ghost", class_name="no-js"),
            action="/cart/place",
            class_name="place-fields",
        ),
        id=f"{where}-place",
        class_name="place-form",
        data_component="place-form",
    )


def cart_totals(
    view: CartView,
    where: str,
    on_place: OnPlace | None = None,
    on_code: Any = None,
    on_drop_code: Any = None,
) -> rx.Component:
    """Show what the cart comes to and the way to the checkout.

    Args:
        view: The cart.
        where: See ``place_form``.
        on_place: See ``place_form``.
        on_code: See ``code_entry``.
        on_drop_code: See ``code_entry``.
    """
    return rx.el.div(
        code_entry(view.code, where, on_use=on_code, on_drop=on_drop_code),
        place_form(view, where, on_place),
        totals(
            total_row("Subtotal", view.subtotal),
            each(view.savings, lambda saving: total_row(saving.title, saving.amount)),
            total_row(view.shipping_label, view.shipping),
            when(view.tax_label, total_row(view.tax_label, view.tax)),
            total_row("Estimated total", view.total, last=True),
        ),
        when(view.tax_note, rx.el.p(view.tax_note, class_name="tax-note")),
        when(view.saved, rx.el.p(view.saved, class_name="saved-note")),
        when(
            view.can_check_out,
            rx.fragment(
                button_link(icon("lock"), "Check out", href="/checkout", wide=True),
                when(
                    view.express,
                    post_form(
                        express_button("Check out with PayPal"), action="/checkout/express", class_name="express-form"
                    ),
                ),
                rx.el.p(CARDS, class_name="hint cards-note"),
            ),
            rx.el.p(
                icon("warning-circle"),
                rx.el.span("Put right what is marked above, then check out."),
                class_name="stock-note stock-note-low",
            ),
        ),
        class_name="cart-totals",
        data_component="cart-totals",
    )


def cart_lines(
    view: CartView,
    on_quantity: OnQuantity | None = None,
    on_remove: OnRemove | None = None,
    without_script: bool = False,
) -> rx.Component:
    """Show the lines of the cart.

    Args:
        view: The cart.
        on_quantity: See ``cart_line``.
        on_remove: See ``cart_line``.
        without_script: See ``cart_line``.
    """
    return rx.el.ul(
        each(view.lines, lambda line: cart_line(line, on_quantity, on_remove, without_script)),
        class_name="cart-lines",
        data_component="cart-lines",
    )


def empty_cart(heading: str = "p") -> rx.Component:
    """Say that the cart is empty.

    Args:
        heading: See ``empty_state``.
    """
    return empty_state(
        "Nothing on the line.",
        "Your cart is empty. What you add stays here.",
        "See what is new",
        "/collections/new-in",
        heading=heading,
    )


def cart_drawer(
    view: CartView,
    open_when: str | int = "",
    on_quantity: OnQuantity | None = None,
    on_remove: OnRemove | None = None,
    on_place: OnPlace | None = None,
    on_code: Any = None,
    on_drop_code: Any = None,
) -> rx.Component:
    """Show the cart in a drawer over the page.

    Args:
        view: The cart.
        open_when: The drawer opens when this changes to another value (see shop.js): count the adds.
        on_quantity: See ``cart_line``.
        on_remove: See ``cart_line``.
        on_place: See ``place_form``.
        on_code: See ``cart_totals``.
        on_drop_code: See ``cart_totals``.
    """
    full = rx.fragment(
        rx.el.div(
            shipping_meter(view.meter, view.meter_percent, view.meter_on),
            changes_panel(view.changes),
            cart_lines(view, on_quantity, on_remove),
            class_name="drawer-body",
        ),
        rx.el.div(
            cart_totals(view, "drawer", on_place, on_code, on_drop_code),
            rx.el.a("View cart", href="/cart", class_name="drawer-more"),
            class_name="drawer-foot",
        ),
    )
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2(
                "Your cart ",
                when(view.count_words, rx.el.span(view.count_words, class_name="badge badge-inline")),
                id="cart-drawer-title",
                tab_index=-1,
            ),
            icon_button("x", "Close cart", custom_attrs={"data-close": ""}),
            class_name="drawer-head",
        ),
        when(
            view.ready,
            when(view.lines, full, rx.el.div(empty_cart(), class_name="drawer-body")),
            rx.el.div(skeleton_lines(2), class_name="drawer-body"),
        ),
        id="cart-drawer",
        class_name="drawer",
        aria_labelledby="cart-drawer-title",
        custom_attrs={"data-open-when": open_when},
        data_component="cart-drawer",
    )
