"""The desk for staff: dense, and of HTML alone. Its look is in ``assets/desk.css``."""

from typing import Any

import reflex as rx

from storefront.components.base import hidden, icon, post_form
from storefront.components.forms import ShopForm, plain_form
from storefront.components.logo import logo_mark
from storefront.components.notices import panel
from storefront.views.checkout import FieldView
from storefront.views.desk import (
    ActView,
    AuditRow,
    BadgeView,
    DemandRow,
    DoorView,
    EventView,
    FrameView,
    MessageView,
    NavLink,
    QueueView,
    RowView,
    StockPage,
    TicketPage,
)

KEYS = (("/", "search"), ("j k", "next, previous"), ("Enter", "open"), ("u", "back"), ("1–9", "menu"))


def desk_frame(view: FrameView, *children: Any, title: Any, back: str = "", live: bool = False) -> rx.Component:
    """Show a page of the desk: menu, search, content.

    Args:
        view: The menu and who works here.
        *children: The content.
        title: The page's heading.
        back: Where the key u leads.
        live: Whether the page reads itself again while nobody types in it (see desk.js).
    """
    notice = []
    if view.problem or view.done:
        told = panel(rx.el.p(view.problem or view.done), kind="err" if view.problem else "ok")
        notice = [rx.el.div(told, class_name="desk-notice")]
    return rx.el.div(
        rx.el.a("Skip to content", href="#main", class_name="skip-link"),
        rx.el.header(
            rx.el.a(
                logo_mark(), rx.el.span("Desk"), href="/staff", class_name="desk-logo", aria_label="Desk, overview"
            ),
            desk_search(view.words),
            rx.el.p(rx.el.b(view.name), rx.el.span(view.role), class_name="desk-who"),
            post_form(
                rx.el.button("Log out", type="submit", class_name="desk-button desk-quiet"), action="/staff/logout"
            ),
            class_name="desk-top",
        ),
        desk_menu(view.links),
        rx.el.main(
            rx.el.h1(title),
            *notice,
            *children,
            id="main",
            tab_index=-1,
            class_name="desk-main",
            custom_attrs={"data-desk-back": back} | ({"data-desk-live": ""} if live else {}),
        ),
        class_name="desk",
        data_component="desk",
    )


def desk_menu(links: list[NavLink]) -> rx.Component:
    """Show the desk's menu, with what waits, and its keys.

    Args:
        links: Its pages.
    """
    return rx.el.nav(
        rx.el.ul(*[rx.el.li(_menu_link(link)) for link in links]),
        rx.el.dl(
            *[rx.el.div(rx.el.dt(rx.el.kbd(key)), rx.el.dd(what)) for key, what in KEYS],
            rx.el.div(rx.el.dd("All times are UTC")),
            class_name="desk-keys with-js",
        ),
        aria_label="Desk",
        class_name="desk-menu",
        data_component="desk-menu",
    )


def _menu_link(link: NavLink) -> rx.Component:
    count = [hidden(", "), rx.el.span(link.count, class_name="desk-count"), hidden(" waiting")] if link.count else []
    return rx.el.a(link.title, *count, href=link.href, aria_current="page" if link.current else "false")


def desk_search(words: str) -> rx.Component:
    """Show the search over orders. The key / leads there (see desk.js).

    Args:
        words: What is looked for.
    """
    return ShopForm.create(
        icon("magnifying-glass"),
        rx.el.input(
            name="q",
            default_value=words,
            aria_label="Order, email, name, tracking, return or ticket",
            auto_complete="off",
            custom_attrs={
                "type": "search",
                "data-desk-search": "",
                "aria-keyshortcuts": "/",
                "placeholder": "Order, email, name, tracking …",
            },
        ),
        rx.el.kbd("/", aria_hidden="true"),
        action="/staff/orders",
        method="get",
        class_name="desk-search",
        data_component="desk-search",
        custom_attrs={"role": "search"},
    )


def desk_door(view: DoorView) -> rx.Component:
    """Show the login of the desk.

    Args:
        view: Its form.
    """
    return rx.el.main(
        rx.el.div(
            rx.el.p(logo_mark(), rx.el.span("Desk"), class_name="desk-logo"),
            rx.el.h1("Log in to the desk"),
            plain_form(view.form),
            class_name="desk-door",
            data_component="desk-door",
        ),
        id="main",
        class_name="desk-doorway",
    )


# ---------- Lists ----------


def badge(view: BadgeView) -> rx.Component:
    """Show how something stands.

    Args:
        view: Its words, and a colour.
    """
    return rx.el.span(
        view.title, class_name=f"desk-badge desk-badge-{view.kind or 'plain'}", data_component="desk-badge"
    )


def queue(view: QueueView, level: int = 2) -> rx.Component:
    """Show what waits, or what was found.

    Args:
        view: The list.
        level: Of its heading; 0 when the page's own says it.
    """
    title = rx.el.a(view.title, href=view.href) if view.href else view.title
    head = [rx.el.h2(title, " ", rx.el.span(view.count, class_name="desk-count"))] if level else []
    more = [rx.el.p(rx.el.a(f"{view.more} more", href=view.href), class_name="desk-more")] if view.more else []
    rows = rx.el.ol(*[row(each) for each in view.rows], class_name="desk-rows")
    return rx.el.section(
        *head,
        rows if view.rows else rx.el.p(view.empty, class_name="desk-empty"),
        *more,
        class_name="desk-panel",
        data_component="desk-queue",
    )


def row(view: RowView) -> rx.Component:
    """Show one row: all of it is a link, which j and k reach (see desk.js).

    Args:
        view: The row.
    """
    waited = [hidden("waits "), rx.el.span(view.age, class_name="desk-age desk-late" if view.late else "desk-age")]
    return rx.el.li(
        rx.el.a(
            rx.el.b(view.code),
            rx.el.span(view.who, class_name="desk-row-who"),
            rx.el.span(view.what, class_name="desk-row-what"),
            rx.el.span(view.money, class_name="desk-row-money"),
            badge(view.badge),
            *(waited if view.age else []),
            *([hidden("late")] if view.late else []),
            href=view.href,
            custom_attrs={"data-desk-row": ""},
        )
    )


def events(every: list[EventView], empty: str) -> rx.Component:
    """Show what happened, newest first.

    Args:
        every: The events.
        empty: What stands there when there are none.
    """
    if not every:
        return rx.el.p(empty, class_name="desk-empty")
    return rx.el.ol(
        *[
            rx.el.li(
                rx.el.p(
                    rx.el.span(each.at, class_name="desk-when"),
                    *([rx.el.b(each.what)] if each.what else []),
                    *([rx.el.span(each.who, class_name="desk-by")] if each.who else []),
                ),
                *[rx.el.p(line, class_name="desk-detail") for line in each.detail],
            )
            for each in every
        ],
        class_name="desk-events",
        data_component="desk-events",
    )


def pairs(rows: list[tuple[str, str]]) -> rx.Component:
    """Show facts, a name and a value each.

    Args:
        rows: The facts.
    """
    return rx.el.dl(*[rx.el.div(rx.el.dt(name), rx.el.dd(value)) for name, value in rows], class_name="desk-pairs")


# ---------- Forms ----------


def act(view: ActView) -> rx.Component:
    """Show a small form that does one thing.

    Args:
        view: The form.
    """
    guesses = {"data-desk-guesses": view.guesses} if view.guesses else {}
    shown = post_form(
        *[rx.el.input(type="hidden", name=one.name, default_value=one.value) for one in view.hidden],
        *[_field(one, f"{view.name}-{one.key}") for one in view.fields],
        rx.el.button(
            view.button, type="submit", class_name=f"desk-button desk-{view.look}" if view.look else "desk-button"
        ),
        action=view.action,
        class_name="desk-act",
        custom_attrs=guesses,
        data_component="desk-act",
    )
    if not view.folded:
        return shown
    return rx.el.details(rx.el.summary(view.folded, icon("caret-down", "xs")), shown, class_name="desk-fold")


def _field(view: FieldView, key: str) -> rx.Component:
    look = "desk-field-control"
    if view.options:
        control = rx.el.select(
            *[
                rx.el.option(
                    each.title,
                    value=each.value,
                    custom_attrs={"selected": True} if each.value == view.value else {},
                )
                for each in view.options
            ],
            id=key,
            name=view.name,
            class_name=look,
        )
    elif view.type == "textarea":
        control = rx.el.textarea(
            default_value=view.value,
            required=view.required,
            custom_attrs={"rows": 4},
            id=key,
            name=view.name,
            class_name=look,
        )
    else:
        control = rx.el.input(
            default_value=view.value,
            required=view.required,
            auto_complete="off",
            custom_attrs={"inputmode": view.inputmode} if view.inputmode else {},
            id=key,
            name=view.name,
            class_name=look,
        )
    wide = " desk-field-wide" if view.type == "textarea" else ""
    short = " desk-field-short" if view.short or _is_number(view) else ""
    return rx.el.p(rx.el.label(view.label, html_for=key), control, class_name=f"desk-field{wide}{short}")


def _is_number(view: FieldView) -> bool:
    return bool(view.options) and all(each.value.isdigit() for each in view.options)


# ---------- Tickets, stock, audit ----------


def ticket(view: TicketPage) -> rx.Component:
    """Show a ticket: the thread, and beside it what is known.

    Args:
        view: The ticket.
    """
    code, href = view.order
    order = [rx.el.p(rx.el.a(f"Order {code}", href=href, class_name="desk-link"))] if code else []
    return rx.el.div(
        rx.el.div(
            rx.el.ol(*[_message(each) for each in view.messages], class_name="desk-thread"),
            *[act(each) for each in view.acts],
            class_name="desk-panel desk-column",
        ),
        rx.el.aside(pairs(view.facts), *order, class_name="desk-panel desk-column", aria_label="About it"),
        class_name="desk-two",
        data_component="desk-ticket",
    )


def _message(view: MessageView) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.b(view.who), rx.el.span(view.at, class_name="desk-when")),
        *[rx.el.p(words) for words in view.paragraphs],
        pictures(view.pictures),
        class_name="desk-message desk-message-ours" if view.from_us else "desk-message",
    )


def pictures(files: list[str]) -> rx.Component:
    """Show what somebody photographed, each a link to the large one.

    Args:
        files: Where the small ones are.
    """
    if not files:
        return rx.fragment()
    return rx.el.ul(
        *[
            rx.el.li(
                rx.el.a(
                    rx.el.img(src=file, alt=f"Picture {number}", loading="lazy"),
                    href=file.replace("-400.", "-1200."),
                )
            )
            for number, file in enumerate(files, 1)
        ],
        class_name="desk-pictures",
    )


def stock(view: StockPage) -> rx.Component:
    """Show which sizes people wait for, and the form for what came in.

    Args:
        view: Both.
    """
    receive = view.receive and rx.el.section(rx.el.h2("Units came in"), act(view.receive), class_name="desk-panel")
    return rx.el.div(
        receive or rx.fragment(),
        rx.el.section(
            rx.el.h2("People wait for"),
            _demand(view.rows) if view.rows else rx.el.p("Nobody waits for a size.", class_name="desk-empty"),
            class_name="desk-panel",
        ),
        class_name="desk-column",
        data_component="desk-stock",
    )


def _demand(rows: list[DemandRow]) -> rx.Component:
    names = ("Piece", "Waiting", "Offered", "On hand", "Came in")
    acts = any(each.act for each in rows)
    return _table(
        names if acts else names[:-1],
        [
            rx.el.tr(
                rx.el.th(rx.el.b(each.title), rx.el.span(each.sku, class_name="desk-sku"), scope="row"),
                *[rx.el.td(value, class_name="desk-figure") for value in (each.waiting, each.offered, each.available)],
                *([rx.el.td(act(each.act))] if each.act else []),
            )
            for each in rows
        ],
    )


def audit(rows: list[AuditRow], words: str) -> rx.Component:
    """Show what the staff did.

    Args:
        rows: Newest first.
        words: Those that hold them are shown; "" shows all.
    """
    sought = ShopForm.create(
        _field(FieldView("who", "Name, action, order or SKU", words, required=False), "audit-who"),
        rx.el.button("Show", type="submit", class_name="desk-button desk-quiet"),
        action="/staff/audit",
        method="get",
        class_name="desk-act",
    )
    if not rows:
        return rx.el.div(sought, rx.el.p("Nothing of that.", class_name="desk-empty"), class_name="desk-panel")
    return rx.el.div(
        sought,
        _table(
            ("When", "Who", "What", "With", "Before → after"),
            [
                rx.el.tr(
                    rx.el.td(each.at, class_name="desk-when"),
                    rx.el.td(each.who),
                    rx.el.th(each.action, scope="row"),
                    rx.el.td(
                        *(
                            [rx.el.a(each.order, href=f"/staff/orders/{each.order}", class_name="desk-link")]
                            if each.order
                            else []
                        ),
                        rx.el.span(each.subject, class_name="desk-sku"),
                    ),
                    rx.el.td(*[_change(*one) for one in each.changes]),
                )
                for each in rows
            ],
        ),
        class_name="desk-panel",
        data_component="desk-audit",
    )


def _change(name: str, before: str, after: str) -> rx.Component:
    both = [rx.el.del_(before), " → "] if before else []
    return rx.el.p(rx.el.span(f"{name}: ", class_name="desk-by"), *both, rx.el.span(after), class_name="desk-change")


def _table(heads: tuple[str, ...], rows: list[rx.Component]) -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*[rx.el.th(name, scope="col") for name in heads])),
            rx.el.tbody(*rows),
            class_name="desk-table",
        ),
        class_name="desk-scroll",
        tab_index=0,
        role="region",
        aria_label=f"Table: {heads[0]}",
    )
