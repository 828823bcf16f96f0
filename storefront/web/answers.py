"""Answers that the routes have in common: on to a page, a kept photo, a paper."""

import re
from urllib.parse import urlencode

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from storefront.services.shop import the_house

PHOTO = re.compile(r"([0-9a-f]{32})-(400|1200)\.webp")
PRIVATE = "private, no-store"


def to_page(path: str, anchor: str = "", **query: str) -> Response:
    """Lead to a page, which the browser asks for with GET. ``path`` is quoted already."""
    there = f"{path}?{urlencode(query)}" if query else path
    return RedirectResponse(f"{there}#{anchor}" if anchor else there, 303)


def photo_name(file: str) -> str:
    """The name of the photo that a file shows; "" when it shows none."""
    found = PHOTO.fullmatch(file)
    return found[1] if found else ""


async def kept_photo(file: str, cache: str = PRIVATE) -> Response:
    """A kept photo, for who may see it: whoever calls this has asked.

    Raises:
        HTTPException: 404 when it is not kept any more.
    """
    found = PHOTO.fullmatch(file)
    path = await to_thread.run_sync(the_house().ports.photos.path, found[1], int(found[2])) if found else None
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type="image/webp", headers={"cache-control": cache})


def pdf(made: bytes, name: str) -> Response:
    """A paper, which the browser shows."""
    headers = {"cache-control": PRIVATE, "content-disposition": f'inline; filename="{name}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)
