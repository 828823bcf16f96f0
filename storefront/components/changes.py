"""Change requests on the order page: what was asked, and the forms that ask."""

import reflex as rx

from storefront.components.base import each, when
from storefront.components.buttons import Variant, button
from storefront.components.forms import plain_form, shop_form
from storefront.components.notices import panel
from storefront.components.product import accordion
from storefront.views.changes import ChangeItemView, ChangeRequestView, ChangesView
from storefront.views.forms import FormView


def changes(view: ChangesView) -> rx.Component:
    """Show what can be asked to be changed, and how earlier requests stand; nothing when there is nothing of both.

    Args:
        view: The changes.
    """
    return when(
        view.shown,
        rx.el.section(
            rx.el.h2("Change or cancel"),
            when(view.problem, panel(rx.el.p(view.problem), kind="err")),
            when(view.requests, change_requests(view.requests)),
            when(
                view.can_ask,
                rx.fragment(
                    rx.el.p(
                        "We ask the warehouse. It may be too late: once a package has left, its pieces can only be "
                        "returned or exchanged.",
                        class_name="hint",
                    ),
                    rx.el.div(
                        each(view.units, _item),
                        when(
                            view.address.name,
                            accordion(
                                "Send it somewhere else",
                                plain_form(view.address, wide=False),
                                opened=when(view.address.errors, True, False),
                            ),
                        ),
                        when(view.cancel_all.name, accordion("Cancel the whole order", _form(view.cancel_all))),
                    ),
                ),
            ),
            id="changes",
            class_name="order-section",
            data_component="changes",
        ),
    )


def change_requests(requests: list[ChangeRequestView]) -> rx.Component:
    """Show requests, the newest first, each with how it stands.

    Args:
        requests: The requests.
    """

    def request(view: ChangeRequestView) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.span(view.status, class_name=when(view.waits, "stamp stamp-waits", "stamp")),
                rx.el.span(view.when, class_name="hint"),
                class_name="stamp-row",
            ),
            each(view.words, lambda words: rx.el.p(words, class_name="change-words")),
            rx.el.p(view.explained, class_name="hint"),
            when(view.reason, rx.el.p("“", view.reason, "”")),
            when(view.money, rx.el.p(view.money)),
            rx.el.div(
                when(view.pay.name, _press(view.pay, "primary")),
                when(view.withdraw.name, _press(view.withdraw, "ghost")),
                class_name="change-buttons",
            ),
            class_name="account-panel",
        )

    return rx.el.ul(
        each(requests, request), class_name="change-requests plain-list", role="list", data_component="change-requests"
    )


def _item(view: ChangeItemView) -> rx.Component:
    return accordion(
        view.title,
        rx.el.div(
            when(
                view.swap.name,
                rx.el.div(
                    rx.el.h3("Another size or colour", class_name="small-heading"), plain_form(view.swap, wide=False)
                ),
            ),
            rx.el.div(rx.el.h3("Cancel", class_name="small-heading"), plain_form(view.cancel, wide=False)),
            class_name="change-forms",
        ),
        key=view.title,
    )


def _press(view: FormView, variant: Variant) -> rx.Component:
    return shop_form(
        each(view.hidden, lambda one: rx.el.input(type="hidden", name=one.name, default_value=one.value)),
        button(view.button, type="submit", variant=variant),
        action=view.action,
        key=view.stamp,
    )


def _form(view: FormView) -> rx.Component:
    return plain_form(view, wide=False)
