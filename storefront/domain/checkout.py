"""What a checkout asks for and what it comes to."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from storefront.domain.accounts import SavedAddress
from storefront.domain.addresses import AddressRules
from storefront.domain.cart import Cart
from storefront.domain.credits import Credit, CreditUse
from storefront.domain.money import Money, total
from storefront.domain.pricing import Totals
from storefront.domain.promotions import Saving
from storefront.domain.shipping import ShippingMethod
from storefront.domain.taxes import TaxRule

# The order of the form; the longest text each may hold.
FIELDS = {
    "email": 254,
    "country": 2,
    "name": 100,
    "line1": 120,
    "line2": 120,
    "city": 80,
    "region": 80,
    "postcode": 20,
    "phone": 30,
    "shipping": 30,
    "method": 10,
    "saved": 12,  # the chosen address of the address book, by its id; "new" for one that is typed
    "keep_address": 3,  # "yes": put the typed address into the address book
    "billing": 5,  # "other": the bill goes elsewhere
}
ADDRESS_FIELDS = ("name", "line1", "line2", "city", "region", "postcode", "country", "phone")
BILLING = "billing_"
BILLED_FIELDS = ("name", "line1", "line2", "city", "region", "postcode", "country")
FIELDS |= {BILLING + name: FIELDS[name] for name in BILLED_FIELDS}
HOME_COUNTRY = "US"


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout as it stands: what was typed, what can be chosen, and what it comes to.

    The cart shows the same figures: it is a checkout of which only the destination matters.
    """

    key: str  # the same key places the same order; "" while there is nothing to order
    fields: Mapping[str, str]  # with a country that we ship to
    cart: Cart
    methods: tuple[ShippingMethod, ...]
    method: ShippingMethod
    tax: TaxRule
    totals: Totals
    today: date  # the shop's day, from which parcels travel
    ways: tuple[str, ...]  # to pay this
    problem: str = ""  # why the last payment did not go through: a decline code, or ""
    shipping_saved: Saving | None = None  # what a promotion takes off shipping
    credits: tuple[CreditUse, ...] = ()  # what gift cards and store credit pay of the total

    @property
    def to_pay(self) -> Money:
        """What is left for a provider to collect."""
        return self.totals.total - total((use.amount for use in self.credits), self.totals.total.currency)

    @property
    def credit_stamp(self) -> str:
        """What the credits hold, in a word: the form says it back, so that no more than was shown is collected."""
        return "+".join(str(use.credit.balance.minor) for use in self.credits if not use.refused)

    @property
    def discount_stamp(self) -> str:
        """What the promotions come to, in a word: the form says it back, so that no other discount is charged."""
        return f"{self.totals.discount.minor}{'+shipping' if self.shipping_saved else ''}"

    @property
    def tax_is_open(self) -> bool:
        """Whether the tax cannot be told yet: it depends on a state that is not chosen."""
        return self.fields["country"] == "US" and not self.fields.get("region")


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """A payment that was begun and has no result yet: its units are held until it ends."""

    url: str  # the provider's page
    method: str
    amount: Money
    expires_at: datetime
    seconds_left: int


@dataclass(frozen=True, slots=True)
class CheckoutForm:
    """A checkout with what its form needs: the countries' rules, and what is wrong with the fields."""

    checkout: Checkout
    rules: AddressRules
    countries: list[tuple[str, str]]  # (code, name) of those we ship to, by name
    faults: Mapping[str, str]  # field → code; only of the fields that shall be marked
    shown: str  # of what is shown; Pay takes nothing else (see ``shown_as``)
    way: str  # to pay, of those there are
    store_credit: Credit | None = None  # the customer's, in the currency of the checkout
    pressed: bool = False  # Pay was pressed: sum the faults up, not only beside their fields
    book: tuple[tuple[SavedAddress, list[str]], ...] = ()  # with their lines as on a parcel
    chosen: int | None = None  # the address of the book that it goes to; None for a typed one
    keep: bool | None = None  # whether the typed address goes into the book; None where that is no question
    billing_rules: AddressRules | None = None  # None: the bill goes where the parcel goes
    billing_countries: list[tuple[str, str]] = field(default_factory=list)
    attempt: OpenAttempt | None = None
    complete: bool = False  # nothing is missing or wrong


def clean(form: Mapping[str, str]) -> dict[str, str]:
    """Keep the known fields, without control characters and outer blanks, cut to their length."""
    kept = {}
    for name, most in FIELDS.items():
        if name in form:
            text = form[name]
            if not text.isprintable():
                text = "".join(char if char.isprintable() else " " for char in text)
            kept[name] = " ".join(text.split())[:most]
    return kept


def filled_in(before: Mapping[str, str], form: Mapping[str, str], book: Sequence[SavedAddress]) -> dict[str, str]:
    """Return the fields of a checkout after some of them were filled in.

    What belongs to a country goes with it. Choosing an address of ``book`` fills in that one; choosing a new one
    clears what stood there from the book, and keeps what was typed.
    """
    fields = {**before, **clean(form)}
    if (fields.get("country") or HOME_COUNTRY) != (before.get("country") or HOME_COUNTRY):
        fields |= {"region": "", "shipping": ""}
    if fields.get("billing") == "other" and not fields.get(BILLING + "country"):
        fields[BILLING + "country"] = fields.get("country") or HOME_COUNTRY
    if fields.get(BILLING + "country") != before.get(BILLING + "country"):
        fields[BILLING + "region"] = ""
    wanted = form.get("saved", "")
    if wanted == "new" and chosen_of(before, book):
        fields |= {name: "" for name in ADDRESS_FIELDS if name not in form and name != "country"}
    for address in book:
        if wanted == str(address.id):
            fields |= {name: address.fields.get(name, "") for name in ADDRESS_FIELDS}
            if fields["country"] != before.get("country"):
                fields["shipping"] = ""
    if "saved" in fields:
        fields["saved"] = "new" if fields["saved"] == "new" else ""
    return fields


def at_saved(fields: Mapping[str, str], book: Sequence[SavedAddress]) -> SavedAddress | None:
    """Return the address of the book that a checkout goes to, if it goes to one."""
    for address in book:
        if all(fields.get(name, "") == address.fields.get(name, "") for name in ADDRESS_FIELDS):
            return address
    return None


def chosen_of(fields: Mapping[str, str], book: Sequence[SavedAddress]) -> SavedAddress | None:
    """Return the address of the book that was chosen; None while one is typed."""
    return None if fields.get("saved") == "new" else at_saved(fields, book)


def billed_to(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the address of the bill, {} when it is that of the parcel."""
    if fields.get("billing") != "other":
        return {}
    return {name: fields.get(BILLING + name, "") for name in BILLED_FIELDS}


def shown_as(checkout: Checkout, chosen: SavedAddress | None) -> str:
    """Return a mark of what a shopper sees before Pay: the pieces, the total, and where it goes by the address book.

    Another tab, or a form that was filled in without JavaScript, may have changed any of them.
    """
    lines = sorted((line.sku, line.quantity) for line in checkout.cart.lines)
    seen = (lines, checkout.totals.total, sorted(chosen.fields.items()) if chosen else "")
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
