"""A form that works natively and, when React is there, may be answered by an event."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec

from storefront.components.base import PostForm, each, when
from storefront.components.buttons import button
from storefront.components.fields import error_summary, field
from storefront.components.notices import panel
from storefront.views.forms import FormView


class ShopForm(PostForm):
    """A native form with React's submit event, which ``PostForm`` has not."""

    on_submit: rx.EventHandler[no_args_event_spec]
    no_validate: rx.Var[bool]
    enc_type: rx.Var[str]


def shop_form(*children: Any, action: str, on_submit: Any = None, **props: Any) -> rx.Component:
    """Show a native ``<form method="post">``.

    Args:
        *children: Its fields and its button.
        action: The route that takes it when no event does.
        on_submit: An event instead of the post; give it ``.prevent_default``, or both happen.
        **props: Passed to the ``<form>``.
    """
    return ShopForm.create(*children, action=action, method="post", on_submit=on_submit, **props)


def asking_form(*children: Any, action: Any, on_submit: Any = None, **props: Any) -> rx.Component:
    """Show a form that asks for a page: its fields become the query of the address.

    Args:
        *children: Its fields and its button.
        action: The page that reads them, when no event does.
        on_submit: An event that is given the fields and opens the page itself, without loading the shop anew.
        **props: Passed to the ``<form>``.
    """
    if on_submit:
        return rx.el.form(*children, on_submit=on_submit, **props)
    return ShopForm.create(*children, action=action, method="get", **props)


def plain_form(view: FormView, wide: bool = True, asks: Any = False) -> rx.Component:
    """Show a form of fields and a button that the browser itself sends: passwords never pass through the socket.

    Args:
        view: The form.
        wide: Whether its button fills the row.
        asks: Whether it asks for a page instead of changing something.
    """
    return ShopForm.create(
        when(view.problem, panel(rx.el.p(view.problem), kind="err")),
        error_summary(view.errors),
        each(view.hidden, lambda one: rx.el.input(type="hidden", name=one.name, default_value=one.value)),
        rx.el.div(each(view.fields, lambda one: field(one)), class_name="fields"),
        when(
            view.danger,
            button(view.button, type="submit", wide=wide, variant="danger"),
            button(view.button, type="submit", wide=wide),
        ),
        action=view.action,
        method=when(asks, "get", "post"),
        enc_type=when(view.pictures, "multipart/form-data", "application/x-www-form-urlencoded"),
        no_validate=True,
        key=view.stamp,
        class_name="plain-form",
        data_component="plain-form",
    )
