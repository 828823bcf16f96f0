"""Buttons, and links that look like them."""

from typing import Any, Literal

import reflex as rx

from storefront.components.base import icon, when

Variant = Literal["primary", "ghost", "pay", "quiet", "danger"]

# One look per variant; the rules are in shop.css under "Buttons".
LOOKS: dict[Variant, str] = {
    "primary": "button",
    "ghost": "button button-ghost",
    "pay": "button button-pay",
    "quiet": "button button-quiet",
    "danger": "button button-danger",
}


def button(
    *children: Any,
    variant: Variant = "primary",
    busy: bool = False,
    wide: bool = False,
    type: Literal["button", "submit"] = "button",
    on_click: Any = None,
    class_name: Any = "",
    **props: Any,
) -> rx.Component:
    """Show a button.

    Args:
        *children: What it says: a verb first, such as "Add to cart".
        variant: How it looks.
        busy: Whether its work is under way: the words stay, dots move, a second press does nothing.
        wide: Whether it fills its row.
        type: ``"submit"`` inside a form.
        on_click: What happens on a press.
        class_name: Further classes.
        **props: Passed to the ``<button>``.
    """
    props.setdefault("data_component", "button")
    return rx.el.button(
        *children,
        rx.el.span(rx.el.i(), rx.el.i(), rx.el.i(), class_name="button-dots", aria_hidden="true"),
        type=type,
        on_click=on_click,
        class_name=f"{LOOKS[variant]}{' button-wide' if wide else ''} {class_name}",
        aria_busy=when(busy, "true", "false"),
        **props,
    )


def button_link(
    *children: Any, href: str, variant: Variant = "primary", wide: bool = False, class_name: str = "", **props: Any
) -> rx.Component:
    """Show a link that looks like a button.

    Args:
        *children: What it says.
        href: A page of the shop.
        variant: How it looks.
        wide: Whether it fills its row.
        class_name: Further classes.
        **props: Passed to the ``<a>``.
    """
    props.setdefault("data_component", "button-link")
    return rx.el.a(
        *children,
        href=href,
        class_name=f"{LOOKS[variant]}{' button-wide' if wide else ''} {class_name}".strip(),
        **props,
    )


def express_button(words: str, **props: Any) -> rx.Component:
    """Show the short way to pay: a submit button that the browser itself sends (see shop.js).

    Args:
        words: What it says, with the name of who takes the payment.
        **props: Passed to the ``<button>``.
    """
    return button(words, type="submit", variant="pay", wide=True, data_component="express-button", **props)


def icon_button(name: str, label: str, on_click: Any = None, class_name: str = "", **props: Any) -> rx.Component:
    """Show a round button with a picture only.

    Args:
        name: The icon.
        label: What a screen reader says.
        on_click: What happens on a press.
        class_name: Further classes.
        **props: Passed to the ``<button>``.
    """
    return rx.el.button(
        icon(name),
        type="button",
        on_click=on_click,
        aria_label=label,
        class_name=f"icon-button {class_name}".strip(),
        data_component="icon-button",
        **props,
    )
