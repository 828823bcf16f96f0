"""The switches that live in the browser: light or dark, centimetres or inches."""

import reflex as rx

from storefront.components.base import PostForm


def _switch(legend: str, name: str, choices: list[tuple[str, str]], chosen: str, see_legend: bool) -> rx.Component:
    # In a form of its own: radios of one name are one group, and a page may show the switch twice.
    return PostForm.create(
        rx.el.fieldset(
            rx.el.legend(legend, class_name="" if see_legend else "visually-hidden"),
            rx.el.div(
                *[
                    rx.el.label(
                        rx.el.input(type="radio", name=name, default_value=value, default_checked=value == chosen),
                        rx.el.span(title),
                    )
                    for value, title in choices
                ],
                class_name="segments-row",
            ),
        ),
        class_name="segments js-only",
        data_component=f"{name}-switch",
    )


def theme_switch() -> rx.Component:
    """Let the shopper choose light or dark; kept in this browser (see shop.js)."""
    return _switch("Theme", "theme", [("system", "System"), ("light", "Light"), ("dark", "Dark")], "system", True)


def unit_switch() -> rx.Component:
    """Let the shopper choose centimetres or inches; kept in this browser (see shop.js)."""
    return _switch("Units", "unit", [("cm", "cm"), ("in", "in")], "cm", False)


def both_units(centimetres: str, inches: str) -> rx.Component:
    """Show a length in the chosen unit.

    Args:
        centimetres: With its unit: "41 cm".
        inches: With its unit: "16.1 in".
    """
    return rx.fragment(rx.el.span(centimetres, class_name="cm"), rx.el.span(inches, class_name="in"))
