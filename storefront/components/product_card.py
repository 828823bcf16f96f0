"""A product in a grid, and the large tiles of the home page."""

import reflex as rx

from storefront.components.badge import badge
from storefront.components.base import css_values, each, when
from storefront.components.pictures import picture
from storefront.components.price import price
from storefront.components.saved import heart
from storefront.views.catalogue import CardView, SwatchView

# The grid's columns in shop.css: 2, then 3, 4 and 5.
CARD_SIZES = "(min-width: 1680px) 19vw, (min-width: 1024px) 23vw, (min-width: 768px) 31vw, 46vw"


def product_card(view: CardView, sizes: str = CARD_SIZES) -> rx.Component:
    """Show a product as one link, picture, badge, title, price and colours, and a heart beside it.

    Args:
        view: The product.
        sizes: How wide its picture is shown.
    """
    return rx.el.li(
        rx.el.a(
            rx.el.span(
                picture(view.picture, sizes),
                badge(view.badge, view.badge_kind),
                class_name="product-card-picture",
                custom_attrs=css_values(backdrop=view.backdrop),
            ),
            rx.el.span(view.title, class_name="product-card-title"),
            price(view.now, view.was, lowest=view.lowest),
            when(view.colours, swatches(view.swatches, view.colours)),
            href=view.href,
            class_name="product-card-link",
        ),
        heart(view.slug, view.title, view.colour),
        key=view.href,
        class_name=f"product-card {when(view.sold_out, 'product-card-out', '')}",
        data_component="product-card",
    )


def swatches(dots: list[SwatchView], words: str) -> rx.Component:
    """Show the colours a product comes in.

    Args:
        dots: At most four.
        words: How many there are: "3 colours".
    """
    return rx.el.span(
        rx.el.span(each(dots, lambda dot: swatch(dot.hex)), class_name="swatches-dots", aria_hidden="true"),
        rx.el.span(words),
        class_name="swatches",
        data_component="swatches",
    )


def swatch(colour: str) -> rx.Component:
    """Show one dot of a colour, given as ``#rrggbb``. It is decoration: say the colour's name beside it."""
    return rx.el.i(class_name="swatch", custom_attrs=css_values(swatch=colour))


def hero_tile(view: CardView) -> rx.Component:
    """Show a product as a tile of the hero: picture with a tag.

    Args:
        view: The product.
    """
    return rx.el.li(
        rx.el.a(
            picture(view.picture, "(min-width: 1024px) 34vw, 53vw"),
            rx.el.span(
                rx.el.span(view.title, class_name="hero-tile-title"),
                " ",
                price(view.now, view.was, lowest=view.lowest),
                class_name="hero-tile-tag",
            ),
            href=view.href,
            class_name="hero-tile-link",
            custom_attrs=css_values(backdrop=view.backdrop),
        ),
        key=view.href,
        class_name="hero-tile",
        data_component="hero-tile",
    )
