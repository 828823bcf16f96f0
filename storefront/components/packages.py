"""The packages of an order: one card each, with its way, its number, its pieces and what the carrier says."""

import reflex as rx

from storefront.components.base import each, hidden, icon, when
from storefront.components.forms import plain_form
from storefront.components.links import native_link
from storefront.components.notices import panel
from storefront.components.pictures import thumb
from storefront.views.packages import MissingView, NewsView, PackagesView, PackageView, PackedView, StepView


def packages(view: PackagesView) -> rx.Component:
    """Show a card for each package, and what is not sent yet; nothing before the first is packed.

    Args:
        view: The packages.
    """
    return when(
        view.shown,
        rx.el.section(
            rx.el.h2("Where it is"),
            rx.el.ul(each(view.packages, package), class_name="packages", role="list"),
            when(
                view.waiting,
                rx.el.div(
                    rx.el.h3("Not yet sent", class_name="small-heading"),
                    rx.el.p(view.waiting_note, class_name="hint"),
                    packed(view.waiting),
                    class_name="package package-waiting",
                ),
            ),
            id="packages",
            class_name="order-packages",
            data_component="packages",
        ),
    )


def package(view: PackageView) -> rx.Component:
    """Show one package.

    Args:
        view: The package.
    """
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.h3(view.title, class_name="lcd-line"),
                rx.el.p(view.status, class_name="package-status"),
                class_name="package-head",
            ),
            when(view.steps, timeline(view.steps)),
            when(view.note, rx.el.p(view.note, class_name="package-note")),
            class_name="package-screen lcd-panel",
        ),
        when(view.tracking, tracking_number(view)),
        packed(view.contents),
        when(
            view.news,
            rx.el.div(
                rx.el.h4("What happened to it", class_name="small-heading"),
                rx.el.ol(each(view.news, _news), class_name="package-news", reversed=True),
                class_name="package-said",
            ),
        ),
        when(view.slip, rx.el.p(native_link("Packing slip (PDF)", href=view.slip), class_name="package-slip")),
        key=view.key,
        class_name="package",
        data_component="package",
    )


def timeline(steps: list[StepView]) -> rx.Component:
    """Show the steps of an order or a package: LCD segments, and a plain list with dates.

    Args:
        steps: From the first to the last.
    """

    def step(view: StepView) -> rx.Component:
        return rx.el.li(
            rx.el.span(view.title, class_name="timeline-title"),
            when(
                view.done,
                hidden(", done"),
                when(
                    view.part, hidden(", partly done"), when(view.current, hidden(", now"), hidden(", still to come"))
                ),
            ),
            when(view.when, rx.el.span(view.when, class_name="timeline-when")),
            key=view.title,
            class_name=when(
                view.done,
                "timeline-step timeline-done",
                when(
                    view.current,
                    "timeline-step timeline-done",
                    when(view.part, "timeline-step timeline-part", "timeline-step"),
                ),
            ),
            aria_current=when(view.current, "step", "false"),
        )

    return rx.el.ol(each(steps, step), class_name="timeline", data_component="timeline")


def tracking_number(view: PackageView) -> rx.Component:
    """Show who carries a package and by which number, to copy or to follow.

    Args:
        view: The package.
    """
    return rx.el.div(
        rx.el.p(
            rx.el.span(view.carrier, class_name="package-carrier"),
            hidden(" number "),
            rx.el.span(view.tracking, class_name="package-number"),
        ),
        rx.el.div(
            rx.el.button(
                "Copy number",
                type="button",
                class_name="button button-quiet button-small with-js",
                custom_attrs={"data-copy": view.tracking},
            ),
            when(
                view.link,
                native_link(
                    "Follow it",
                    hidden(" at ", view.carrier),
                    icon("caret-right", "xs"),
                    href=view.link,
                    rel="noreferrer",
                    class_name="package-link",
                ),
            ),
            class_name="package-tools",
        ),
        class_name="package-tracking",
        data_component="tracking-number",
    )


def packed(units: list[PackedView]) -> rx.Component:
    """Show the pieces of a package.

    Args:
        units: The pieces.
    """

    def unit(view: PackedView) -> rx.Component:
        return rx.el.li(
            when(view.picture, thumb(view.picture)),
            rx.el.div(
                rx.el.p(rx.el.a(view.title, href=view.href), class_name="cart-line-title"),
                rx.el.p(view.options, class_name="cart-line-options"),
                when(view.instead, rx.el.p(view.instead, class_name="hint")),
            ),
            rx.el.p(view.quantity, class_name="packed-quantity"),
            class_name="packed-unit",
        )

    return rx.el.ul(each(units, unit), class_name="packed", role="list", data_component="packed")


def _news(view: NewsView) -> rx.Component:
    return rx.el.li(
        rx.el.span(view.what, class_name="package-what"),
        when(view.words, rx.el.span(view.words)),
        rx.el.span(view.when, class_name="hint"),
    )


def missing(view: MissingView) -> rx.Component:
    """Show where a piece is that somebody misses, and the form that tells us of it.

    Args:
        view: What there is to say.
    """
    return when(
        view.shown,
        rx.el.section(
            rx.el.h2("Something is missing"),
            rx.el.p(view.title, class_name="change-words"),
            when(view.problem, panel(rx.el.p(view.problem), kind="err")),
            when(view.words, panel(each(view.words, lambda words: rx.el.p(words)), kind="info")),
            when(
                view.form.name,
                rx.fragment(
                    rx.el.p(
                        "If it was not in a package that has arrived, tell us. We send it again or refund it.",
                        class_name="hint",
                    ),
                    plain_form(view.form, wide=False),
                ),
            ),
            id="missing",
            key=view.title,
            tab_index=-1,
            custom_attrs={"data-take-focus": ""},
            class_name="account-panel order-missing",
            data_component="missing",
        ),
    )
