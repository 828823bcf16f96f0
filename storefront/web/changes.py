"""The forms of change requests, on the page of an order: who has its link may ask, and pay what costs more."""

from urllib.parse import quote

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.errors import Refusal
from storefront.domain.shipments import Packed
from storefront.integrations.ports import ProviderUnknown
from storefront.services import accounts, change_requests, dearer
from storefront.services.shop import ask, the_house
from storefront.web.answers import to_page
from storefront.web.forms import faults_of, form_of, number_of
from storefront.web.session import session_hash

FORM = "change"  # the note of an address that was not accepted


def routes() -> list[BaseRoute]:
    """The routes."""
    return [Route("/orders/{secret}/change", change, methods=["POST"])]


async def change(request: Request) -> Response:
    """Ask to change something, or take a request back; then show the order again."""
    secret, form, who = request.path_params["secret"], await form_of(request), session_hash(request.scope)
    note, line = form.get("note", ""), form.get("line", "")
    quantity = number_of(form.get("quantity", "1"))
    try:
        match form.get("kind", ""):
            case "cancel":
                units = [Packed(line, form.get("sku", ""), quantity)] if line else []
                await ask(change_requests.ask_cancel, secret, units, note)
            case "variant":
                await ask(change_requests.ask_variant, secret, line, quantity, form.get("other", ""), note)
            case "address":
                await ask(change_requests.ask_address, secret, form, note)
            case "withdraw":
                await ask(change_requests.withdraw, secret, number_of(form.get("request", "")))
            case "pay":
                request_id = number_of(form.get("request", ""))
                url = await to_thread.run_sync(dearer.pay, the_house(), secret, request_id)
                return RedirectResponse(url, 303)
            case _:
                return _to(secret)
    except Refusal as no:
        if no.code == "no_order":
            raise HTTPException(404) from None
        if no.code == "form_faulty":
            await ask(accounts.note_form, who, FORM, form, faults_of(no))
            return _to(secret, check=FORM)
        return _to(secret, problem=no.code)
    except ProviderUnknown:
        return _to(secret, problem="provider_silent")
    return _to(secret)


def _to(secret: str, **query: str) -> Response:
    return to_page(f"/orders/{quote(secret)}", "changes", **query)
