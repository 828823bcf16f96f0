"""What every page has around its body, for React and for the first HTML."""

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from storefront.components.account import account_memory
from storefront.components.base import refresher
from storefront.components.cart import cart_drawer
from storefront.components.chrome import checkout_header, footer, header, menu_dialog, news_strip, skip_link
from storefront.components.notices import announcer, signal_strip, toast
from storefront.components.saved import hearts_of_page
from storefront.components.search import search_dialog
from storefront.pages.page import Visit
from storefront.settings import SETTINGS
from storefront.states.account import AccountState
from storefront.states.cart import CartState
from storefront.states.chrome import ChromeState, currency_view, menu_links
from storefront.states.saved import SavedState
from storefront.states.search import SuggestState
from storefront.views.cart import CartView
from storefront.views.catalogue import LinkView
from storefront.views.currency import CurrencyView

ON_LOAD = [ChromeState.load_menu, AccountState.load_name, CartState.load_cart, SavedState.load_hearts]
NAME = SETTINGS.shop_name


def live(body: rx.Component, title: Any = "") -> rx.Component:
    """A page as React shows it; ``title`` is what the tab is called, where it depends on what is shown."""
    return _around(
        body,
        ChromeState.menu,
        ChromeState.currency,
        header(ChromeState.menu, CartState.cart, ChromeState.currency, NAME, SavedState.count, AccountState.name),
        cart_drawer(
            CartState.cart,
            open_when=CartState.opened,
            on_quantity=lambda line, quantity: CartState.change(line, quantity),
            on_remove=lambda line: CartState.remove(line),
            on_place=lambda country, state: CartState.send_to(country, state),
            on_code=CartState.use_code,
            on_drop_code=CartState.drop_code,
        ),
        search_dialog(
            SuggestState.suggestions,
            on_type=lambda words: SuggestState.suggest(words).debounce(200),
            on_search=SuggestState.see_results,
            on_focus=lambda words: SuggestState.suggest(words),
        ),
        refresher(CartState.load_cart),
        toast(CartState.notice, CartState.notice_number, CartState.can_undo, CartState.undo),
        hearts_of_page(SavedState.slugs, SavedState.press_heart),
        signal_strip(~has_connection_errors),
        account_memory(AccountState.signed, AccountState.kept, AccountState.keep_choices),
        # Reflex cannot put a state's var into <title>: shop.js copies it from here.
        rx.el.span(hidden=True, custom_attrs={"data-page-title": title}),
    )


async def printed(body: rx.Component, visit: Visit, cart: CartView | None = None) -> rx.Component:
    """A page as the first HTML shows it. A public page knows nothing of the cart."""
    menu, currency = await menu_links(visit.currency, visit.path), await currency_view(visit.currency)
    return _around(body, menu, currency, header(menu, cart or CartView(), currency, NAME))


def live_checkout(*body: rx.Component) -> rx.Component:
    """The checkout as React shows it: nothing around it that leads away."""
    return rx.fragment(
        skip_link(),
        signal_strip(~has_connection_errors),
        checkout_header(ChromeState.currency, NAME),
        *body,
        footer(ChromeState.menu, NAME),
        announcer(),
    )


async def printed_checkout(body: rx.Component, visit: Visit) -> rx.Component:
    """The checkout as the first HTML shows it."""
    menu, currency = await menu_links(visit.currency, visit.path), await currency_view(visit.currency)
    return rx.fragment(skip_link(), checkout_header(currency, NAME), body, footer(menu, NAME))


def _around(
    body: rx.Component, menu: list[LinkView], currency: CurrencyView, head: rx.Component, *more: rx.Component
) -> rx.Component:
    strip = news_strip(currency.news)
    return rx.fragment(skip_link(), strip, head, body, footer(menu, NAME), menu_dialog(menu), *more, announcer())
