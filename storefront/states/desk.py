"""What the desk's pages show. They are HTML alone, so there is no state: each request asks the store."""

from collections.abc import Mapping

from storefront.domain.accounts import Note
from storefront.services import accounts, staff
from storefront.services.shop import ask, look
from storefront.views import desk as views
from storefront.views.desk import DoorView, FrameView

NOTHING: dict[str, str] = {}


async def frame_view(session_hash: str, path: str, query: Mapping[str, str]) -> FrameView | None:
    """What stands around every page of the desk; None for who is not logged in."""
    member = await look(staff.member, session_hash)
    if member is None:
        return None
    if not query.get("refresh") and await look(staff.is_resting, session_hash):
        await ask(staff.stay, session_hash)
    return views.frame(member, path)


async def door_view(session_hash: str, path: str, query: Mapping[str, str]) -> DoorView:
    """The login, which leads to the page that was asked for."""
    note = await noted(session_hash, "desk-login", query)
    return views.door(query.get("next", "") if path == "/staff/login" else path, note.fields, note.faults)


async def noted(session_hash: str, form: str, query: Mapping[str, str]) -> Note:
    """What was typed into a form that was not accepted."""
    found = await look(accounts.noted_form, session_hash, form) if query.get("check") == form else None
    return found or Note(NOTHING, NOTHING)
