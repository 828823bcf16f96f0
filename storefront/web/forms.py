"""What a form that the browser itself sends holds."""

from collections.abc import Mapping

from starlette.requests import Request

MOST_FIELDS = 40


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form without files, as texts; a NUL, which no database takes, is left out."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    return {name: value.replace("\0", "") for name, value in form.items() if isinstance(value, str)}
