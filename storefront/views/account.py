"""What the pages of the account show."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from storefront import text
from storefront.domain.accounts import Customer, Merged, SavedAddress, Session
from storefront.domain.addresses import AddressRules
from storefront.domain.credits import Credit
from storefront.domain.letters import MailTold
from storefront.domain.orders import Order, OrderStatus
from storefront.domain.restock import RestockRequest
from storefront.domain.tickets import Ticket
from storefront.views import doors
from storefront.views.catalogue import LinkView
from storefront.views.checkout import FieldView, OptionView, address_fields
from storefront.views.doors import NO_DOOR, DoorView
from storefront.views.forms import FormView, email_field, form, password_field
from storefront.views.sizing import FITS, PARTS
from storefront.views.tickets import STATUS, TOPICS

NO_FORM = FormView()


@dataclass(frozen=True)
class OrderRow:
    """An order in the list."""

    code: str = ""
    href: str = ""
    day: str = ""
    status: str = ""
    pieces: str = ""
    total: str = ""
    pictures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ThingView:
    """A row with buttons: a session, an address, a request."""

    id: str = ""
    title: str = ""
    lines: list[str] = field(default_factory=list)
    mark: str = ""  # "This device", "Default"
    actions: list[LinkView] = field(default_factory=list)  # title and action of each button
    edit_href: str = ""
    edit_words: str = "Change"


@dataclass(frozen=True)
class PanelView:
    """One part of a section: a heading, what it says, its forms."""

    title: str = ""
    lead: str = ""
    form: FormView = NO_FORM
    asks: bool = False  # the form asks for a page instead of changing something


@dataclass(frozen=True)
class TileView:
    """One thing that the account keeps, on its first page."""

    title: str = ""
    line: str = ""
    href: str = ""


@dataclass(frozen=True)
class EmptyView:
    """What stands where there is nothing yet."""

    line: str = ""
    sentence: str = ""
    action: str = ""
    href: str = ""


NOTHING_EMPTY = EmptyView()


@dataclass(frozen=True)
class AccountView:
    """The account's pages."""

    ready: bool = False
    known: bool = False  # somebody is logged in
    door: DoorView = NO_DOOR  # else: the login
    title: str = ""
    lead: str = ""
    welcome: str = ""  # what was merged at login
    done: str = ""  # "Your name is changed."
    problem: str = ""
    sections: list[LinkView] = field(default_factory=list)
    panels: list[PanelView] = field(default_factory=list)
    search: str = ""  # what is looked for among the orders
    searches: bool = False
    orders: list[OrderRow] = field(default_factory=list)
    none: str = ""  # when a list is empty
    empty: EmptyView = NOTHING_EMPTY  # the same, where the whole section is
    tiles: list[TileView] = field(default_factory=list)
    things: list[ThingView] = field(default_factory=list)
    things_action: str = ""  # where their buttons post to
    links: list[LinkView] = field(default_factory=list)


SECTIONS = {
    "": "Overview",
    "orders": "Orders",
    "details": "Name, email, password",
    "addresses": "Addresses",
    "measures": "Measures",
    "devices": "Devices",
    "requests": "Back-in-stock requests",
    "questions": "Your questions",
    "mails": "Emails from us",
    "data": "Your data",
}
ORDER_STATUS = {
    OrderStatus.PLACED: "Waiting for payment",
    OrderStatus.PAID: "Paid",
    OrderStatus.COMPLETED: "Complete",
    OrderStatus.CANCELLED: "Not paid",
}


def guest(path: str) -> AccountView:
    """The account's pages for somebody who is not logged in: the login, which leads there."""
    return AccountView(ready=True, door=doors.login(path), title="Your account")


def kept(customer: Customer) -> str:
    """What an account keeps for the browser, as JSON: ``{"measures": {…}, "choices": {…}}``."""
    # The currency is the server's: its cookie was set at login.
    choices = {name: value for name, value in customer.choices.items() if name != "currency"}
    return json.dumps({"measures": dict(customer.measures), "choices": choices})


def sections(current: str) -> list[LinkView]:
    """The account's menu."""
    own = [LinkView(name, f"/account/{key}".rstrip("/"), key == current) for key, name in SECTIONS.items()]
    return [*own[:2], LinkView("Wish list", "/saved"), *own[2:]]


def merged(told: Merged) -> str:
    """What came into the account at login, in a sentence; "" for nothing."""
    parts = []
    if told.pieces:
        parts.append(f"{text.items(told.pieces)} came along into your cart")
    if told.saved:
        parts.append(f"{told.saved} saved {'piece' if told.saved == 1 else 'pieces'} into your list")
    sentence = " and ".join(parts)
    if told.left_out:
        left = f"{text.items(told.left_out)} stayed out: there are not more"
        sentence = f"{sentence}; {left}" if sentence else left
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""


def order_row(order: Order, href: str) -> OrderRow:
    """An order of the list."""
    return OrderRow(
        code=order.code,
        href=href,
        day=text.day(order.placed_at),
        status=ORDER_STATUS[order.status],
        pieces="Gift card" if order.gift else text.items(sum(line.quantity for line in order.lines)),
        total=text.money(order.total),
        pictures=[f"/pictures/{line.picture}-400.webp" for line in order.lines[:4] if line.picture],
    )


def device(agent: str) -> str:
    """What a browser is called: "Chrome on Windows"."""
    browsers = (
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    systems = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    )
    browser = next((name for mark, name in browsers if mark in agent), "A browser")
    system = next((name for mark, name in systems if mark in agent), "")
    return f"{browser} on {system}" if system else browser


def session(one: Session) -> ThingView:
    """A browser that is logged in."""
    return ThingView(
        id=str(one.id),
        title=device(one.device),
        lines=[f"Logged in {text.moment(one.created_at)}", f"Last seen {text.moment(one.seen_at)}"],
        mark="This device" if one.current else "",
        actions=[LinkView("Log out" if one.current else "Log this device out", "end")],
    )


def address(one: SavedAddress, lines: Sequence[str]) -> ThingView:
    """An address of the book."""
    actions = [] if one.default else [LinkView("Use first", "default")]
    return ThingView(
        id=str(one.id),
        title=one.fields.get("name", ""),
        lines=[line for line in lines if line != one.fields.get("name", "")],
        mark="Used first" if one.default else "",
        actions=[*actions, LinkView("Delete", "delete")],
        edit_href=f"/account/addresses?edit={one.id}",
    )


# What a form of a section says when it was accepted, by the code in the address.
DONE = {
    "name": "Your name is changed.",
    "email": "Look into the mailbox of the new address: the link there changes it.",
    "password": "Your password is changed. You are logged out everywhere else.",
    "address": "The address is kept.",
    "measures": "Your measures are kept.",
    "export": "We are putting your data together. An email with a link comes in a moment.",
}
# What may be told of a section as a whole.
PROBLEMS = frozenset({"session_gone", "address_gone", "addresses_full", "no_request", "export_asked"})
LEADS = {
    "orders": "",
    "devices": "Where you are logged in. If you do not know one of these, log it out and choose a new password.",
    "requests": "We write to you once when a size is back, in the order of asking, and keep one for a day.",
    "measures": "They fill in “Find my size” on every product, in every browser where you are logged in. Empty fields "
    "are forgotten.",
    "mails": "What we wrote to you. Only subject and day are kept.",
    "addresses": "A checkout begins with the one that is used first.",
}
NO_ORDERS = EmptyView(
    "No orders on this line.", "What you buy while logged in stands here.", "See what is new", "/collections/new-in"
)
NO_REQUESTS = EmptyView(
    "Nothing on call.",
    "Choose a sold-out size on a product's page, and we write to you when it is back.",
    "See all pieces",
    "/search",
)
NO_QUESTIONS = EmptyView("No calls yet.", "What you ask us stands here, with our answers.", "Write to us", "/contact")
DETAILS = ("name", "email", "password")


def section(current: str, customer: Customer, told: Merged, query: Mapping[str, str]) -> AccountView:
    """What all sections have; ``query`` may say what was done, or could not be done."""
    hello = f"Hello, {customer.name}" if customer.name else "Hello"
    done, problem = DONE.get(query.get("done", ""), ""), query.get("problem", "")
    return AccountView(
        ready=True,
        known=True,
        title=SECTIONS.get(current, "") if current else hello,
        lead=LEADS.get(current, "") if current else f"You are logged in as {customer.email}.",
        welcome=merged(told),
        done=done,
        problem=text.REFUSALS[problem].format(most="") if problem in PROBLEMS else "",
        sections=sections(current),
    )


def with_orders(shown: AccountView, rows: Sequence[tuple[Order, str]], words: str = "") -> AccountView:
    """The orders, or those that were looked for."""
    return replace(
        shown,
        searches=shown.lead == "" and (bool(rows) or bool(words)),
        search=words,
        orders=[order_row(order, href) for order, href in rows],
        none=f"No order with “{words}”." if words and not rows else "",
        empty=NOTHING_EMPTY if rows or words else NO_ORDERS,
    )


def with_overview(
    shown: AccountView,
    customer: Customer,
    rows: Sequence[tuple[Order, str]],
    book: Sequence[tuple[SavedAddress, Sequence[str]]],
    saved: int,
    waits: int,
    asked: int,
) -> AccountView:
    """The first page: the latest orders, and what else the account keeps."""
    measures = [
        f"{part.label} {customer.measures[part.name]} {customer.measures.get('unit', 'cm')}"
        for part in PARTS.values()
        if customer.measures.get(part.name)
    ]
    first = ", ".join(filter(None, (book[0][0].fields.get(name, "") for name in ("line1", "city")))) if book else ""
    more = f", and {len(book) - 1} more" if len(book) > 1 else ""
    return replace(
        with_orders(shown, rows),
        tiles=[
            TileView("Wish list", _count(saved, "piece"), "/saved"),
            TileView("Addresses", f"{first}{more}" or "None yet", "/account/addresses"),
            TileView("Measures", ", ".join(measures) or "None yet", "/account/measures"),
            TileView("Back in stock", _count(waits, "request"), "/account/requests"),
            TileView("Your questions", _count(asked, "question"), "/account/questions"),
            TileView("Email and password", customer.email, "/account/details"),
        ],
    )


def with_credit(shown: AccountView, found: Sequence[Credit]) -> AccountView:
    """What the shop owes the customer, if anything."""
    if not found:
        return shown
    amounts = " and ".join(text.money(each.balance) for each in found)
    return replace(
        shown, tiles=[TileView("Store credit", f"{amounts}, to pay with at checkout", "/cart"), *shown.tiles]
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else "None yet"


def with_details(
    shown: AccountView, customer: Customer, notes: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]]
) -> AccountView:
    """Name, email, password."""
    name = form(
        "name",
        "/account/name",
        "Change the name",
        [FieldView("name", "Name", customer.name, required=False, autocomplete="name")],
        *notes["name"],
    )
    email = form(
        "email",
        "/account/email",
        "Change the email",
        [email_field("New email", autocomplete="email"), password_field(label="Your password")],
        *notes["email"],
    )
    password = form(
        "password",
        "/account/password",
        "Change the password",
        [password_field("old", "Old password"), password_field(label="New password", new=True)],
        *notes["password"],
    )
    return replace(
        shown,
        panels=[
            PanelView("Name", "", name),
            PanelView("Email", f"It is {customer.email}. We write to the new address first.", email),
            PanelView("Password", "You are then logged out everywhere else.", password),
        ],
    )


def with_addresses(
    shown: AccountView,
    book: Sequence[tuple[SavedAddress, Sequence[str]]],
    fields: Mapping[str, str],
    rules: AddressRules,
    countries: list[tuple[str, str]],
    edited: int | None,
    faults: Mapping[str, str],
) -> AccountView:
    """The address book, and the form for another address or a changed one."""
    known = {name: code for name, code in faults.items() if name}
    country = next(label for code, label in countries if code == fields["country"])
    by_country = form(
        "country",
        "/account/addresses",
        "Take this country",
        [
            FieldView(
                "country",
                "Country",
                fields["country"],
                autocomplete="country",
                options=[OptionView(code, label, code == fields["country"]) for code, label in countries],
            )
        ],
        edit=str(edited or ""),
    )
    shown_form = form(
        "address",
        "/account/address",
        "Keep the address",
        address_fields(rules, fields, known),
        fields,
        faults,
        country=fields["country"],
        id=str(edited or ""),
    )
    title = "Change an address" if edited else "Another address" if book else "Your first address"
    return replace(
        shown,
        things=[address(each, lines) for each, lines in book],
        things_action="/account/addresses",
        none="" if book else "No addresses yet.",
        panels=[
            PanelView(title, f"In {country}. For another country, choose it first.", by_country, asks=True),
            PanelView("", "", shown_form),
        ],
    )


def _options(names: Mapping[str, str], chosen: str) -> list[OptionView]:
    return [OptionView(code, name, code == chosen) for code, name in names.items()]


def with_measures(
    shown: AccountView, customer: Customer, typed: Mapping[str, str], faults: Mapping[str, str]
) -> AccountView:
    """The customer's measures."""
    kept = dict(typed) or dict(customer.measures)
    parts = [
        FieldView(part.name, part.label, kept.get(part.name, ""), hint=part.hint, required=False, inputmode="decimal")
        for part in PARTS.values()
    ]
    unit, fit = kept.get("unit", customer.choices.get("unit", "cm")), kept.get("fit", "regular")
    choices = [
        FieldView("unit", "In", unit, options=_options({"cm": "Centimetres", "in": "Inches"}, unit)),
        FieldView("fit", "I like it", fit, options=_options(FITS, fit)),
    ]
    panel = form("measures", "/account/measures", "Keep these measures", [*choices, *parts], typed, faults)
    return replace(shown, panels=[PanelView("", "", panel)])


def with_questions(shown: AccountView, found: Sequence[tuple[Ticket, str]]) -> AccountView:
    """What the customer has asked us."""
    return replace(
        shown,
        things=[
            ThingView(
                id=ticket.code,
                title=f"{ticket.code}, {TOPICS[ticket.topic]}",
                lines=[STATUS[ticket.status]],
                edit_href=href,
                edit_words="Open",
            )
            for ticket, href in found
        ],
        empty=NOTHING_EMPTY if found else NO_QUESTIONS,
        links=[LinkView("Write to us", "/contact")] if found else [],
    )


def with_devices(shown: AccountView, found: Sequence[Session]) -> AccountView:
    """Where the customer is logged in."""
    others = any(not one.current for one in found)
    everywhere = form("everywhere", "/account/devices", "Log out everywhere else", [], do="others")
    return replace(
        shown,
        things=[session(one) for one in found],
        things_action="/account/devices",
        panels=[PanelView("", "", everywhere)] if others else [],
    )


def with_requests(shown: AccountView, found: Sequence[tuple[RestockRequest, str]]) -> AccountView:
    """What the customer waits for."""
    return replace(
        shown,
        things=[
            ThingView(
                id=str(one.id),
                title=text.piece(one.title, one.colour, one.size),
                lines=[f"Kept for you until {text.moment(one.offered_until)}"] if one.offered_until else [],
                actions=[LinkView("Take me off the list", "leave")],
                edit_href=href,
                edit_words="Open",
            )
            for one, href in found
        ],
        things_action="/account/requests",
        empty=NOTHING_EMPTY if found else NO_REQUESTS,
    )


def with_mails(shown: AccountView, found: Sequence[MailTold]) -> AccountView:
    """What was written to the customer."""

    def state(one: MailTold) -> str:
        if one.refused_at:
            return "The mailbox refused it"
        return f"Sent {text.moment(one.sent_at)}" if one.sent_at else "On its way"

    return replace(
        shown,
        things=[ThingView(title=one.subject, lines=[state(one)]) for one in found],
        none="" if found else "No emails yet.",
    )


def with_data(shown: AccountView, faults: Mapping[str, str]) -> AccountView:
    """The customer's file, and the end of the account."""
    fields = [password_field(label="Your password")]
    delete = replace(form("delete", "/account/delete", "Delete my account", fields, None, faults), danger=True)
    return replace(
        shown,
        panels=[
            PanelView(
                "Get your data",
                "Everything that we know of you, as JSON in a zip file. We mail you a link; it is good for a week.",
                form("export", "/account/export", "Ask for my data", []),
            ),
            PanelView(
                "Delete the account",
                "Name, email, addresses, measures, wish list, devices and requests are deleted at once and cannot be "
                "brought back. Orders stay without name and address, as the tax office wants their sums. Reviews stay "
                "without your name.",
                delete,
            ),
        ],
    )
