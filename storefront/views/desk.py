"""What the desk for staff shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront.domain.staff import Right, Role, StaffMember, may
from storefront.views.checkout import FieldView
from storefront.views.forms import FormView, email_field, form, password_field

ROLES = {Role.SUPPORT: "Support", Role.LOGISTICS: "Logistics", Role.MANAGER: "Manager"}


@dataclass(frozen=True)
class NavLink:
    """A page of the desk in its menu."""

    title: str
    href: str
    current: bool
    count: str = ""  # what waits there


@dataclass(frozen=True)
class FrameView:
    """What stands around every page."""

    name: str
    role: str
    links: list[NavLink] = field(default_factory=list)
    words: str = ""  # what is looked for


@dataclass(frozen=True)
class DoorView:
    """The login."""

    form: FormView


def frame(member: StaffMember, path: str) -> FrameView:
    """The menu: what somebody's role includes."""
    links = [NavLink("Overview", "/staff", path == "/staff")]
    return FrameView(member.name, ROLES[member.role], links)


def door(next_path: str, typed: Mapping[str, str], faults: Mapping[str, str]) -> DoorView:
    """The login; ``next_path`` is where it leads."""
    code = FieldView(
        "code",
        "Code from your app",
        hint="Six digits, a new one every half minute",
        autocomplete="one-time-code",
        inputmode="numeric",
    )
    fields = [email_field(), password_field(), code]
    return DoorView(form("desk-login", "/staff/login", "Log in to the desk", fields, typed, faults, next=next_path))


def sees_audit(member: StaffMember) -> bool:
    """Whether somebody reads what all did."""
    return may(member, Right.SEE_AUDIT)
