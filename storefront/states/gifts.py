"""The gift card pages. Their forms are plain ones: a code is as good as money, and never passes through the socket."""

from collections.abc import Mapping

import reflex as rx

from storefront import text
from storefront.domain.accounts import Note
from storefront.domain.money import Currency
from storefront.services import accounts, credits, gifts, my
from storefront.services.shop import look
from storefront.states.session import currency_of, query_of, session_of
from storefront.views import gifts as views
from storefront.views.gifts import BalanceView, GiftView

NOTHING: dict[str, str] = {}


async def gift_view(session_hash: str, currency: Currency, query: Mapping[str, str]) -> GiftView:
    """The form that buys a card, with what is known filled in."""
    note, welcome = await _note(session_hash, "gift", query), await look(my.welcome, session_hash)
    choices, limits = await look(gifts.amounts, currency)
    email = welcome.customer.email if welcome else ""
    problem = text.gift_problem(query.get("problem", ""))
    return views.gift(choices, limits, gifts.new_key(), email, note.fields, note.faults, problem)


async def balance_view(session_hash: str, query: Mapping[str, str]) -> BalanceView:
    """What is left on the card that this session asked for last, or why it cannot be told."""
    note = await _note(session_hash, "balance", query)
    card = await look(credits.card_asked, note.fields.get("card", ""))
    return views.balance(card, note.faults)


async def _note(session_hash: str, form: str, query: Mapping[str, str]) -> Note:
    found = await look(accounts.noted_form, session_hash, form) if query.get("check") == form else None
    return found or Note(NOTHING, NOTHING)


class GiftState(rx.State):
    """The gift card page that the tab's address asks for."""

    gift: GiftView = GiftView()
    balance: BalanceView = BalanceView()

    @rx.event
    async def load_gift(self):
        """Read the form that buys a card."""
        self.gift = await gift_view(session_of(self), currency_of(self), query_of(self))

    @rx.event
    async def load_balance(self):
        """Read what is left on the card that was asked for."""
        self.balance = await balance_view(session_of(self), query_of(self))
