"""What comes in about packages, and goes out on paper."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from storefront.domain.carriers import CARRIERS
from storefront.integrations import carriers
from storefront.services import shipments
from storefront.services.shop import ask, now, the_house

REPORTS = "/carriers/"  # where carriers post: no page, no Origin, but a signature


def routes() -> list[BaseRoute]:
    """The routes."""
    return [Route(REPORTS + "{carrier}/events", hear_carrier, methods=["POST"])]


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
    return JSONResponse({"taken": len(reports), "unknown": await ask(shipments.hear_reports, carrier, reports)})
