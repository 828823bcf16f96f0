"""Print a Reflex component made of plain values as HTML.

Reflex renders nothing on the server, so a crawler, a slow phone or a browser without JavaScript
would see an empty page. A component function called with plain Python values yields a tree of
literals; this module walks that tree. Event handlers are left out: they belong to React.
"""

from html import escape
from typing import Any

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import LiteralVar
from reflex_components_core.base.bare import Bare
from reflex_components_core.base.fragment import Fragment

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
# React's names where HTML says something other than the name without underscores.
NAMES = {"class_name": "class", "html_for": "for", "default_value": "value", "default_checked": "checked"}
# SVG's attributes are case-sensitive; these are the ones that components use.
SVG_NAMES = {"view_box": "viewBox", "preserve_aspect_ratio": "preserveAspectRatio"}
SKIPPED = frozenset({"key", "ref", "style", "class_name", "id", "custom_attrs", "event_triggers", "children", "tag"})


class NotPlain(ValueError):
    """A component still holds a Var that only the browser could evaluate."""


def print_html(component: Any) -> str:
    """Return the component as HTML.

    Raises:
        NotPlain: When a value in it is not a literal.
    """
    parts: list[str] = []
    _print(component, parts)
    return "".join(parts)


def _print(component: Any, parts: list[str]) -> None:
    if isinstance(component, Bare):
        parts.append(escape(_text(_literal(component.contents)), quote=False))
        return
    if not isinstance(component, Component):
        raise NotPlain(f"cannot print {type(component).__name__}")
    if isinstance(component, Fragment):
        for child in component.children:
            _print(child, parts)
        return
    if component.tag is None:
        raise NotPlain(f"{type(component).__name__} has no tag")
    link = component.tag == "Link"  # React Router's; its address is called ``to``
    tag = "a" if link else component.tag
    parts.append(f"<{tag}{_attributes(component, link)}>")
    if tag in VOID:
        return
    if tag == "textarea" and (value := getattr(component, "default_value", None)) is not None:
        parts.append(escape(_text(_literal(value)), quote=False))
    for child in component.children:
        _print(child, parts)
    parts.append(f"</{tag}>")


def _attributes(component: Component, link: bool) -> str:
    found: dict[str, Any] = {}
    if component.id is not None:
        found["id"] = component.id
    if component.class_name is not None:
        found["class"] = component.class_name
    for name in component.get_props():
        if name in SKIPPED or (name == "default_value" and component.tag == "textarea"):
            continue
        if (value := getattr(component, name, None)) is not None:
            found[_name(name, link)] = value
    found.update(component.custom_attrs)
    return "".join(_attribute(name, _literal(value)) for name, value in found.items())


def _name(prop: str, link: bool) -> str:
    if link and prop == "to":
        return "href"
    if prop in NAMES:
        return NAMES[prop]
    if prop in SVG_NAMES:
        return SVG_NAMES[prop]
    return prop.replace("_", "-" if prop.startswith(("aria_", "data_")) else "")


def _attribute(name: str, value: Any) -> str:
    if value is None or value is False:
        return "" if value is None or not name.startswith("aria-") else f' {name}="false"'
    if value is True:
        return f' {name}="true"' if name.startswith(("aria-", "data-")) else f" {name}"
    if name == "style":
        value = ";".join(f"{key}:{part}" for key, part in value.items())
    return f' {name}="{escape(_text(value))}"'


def _literal(value: Any) -> Any:
    if isinstance(value, LiteralVar):
        return _literal(value._var_value)  # pyright: ignore[reportAttributeAccessIssue]
    if isinstance(value, rx.Var):
        raise NotPlain(f"not a literal: {value}")
    if isinstance(value, dict):
        return {key: _literal(part) for key, part in value.items()}
    return value


def _text(value: Any) -> str:
    return "" if value is None else str(value)
