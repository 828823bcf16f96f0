"""The checkout. What is typed is kept in the store field by field; paying is a form the browser sends itself."""

from collections.abc import Mapping

import reflex as rx

from storefront import text
from storefront.services import checkout as checkout_service
from storefront.services.shop import ask
from storefront.states.session import query_of, session_of
from storefront.views import checkout as views
from storefront.views.checkout import CheckoutView


async def checkout_view(session_hash: str, query: Mapping[str, str]) -> CheckoutView:
    """The checkout as it stands. The query tells what the last press of Pay met (see ``web.routes``)."""
    form = await ask(checkout_service.see_checkout, session_hash, query.get("check") == "yes")
    return views.checkout(form, text.checkout_problem(query.get("problem", "")))


class CheckoutState(rx.State):
    """A view of the session's checkout."""

    checkout: CheckoutView = CheckoutView()

    @rx.event
    async def load_checkout(self):
        """Read the checkout."""
        self.checkout = await checkout_view(session_of(self), query_of(self))

    @rx.event
    async def keep(self, field: str, value: str):
        """Keep one field as typed, and say if something is wrong with it."""
        form = await ask(checkout_service.save_fields, session_of(self), {field: value})
        self.checkout = views.checkout(form)
