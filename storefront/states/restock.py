"""The page of a restock request, by the secret in its link."""

from collections.abc import Mapping

import reflex as rx

from storefront.domain.errors import Refusal
from storefront.services import restock
from storefront.services.shop import look, now
from storefront.states.session import query_of
from storefront.views import restock as views
from storefront.views.restock import RequestView


async def request_view(secret: str, query: Mapping[str, str]) -> RequestView:
    """The request behind a link; one that says "missing" when there is none."""
    try:
        found = await look(restock.see_request, secret)
    except Refusal:
        return RequestView(ready=True, missing=True)
    return views.request(found, secret, now(), query.get("problem", ""))


class RestockState(rx.State):
    """The request page that the tab's address asks for."""

    request: RequestView = RequestView()

    @rx.event
    async def load_request(self):
        """Read the request behind the address."""
        self.request = await request_view(self.router.url.path.removeprefix("/restock/"), query_of(self))
