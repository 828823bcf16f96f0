"""Returns: the steps in which one is prepared, and the card that tells how it stands."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, post_form, when
from storefront.components.buttons import button, button_link
from storefront.components.checkout import radio_cards
from storefront.components.empty_state import lcd_panel
from storefront.components.fields import pictures_field, textarea_field
from storefront.components.forms import ShopForm
from storefront.components.links import native_link
from storefront.components.notices import panel
from storefront.components.packages import timeline
from storefront.components.pictures import thumb
from storefront.components.refunds import refund_explained
from storefront.views.returns import (
    PillsView,
    PillView,
    ReturningView,
    ReturnLineView,
    ReturnPieceView,
    ReturnsView,
    ReturnView,
)
from storefront.views.reviews import PhotoView

OnChoice = Callable[[Any, Any], Any]


def pills(view: PillsView, on_choice: OnChoice | None = None) -> rx.Component:
    """Show a choice of one of a few as radios in a row.

    Args:
        view: The choice.
        on_choice: Called with the field's name and what was chosen; the event it returns happens at once.
    """

    # The argument's name is the script's: that of an outer list (``one``) would be hidden by it.
    def pill(pill_view: PillView) -> rx.Component:
        # The browser holds the choice: it stands at once, also while there is no signal, and the form sends it anyway.
        choice: dict[str, Any] = {"default_checked": pill_view.chosen}
        if on_choice and isinstance(pill_view.chosen, rx.Var):
            choice["on_change"] = on_choice(view.name, pill_view.value)
        return rx.el.label(
            rx.el.input(type="radio", name=view.name, default_value=pill_view.value, disabled=pill_view.off, **choice),
            rx.el.span(
                pill_view.title,
                when(pill_view.note, rx.el.small(hidden(", "), pill_view.note)),
                class_name="pill-title",
            ),
            key=pill_view.value,
            class_name=when(pill_view.off, "pill pill-off", "pill"),
        )

    return rx.el.fieldset(
        rx.el.legend(view.legend),
        rx.el.div(each(view.pills, pill), class_name="pills-row"),
        when(view.error, rx.el.p(icon("warning-circle"), rx.el.span(view.error), class_name="field-error")),
        class_name="pills",
        data_component="pills",
    )


def returning(view: ReturningView, on_choice: OnChoice | None = None) -> rx.Component:
    """Show one step of preparing a return. It works natively; with script each choice is kept as it is made.

    Args:
        view: The step.
        on_choice: See ``pills``.
    """
    return rx.el.section(
        timeline(view.steps),
        rx.el.div(
            ShopForm.create(
                rx.el.input(type="hidden", name="step", default_value=view.step),
                # The first button is the one that Enter presses, wherever it stands on the page.
                rx.el.button(type="submit", name="go", value="next", hidden=True, tab_index=-1, aria_hidden="true"),
                rx.el.h2(view.title, tab_index=-1),
                when(view.problem, panel(rx.el.p(view.problem), kind="err")),
                when(view.step == "items", _items(view, on_choice)),
                when(view.step == "why", _why(view, on_choice)),
                when(view.step == "wish", _wish(view, on_choice)),
                when(view.step == "check", _check(view)),
                rx.el.div(
                    button(view.button, type="submit", name="go", value="next"),
                    when(
                        view.back,
                        button(
                            icon("arrow-left"),
                            "Back",
                            type="submit",
                            variant="ghost",
                            name="go",
                            value="back",
                            form_no_validate=True,
                        ),
                    ),
                    class_name="returning-buttons",
                ),
                action=view.action,
                method="post",
                enc_type="multipart/form-data",
                no_validate=True,
                key=view.step,
                class_name="returning-form",
            ),
            _preview(view),
            class_name="two-columns",
        ),
        class_name="returning",
        data_component="returning",
    )


def _items(view: ReturningView, on_choice: OnChoice | None) -> rx.Component:
    return _lines(view, lambda line: rx.fragment(pills(line.units, on_choice), _hint(line.until)))


def _why(view: ReturningView, on_choice: OnChoice | None) -> rx.Component:
    def line(one: ReturnLineView) -> rx.Component:
        return rx.fragment(pills(one.ours, on_choice), pills(one.yours, on_choice), textarea_field(one.note))

    return rx.fragment(_lines(view, line), pictures_field(view.photo_field), _photos(view.photos, can_drop=True))


def _wish(view: ReturningView, on_choice: OnChoice | None) -> rx.Component:
    return rx.fragment(
        radio_cards("wish", view.wishes, on_choice, held_by_browser=True),
        # Shown by css when "another size" is chosen, so that it needs no script.
        rx.el.div(_lines(view, lambda line: pills(line.sizes, on_choice)), class_name="returning-sizes"),
    )


def _check(view: ReturningView) -> rx.Component:
    return rx.fragment(
        _lines(view, lambda line: rx.el.ul(each(line.told, lambda row: rx.el.li(row)), class_name="returning-told")),
        _photos(view.photos),
        when(
            view.exchange,
            panel(rx.el.p("We keep the sizes you chose until your parcel is here. An exchange costs nothing.")),
            rx.el.p("We look at it within one working day. Then you get the label by email.", class_name="hint"),
        ),
    )


def _lines(view: ReturningView, body: Callable[[ReturnLineView], rx.Component]) -> rx.Component:
    def line(one: ReturnLineView) -> rx.Component:
        return rx.el.li(
            rx.el.span(thumb(one.picture), class_name="cart-line-picture"),
            rx.el.div(
                rx.el.p(one.title, class_name="cart-line-title"),
                rx.el.p(one.options, class_name="cart-line-options"),
                body(one),
                class_name="returning-words",
            ),
            key=one.key,
            class_name="returning-line",
        )

    return rx.el.ul(each(view.lines, line), class_name="returning-lines")


def _hint(words: str) -> rx.Component:
    return rx.el.p(words, class_name="hint")


def _photos(photos: list[PhotoView], can_drop: bool = False) -> rx.Component:
    def photo(one: PhotoView) -> rx.Component:
        shown = native_link(thumb(one.src, one.alt), href=one.large)
        drop = rx.el.button(
            icon("trash"),
            hidden("Leave out ", one.alt),
            type="submit",
            name="drop",
            value=one.src,
            class_name="photo-drop",
        )
        return rx.el.li(shown, drop if can_drop else rx.fragment(), key=one.src)

    return when(photos, rx.el.ul(each(photos, photo), class_name="review-photos return-photos"))


def _preview(view: ReturningView) -> rx.Component:
    return rx.el.aside(
        rx.el.h2("What you get back", class_name="small-heading"),
        when(
            view.refund.shown,
            refund_explained(view.refund),
            rx.el.p(
                when(
                    view.exchange,
                    "The same piece in another size. Nothing is charged and nothing is refunded.",
                    "Choose what you want to send back, and you see here what comes back for it.",
                ),
                class_name="hint",
            ),
        ),
        class_name="side-panel returning-preview",
        aria_live="polite",
        aria_label="What you get back",
    )


def return_card(view: ReturnView, heading: str = "h3") -> rx.Component:
    """Show a return: how it stands, what to do next, what comes back.

    Args:
        view: The return.
        heading: The element of its headline.
    """
    element = {"h1": rx.el.h1, "h3": rx.el.h3}[heading]

    def piece(one: ReturnPieceView) -> rx.Component:
        return rx.el.li(
            rx.el.span(thumb(one.picture), class_name="cart-line-picture"),
            rx.el.div(
                rx.el.p(one.title, class_name="cart-line-title"),
                rx.el.p(one.options, class_name="cart-line-options"),
                rx.el.p(one.reason, class_name="hint"),
            ),
            key=one.options,
            class_name="return-piece",
        )

    return rx.el.article(
        lcd_panel(
            element(view.headline, class_name="lcd-line lcd-line-large" if heading == "h1" else "lcd-line"),
            rx.el.p(view.sentence, class_name="lcd-sentence"),
            timeline(view.steps),
        ),
        when(
            view.label,
            native_link(icon("package"), "Open the label (PDF)", href=view.label, class_name="button button-wide"),
        ),
        rx.el.ul(each(view.pieces, piece), class_name="return-pieces"),
        _photos(view.photos),
        when(view.refund.shown, refund_explained(view.refund)),
        when(
            view.withdraw,
            post_form(button("Withdraw this return", type="submit", variant="quiet"), action=view.withdraw),
        ),
        id=view.code,
        class_name="return-card",
        data_component="return-card",
    )


def returns_section(view: ReturnsView) -> rx.Component:
    """Show on an order's page what was sent back, and the way to send something back.

    Args:
        view: The order's returns.
    """
    way = rx.el.div(
        rx.el.p(view.until),
        button_link(icon("arrow-u-up-left"), "Return or exchange", href=view.href, variant="ghost"),
        class_name="return-way",
    )
    return rx.el.section(
        when(view.cards, rx.el.h2("Returns")),
        rx.el.div(each(view.cards, lambda card: return_card(card)), class_name="return-cards"),
        when(view.href, way),
        class_name="order-returns",
        data_component="order-returns",
    )
