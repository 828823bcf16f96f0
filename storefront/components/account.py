"""The account: its button, the pages in front of it, its sections."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, post_form, when
from storefront.components.buttons import button, button_link
from storefront.components.empty_state import empty_state
from storefront.components.forms import asking_form, plain_form
from storefront.components.notices import panel
from storefront.components.pictures import thumb
from storefront.components.prose import Question, short_answers
from storefront.views.account import AccountView, OrderRow, PanelView, ThingView, TileView
from storefront.views.catalogue import LinkView
from storefront.views.doors import DoorView


def account_button(name: str = "") -> rx.Component:
    """Show the way to the account, at the top right of every page.

    Args:
        name: The first name of who is logged in, or ``""``.
    """
    return rx.el.a(
        icon("user"),
        rx.el.span(when(name, name, "Account"), class_name="account-word"),
        when(name, hidden(", your account")),
        href="/account",
        class_name="account-button",
        data_component="account-button",
    )


def account_memory(signed: Any, kept: Any, on_choice: Any = None) -> rx.Component:
    """Tell the browser who is logged in and what the account keeps for it, and take what it shall keep (see shop.js).

    Args:
        signed: Another text for each login.
        kept: What is kept, as JSON; ``""`` for a guest.
        on_choice: The form's submit event; it is given what was chosen.
    """
    return rx.el.form(
        *[rx.el.input(type="hidden", name=name) for name in ("theme", "unit")],
        on_submit=on_choice,
        custom_attrs={"data-signed": signed, "data-kept": kept, "hidden": True},
    )


def door(view: DoorView, questions: Sequence[Question] = ()) -> rx.Component:
    """Show a page in front of the account: its form, or what became of it, and where else to go.

    Args:
        view: The page.
        questions: Answers to what people ask here.
    """
    return rx.fragment(
        when(view.lead, rx.el.p(view.lead, class_name="lead-small")),
        cookies_off(),
        when(view.done, panel(rx.el.p(view.done), kind="info")),
        when(view.form.name, plain_form(view.form)),
        when(
            view.tips,
            rx.el.section(
                rx.el.h2("Trouble logging in?", class_name="small-heading"),
                rx.el.ul(each(view.tips, lambda tip: rx.el.li(tip)), class_name="tips"),
                data_component="login-tips",
            ),
        ),
        rx.el.ul(
            each(view.links, lambda link: rx.el.li(rx.el.a(link.title, href=link.href), key=link.href)),
            class_name="door-links",
        ),
        when(view.form.name, short_answers("What people ask here", questions)),
    )


def cookies_off() -> rx.Component:
    """Show a note when the browser keeps no cookies: shop.js looks."""
    return rx.el.div(
        panel(
            rx.el.p("Your browser keeps no cookies for this shop, so nobody can log in. Allow them and reload."),
            kind="err",
        ),
        custom_attrs={"data-cookies-off": "", "hidden": True},
    )


def account_menu(sections: list[LinkView]) -> rx.Component:
    """Show the sections of the account.

    Args:
        sections: The sections; the current one is marked.
    """
    return rx.el.nav(
        rx.el.ul(
            each(
                sections,
                lambda link: rx.el.li(
                    rx.el.a(
                        link.title,
                        href=link.href,
                        class_name="account-link",
                        aria_current=when(link.current, "page", "false"),
                    ),
                    key=link.href,
                ),
            )
        ),
        post_form(button("Log out", variant="ghost", type="submit"), action="/logout"),
        class_name="account-menu",
        aria_label="Account",
        data_component="account-menu",
    )


def account_section(view: AccountView) -> rx.Component:
    """Show one section of the account.

    Args:
        view: The account.
    """
    return rx.el.div(
        when(view.lead, rx.el.p(view.lead, class_name="lead-small")),
        when(view.welcome, panel(rx.el.p(view.welcome), kind="ok")),
        when(view.done, panel(rx.el.p(view.done), kind="ok")),
        when(view.problem, panel(rx.el.p(view.problem), kind="err")),
        when(view.searches, order_search(view.search)),
        when(view.none, rx.el.p(view.none, class_name="hint")),
        when(view.empty.line, empty_state(view.empty.line, view.empty.sentence, view.empty.action, view.empty.href)),
        rx.el.ul(each(view.orders, order_card), class_name="order-cards"),
        rx.el.ul(each(view.tiles, tile), class_name="account-tiles"),
        things(view.things, view.things_action),
        each(view.panels, account_panel),
        rx.el.ul(
            each(view.links, lambda link: rx.el.li(rx.el.a(link.title, href=link.href), key=link.href)),
            class_name="door-links",
        ),
        class_name="account-section",
    )


def tile(view: TileView) -> rx.Component:
    """Show one thing that the account keeps, and the way to it.

    Args:
        view: The tile.
    """
    return rx.el.li(
        rx.el.a(
            rx.el.b(view.title),
            rx.el.span(view.line, class_name="hint"),
            href=view.href,
            class_name="account-tile",
            data_component="account-tile",
        ),
        key=view.href,
    )


def order_search(words: str) -> rx.Component:
    """Show the search among one's orders.

    Args:
        words: What was looked for.
    """
    return asking_form(
        rx.el.label("Find an order", html_for="order-search", class_name="field-label"),
        rx.el.div(
            rx.el.input(
                name="q",
                default_value=words,
                class_name="field-control",
                custom_attrs={"id": "order-search", "type": "search", "placeholder": "Number or piece"},
            ),
            button("Find", variant="ghost", type="submit"),
            class_name="inline-form",
        ),
        action="/account/orders",
        role="search",
    )


def order_card(row: OrderRow) -> rx.Component:
    """Show an order of the list: one link.

    Args:
        row: The order.
    """
    return rx.el.li(
        rx.el.a(
            rx.el.span(row.code, class_name="order-code"),
            rx.el.span(row.status, class_name="mark"),
            rx.el.span(row.day, ", ", row.pieces, class_name="hint"),
            rx.el.b(row.total),
            href=row.href,
            class_name="order-card-link",
        ),
        rx.el.div(each(row.pictures, lambda source: thumb(source)), class_name="order-card-pictures"),
        key=row.code,
        class_name="order-card",
        data_component="order-card",
    )


def things(rows: list[ThingView], action: str) -> rx.Component:
    """Show rows with buttons: devices, addresses, requests, mails.

    Args:
        rows: The rows.
        action: The route that their buttons post to.
    """

    def press(row: ThingView, link: LinkView) -> rx.Component:
        return post_form(
            rx.el.input(type="hidden", name="id", default_value=row.id),
            rx.el.input(type="hidden", name="do", default_value=link.href),
            button(link.title, hidden(": ", row.title), variant="quiet", type="submit"),
            action=action,
            key=link.href,
        )

    def one(row: ThingView) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.b(row.title), when(row.mark, rx.el.span(row.mark, class_name="mark")), class_name="thing-title"
            ),
            each(row.lines, lambda line: rx.el.p(line, class_name="hint")),
            rx.el.div(
                when(
                    row.edit_href,
                    button_link(row.edit_words, hidden(": ", row.title), href=row.edit_href, variant="quiet"),
                ),
                each(row.actions, lambda link: press(row, link)),
                class_name="actions",
            ),
            class_name="thing",
            data_component="thing",
        )

    return rx.el.ul(each(rows, one), class_name="things")


def account_panel(view: PanelView) -> rx.Component:
    """Show one part of a section: a heading, a sentence, a form.

    Args:
        view: The part.
    """
    return rx.el.section(
        when(view.title, rx.el.h2(view.title, class_name="small-heading")),
        when(view.lead, rx.el.p(view.lead)),
        plain_form(view.form, wide=False, asks=view.asks),
        class_name="account-panel",
        data_component="account-panel",
    )


def account(view: AccountView) -> rx.Component:
    """Show the account of who is logged in: its menu beside a section.

    Args:
        view: The account.
    """
    return rx.el.div(account_menu(view.sections), account_section(view), class_name="account-columns")
