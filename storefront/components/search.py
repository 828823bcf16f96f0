"""The search: its button in the header, its dialog with suggestions, and its form."""

from typing import Any

import reflex as rx

from storefront.components.base import each, icon, when
from storefront.components.buttons import button, icon_button
from storefront.components.forms import asking_form
from storefront.components.pictures import thumb
from storefront.components.price import price
from storefront.views.search import SuggestionView, SuggestView


def search_button() -> rx.Component:
    """Show the way to the search: a link that opens the dialog when the script is there."""
    return rx.el.a(
        icon("magnifying-glass"),
        rx.el.span("Search", class_name="search-button-word"),
        href="/search",
        class_name="search-button",
        custom_attrs={"data-open": "search"},
        data_component="search-button",
    )


def search_dialog(view: SuggestView, on_type: Any, on_search: Any, on_focus: Any) -> rx.Component:
    """Show the search over the page: a field whose suggestions the arrow keys reach (WAI-ARIA's combobox).

    Args:
        view: The suggestions.
        on_type: Called with what has been typed so far; returns the event.
        on_search: The form's submit event.
        on_focus: What happens when the field gets the focus: the first suggestions come.
    """
    return rx.el.dialog(
        rx.el.form(
            icon("magnifying-glass"),
            rx.el.input(
                type="search",
                name="q",
                role="combobox",
                auto_complete="off",
                placeholder="Tees, silver, returns …",
                on_change=on_type,
                on_focus=on_focus,
                custom_attrs={
                    "id": "search-field",
                    "maxLength": 80,
                    "enterKeyHint": "search",
                    "aria-label": "Search the shop",
                    "aria-controls": "suggestions",
                    "aria-autocomplete": "list",
                    "aria-expanded": "true",
                },
                class_name="search-field",
            ),
            button("Search", type="submit", class_name="search-go"),
            icon_button("x", "Close search", custom_attrs={"data-close": ""}),
            on_submit=on_search,
            role="search",
            class_name="search-form",
        ),
        suggestion_list(view),
        id="search",
        class_name="search",
        aria_label="Search",
        data_component="search-dialog",
    )


def suggestion_list(view: SuggestView) -> rx.Component:
    """Show the suggestions in groups, beside what was searched for lately.

    Args:
        view: The suggestions.
    """
    return rx.el.div(
        rx.el.p(view.note, role="status", class_name="search-note"),
        rx.el.div(
            _group(view.pieces_title, view.pieces, "search-pieces", _piece),
            rx.el.div(
                # What was searched for in this browser; see shop.js.
                rx.el.div(
                    role="group",
                    aria_label="Searched lately",
                    class_name="search-group",
                    custom_attrs={"data-searched": "", "hidden": True},
                ),
                _group("Collections", view.collections, "search-links", _link),
                _group("Answers", view.answers, "search-links", _link),
                class_name="search-rest",
            ),
            each(view.every, _every),
            id="suggestions",
            role="listbox",
            aria_label="Suggestions",
            class_name="search-list",
        ),
        class_name="search-body",
    )


def _group(title: Any, options: list[SuggestionView], class_name: str, show: Any) -> rx.Component:
    return when(
        options,
        rx.el.div(
            rx.el.p(title, class_name="search-title", aria_hidden="true"),
            each(options, show),
            role="group",
            aria_label=title,
            class_name=f"search-group {class_name}",
        ),
    )


def _option(view: SuggestionView, *children: Any, class_name: str) -> rx.Component:
    return rx.el.a(
        *children,
        href=view.href,
        key=view.id,
        class_name=class_name,
        custom_attrs={"id": view.id, "role": "option", "tabIndex": -1, "aria-selected": "false"},
        data_component="suggestion",
    )


def _piece(view: SuggestionView) -> rx.Component:
    return _option(
        view,
        thumb(view.picture),
        rx.el.span(view.title, class_name="search-piece-title"),
        price(view.now, view.was),
        class_name="search-piece",
    )


def _link(view: SuggestionView) -> rx.Component:
    return _option(view, view.title, class_name="search-link")


def _every(view: SuggestionView) -> rx.Component:
    return _option(view, view.title, icon("caret-right", "xs"), class_name="search-every")


def search_form(words: str, on_search: Any = None) -> rx.Component:
    """Show the search as a plain form, on the page of results.

    Args:
        words: What was searched for.
        on_search: The form's submit event; without it the form asks for a new page.
    """
    return asking_form(
        rx.el.label("Search the shop", html_for="search-words", class_name="visually-hidden"),
        icon("magnifying-glass"),
        rx.el.input(
            type="search",
            name="q",
            default_value=words,
            key=words,
            auto_complete="off",
            placeholder="Tees, silver, returns …",
            custom_attrs={"id": "search-words", "maxLength": 80, "enterKeyHint": "search"},
            class_name="search-field",
        ),
        button("Search", type="submit", class_name="search-go"),
        action="/search",
        on_submit=on_search,
        role="search",
        class_name="search-form search-form-plain",
        data_component="search-form",
    )
