"""Live pages: an open tab learns within two seconds that what it shows of stock or of an order is no longer true.

Each tab's states note here which variants the tab shows, and how much of their stock it tells; of an order, which of
its facts was the newest. Once a round, one question to the store about each kind compares that with the truth, for all
tabs of this process together, and a tab that is told otherwise gets a new view. So nobody who changes something has to
announce it: another process or a database shell is noticed in the same way. Nothing can be missed either, as what could
not be told is still untrue in the next round.

A tab costs nothing of its own: no task, no question to the store, no event of its browser.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from storefront.services import stock
from storefront.services.shop import Shop, look

log = logging.getLogger(__name__)

PAUSE = 0.8  # seconds between two rounds
AT_ONCE = 8  # tabs that are told at the same time
LONGEST_TURN = 2.0  # seconds; a tab that is busy for longer is told in the next round

Key = Any  # what a tab shows: a product in a colour and size, a session's cart
Levels = Mapping[Any, int]  # of variants: units that anybody could buy; of orders: their newest fact


@dataclass(frozen=True, eq=False)
class Subject:
    """A kind of thing that tabs show, with the numbers that it depends on: the stock of its variants, say."""

    state: type[rx.State]
    told: Callable[[int], int]  # free units → how much a page tells of them; what is told alike is no news
    read: Callable[[Sequence[Key]], Awaitable[Sequence[tuple[Any, Levels]]]]  # views, each for all tabs that show it
    show: Callable[[Any, Any], None]  # puts a view into the state; not a handler, so no browser can call it
    truth: Callable[[Shop, Collection[Any]], Levels] = stock.levels  # a use case: how the numbers are now


@dataclass(frozen=True)
class Shown:
    """What one tab shows of one subject."""

    key: Key
    told: Levels


_tabs: dict[str, dict[Subject, Shown]] = defaultdict(dict)  # by Reflex's token of the tab


def note(state: rx.State, subject: Subject, key: Key, levels: Levels) -> None:
    """Note what the tab of a state shows from now on, in place of what it showed of this subject."""
    if token := state.router.session.client_token:
        _tabs[token][subject] = _shown(subject, key, levels)


async def watch(app: rx.App) -> None:
    """Tell open tabs what has changed, until the task is cancelled."""
    while True:
        await asyncio.sleep(PAUSE)
        try:
            await tell_tabs(app)
        except Exception:  # the store is away, say; the next round tries again
            log.exception("live pages: a round failed")
            await asyncio.sleep(PAUSE * 5)


async def tell_tabs(app: rx.App) -> None:
    """One round."""
    connected = set(app.event_namespace.sid_to_token.values()) if app.event_namespace else set()
    for token in set(_tabs) - connected:  # a tab that comes back loads its page, and is noted again
        del _tabs[token]
    wanted: dict[Callable[..., Levels], set[Any]] = defaultdict(set)
    for subjects in _tabs.values():
        for subject, shown in subjects.items():
            wanted[subject.truth] |= shown.told.keys()
    truth = {ask: await look(ask, numbers) for ask, numbers in wanted.items() if numbers}
    places = asyncio.Semaphore(AT_ONCE)
    for subject, outdated in _outdated(truth).items():
        for (key, tabs), (news, levels) in zip(outdated.items(), await subject.read(list(outdated)), strict=True):
            fresh = _shown(subject, key, levels)
            await asyncio.gather(*(_tell(app, places, token, subject, before, fresh, news) for token, before in tabs))


def _outdated(truth: Mapping[Callable[..., Levels], Levels]) -> dict[Subject, dict[Key, list[tuple[str, Shown]]]]:
    """The tabs that tell something else than the truth, by what they show."""
    found: dict[Subject, dict[Key, list[tuple[str, Shown]]]] = defaultdict(lambda: defaultdict(list))
    for token, subjects in _tabs.items():
        for subject, shown in subjects.items():
            now = truth.get(subject.truth, {})
            if any(subject.told(now.get(number, 0)) != told for number, told in shown.told.items()):
                found[subject][shown.key].append((token, shown))
    return found


async def _tell(
    app: rx.App, places: asyncio.Semaphore, token: str, subject: Subject, before: Shown, fresh: Shown, news: Any
) -> None:
    async with places:
        try:
            async with (
                asyncio.timeout(LONGEST_TURN),
                app.modify_state(rx.BaseStateToken(ident=token, cls=subject.state)) as root,
            ):
                # While this tab's turn was awaited, its visitor may have gone on to something else, or away.
                if _tabs.get(token, {}).get(subject) is before:
                    subject.show(await root.get_state(subject.state), news)
                    _tabs[token][subject] = fresh
        except TimeoutError:
            log.warning("live pages: a tab was busy")


def _shown(subject: Subject, key: Key, levels: Levels) -> Shown:
    return Shown(key, {number: subject.told(now) for number, now in levels.items()})
