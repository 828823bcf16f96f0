"""The checkout. What is typed is kept in the store field by field; paying is a form the browser sends itself."""

from collections.abc import Mapping

import reflex as rx

from storefront import text
from storefront.domain.errors import Refusal
from storefront.domain.money import Currency
from storefront.services import accounts, my, orders
from storefront.services import cart as cart_service
from storefront.services import checkout as checkout_service
from storefront.services.shop import ask, look
from storefront.states.session import currency_of, query_of, session_of
from storefront.views import checkout as views
from storefront.views.checkout import CheckoutView
from storefront.views.doors import login_at_checkout
from storefront.views.forms import FormView


async def checkout_view(session_hash: str, currency: Currency, query: Mapping[str, str]) -> CheckoutView:
    """The checkout as it stands. The query tells what the last press of Pay met (see ``web.routes``)."""
    form = await ask(checkout_service.see_checkout, session_hash, currency, query.get("check") == "yes")
    if form is None:
        return views.checkout(None, paid=await ask(orders.just_paid, session_hash))
    problem, card = text.checkout_problem(query.get("problem", "")), text.card_problem(query.get("card", ""))
    return views.checkout(form, problem, card)


async def login_view(session_hash: str, query: Mapping[str, str]) -> FormView:
    """The login for a guest; none for a customer."""
    if await look(my.welcome, session_hash):
        return FormView()
    note = await look(accounts.noted_form, session_hash, "login") if query.get("check") == "login" else None
    return login_at_checkout(note.fields, note.faults) if note else login_at_checkout()


class CheckoutState(rx.State):
    """A view of the session's checkout."""

    checkout: CheckoutView = CheckoutView()
    login: FormView = FormView()

    @rx.event
    async def load_checkout(self):
        """Read the checkout."""
        self.checkout = await checkout_view(session_of(self), currency_of(self), query_of(self))
        self.login = await login_view(session_of(self), query_of(self))

    @rx.event
    async def use_code(self, form: dict[str, str]):
        """Keep a typed code with the cart; the summary then tells what it does."""
        await self._set_code(form.get("code", ""))

    @rx.event
    async def drop_code(self):
        """Take the code out of the cart."""
        await self._set_code("")

    async def _set_code(self, typed: str) -> None:
        query = {}
        try:
            await ask(cart_service.use_code, session_of(self), currency_of(self), typed)
        except Refusal as no:
            query = {"card": no.code}
        self.checkout = await checkout_view(session_of(self), currency_of(self), query)

    @rx.event
    async def keep(self, field: str, value: str):
        """Keep one field as typed, and say if something is wrong with it."""
        form = await ask(checkout_service.save_fields, session_of(self), currency_of(self), {field: value})
        self.checkout = views.checkout(form)
