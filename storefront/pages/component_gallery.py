"""Every component in every state, for designers: ``/dev/components``. Nothing here is for shoppers."""

from dataclasses import replace
from typing import Any

import reflex as rx

from storefront.components import desk, desk_order, samples_desk
from storefront.components.account import account, account_button, door
from storefront.components.badge import badge
from storefront.components.base import PostForm, icon
from storefront.components.buttons import LOOKS, button, button_link, icon_button
from storefront.components.cart import cart_line, cart_totals, empty_cart, shipping_meter, total_row, totals
from storefront.components.changes import changes
from storefront.components.checkout import express_way, inline_login, open_attempt, order_summary, radio_cards
from storefront.components.chrome import cart_button, checkout_header, news_strip
from storefront.components.crumbs import crumbs
from storefront.components.empty_state import empty_state, lcd_panel
from storefront.components.fields import error_summary, field, tick_box
from storefront.components.gifts import card_balance, gift_form, gift_picture
from storefront.components.listing import chips, facets, paging, sort_menu
from storefront.components.logo import logo
from storefront.components.notices import changes_panel, panel, signal_strip, toast
from storefront.components.order import order_headline, order_lines, order_totals
from storefront.components.packages import packages
from storefront.components.price import price
from storefront.components.product import accordion, colour_radios, facts, gallery, size_radios, stock_note
from storefront.components.product_card import hero_tile, swatches
from storefront.components.product_grid import product_grid
from storefront.components.promotions import code_entry, credit_entry
from storefront.components.prose import Question, helped, paragraphs, short_answers
from storefront.components.restock import restock_answer, restock_panel, restock_request
from storefront.components.returns import pills, return_card, returning
from storefront.components.reviews import review_form, reviews_section
from storefront.components.samples import (
    ACCOUNT,
    ADVICE,
    ASKED,
    ASKED_WRONG,
    ATTEMPT,
    BALANCE,
    CARDS,
    CART,
    CHECKOUT,
    CHECKOUT_WITH_ERRORS,
    CREDITS,
    CURRENCY,
    DOOR,
    GIFT,
    LIKELY,
    LISTING,
    LOGIN,
    PRODUCT,
    REQUEST,
    REVIEWS,
    SAVED,
    SAVED_ADDRESSES,
    SOLD_OUT,
    SUGGESTIONS,
    TICKET,
    WRITING,
)
from storefront.components.samples_order import CHANGES, ORDER, PACKAGES, RETURN, RETURNING, SIZES
from storefront.components.saved import heart, saved_list, share_panel
from storefront.components.search import search_form, suggestion_list
from storefront.components.size_chart import chart_table, measured_tile
from storefront.components.size_finder import quiet_advice, size_finder
from storefront.components.skeleton import skeleton_grid, skeleton_lines, skeleton_product, skeleton_text
from storefront.components.theme import theme_switch, unit_switch
from storefront.components.tickets import likely_answers, ticket_thread
from storefront.pages.bodies.frame import page_main, width
from storefront.views.cart import CartLineView
from storefront.views.catalogue import ProductView
from storefront.views.checkout import FieldView, OptionView
from storefront.views.promotions import CodeView


def component_gallery() -> rx.Component:
    """Show all components, grouped; a designer's page, in light and dark by its own switch."""
    return page_main(
        width(
            rx.el.h1("Components"),
            rx.el.p("Every component in every state, with sample values.", class_name="lead"),
            theme_switch(),
            _group("Type", _type()),
            _group("Buttons", *_buttons()),
            _group("Fields", *_fields()),
            _group("Small parts", *_small_parts()),
            _group("Notices", *_notices()),
            _group("Product cards", product_grid(CARDS[:4]), skeleton_grid(4)),
            _group("Hero tiles", rx.el.ul(*[hero_tile(card) for card in CARDS[:3]], class_name="hero-tiles")),
            _group("Listing", *_listing()),
            _group("Search", search_form("butterfly"), suggestion_list(SUGGESTIONS)),
            _group("Product", *_product()),
            _group(
                "Size chart",
                unit_switch(),
                chart_table(PRODUCT.chart),
                measured_tile(PRODUCT.pictures[0], PRODUCT.chart),
            ),
            _group("Size advice", quiet_advice(ADVICE), size_finder("tee", PRODUCT.chart.parts, ADVICE)),
            _group(
                "Email me when it is back",
                rx.el.div(
                    restock_panel(SOLD_OUT, ASKED_WRONG), restock_answer(ASKED.done), class_name="gallery-narrow"
                ),
                restock_request(REQUEST),
            ),
            _group("Reviews", reviews_section(REVIEWS), review_form(WRITING)),
            _group(
                "Saved",
                heart("butterfly-baby-tee", "Crystal butterfly baby tee", words=True),
                saved_list(SAVED),
                share_panel(SAVED),
            ),
            _group("Cart", *_cart()),
            _group("Checkout", *_checkout()),
            _group(
                "Gift cards", gift_picture(), gift_form(GIFT), card_balance(BALANCE), credit_entry(CREDITS, "g-credit")
            ),
            _group(
                "Order",
                order_headline(ORDER),
                order_lines(ORDER.lines),
                order_totals(ORDER),
                changes(CHANGES),
            ),
            _group("Packages", packages(PACKAGES)),
            _group("Returns", returning(RETURNING), pills(SIZES), return_card(RETURN)),
            _group("In front of the account", rx.el.div(door(DOOR), class_name="gallery-narrow"), inline_login(LOGIN)),
            _group("Account", _row(account_button(), account_button("Mia")), account(ACCOUNT)),
            _group("Questions to us", likely_answers(LIKELY), ticket_thread(TICKET)),
            _group("Answers", short_answers("Before you pay", (QUESTION,)), helped("sample", None)),
            _group("Text", rx.el.div(*paragraphs(_TEXTS), class_name="prose-text")),
            _group("Empty and missing", empty_cart(), _missing()),
            _group("Waiting", skeleton_text(), skeleton_lines(2), skeleton_product()),
            _group("The desk for staff", *_desk()),
        ),
        name="gallery",
    )


QUESTION = Question("sample-question", "What happens if I take too long to pay?", ("After ten minutes …",))
_TEXTS = (
    "A paragraph with [a link](/faq) in it.",
    "- First point, with [another link](/shipping)\n- Second point",
)


def _missing() -> rx.Component:
    return empty_state("Number not in service.", "There is no page at this address.", "Go to the home page", "/")


def _group(title: str, *children: Any) -> rx.Component:
    return rx.el.section(rx.el.h2(title), *children, class_name="gallery-group")


def _row(*children: Any) -> rx.Component:
    return rx.el.div(*children, class_name="gallery-row")


def _type() -> rx.Component:
    return rx.el.div(
        rx.el.p("Autumn drop 03", class_name="eyebrow"),
        rx.el.p("Low rise. Full signal.", class_name="display-sample"),
        rx.el.p("Lead: cut to the sizes we print, measured flat, piece by piece.", class_name="lead"),
        rx.el.p("Body: plain, short, warm. ", rx.el.a("A link", href="/faq"), "."),
        rx.el.p("Hint: taxes and shipping shown before you pay", class_name="hint"),
        lcd_panel(rx.el.p("Pixel: only on the screen", class_name="lcd-line")),
    )


def _buttons() -> list[rx.Component]:
    return [
        _row(*[button(variant.capitalize(), variant=variant) for variant in LOOKS]),
        _row(*[button(variant.capitalize(), variant=variant, busy=True) for variant in LOOKS]),
        _row(
            button("Sold out", disabled=True, aria_describedby="why-disabled"),
            rx.el.span("Disabled always stands beside its reason.", id="why-disabled", class_name="hint"),
        ),
        _row(
            button(icon("lock"), "With an icon"),
            button_link("A link", href="/faq"),
            button_link("A ghost link", href="/faq", variant="ghost"),
            icon_button("x", "Close"),
            cart_button(replace(CART, count=0)),
            cart_button(CART),
        ),
    ]


def _fields() -> list[rx.Component]:
    name = FieldView(name="g-name", label="Full name", autocomplete="off")
    return [
        rx.el.div(
            field(name),
            field(replace(name, name="g-filled", value="Mia Moon")),
            field(replace(name, name="g-hint", label="Phone", hint="Only for the courier", required=False)),
            field(replace(name, name="g-error", value="123", error="This postcode does not fit the region. Check it.")),
            field(replace(name, name="g-short", label="City", short=True)),
            field(
                FieldView(
                    name="g-select",
                    label="State",
                    value="CA",
                    short=True,
                    options=[OptionView("", "Choose"), OptionView("CA", "California", True)],
                )
            ),
            class_name="fields",
        ),
        error_summary(CHECKOUT_WITH_ERRORS.errors),
    ]


def _small_parts() -> list[rx.Component]:
    return [
        _row(logo(), theme_switch(), unit_switch()),
        _row(price("$28.00"), price("$31.20", "$39.00"), price("From $24.00")),
        _row(badge("New", "new"), badge("20% off", "sale"), badge("3 left", "low"), badge("Sold out", "out")),
        _row(swatches(CARDS[0].swatches, CARDS[0].colours)),
        crumbs(PRODUCT.crumbs),
        checkout_header(CURRENCY),
        news_strip(CURRENCY.news),
        accordion("Closed", rx.el.p("Hidden until it is pressed.")),
        accordion("Open", rx.el.p("Shown from the start."), opened=True),
    ]


def _notices() -> list[rx.Component]:
    return [
        panel(rx.el.p("The order page has the news."), kind="info", title="Good to know"),
        panel(rx.el.p("Your details are kept."), kind="ok"),
        changes_panel(["Static cropped puffer now costs less: $88.00. It was $98.00."]),
        panel(rx.el.p("Your bank declined the card. Nothing was charged."), kind="err"),
        rx.el.div(
            toast("Removed Dial flare jeans.", 1, can_undo=True), signal_strip(False), class_name="gallery-still"
        ),
    ]


def _listing() -> list[rx.Component]:
    return [
        _row(sort_menu(LISTING.sorts, LISTING.sort)),
        chips(LISTING.chips, LISTING.clear_href),
        rx.el.div(facets(LISTING), class_name="gallery-narrow"),
        paging(LISTING),
    ]


def _product() -> list[rx.Component]:
    no_size: ProductView = replace(
        PRODUCT, size="", sku="", sizes=[replace(size, chosen=False) for size in PRODUCT.sizes]
    )
    return [
        gallery(PRODUCT),
        _row(stock_note("In stock.", "ok"), stock_note("Only 2 left.", "low"), stock_note("Sold out.", "out")),
        PostForm.create(colour_radios(PRODUCT), size_radios(PRODUCT)),
        PostForm.create(size_radios(no_size)),
        rx.el.div(
            stock_note("XL is sold out.", "out"),
            button("Sold out", wide=True, disabled=True),
            class_name="gallery-narrow",
        ),
        facts([("truck", "Delivery", PRODUCT.delivery), ("arrow-u-up-left", "Returns", PRODUCT.returns)]),
    ]


def _cart() -> list[rx.Component]:
    line: CartLineView = CART.lines[0]
    kept = replace(line, id=90, kept="Kept for you until 24 November 2026, 14:05 UTC.")
    wrong = replace(line, id=91, problem="Sold out. Remove it to check out.")
    limit = replace(line, id=92, quantity=3, can_more=False, limit="That is all we have.", unit="$28.00 each")
    return [
        shipping_meter("You are $15.80 from free shipping", 78, [n < 15 for n in range(20)]),
        shipping_meter("Shipping is free", 100, [True] * 20),
        rx.el.ul(*[cart_line(one) for one in [*CART.lines, kept, wrong, limit]], class_name="cart-lines"),
        cart_totals(CART, "first"),
        cart_totals(replace(CART, savings=[], code=CodeView(), can_check_out=False), "second"),
        code_entry(CodeView("MOON20", problem="Add $12.00 more of what MOON20 is for, and it applies."), "third"),
    ]


def _checkout() -> list[rx.Component]:
    return [
        PostForm.create(radio_cards("shipping", CHECKOUT.methods)),
        PostForm.create(radio_cards("saved", SAVED_ADDRESSES), tick_box(CHECKOUT.keep)),
        open_attempt(ATTEMPT),
        express_way(CHECKOUT),
        order_summary(CHECKOUT),
        totals(total_row("Subtotal", "$67.00"), total_row("Total", "$72.95", last=True)),
    ]


def _desk() -> list[rx.Component]:
    return [
        rx.el.link(rel="stylesheet", href="/desk.css"),
        rx.el.div(
            rx.el.p(*[desk.badge(each) for each in samples_desk.BADGES], class_name="desk-states"),
            desk.queue(samples_desk.QUEUE),
            desk.queue(samples_desk.NO_QUEUE),
            rx.el.ul(desk_order.line(samples_desk.LINE), class_name="desk-lines desk-panel"),
            desk_order.card(samples_desk.CARD),
            desk.act(samples_desk.FOLDED),
            desk.events(samples_desk.EVENTS, ""),
            desk.ticket(samples_desk.THREAD),
            class_name="desk-parts desk-column",
        ),
    ]
