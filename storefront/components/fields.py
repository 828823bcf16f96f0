"""Form fields with label, hint and error, and the summary of errors above a form."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import each, icon, when
from storefront.components.links import native_link
from storefront.views.checkout import ErrorView, FieldView, OptionView, TickView


def field(view: FieldView, on_field: Callable[[Any], Any] | None = None) -> rx.Component:
    """Show a field as its view asks: a select when it has options, several lines for "textarea", else a text input.

    Args:
        view: The field.
        on_field: Called with the field's name; the event it returns gets the value when the shopper leaves the field.
    """
    text = when(view.type == "textarea", textarea_field(view), text_field(view, on_field))
    other = when(view.type == "file", pictures_field(view), text)
    return when(view.options, select_field(view, on_field), other)


def pictures_field(view: FieldView) -> rx.Component:
    """Show a field for pictures.

    Args:
        view: The field.
    """
    kinds = {"accept": "image/jpeg,image/png,image/webp", "multiple": True}
    control = rx.el.input(
        id=f"field-{view.key}",
        type="file",
        name=view.name,
        class_name="field-control",
        custom_attrs=kinds | _described(view),
    )
    return _field(view, control)


def textarea_field(view: FieldView) -> rx.Component:
    """Show a field for several lines.

    Args:
        view: The field.
    """
    control = rx.el.textarea(
        id=f"field-{view.key}",
        name=view.name,
        default_value=view.value,
        required=view.required,
        class_name="field-control",
        custom_attrs={"rows": 6} | _described(view),
    )
    return _field(view, control)


def text_field(view: FieldView, on_field: Callable[[Any], Any] | None = None) -> rx.Component:
    """Show a text input. What was typed is never taken away by an error.

    Args:
        view: The field.
        on_field: See ``field``.
    """
    control = rx.el.input(
        id=f"field-{view.key}",
        name=view.name,
        default_value=view.value,
        required=view.required,
        auto_complete=view.autocomplete,
        on_blur=on_field(view.name) if on_field else None,
        class_name="field-control",
        custom_attrs={"type": view.type, "inputMode": view.inputmode, "minLength": view.least} | _described(view),
    )
    return _field(view, when(view.type == "password", _revealed(control), control))


def _revealed(control: rx.Component) -> rx.Component:
    """A password's field with the button that shows what was typed (see shop.js)."""
    show = rx.el.button(
        "Show",
        type="button",
        class_name="reveal",
        aria_label="Show what is typed",
        aria_pressed="false",
        custom_attrs={"data-reveal": ""},
    )
    return rx.el.span(control, show, class_name="field-password")


def select_field(view: FieldView, on_field: Callable[[Any], Any] | None = None, on_change: Any = None) -> rx.Component:
    """Show a native select.

    Args:
        view: The field.
        on_field: See ``field``; a select tells at once.
        on_change: Instead of ``on_field``: what happens as soon as another entry is chosen; it gets the
            value, and the page holds it from then on.
    """
    # React keeps the choice on the select; printed HTML has to say it on the option.
    live = isinstance(view.value, rx.Var)
    value: dict[str, Any] = {}
    if live:
        value = {"value" if on_change else "default_value": view.value}

    def option(entry: OptionView) -> rx.Component:
        selected: dict[str, Any] = {"selected": True} if not live and entry.value == view.value else {}
        return rx.el.option(entry.title, value=entry.value, **selected)

    control = rx.el.select(
        each(view.options, option),
        id=f"field-{view.key}",
        name=view.name,
        required=view.required,
        auto_complete=view.autocomplete,
        on_change=on_change or (on_field(view.name) if on_field else None),
        class_name="field-control",
        custom_attrs=_described(view),
        **value,
    )
    return _field(view, rx.el.span(control, icon("caret-down", "xs"), class_name="field-select"))


def _described(view: FieldView) -> dict[str, Any]:
    return {
        "aria-invalid": when(view.error, "true", "false"),
        "aria-describedby": when(
            view.error,
            when(view.hint, f"error-{view.key} hint-{view.key}", f"error-{view.key}"),
            when(view.hint, f"hint-{view.key}", ""),
        ),
    }


def _field(view: FieldView, control: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(
            view.label,
            when(view.required, rx.fragment(), rx.el.span(" (optional)", class_name="field-optional")),
            html_for=f"field-{view.key}",
            class_name="field-label",
        ),
        control,
        when(view.hint, rx.el.p(view.hint, id=f"hint-{view.key}", class_name="field-hint")),
        when(
            view.error,
            rx.el.p(icon("warning-circle"), rx.el.span(view.error), id=f"error-{view.key}", class_name="field-error"),
        ),
        key=view.key,
        class_name=f"field {when(view.short, 'field-short', '')} {when(view.error, 'field-wrong', '')}",
        data_component="field",
    )


def tick_box(view: TickView, on_tick: Callable[[Any, Any], Any] | None = None) -> rx.Component:
    """Show a box to tick.

    Args:
        view: The box.
        on_tick: Called with the box's name and what it says after a press; returns the event.
    """
    choice: dict[str, Any] = {"default_checked": view.ticked}
    if on_tick and isinstance(view.ticked, rx.Var):
        choice = {"checked": view.ticked, "on_change": on_tick(view.name, view.toggled)}
    return rx.el.div(
        # Without the tick a browser sends nothing of a box: then this counts.
        rx.el.input(type="hidden", name=view.name, default_value=view.no),
        rx.el.label(
            rx.el.input(type="checkbox", name=view.name, id=f"field-{view.name}", default_value=view.yes, **choice),
            view.label,
            class_name="check",
        ),
        data_component="tick-box",
    )


def error_summary(errors: list[ErrorView]) -> rx.Component:
    """Show what has to be put right, each a link to its field. Focus moves here when it appears.

    Args:
        errors: The errors, in the order of the fields; nothing is shown when there are none.
    """
    return when(
        errors,
        rx.el.div(
            rx.el.h2(icon("warning-circle"), "Please check these fields", class_name="panel-title"),
            rx.el.ul(
                each(
                    errors,
                    lambda error: rx.el.li(native_link(error.sentence, href=f"#field-{error.key}"), key=error.key),
                )
            ),
            class_name="panel panel-err",
            tab_index=-1,
            role="alert",
            custom_attrs={"data-error-summary": "true"},
            data_component="error-summary",
        ),
    )
