"""Drawings that show where a tape goes."""

import reflex as rx

svg = rx.el.svg

# Outlines in a field of 100 by 100, and the tape as a line over them.
BODY = (
    "M50 8a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM44 27c-9 2-15 5-17 12l-5 24 5 1 7-19 2 12-4 14v6h36v-6l-4-14 2-12 7 19 5-1"
    "-5-24c-2-7-8-10-17-12z"
)
LEGS = "M32 8h36l4 22-6 62H54l-3-52h-2l-3 52H34L28 30z"
FOOT = "M30 12c10-6 20 0 21 12l3 26c2 14 8 22 8 32 0 10-12 12-18 6-6-7-8-18-9-30l-7-30c-1-7-1-13 2-16z"
TEE = "M36 14c4 6 24 6 28 0l24 12-8 20-12-5v45H32V41l-12 5-8-20z"
DRAWINGS = {
    "bust": (BODY, ["M33 41h34"]),
    "waist": (BODY, ["M37 55h26"]),
    "hip": (BODY, ["M33 71h34"]),
    "leg": (LEGS, ["M46 40l-4 52"]),
    "foot": (FOOT, ["M72 10v80", "M66 10h12", "M66 90h12"]),
    "tee": (TEE, ["M32 48h36", "M38 17v69"]),
    "trousers": (LEGS, ["M32 10h36", "M28 30h44", "M46 40l-4 52"]),
}


def measuring_drawing(name: str) -> rx.Component:
    """Show one of the drawings; the words beside it say the same.

    Args:
        name: bust, waist, hip, leg, foot, tee or trousers.
    """
    outline, tapes = DRAWINGS[name]
    return svg(
        svg.path(d=outline, class_name="drawing-outline"),
        *[svg.path(d=tape, class_name="drawing-tape") for tape in tapes],
        view_box="0 0 100 100",
        class_name="drawing",
        custom_attrs={"aria-hidden": "true"},
        data_component="measuring-drawing",
    )


def how_to(name: str, title: str, words: str) -> rx.Component:
    """Show how one thing is measured.

    Args:
        name: The drawing's name.
        title: What is measured.
        words: What to do.
    """
    return rx.el.li(
        measuring_drawing(name),
        rx.el.div(rx.el.h3(title), rx.el.p(words)),
        class_name="how-to",
        data_component="how-to",
    )
