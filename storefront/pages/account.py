"""The account, and the pages in front of it: login, registering, mailed links."""

import reflex as rx

from storefront.pages.answers import answers_at
from storefront.pages.bodies.account import account_body, door_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Missing, Page, Visit
from storefront.states.account import AccountState, account_view, door_view
from storefront.text import tab_title
from storefront.views.account import SECTIONS

DOORS = {
    "/login": "Log in",
    "/register": "Make an account",
    "/forgot": "Forgot the password?",
    "/confirm/[secret]": "Confirm your email",
    "/reset/[secret]": "Choose a new password",
    "/newsletter": "Newsletter",
    "/newsletter/[secret]": "Newsletter",
}


def _door_page(route: str, title: str) -> Page:
    questions = answers_at("login") if route == "/login" else ()

    async def first(visit: Visit) -> First:
        view = await door_view(visit.session_hash, visit.path, visit.query)
        head = Head(tab_title(view.title), title, route, hidden="[" in route)
        return First(head, await printed(door_body(view, questions), visit))

    return Page(
        route=route,
        component=lambda: live(door_body(AccountState.door, questions)),
        first=first,
        title=tab_title(title),
        on_load=[*ON_LOAD, AccountState.load_door],
        private=True,
        reads=("check", "sent", "next"),
    )


async def first(visit: Visit) -> First:
    """The section of the account that the address names."""
    if visit.params.get("section", "") not in SECTIONS:
        raise Missing
    view = await account_view(visit.session_hash, visit.path, visit.query)
    head = Head(tab_title("Your account"), "Your orders, addresses and data.", "/account", hidden=True)
    return First(head, await printed(account_body(view), visit))


def component() -> rx.Component:
    """The same as React shows it."""
    return live(account_body(AccountState.account))


def _account_page(route: str) -> Page:
    return Page(
        route=route,
        component=component,
        first=first,
        title=tab_title("Your account"),
        on_load=[*ON_LOAD, AccountState.load_account],
        private=True,
        reads=("check", "done", "problem", "q", "edit", "country"),
    )


PAGES = (
    *(_door_page(route, title) for route, title in DOORS.items()),
    _account_page("/account"),
    _account_page("/account/[section]"),
)
