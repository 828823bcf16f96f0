"""What comes in about packages, and goes out on paper."""

from urllib.parse import quote

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.carriers import CARRIERS
from storefront.domain.errors import Refusal
from storefront.integrations import carriers, paper
from storefront.services import accounts, missing, orders, papers, shipments
from storefront.services.shop import ask, look, now, the_house
from storefront.web.answers import pdf, to_page
from storefront.web.forms import caller_of, faults_of, form_of, number_of, visitor_of
from storefront.web.session import session_hash

REPORTS = "/carriers/"  # where carriers post: no page, no Origin, but a signature


def routes() -> list[BaseRoute]:
    """The routes."""
    return [
        Route(REPORTS + "{carrier}/events", hear_carrier, methods=["POST"]),
        Route("/orders", find_order, methods=["POST"]),
        Route("/orders/{secret}/missing", tell_missing, methods=["POST"]),
        Route("/orders/{secret}/invoice.pdf", invoice, methods=["GET"]),
        Route("/orders/{secret}/packages/{number}.pdf", slip, methods=["GET"]),
    ]


async def find_order(request: Request) -> Response:
    """Lead to the page of an order, by its number and email; or say that there is none, whatever is wrong."""
    typed, who = await form_of(request), session_hash(request.scope)
    number, email = typed.get("number", ""), typed.get("email", "")
    try:
        path = await to_thread.run_sync(orders.find_order, the_house(), visitor_of(request), number, email)
    except Refusal as no:
        await ask(accounts.note_form, who, "find-order", {"number": number, "email": email}, faults_of(no))
        return to_page("/orders", check="order")
    return RedirectResponse(path, 303)


async def hear_carrier(request: Request) -> Response:
    """A carrier's signed report of its packages. The same report may come as often as it likes."""
    carrier, body = request.path_params["carrier"], await request.body()
    if carrier not in CARRIERS:
        raise HTTPException(404)
    key = shipments.report_key(the_house().ports, carrier)
    if not carriers.is_signed(key, body, request.headers.get("carrier-signature", ""), now()):
        return PlainTextResponse("The signature is not right.", 400)
    reports = carriers.read_reports(body)
    if reports is None:
        return PlainTextResponse("This report cannot be read.", 422)
    unknown = await to_thread.run_sync(shipments.hear_reports, the_house(), carrier, reports)
    return JSONResponse({"taken": len(reports), "unknown": unknown})


async def tell_missing(request: Request) -> Response:
    """Tell that something was not in a package; then show the ticket, or why not."""
    secret, form = request.path_params["secret"], await form_of(request)
    line, note, package = form.get("line", ""), form.get("note", ""), number_of(form.get("package", ""))
    quantity = number_of(form.get("quantity", "1"))
    left = number_of(form["left"]) if "left" in form else None
    try:
        path = await to_thread.run_sync(
            missing.tell_missing, the_house(), caller_of(request), secret, line, package, quantity, note, left
        )
    except Refusal as no:
        if no.code == "no_order":
            raise HTTPException(404) from None
        return to_page(f"/orders/{quote(secret)}", "missing", missing=line, problem=no.code)
    return RedirectResponse(path, 303)


async def invoice(request: Request) -> Response:
    """The invoice of a paid order."""
    try:
        made = await look(papers.invoice, request.path_params["secret"])
    except Refusal:
        raise HTTPException(404) from None
    return pdf(await to_thread.run_sync(paper.invoice, made), f"invoice-{made.code}")


async def slip(request: Request) -> Response:
    """The packing slip of a package."""
    secret, number = request.path_params["secret"], number_of(request.path_params["number"])
    try:
        made = await look(papers.slip, secret, number)
    except Refusal:
        raise HTTPException(404) from None
    return pdf(await to_thread.run_sync(paper.slip, made), f"package-{number}-{made.code}")
