"""A form that works natively and, when React is there, may be answered by an event."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec

from storefront.components.base import PostForm


class ShopForm(PostForm):
    """A native form with React's submit event, which ``PostForm`` has not."""

    on_submit: rx.EventHandler[no_args_event_spec]
    no_validate: rx.Var[bool]


def shop_form(*children: Any, action: str, on_submit: Any = None, **props: Any) -> rx.Component:
    """Show a native ``<form method="post">``.

    Args:
        *children: Its fields and its button.
        action: The route that takes it when no event does.
        on_submit: An event instead of the post; give it ``.prevent_default``, or both happen.
        **props: Passed to the ``<form>``.
    """
    return ShopForm.create(*children, action=action, method="post", on_submit=on_submit, **props)
