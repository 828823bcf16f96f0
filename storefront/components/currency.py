"""The choice of the currency: in the header of every page."""

import reflex as rx

from storefront.components.base import hidden, icon, post_form, when
from storefront.views.currency import NAMES, CurrencyView


def currency_menu(view: CurrencyView) -> rx.Component:
    """Show the currency and let it be changed: a button that opens a list (WAI-ARIA's listbox, see shop.js).

    Without a script it is a select with a button. Either way it is a plain form, and the page comes anew.

    Args:
        view: The currency that is shown.
    """
    return post_form(
        rx.el.span(
            rx.el.select(
                *[rx.el.option(code, value=code, custom_attrs=_chosen(view, code)) for code, _ in NAMES],
                name="currency",
                class_name="currency-select",
                custom_attrs={"aria-label": "Currency"},
            ),
            rx.el.button("Change", type="submit", class_name="currency-go"),
            class_name="currency-plain no-js",
        ),
        rx.el.button(
            hidden("Currency, "),
            rx.el.span(view.code, class_name="currency-code"),
            icon("caret-down", "xs"),
            type="button",
            class_name="currency-button js-only",
            aria_haspopup="listbox",
            aria_expanded="false",
            custom_attrs={"data-listbox": ""},
        ),
        rx.el.div(
            rx.el.ul(
                *[
                    rx.el.li(
                        rx.el.b(code),
                        rx.el.span(name),
                        icon("check"),
                        role="option",
                        aria_selected=when(view.code == code, "true", "false"),
                        custom_attrs={"data-value": code},
                    )
                    for code, name in NAMES
                ],
                role="listbox",
                tab_index=0,
                aria_label="Currency",
            ),
            when(view.note, rx.el.p(view.note, class_name="hint")),
            class_name="currency-panel",
            custom_attrs={"hidden": True},
        ),
        rx.el.p("Updating prices", class_name="currency-busy", aria_hidden="true"),
        action="/currency",
        class_name="currency-menu",
        custom_attrs={"data-currency": view.code},
        data_component="currency-menu",
    )


def _chosen(view: CurrencyView, code: str) -> dict[str, bool]:
    # Only the printed page needs it: React's select is never seen, and is set by what is chosen from the list.
    return {"selected": True} if not isinstance(view.code, rx.Var) and view.code == code else {}
