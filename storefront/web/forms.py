"""What a form that the browser itself sends holds."""

from collections.abc import Mapping

from starlette.requests import Request

from storefront.domain.errors import Refusal

MOST_FIELDS = 40


async def form_of(request: Request, most: int = MOST_FIELDS) -> Mapping[str, str]:
    """The fields of a form without files, as texts; a NUL, which no database takes, is left out."""
    form = await request.form(max_fields=most, max_files=0)
    return {name: value.replace("\0", "") for name, value in form.items() if isinstance(value, str)}


def faults_of(no: Refusal) -> dict[str, str]:
    """What is wrong with a form: field → code of a fault; under "" the code of what is wrong with the whole."""
    found = no.facts.get("faults")
    return dict(found) if isinstance(found, Mapping) else {"": no.code}
