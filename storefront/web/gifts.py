"""The forms of gift cards: to buy one, and to see what is left on one. Codes come in bodies alone."""

import logging

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.errors import Refusal
from storefront.integrations.ports import ProviderUnknown
from storefront.services import accounts, credits, gifts, orders
from storefront.services.shop import ask, look, the_house
from storefront.web.answers import to_page
from storefront.web.currency import currency_of
from storefront.web.forms import faults_of, form_of, visitor_of
from storefront.web.session import session_hash

log = logging.getLogger(__name__)


def routes() -> list[BaseRoute]:
    """The routes."""
    return [
        Route("/gift-cards", buy, methods=["POST"]),
        Route("/gift-cards/balance", balance, methods=["POST"]),
    ]


async def buy(request: Request) -> Response:
    """Place the order of a gift card and lead to the page where it is paid."""
    form, who = await form_of(request), session_hash(request.scope)
    # Kept whatever comes: who returns from the bank without having paid finds the form filled in.
    typed = {name: value for name, value in form.items() if name != "key"}
    await ask(accounts.note_form, who, "gift", typed, {})
    try:
        key = form.get("key", "")
        url = await to_thread.run_sync(gifts.buy, the_house(), who, currency_of(request.scope), key, form)
    except Refusal as no:
        if no.code == "already_paid":
            return RedirectResponse(await look(orders.order_path, str(no.facts["code"])), 303)
        await ask(accounts.note_form, who, "gift", typed, faults_of(no))
        return to_page("/gift-cards", check="gift")
    except ProviderUnknown:
        log.warning("the payment provider did not answer when a gift card was bought")
        return to_page("/gift-cards", check="gift", problem="provider_silent")
    return RedirectResponse(url, 303)


async def balance(request: Request) -> Response:
    """Look a card up; then show what is left on it. The code stands in no address."""
    who = session_hash(request.scope)
    fields, faults = {}, {}
    try:
        code = (await form_of(request)).get("code", "")
        card = await to_thread.run_sync(credits.look_up, the_house(), visitor_of(request), code)
        fields = {"card": await look(credits.asked_card, card)}
    except Refusal as no:
        faults = {"": no.code}
    await ask(accounts.note_form, who, "balance", fields, faults)
    return to_page("/gift-cards/balance", check="balance")
