"""The product page's parts: pictures on the left, everything to choose on the right."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, when
from storefront.components.buttons import button, express_button, icon_button
from storefront.components.forms import shop_form
from storefront.components.links import native_link
from storefront.components.pictures import picture, thumb
from storefront.components.price import price
from storefront.components.restock import restock_panel
from storefront.components.saved import heart
from storefront.components.size_chart import chart_table, measured_tile
from storefront.components.size_finder import quiet_advice
from storefront.views.catalogue import ColourOption, PictureView, ProductView, SizeOption
from storefront.views.restock import AskView
from storefront.views.sizing import AdviceView

NO_ADVICE, NOT_ASKED = AdviceView(), AskView()

# FAQ: no custom-made items.
AS_PICTURED = "You get the piece as pictured; we do not make custom pieces."


def gallery(view: ProductView) -> rx.Component:
    """Show the pictures: thumbs and two columns on a desk, a row to swipe on a phone.

    Args:
        view: The product.
    """

    def small(shot: PictureView) -> rx.Component:
        return rx.el.li(
            rx.el.button(thumb(shot.thumb), type="button", aria_label=shot.name, custom_attrs={"data-show": ""}),
            key=shot.name,
        )

    # The keys are names, not files: another colour then changes the files of the same elements, and the browser
    # shows the old picture until it has the new one.
    def large(shot: PictureView) -> rx.Component:
        # A link to the file, so that the large picture can be had without the script.
        return rx.el.li(
            native_link(
                picture(shot, "(min-width: 1024px) 31vw, 92vw"),
                hidden("Open the large picture"),
                href=shot.large,
                class_name="gallery-picture",
                custom_attrs={"data-open": "zoom"},
            ),
            key=shot.name,
        )

    return rx.el.section(
        rx.el.ul(each(view.pictures, small), class_name="gallery-thumbs js-only"),
        rx.el.div(
            rx.el.ul(
                each(view.pictures, large),
                when(view.chart.rows, rx.el.li(measured_tile(view.front, view.chart), class_name="gallery-measured")),
                class_name="gallery-stage",
                custom_attrs={"data-stage": ""},
            ),
            rx.el.div(
                each(view.pictures, lambda shot: rx.el.i(key=shot.name)),
                when(view.chart.rows, rx.el.i()),
                class_name="gallery-dots js-only",
                aria_hidden="true",
            ),
            class_name="gallery-view",
        ),
        class_name="gallery",
        aria_label="Pictures",
        custom_attrs={"data-gallery": ""},
        data_component="gallery",
    )


def zoom_dialog(pictures: list[PictureView]) -> rx.Component:
    """Show the pictures over the whole screen, one at a time. A press doubles the size; see shop.js for the rest.

    Args:
        pictures: The product's pictures; the large files load when the dialog opens.
    """

    def shot(view: PictureView) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.img(
                    src=view.large, alt=view.alt, custom_attrs={"width": "1200", "height": "1500", "loading": "lazy"}
                ),
                type="button",
                aria_label=f"{view.name}, twice the size",
                aria_pressed="false",
                custom_attrs={"data-double": ""},
            ),
            key=view.name,
            class_name="zoom-picture",
        )

    return rx.el.dialog(
        rx.el.div(
            rx.el.h2("Pictures", id="zoom-title", tab_index=-1),
            rx.el.div(
                icon_button("minus", "Smaller", custom_attrs={"data-zoom": "0.5"}),
                icon_button("plus", "Larger", custom_attrs={"data-zoom": "2"}),
                icon_button("arrow-left", "Previous picture", custom_attrs={"data-step": "-1"}),
                icon_button("arrow-right", "Next picture", custom_attrs={"data-step": "1"}),
                icon_button("x", "Close pictures", custom_attrs={"data-close": ""}),
                class_name="zoom-tools",
            ),
            class_name="drawer-head",
        ),
        rx.el.ul(each(pictures, shot), class_name="zoom-stage"),
        id="zoom",
        class_name="zoom",
        aria_labelledby="zoom-title",
        data_component="zoom-dialog",
    )


def colour_radios(view: ProductView, on_colour: Callable[[Any], Any] | None = None) -> rx.Component:
    """Show the colours as radios with small pictures, and as links where there is no script.

    Args:
        view: The product.
        on_colour: Called with a colour's code; the event it returns happens when the colour is chosen.
    """

    def option(colour: ColourOption) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="radio",
                name="colour",
                default_value=colour.code,
                **_choice(colour.chosen, on_colour and on_colour(colour.code)),
            ),
            thumb(colour.picture, colour.name, data_href=colour.href),
            when(colour.sold_out, hidden(", sold out")),
            key=colour.code,
            class_name=f"colour-option {when(colour.sold_out, 'option-out', '')}",
        )

    return rx.el.fieldset(
        rx.el.legend("Colour: ", rx.el.b(view.colour)),
        rx.el.div(each(view.colours, option), class_name="colour-options js-only"),
        rx.el.p(
            "Colours: ",
            each(view.colours, lambda colour: rx.fragment(rx.el.a(colour.name, href=colour.href), " ")),
            class_name="no-js",
        ),
        class_name="options",
        data_component="colour-radios",
    )


def size_radios(view: ProductView, on_size: Callable[[Any], Any] | None = None) -> rx.Component:
    """Show the sizes as radios. A sold-out one can still be chosen, so that its news can be heard.

    Args:
        view: The product.
        on_size: Called with a variant's SKU; the event it returns happens when the size is chosen.
    """

    def option(size: SizeOption) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="radio",
                name="sku",
                default_value=size.sku,
                required=True,
                disabled=when(size.sku, False, True),
                **_choice(size.chosen, on_size and on_size(size.sku)),
            ),
            rx.el.span(size.size, class_name="size-name"),
            when(size.low, rx.el.span(hidden(", "), size.low, class_name="size-low")),
            when(size.sold_out, hidden(", sold out")),
            when(size.sku, rx.fragment(), hidden(", not made in this colour")),
            key=size.size,
            class_name=f"size-option {when(size.sold_out, 'option-out', '')} {when(size.sku, '', 'option-none')}",
        )

    return rx.el.fieldset(
        rx.el.legend("Size: ", rx.el.b(when(view.size, view.size, "choose one"))),
        when(
            view.chart.rows,
            native_link(
                icon("ruler"),
                "Size chart",
                href="#measurements",
                class_name="size-chart-link",
                custom_attrs={"data-open": "size-chart"},
            ),
        ),
        rx.el.div(each(view.sizes, option), class_name="size-options"),
        rx.el.p(class_name="need", role="alert", custom_attrs={"data-need": "Choose a size first."}),
        class_name="options options-sizes",
        data_component="size-radios",
    )


def _choice(chosen: Any, event: Any) -> dict[str, Any]:
    """Hold the choice in the state when an event answers, else leave it to the browser."""
    if event is None or not isinstance(chosen, rx.Var):
        return {"default_checked": chosen}
    return {"checked": chosen, "on_change": event}


def stock_note(words: str, kind: str) -> rx.Component:
    """Show whether the chosen piece is there; changes are spoken.

    Args:
        words: "In stock. Posted within 1–2 working days."
        kind: ``ok``, ``low``, ``out`` or ``""``.
    """
    return rx.el.div(
        when(
            words,
            rx.el.p(
                when(kind == "ok", icon("check"), icon("info")),
                rx.el.span(words),
                class_name=f"stock-note stock-note-{kind}",
            ),
        ),
        role="status",
        data_component="stock-note",
    )


def facts(rows: list[tuple[str, str, str]]) -> rx.Component:
    """Show short facts with icons.

    Args:
        rows: Icon, name and text of each.
    """
    return rx.el.dl(
        *[rx.el.div(rx.el.dt(icon(name), title), rx.el.dd(text), class_name="facts-row") for name, title, text in rows],
        class_name="facts",
        data_component="facts",
    )


def buy_box(
    view: ProductView,
    on_add: Any = None,
    on_colour: Callable[[Any], Any] | None = None,
    on_size: Callable[[Any], Any] | None = None,
    busy: bool = False,
    advice: AdviceView = NO_ADVICE,
    news: str = "",
    asked: AskView = NOT_ASKED,
    on_ask: Any = None,
    stars: rx.Component | None = None,
) -> rx.Component:
    """Show everything that is chosen and asked: two forms that work natively, one to buy, one for a sold-out size.

    Args:
        view: The product.
        on_add: The form's submit event, with ``.prevent_default``; without it the form is posted to ``/cart/add``.
        on_colour: See ``colour_radios``.
        on_size: See ``size_radios``.
        busy: Whether something is being added.
        advice: Which size fits, as far as measures are known.
        news: What has changed by itself since the page was opened.
        asked: See ``restock_panel``.
        on_ask: See ``restock_panel``.
        stars: What stands below the name: the way to the reviews.
    """
    add = button(
        view.add_label,
        type="submit",
        wide=True,
        busy=busy,
        disabled=when(view.can_add, False, True),
        class_name="add-button",
        custom_attrs={"data-add": ""},
        data_component="add-button",
    )
    buy = shop_form(
        when(view.eyebrow, rx.el.p(view.eyebrow, class_name="eyebrow")),
        rx.el.h1(view.title, class_name="product-title"),
        *([stars] if stars else []),
        rx.el.p(
            price(view.now, view.was),
            when(view.lowest, rx.el.span(f"Lowest price of the 30 days before: {view.lowest}", class_name="hint")),
            rx.el.span("Taxes and shipping shown before you pay", class_name="hint"),
            class_name="product-price",
        ),
        when(view.colours, colour_radios(view, on_colour)),
        when(view.sizes, size_radios(view, on_size)),
        quiet_advice(advice),
        stock_note(view.stock, view.stock_kind),
        rx.el.p(news, class_name="stock-news", role="status", data_component="stock-news"),
        when(view.can_ask, rx.fragment(), add),
        when(view.express, express_button("Buy with PayPal", form_action="/checkout/express")),
        action="/cart/add",
        on_submit=on_add,
        id="buy",
        class_name="buy-form",
    )
    return rx.el.div(
        buy,
        restock_panel(view, asked, on_ask),
        heart(view.slug, view.title, view.colour_code, view.size, words=True),
        facts([("truck", "Delivery", view.delivery), ("arrow-u-up-left", "Returns", view.returns)]),
        class_name="buy-box",
        data_component="buy-box",
    )


def accordion(title: str, *children: Any, opened: Any = False, **props: Any) -> rx.Component:
    """Show a part that folds.

    Args:
        title: Its heading.
        *children: What it holds.
        opened: Whether it starts open.
        **props: Passed to the ``<details>``.
    """
    return rx.el.details(
        rx.el.summary(rx.el.span(title), icon("plus"), class_name="accordion-title"),
        rx.el.div(*children, class_name="accordion-body"),
        class_name="accordion",
        data_component="accordion",
        custom_attrs={"open": opened},
        **props,
    )


def product_details(view: ProductView) -> rx.Component:
    """Show the product in words: fit and fabric, measurements, delivery and returns.

    Args:
        view: The product.
    """
    return rx.el.div(
        accordion(
            "Fit and fabric",
            when(view.description, rx.el.p(view.description)),
            when(view.fit, rx.el.p(view.fit)),
            when(view.material, rx.el.p(view.material)),
            when(view.care, rx.el.ul(each(view.care, lambda one: rx.el.li(one)), class_name="plain-list")),
            opened=True,
        ),
        when(view.chart.rows, accordion("Measurements", chart_table(view.chart), id="measurements")),
        accordion(
            "Delivery and returns",
            rx.el.p(view.delivery),
            rx.el.p(view.returns),
            rx.el.p(AS_PICTURED),
            rx.el.p(rx.el.a("All about shipping and returns", href="/shipping")),
        ),
        class_name="product-details",
        data_component="product-details",
    )


def sticky_bar(view: ProductView, busy: bool = False) -> rx.Component:
    """Show the phone's bar with the Add button, while the main one is out of sight (see shop.js).

    Args:
        view: The product.
        busy: Whether something is being added.
    """
    return rx.el.div(
        rx.el.p(
            rx.el.b(view.now),
            rx.el.span(when(view.size, f"Size {view.size}, {view.colour}", view.colour), class_name="hint"),
        ),
        when(
            view.can_ask,
            native_link(view.ask_label, href="#restock", class_name="button"),
            button(
                when(view.can_add, "Add to cart", view.add_label),
                type="submit",
                busy=busy,
                disabled=when(view.can_add, False, True),
                custom_attrs={"form": "buy"},
            ),
        ),
        class_name="sticky-bar",
        custom_attrs={"data-sticky-bar": ""},
        data_component="sticky-bar",
    )
