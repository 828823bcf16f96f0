"""What stands around every page: skip link, news strip, header, menu, footer."""

from typing import Any

import reflex as rx

from storefront.components.account import account_button
from storefront.components.base import PostForm, each, hidden, icon, when
from storefront.components.buttons import button, icon_button
from storefront.components.currency import currency_menu
from storefront.components.links import native_link
from storefront.components.logo import SHOP_NAME, logo
from storefront.components.saved import saved_button
from storefront.components.search import search_button
from storefront.components.theme import theme_switch
from storefront.views.cart import CartView
from storefront.views.catalogue import LinkView
from storefront.views.currency import CurrencyView

NEWS = "30 days to change your mind"

HELP = (
    ("FAQ", "/faq"),
    ("Find your order", "/orders"),
    ("Shipping and returns", "/shipping"),
    ("Size guide", "/size-guide"),
    ("Gift cards", "/gift-cards"),
    ("Contact", "/contact"),
)
SAVED = ("Saved", "/saved")
SMALL_PRINT = (("Terms of service", "/terms"), ("Privacy", "/privacy"))


def skip_link() -> rx.Component:
    """Show a link to the content: the first stop of the Tab key."""
    return native_link("Skip to content", href="#main", class_name="skip-link", data_component="skip-link")


def news_strip(first: str, news: tuple[str, ...] = (NEWS,)) -> rx.Component:
    """Show the LCD strip above the header. It never moves.

    Args:
        first: A short true sentence: all that a phone shows.
        news: More of them.
    """
    return rx.el.div(
        rx.el.div(
            rx.el.span(rx.el.i(), rx.el.i(), rx.el.i(), rx.el.i(), class_name="signal-bars", aria_hidden="true"),
            *[rx.el.span(sentence, class_name="news-strip-item") for sentence in (first, *news)],
            rx.el.span(rx.el.i(), class_name="battery", aria_hidden="true"),
            class_name="page-width news-strip-row",
        ),
        class_name="news-strip",
        role="region",
        aria_label="Shop news",
        data_component="news-strip",
    )


def header(
    menu: list[LinkView],
    cart: CartView,
    currency: CurrencyView,
    name: str = SHOP_NAME,
    saved: int = 0,
    person: str = "",
) -> rx.Component:
    """Show the bar that stays on top: menu, logo, collections, search, currency, cart.

    Args:
        menu: The collections.
        cart: The cart, for its number of things.
        currency: The currency that prices are shown in.
        name: The shop's name.
        saved: How many pieces are saved.
        person: The first name of who is logged in, or ``""``.
    """
    return rx.el.header(
        rx.el.div(
            icon_button("list", "Menu", class_name="narrow-only js-only", custom_attrs={"data-open": "menu"}),
            logo(name),
            rx.el.nav(rx.el.ul(each(menu, _menu_link)), class_name="header-menu wide-only", aria_label="Main"),
            search_button(),
            currency_menu(currency),
            saved_button(saved),
            account_button(person),
            cart_button(cart),
            class_name="page-width header-row",
        ),
        class_name="header",
        data_component="header",
    )


def _menu_link(link: LinkView) -> rx.Component:
    return rx.el.li(
        rx.el.a(link.title, href=link.href, class_name="menu-link", aria_current=when(link.current, "page", "false")),
        key=link.href,
    )


def cart_button(cart: CartView) -> rx.Component:
    """Show the way to the cart: a link that opens the drawer when the script is there.

    Args:
        cart: The cart; an empty one shows no number.
    """
    return rx.el.a(
        icon("bag"),
        rx.el.span("Cart", class_name="cart-button-word"),
        when(
            cart.count,
            rx.fragment(
                rx.el.b(cart.count, class_name="cart-button-count", aria_hidden="true"),
                hidden(", ", cart.count_words),
            ),
        ),
        href="/cart",
        class_name="cart-button",
        custom_attrs={"data-open": "cart-drawer"},
        data_component="cart-button",
    )


def menu_dialog(menu: list[LinkView]) -> rx.Component:
    """Show the phone's menu, a drawer from the left.

    Args:
        menu: The collections.
    """
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2("Menu", id="menu-title", tab_index=-1),
            icon_button("x", "Close menu", custom_attrs={"data-close": ""}),
            class_name="drawer-head",
        ),
        rx.el.nav(
            rx.el.ul(each(menu, _menu_link), class_name="menu-list"),
            rx.el.ul(
                *[rx.el.li(rx.el.a(title, href=href, class_name="menu-link")) for title, href in (SAVED, *HELP)],
                class_name="menu-list menu-list-small",
            ),
            class_name="drawer-body",
            aria_label="Menu",
        ),
        id="menu",
        class_name="drawer drawer-left",
        aria_labelledby="menu-title",
        data_component="menu-dialog",
    )


def footer(menu: list[LinkView], name: str = SHOP_NAME) -> rx.Component:
    """Show the end of every page. Help stands in the same order everywhere.

    Args:
        menu: The collections.
        name: The shop's name.
    """

    def column(title: str, label: str, links: Any) -> rx.Component:
        return rx.el.nav(rx.el.h2(title), rx.el.ul(links), class_name="footer-column", aria_label=label)

    def fixed(links: tuple[tuple[str, str], ...]) -> rx.Component:
        return rx.fragment(*[rx.el.li(rx.el.a(title, href=href)) for title, href in links])

    return rx.el.footer(
        rx.el.div(
            rx.el.div(
                logo(name),
                rx.el.p("Clothes from the year the future started."),
                news_form(),
                theme_switch(),
                class_name="footer-brand",
            ),
            column("Help", "Help", fixed(HELP)),
            column("Shop", "Shop", each(menu, lambda link: rx.el.li(rx.el.a(link.title, href=link.href)))),
            column("Small print", "Small print", fixed(SMALL_PRINT)),
            class_name="page-width footer-columns",
        ),
        class_name="footer",
        data_component="footer",
    )


def news_form() -> rx.Component:
    """Show the form for the newsletter."""
    return PostForm.create(
        rx.el.label("Drop alerts by mail, twice a month", html_for="footer-news", class_name="footer-news-label"),
        rx.el.div(
            rx.el.input(
                name="email",
                auto_complete="email",
                class_name="field-control",
                custom_attrs={"id": "footer-news", "type": "email", "placeholder": "you@example.com"},
            ),
            button("Sign up", type="submit"),
            class_name="inline-form",
        ),
        action="/newsletter",
        method="post",
        class_name="footer-news",
        data_component="news-form",
    )


def checkout_header(currency: CurrencyView, name: str = SHOP_NAME) -> rx.Component:
    """Show the checkout's bar: the logo, the currency, and nothing that leads away but help and the way back.

    Args:
        currency: The currency that prices are shown in.
        name: The shop's name.
    """
    return rx.el.header(
        rx.el.div(
            logo(name),
            rx.el.p(icon("lock"), rx.el.span("Secure checkout"), class_name="header-secure"),
            rx.el.a("Help", href="/faq", class_name="header-help"),
            rx.el.a("Back to cart", href="/cart", class_name="header-back"),
            currency_menu(currency),
            class_name="page-width header-row",
        ),
        class_name="header header-checkout",
        data_component="checkout-header",
    )
