"""Who is asking."""

import reflex as rx

from storefront.domain.currencies import supported
from storefront.domain.money import BASE, Currency


def session_of(state: rx.State) -> str:
    """The hash of the session that this tab's socket belongs to; "" when there is none."""
    kind, _, digest = state.router.headers.raw_headers.get("authorization", "").partition(" ")
    return digest if kind == "Session" else ""


def currency_of(state: rx.State) -> Currency:
    """The currency that this tab's browser sees prices in; see ``web.currency``."""
    return supported(state.router.headers.raw_headers.get("x-currency", "")) or BASE


def visitor_of(state: rx.State) -> str:
    """The network address that this tab's socket comes from."""
    return state.router.session.client_ip


def query_of(state: rx.State) -> dict[str, str]:
    """The query of the tab's address; what is no plain text is left out."""
    return {name: value for name, value in state.router.url.query_parameters.items() if value.isprintable()}
