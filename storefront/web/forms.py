"""What a form that the browser itself sends holds, and who sends it."""

from collections.abc import Mapping

from starlette.requests import Request

from storefront.domain.errors import Refusal
from storefront.services.accounts import Caller
from storefront.web.session import session_hash

MOST_FIELDS = 40
MOST_FILES = 20  # that are read at all; the shop says how many it takes


async def form_of(request: Request, most: int = MOST_FIELDS) -> Mapping[str, str]:
    """The fields of a form without files, as texts; a NUL, which no database takes, is left out."""
    form = await request.form(max_fields=most, max_files=0)
    return {name: value.replace("\0", "") for name, value in form.items() if isinstance(value, str)}


async def form_with_files(request: Request, name: str, most: int = MOST_FIELDS) -> tuple[dict[str, str], list[bytes]]:
    """The fields of a form as texts, and the files of its field ``name`` as they were sent."""
    async with request.form(max_fields=most, max_files=MOST_FILES) as sent:
        form = {field: value.replace("\0", "") for field, value in sent.items() if isinstance(value, str)}
        files = [each for each in sent.getlist(name) if not isinstance(each, str) and each.size]
        return form, [await file.read() for file in files]


def number_of(text: str) -> int:
    """A whole number; 0 for anything else, which no use case takes."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def visitor_of(request: Request) -> str:
    """The network address that a request comes from."""
    return request.client.host if request.client else ""


def caller_of(request: Request, fresh_hash: str = "") -> Caller:
    """The browser that asks; ``fresh_hash``: of the session that it gets when it is logged in."""
    device = request.headers.get("user-agent", "")[:200]
    return Caller(session_hash(request.scope), visitor_of(request), device, fresh_hash)


def faults_of(no: Refusal) -> dict[str, str]:
    """What is wrong with a form: field → code of a fault; under "" the code of what is wrong with the whole."""
    found = no.facts.get("faults")
    return dict(found) if isinstance(found, Mapping) else {"": no.code}
