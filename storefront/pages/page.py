"""What a page is: a route, what React shows there, and what the first HTML says."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Currency


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a page."""

    path: str
    params: Mapping[str, str]  # the route's own, such as ``slug``
    query: Mapping[str, str]
    session_hash: str
    currency: Currency = BASE  # that its prices are shown in


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself to browsers, search engines and messengers."""

    title: str
    description: str
    path: str  # of the canonical address, with its query if that makes another page
    image: str = ""  # a path
    kind: str = "website"  # Open Graph's type
    json_ld: tuple[Mapping[str, Any], ...] = ()
    hidden: bool = False  # from search engines


@dataclass(frozen=True, slots=True)
class First:
    """The first HTML of a page: made of plain values, the same components that React shows."""

    head: Head
    body: rx.Component
    status: int = 200
    alone: bool = False  # React never comes: nothing of the shop's scripts is loaded


@dataclass(frozen=True, slots=True)
class Page:
    """A page. ``component`` is compiled to React once; ``first`` answers each request.

    A page without a ``component`` is HTML and native forms alone, and its ``first`` is ``alone``.
    """

    route: str  # Reflex's form: "/products/[slug]"
    component: Callable[[], rx.Component] | None
    first: Callable[[Visit], Awaitable[First]]
    title: Any  # a text, or a Var while React is in charge
    on_load: list[Any] = field(default_factory=list)
    private: bool = False  # holds what is only for this session: never stored by a cache
    reads: tuple[str, ...] = ()  # names in the address's query that change what is shown; others are not seen


class Missing(Exception):
    """There is no such page: 404, or 410 when there once was."""

    def __init__(self, status: int = 404) -> None:
        """``status`` is what the first HTML answers with."""
        super().__init__(status)
        self.status = status

    @classmethod
    def because(cls, no: Refusal) -> "Missing":
        """The answer for a refusal of the catalogue."""
        return cls(410 if no.code == "withdrawn" else 404)
