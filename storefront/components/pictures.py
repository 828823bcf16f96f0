"""Product pictures: real sizes, three widths, lazy but for the first."""

from typing import Any

import reflex as rx

from storefront.components.base import when
from storefront.views.catalogue import PictureView

# Pictures are 4:5; the browser needs width and height as attributes to keep their place free.
SIZE = {"width": "800", "height": "1000"}


def picture(view: PictureView, sizes: str, **props: Any) -> rx.Component:
    """Show a product picture.

    Args:
        view: The picture.
        sizes: How wide it is shown, as in HTML: ``"(min-width: 1024px) 25vw, 50vw"``.
        **props: Passed to the ``<img>``.
    """
    return rx.el.img(
        src=view.src,
        src_set=view.srcset,
        sizes=sizes,
        alt=view.alt,
        custom_attrs=SIZE
        | {
            "loading": when(view.first, "eager", "lazy"),
            "fetchPriority": when(view.first, "high", "auto"),
            "decoding": when(view.first, "sync", "async"),
        },
        data_component="picture",
        **props,
    )


def thumb(src: str, alt: str = "", **attributes: Any) -> rx.Component:
    """Show a small picture beside words that already say what it is.

    Args:
        src: The 400 px file.
        alt: What it shows, when no words beside it say so.
        **attributes: Further HTML attributes, such as ``data_href``.
    """
    return rx.el.img(src=src, alt=alt, custom_attrs={"width": "80", "height": "100", "loading": "lazy"}, **attributes)
