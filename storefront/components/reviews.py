"""Reviews: stars, the fit bar, the list with its filters, and the form."""

from typing import Any

import reflex as rx

from storefront.components.base import css_values, each, hidden, icon, when
from storefront.components.buttons import button, button_link
from storefront.components.forms import shop_form
from storefront.components.links import native_link
from storefront.components.pictures import thumb
from storefront.views.catalogue import LinkView
from storefront.views.reviews import ChoiceView, FitShare, PhotoView, ReviewsView, ReviewView, WritingView


def stars(filled: str, words: str) -> rx.Component:
    """Show five stars, filled as far as the mean goes.

    Args:
        filled: How much of the row is filled: "92%".
        words: The same in words, for screen readers.
    """
    return rx.el.span(
        rx.el.span("★★★★★", aria_hidden="true", class_name="stars-row", custom_attrs=css_values(filled=filled)),
        hidden(words),
        class_name="stars",
        data_component="stars",
    )


def stars_link(view: ReviewsView) -> rx.Component:
    """Show the mean below the product's name, as the way to the reviews.

    Args:
        view: The reviews.
    """
    return when(
        view.count,
        native_link(stars(view.filled, view.stars), rx.el.span(view.count), href="#reviews", class_name="stars-link"),
    )


def fit_bar(view: ReviewsView) -> rx.Component:
    """Show how many found the piece small, true to size or large: a bar, and the same in words.

    Args:
        view: The reviews.
    """

    def part(share: FitShare) -> rx.Component:
        return rx.el.li(
            rx.el.span(share.title, class_name="fit-title"),
            rx.el.span(rx.el.i(custom_attrs=css_values(share=share.share)), class_name="fit-track", aria_hidden="true"),
            rx.el.span(share.count, class_name="fit-count"),
            key=share.title,
        )

    return rx.el.div(
        rx.el.p(view.fit, class_name="fit-words"),
        rx.el.ul(each(view.fits, part), class_name="fit-parts"),
        class_name="fit-bar",
        data_component="fit-bar",
    )


def review(view: ReviewView) -> rx.Component:
    """Show one review.

    Args:
        view: The review.
    """

    def photo(shown: PhotoView) -> rx.Component:
        return rx.el.li(native_link(thumb(shown.src, shown.alt), href=shown.large), key=shown.src)

    return rx.el.li(
        rx.el.div(stars(view.filled, view.stars), rx.el.span(view.source, class_name="badge badge-inline")),
        when(view.title, rx.el.h3(view.title)),
        each(view.paragraphs, lambda words: rx.el.p(words)),
        when(view.photos, rx.el.ul(each(view.photos, photo), class_name="review-photos")),
        rx.el.p(rx.el.b(view.name), ", ", view.day, ". ", view.worn, class_name="hint"),
        key=view.id,
        class_name="review",
        data_component="review",
    )


def _filters(links: list[LinkView]) -> rx.Component:
    return each(
        links,
        lambda link: rx.el.li(
            rx.el.a(
                link.title,
                when(link.current, icon("x", "xs")),
                href=link.href,
                rel="nofollow",
                aria_current=when(link.current, "true", "false"),
                class_name="chip",
            ),
            key=link.title,
        ),
    )


def reviews_section(view: ReviewsView) -> rx.Component:
    """Show a product's reviews: what they come to, filters, and the newest.

    Args:
        view: The reviews.
    """
    told = rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.el.p(view.mean, class_name="reviews-mean"),
                stars(view.filled, view.stars),
                rx.el.p(view.count, class_name="hint"),
                class_name="reviews-sum",
            ),
            fit_bar(view),
            class_name="reviews-head",
        ),
        rx.el.ul(
            _filters(view.by_stars),
            _filters(view.by_fit),
            _filters(view.by_size),
            _filters(view.with_photos),
            when(view.clear_href, rx.el.li(rx.el.a("Clear all", href=view.clear_href, class_name="chips-clear"))),
            class_name="chips",
            aria_label="Filter the reviews",
        ),
        rx.el.ul(
            each(
                view.sorts,
                lambda link: rx.el.li(
                    rx.el.a(
                        link.title, href=link.href, rel="nofollow", aria_current=when(link.current, "true", "false")
                    ),
                    key=link.title,
                ),
            ),
            class_name="review-sorts",
            aria_label="Sort the reviews",
        ),
        when(view.nothing, rx.el.p(view.nothing, role="status")),
        rx.el.ul(each(view.shown, review), class_name="review-list"),
        when(view.more, button_link(view.more, href=view.more_href, variant="ghost")),
    )
    return rx.el.section(
        rx.el.div(rx.el.h2("Reviews"), class_name="section-head"),
        when(
            view.count,
            told,
            rx.el.p("No reviews yet. Whoever bought this piece can write one from the order's page."),
        ),
        id="reviews",
        class_name="section reviews",
        data_component="reviews",
    )


def review_form(view: WritingView) -> rx.Component:
    """Ask for a review. A plain form, sent by the browser itself: photos never pass through the socket.

    Args:
        view: What was written so far.
    """

    def choices(title: str, name: str, options: list[ChoiceView]) -> rx.Component:
        return rx.el.fieldset(
            rx.el.legend(title),
            rx.el.div(
                each(
                    options,
                    lambda option: rx.el.label(
                        rx.el.input(
                            type="radio",
                            name=name,
                            default_value=option.value,
                            default_checked=option.chosen,
                        ),
                        rx.el.span(option.title),
                        key=option.value,
                    ),
                ),
                class_name="segments-row",
            ),
            class_name="segments review-choice",
            custom_attrs={"id": f"review-{name}", "tabIndex": -1},
        )

    def field(name: str, label: str, hint: str, control: Any) -> rx.Component:
        return rx.el.div(
            rx.el.label(label, html_for=f"review-{name}"),
            control,
            rx.el.p(hint, class_name="hint", id=f"review-{name}-hint"),
            class_name="field",
        )

    def attributes(name: str, most: int) -> dict[str, Any]:
        return {"id": f"review-{name}", "maxLength": most, "aria-describedby": f"review-{name}-hint"}

    return shop_form(
        when(
            view.problems,
            rx.el.div(
                rx.el.p(icon("warning-circle"), "Not sent yet. Nothing you wrote is lost.", class_name="error-title"),
                rx.el.ul(
                    each(view.problems, lambda fault: rx.el.li(native_link(fault.title, href=fault.href))),
                ),
                class_name="error-summary",
                tab_index=-1,
                custom_attrs={"data-error-summary": ""},
            ),
        ),
        choices("How many stars?", "stars", view.stars),
        choices("How does the size you bought fit?", "fit", view.fits),
        field(
            "title",
            "Title, if you like",
            "80 letters at most",
            rx.el.input(
                name="title",
                default_value=view.title,
                class_name="field-control",
                custom_attrs=attributes("title", 160),
            ),
        ),
        field(
            "text",
            "Your review, if you like",
            "What is it like to wear? 2,000 letters at most",
            rx.el.textarea(
                name="text",
                default_value=view.text,
                class_name="field-control",
                custom_attrs=attributes("text", 4000) | {"rows": 6},
            ),
        ),
        field(
            "name",
            "Name to show",
            "Your first name or an initial",
            rx.el.input(
                name="name",
                default_value=view.name,
                auto_complete="given-name",
                class_name="field-control",
                custom_attrs=attributes("name", 80),
            ),
        ),
        field(
            "photos",
            "Photos",
            view.photos,
            rx.el.input(
                type="file",
                name="photos",
                class_name="field-control",
                custom_attrs={
                    "id": "review-photos",
                    "accept": "image/jpeg,image/png,image/webp",
                    "multiple": True,
                    "aria-describedby": "review-photos-hint",
                },
            ),
        ),
        button("Send the review", type="submit"),
        action=view.action,
        class_name="review-form",
        custom_attrs={"encType": "multipart/form-data", "data-once": ""},
        data_component="review-form",
    )
