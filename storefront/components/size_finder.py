"""Find my size: measures in, advice out."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from storefront.components.base import each, hidden, icon, when
from storefront.components.buttons import button
from storefront.components.theme import both_units
from storefront.views.sizing import FITS, AdviceView, PartView


def size_finder(
    slug: str,
    parts: list[PartView],
    advice: AdviceView,
    on_find: Any = None,
    on_take: Callable[[Any], Any] | None = None,
    owned: Sequence[PartView] = (),
    kind: str = "",
    on_compare: Any = None,
    customer: Any = False,
) -> rx.Component:
    """Ask for measures and show which size fits. What is typed stays in this browser (see shop.js).

    Args:
        slug: The product's.
        parts: What to ask for.
        advice: The answer so far.
        on_find: The form's submit event; it gets the fields. Without it the form cannot be used.
        on_take: Called with the advised size; returns the event that chooses it.
        owned: The measures of a garment to compare with.
        kind: The product's kind; a garment is remembered for others of it.
        on_compare: The submit event of the form that asks for a garment.
        customer: Whether somebody is logged in, whose account can keep the measures.
    """

    def part(view: PartView) -> rx.Component:
        hint = f"measure-{view.name}-hint"
        return rx.el.div(
            rx.el.label(view.label, ", ", both_units("cm", "in"), html_for=f"measure-{view.name}"),
            # The id stands in custom_attrs: of one that Reflex knows it makes one more field of the form.
            rx.el.input(
                name=view.name,
                auto_complete="off",
                class_name="field-control",
                custom_attrs={
                    "id": f"measure-{view.name}",
                    "inputMode": "decimal",
                    "maxLength": 7,
                    "aria-describedby": when(view.hint, hint, None),
                },
            ),
            when(view.hint, rx.el.p(view.hint, id=hint, class_name="hint")),
            key=view.name,
            class_name="field",
        )

    form = rx.el.form if on_find else rx.el.div
    return rx.el.section(
        rx.el.h3("Find my size", id="finder-title"),
        form(
            rx.el.fieldset(
                rx.el.legend("Your measures", class_name="visually-hidden"),
                rx.el.input(type="hidden", name="unit", default_value="cm"),
                rx.el.div(each(parts, part), class_name="finder-parts"),
                rx.el.fieldset(
                    rx.el.legend("I like it"),
                    rx.el.div(
                        *[
                            rx.el.label(
                                rx.el.input(
                                    type="radio", name="fit", default_value=value, default_checked=value == "regular"
                                ),
                                rx.el.span(title),
                            )
                            for value, title in FITS.items()
                        ],
                        class_name="segments-row",
                    ),
                    class_name="segments",
                ),
                when(
                    customer,
                    rx.el.label(
                        rx.el.input(type="checkbox", name="keep", default_value="yes"),
                        rx.el.span("Keep these in my account"),
                        class_name="check",
                    ),
                ),
                button("Find my size", variant="ghost", type="submit"),
                disabled=on_find is None,
            ),
            class_name="finder-form",
            custom_attrs={"data-finder": slug},
            **({"on_submit": on_find} if on_find else {}),
        ),
        when(owned, _garment_form(form, part, owned, kind, on_compare)),
        rx.el.div(
            when(
                advice.problem, rx.el.p(icon("warning-circle"), rx.el.span(advice.problem), class_name="finder-problem")
            ),
            when(advice.sentence, _answer(advice, on_take)),
            role="status",
            class_name="finder-answer",
            custom_attrs={"data-answer": ""},
        ),
        rx.el.p(
            when(
                customer,
                "Unless you keep them in your account, your measures stay in this browser until you log out.",
                "Your measures stay in this browser. We use them for the answer and keep nothing.",
            ),
            class_name="hint",
        ),
        class_name="finder js-only",
        aria_labelledby="finder-title",
        data_component="size-finder",
    )


def _garment_form(form: Any, part: Any, owned: Sequence[PartView], kind: str, on_compare: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary("Or compare with a garment you own", class_name="finder-other"),
        form(
            rx.el.fieldset(
                rx.el.legend("Lay it flat and measure as the letters show. One measure will do, more are better."),
                rx.el.input(type="hidden", name="unit", default_value="cm"),
                rx.el.div(each(owned, part), class_name="finder-parts"),
                button("Compare", variant="ghost", type="submit"),
                disabled=on_compare is None,
            ),
            class_name="finder-form",
            custom_attrs={"data-garment": kind},
            **({"on_submit": on_compare} if on_compare else {}),
        ),
    )


def _answer(advice: AdviceView, on_take: Callable[[Any], Any] | None) -> rx.Component:
    return rx.el.div(
        rx.el.p(advice.sentence, class_name="finder-sentence"),
        rx.el.ul(each(advice.reasons_cm, lambda line: rx.el.li(line)), class_name="plain-list cm"),
        rx.el.ul(each(advice.reasons_in, lambda line: rx.el.li(line)), class_name="plain-list in"),
        when(
            advice.size,
            button(
                f"Choose {advice.size}",
                type="button",
                on_click=on_take(advice.size) if on_take else None,
                custom_attrs={"data-close": ""},
            ),
        ),
        class_name="lcd-panel",
    )


def quiet_advice(advice: AdviceView) -> rx.Component:
    """Show the advised size beside the sizes, in a word.

    Args:
        advice: The answer so far.
    """
    return rx.el.p(
        when(
            advice.size,
            rx.fragment(icon("ruler"), hidden("Size advice: "), rx.el.span(advice.sentence)),
        ),
        class_name="quiet-advice",
        data_component="quiet-advice",
    )
