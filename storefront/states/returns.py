"""The page where a return is prepared. Each choice is kept as it is made; sending is a form that the browser sends."""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx

from storefront import text
from storefront.domain.errors import Refusal
from storefront.domain.stock import told
from storefront.services import return_drafts, returns
from storefront.services.return_drafts import Preparing
from storefront.services.shop import ask, look
from storefront.states import live
from storefront.states.live import Levels, Subject
from storefront.states.session import query_of, session_of
from storefront.views import returns as views
from storefront.views.returns import ReturningView

PAGE = "/orders/"
NOTHING: Levels = {}


async def returning_view(session_hash: str, secret: str, query: Mapping[str, str]) -> ReturningView:
    """The step that the query asks for; one that says "missing" when there is no such order."""
    view, _ = await _read(session_hash, secret, query)
    return view


async def _read(session_hash: str, secret: str, query: Mapping[str, str]) -> tuple[ReturningView, Levels]:
    try:
        found = await look(return_drafts.see, session_hash, secret)
        if code := query.get("done", ""):
            done = views.told(await look(returns.see_return, secret, code), secret)
            href = f"{PAGE}{secret}"
            return ReturningView(ready=True, code=found.order.code, order_href=href, done=done), NOTHING
    except Refusal:
        return ReturningView(ready=True, missing=True), NOTHING
    return _view(found, secret, query), _levels(found)


def _view(found: Preparing, secret: str, query: Mapping[str, str]) -> ReturningView:
    if not found.draft.lines:
        return views.nothing(found.order, secret)
    return views.returning(
        found.order,
        found.draft,
        found.plan,
        found.fee,
        found.can_credit,
        secret,
        query.get("step", ""),
        query.get("check", "") == "yes",
        text.return_problem(query.get("problem", "")),
    )


def _levels(found: Preparing) -> Levels:
    return {size.variant_id: size.units for line in found.draft.lines for size in line.choice.sizes}


async def _read_again(pages: Sequence[Any]) -> list[tuple[ReturningView, Levels]]:
    return [await _read(session_hash, secret, dict(query)) for session_hash, secret, query in pages]


def _show_again(page: "ReturningState", view: ReturningView) -> None:
    page.returning = view


class ReturningState(rx.State):
    """The return that this tab prepares."""

    returning: ReturningView = ReturningView()

    @rx.event
    async def load_returning(self):
        """Read the step that the address asks for."""
        await self._load(query_of(self))

    @rx.event
    async def choose(self, field: str, value: str):
        """Keep a choice, and show what comes back now."""
        query = query_of(self)
        try:
            await ask(return_drafts.keep, session_of(self), self._secret(), {field: value})
        except Refusal as no:
            query["problem"] = no.code
        await self._load({name: value for name, value in query.items() if name != "check"})

    async def _load(self, query: Mapping[str, str]) -> None:
        who, secret = session_of(self), self._secret()
        self.returning, levels = await _read(who, secret, query)
        live.note(self, ON_RETURNS, (who, secret, tuple(sorted(query.items()))), levels)

    def _secret(self) -> str:
        return self.router.url.path.removeprefix(PAGE).removesuffix("/return")


ON_RETURNS = Subject(ReturningState, told, _read_again, _show_again)
