"""The account's pages, and those in front of it."""

from collections.abc import Sequence

import reflex as rx

from storefront.components.account import account, door
from storefront.components.base import when
from storefront.components.prose import Question
from storefront.components.skeleton import skeleton_text
from storefront.pages.bodies.frame import page_main, waiting_heading, width
from storefront.views.account import AccountView
from storefront.views.doors import DoorView


def account_body(view: AccountView) -> rx.Component:
    """Show a section of the account, or the login.

    Args:
        view: The account.
    """
    login = rx.el.div(rx.el.h1(view.door.title), door(view.door), class_name="door")
    shown = when(view.known, rx.fragment(rx.el.h1(view.title), account(view)), login)
    waiting = rx.fragment(waiting_heading(), skeleton_text())
    return page_main(width(when(view.ready, shown, waiting)), ready=view.ready, name="account")


def door_body(view: DoorView, questions: Sequence[Question] = ()) -> rx.Component:
    """Show a page in front of the account.

    Args:
        view: The page.
        questions: Answers to what people ask here.
    """
    shown = rx.el.div(rx.el.h1(view.title), door(view, questions), class_name="door")
    waiting = rx.fragment(waiting_heading(), skeleton_text())
    return page_main(width(when(view.ready, shown, waiting)), ready=view.ready, name="door")
