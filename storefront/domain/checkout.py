"""What a checkout asks for and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from storefront.domain.addresses import AddressRules
from storefront.domain.cart import Cart
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
}
ADDRESS_FIELDS = ("name", "line1", "line2", "city", "region", "postcode", "country", "phone")
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
    problem: str = ""  # why the last payment did not go through: a decline code, or ""
    shipping_saved: Saving | None = None  # what a promotion takes off shipping

    @property
    def discount_stamp(self) -> str:
        """What the promotions come to, in a word: the form says it back, so that no other discount is charged."""
        return f"{self.totals.discount.minor}{'+shipping' if self.shipping_saved else ''}"

    @property
    def tax_is_open(self) -> bool:
        """Whether the tax cannot be told yet: it depends on a state that is not chosen."""
        return self.fields["country"] == "US" and not self.fields.get("region")


@dataclass(frozen=True, slots=True)
class CheckoutForm:
    """A checkout with what its form needs: the country's rules, and what is wrong with the fields."""

    checkout: Checkout
    rules: AddressRules
    countries: list[tuple[str, str]]  # (code, name) of those we ship to, by name
    faults: Mapping[str, str]  # field → code; only of the fields that shall be marked
    pressed: bool = False  # Pay was pressed: sum the faults up, not only beside their fields


def clean(form: Mapping[str, str]) -> dict[str, str]:
    """Keep the known fields, without control characters and outer blanks, cut to their length."""
    kept = {}
    for name, most in FIELDS.items():
        if name in form:
            text = "".join(char if char.isprintable() else " " for char in form[name])
            kept[name] = " ".join(text.split())[:most]
    return kept
