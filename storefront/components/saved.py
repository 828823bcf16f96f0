"""The wish list: hearts, the list, and its link."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from storefront.components.base import css_values, each, hidden, icon, post_form, when
from storefront.components.buttons import button, button_link
from storefront.components.pictures import picture
from storefront.components.price import price
from storefront.views.saved import SavedListView, SavedView

SAVED_SIZES = "(min-width: 768px) 200px, 40vw"


def heart(slug: str, title: str, colour: str = "", size: str = "", words: bool = False) -> rx.Component:
    """Show the heart that saves a piece: a plain form. shop.js fills it when the piece is saved, on every page.

    Args:
        slug: The product's.
        title: Its name, for who cannot see the heart.
        colour: The code of the colour that is shown, or ``""`` for the first.
        size: The chosen size, or ``""``.
        words: Whether "Save" stands beside it; else it lies on the picture.
    """
    return post_form(
        *[rx.el.input(type="hidden", name=name, default_value=value) for name, value in _fields(slug, colour, size)],
        rx.el.button(
            icon("heart"),
            *([rx.el.span("Save", aria_hidden="true")] if words else []),
            hidden("Save ", title),
            type="submit",
            aria_pressed="false",
            class_name="heart",
            custom_attrs={"data-heart": slug},
        ),
        action="/saved/press",
        class_name="buy-save" if words else "heart-form",
        custom_attrs={"data-heart-form": ""},
        data_component="heart",
    )


def _fields(slug: str, colour: str, size: str) -> list[tuple[str, Any]]:
    return [("slug", slug), ("colour", colour), ("size", size)]


def hearts_of_page(slugs: str, on_press: Any) -> rx.Component:
    """Hold which pieces are saved, and the form that shop.js sends when a heart is pressed. Never seen.

    Args:
        slugs: The saved products' slugs, with spaces between.
        on_press: The form's submit event.
    """
    return rx.el.form(
        *[rx.el.input(type="hidden", name=name) for name, _ in _fields("", "", "")],
        on_submit=on_press,
        custom_attrs={"data-hearts": slugs, "hidden": True},
    )


def saved_button(count: int) -> rx.Component:
    """Show the way to the wish list.

    Args:
        count: How many pieces are saved; none shows no number.
    """
    return rx.el.a(
        icon("heart"),
        hidden("Saved"),
        when(count, rx.fragment(rx.el.b(count, class_name="saved-count"), hidden(" pieces"))),
        href="/saved",
        class_name="icon-button saved-button wide-only",
        data_component="saved-button",
    )


def saved_list(
    view: SavedListView,
    on_forget: Callable[[Any], Any] | None = None,
    on_move: Callable[[Any], Any] | None = None,
) -> rx.Component:
    """Show the saved pieces.

    Args:
        view: The list.
        on_forget: Called with a piece's id; returns the event that removes it. Without it a form is posted.
        on_move: Called with a piece's id; returns the event that moves it to the cart.
    """

    def press(piece: SavedView, action: str, words: str, variant: Any, event: Any) -> rx.Component:
        named: dict[str, Any] = {"aria_label": f"{words}: {piece.title}, {piece.options}"}
        if event:
            return button(words, variant=variant, on_click=event(piece.id), **named)
        return post_form(
            rx.el.input(type="hidden", name="piece", default_value=piece.id),
            rx.el.input(type="hidden", name="action", default_value=action),
            button(words, variant=variant, type="submit", **named),
            action="/saved/change",
        )

    def one(piece: SavedView) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                picture(piece.picture, SAVED_SIZES),
                href=piece.href,
                tab_index=-1,
                aria_hidden="true",
                class_name="product-card-picture saved-picture",
                custom_attrs=css_values(backdrop=piece.backdrop),
            ),
            rx.el.div(
                rx.el.h2(rx.el.a(piece.title, href=piece.href), class_name="small-heading"),
                rx.el.p(piece.options, class_name="hint"),
                price(piece.now, piece.was, lowest=piece.lowest),
                rx.el.ul(each(piece.marks, lambda mark: rx.el.li(mark, class_name="mark")), class_name="marks"),
                when(
                    view.shared,
                    rx.fragment(),
                    rx.el.div(
                        when(
                            piece.can_move,
                            press(piece, "move", "Move to cart", "primary", on_move),
                            button_link("Choose a size", href=piece.href, variant="ghost"),
                        ),
                        press(piece, "forget", "Remove", "quiet", on_forget),
                        class_name="actions",
                    ),
                ),
                class_name="saved-words",
            ),
            key=piece.id,
            class_name="saved-piece",
            data_component="saved-piece",
        )

    return rx.el.ul(each(view.pieces, one), class_name="saved-list", data_component="saved-list")


def share_panel(view: SavedListView) -> rx.Component:
    """Show whether the list is shared, its link, and the button that starts or ends it.

    Args:
        view: The list.
    """

    def press(action: str, words: str) -> rx.Component:
        return post_form(
            rx.el.input(type="hidden", name="action", default_value=action),
            button(words, variant="ghost", type="submit"),
            action="/saved/share",
        )

    return rx.el.aside(
        rx.el.h2("Share this list", class_name="small-heading"),
        when(
            view.link,
            rx.fragment(
                rx.el.p("Whoever has this link can see the list. It does not say who made it."),
                rx.el.input(
                    default_value=view.link,
                    read_only=True,
                    class_name="field-control",
                    custom_attrs={"aria-label": "Link to your list"},
                ),
                rx.el.div(
                    button("Copy link", variant="ghost", custom_attrs={"data-copy": view.link}),
                    press("stop", "Stop sharing"),
                    class_name="actions",
                ),
            ),
            rx.fragment(rx.el.p("Make a link for friends. You can end it at any time."), press("start", "Make a link")),
        ),
        class_name="side-panel share-panel",
        aria_label="Share",
        data_component="share-panel",
    )
