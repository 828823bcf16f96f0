"""Live stock: an open tab learns within two seconds that what it shows of the stock is no longer true.

Each tab's states note here which variants the tab shows, and how much of their stock it tells. Once a round, one
question to the store compares that with the truth, for all tabs of this process together, and a tab that is told
otherwise gets a new view. So nobody who changes stock has to announce it: another process or a database shell is
noticed in the same way. Nothing can be missed either, as what could not be told is still untrue in the next round.

A tab costs nothing of its own: no task, no question to the store, no event of its browser.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from storefront.domain.catalogue import VariantId
from storefront.services import stock
from storefront.services.shop import look

log = logging.getLogger(__name__)

PAUSE = 0.8  # seconds between two rounds
AT_ONCE = 8  # tabs that are told at the same time
LONGEST_TURN = 2.0  # seconds; a tab that is busy for longer is told in the next round

Key = Any  # what a tab shows: a product in a colour and size, a session's cart
Levels = Mapping[VariantId, int]  # units that anybody could buy


@dataclass(frozen=True, eq=False)
class Subject:
    """A kind of thing that tabs show, with the stock of its variants."""

    state: type[rx.State]
    told: Callable[[int], int]  # free units → how much a page tells of them; what is told alike is no news
    read: Callable[[Sequence[Key]], Awaitable[Sequence[tuple[Any, Levels]]]]  # views, each for all tabs that show it
    show: Callable[[Any, Any], None]  # puts a view into the state; not a handler, so no browser can call it


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
            log.exception("live stock: a round failed")
            await asyncio.sleep(PAUSE * 5)


async def tell_tabs(app: rx.App) -> None:
    """One round."""
    connected = set(app.event_namespace.sid_to_token.values()) if app.event_namespace else set()
    for token in set(_tabs) - connected:  # a tab that comes back loads its page, and is noted again
        del _tabs[token]
    wanted = {variant for shown in _all_shown() for variant in shown.told}
    if not wanted:
        return
    truth = await look(stock.levels, wanted)
    places = asyncio.Semaphore(AT_ONCE)
    for subject, outdated in _outdated(truth).items():
        for (key, tabs), (news, levels) in zip(outdated.items(), await subject.read(list(outdated)), strict=True):
            fresh = _shown(subject, key, levels)
            await asyncio.gather(*(_tell(app, places, token, subject, before, fresh, news) for token, before in tabs))


def _all_shown() -> Iterable[Shown]:
    return (shown for subjects in _tabs.values() for shown in subjects.values())


def _outdated(truth: Levels) -> dict[Subject, dict[Key, list[tuple[str, Shown]]]]:
    """The tabs that tell something else than the truth, by what they show."""
    found: dict[Subject, dict[Key, list[tuple[str, Shown]]]] = defaultdict(lambda: defaultdict(list))
    for token, subjects in _tabs.items():
        for subject, shown in subjects.items():
            if any(subject.told(truth.get(variant, 0)) != told for variant, told in shown.told.items()):
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
            log.warning("live stock: a tab was busy")


def _shown(subject: Subject, key: Key, levels: Levels) -> Shown:
    return Shown(key, {variant: subject.told(free) for variant, free in levels.items()})
