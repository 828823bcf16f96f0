"""What is wrong with an address, wherever one is typed: at checkout, in the address book, in a change request."""

from collections.abc import Mapping

from storefront.domain import shipping
from storefront.domain.checkout import ADDRESS_FIELDS
from storefront.services.shop import Shop


def address_faults(shop: Shop, fields: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the fields of an address that we send to: field → code."""
    country, phone = fields.get("country", ""), fields.get("phone", "")
    if country not in shipping.served_countries():
        return {"country": "country_not_served"}
    found = postal_faults(shop, fields)
    if phone and not shop.ports.addresses.phone_is_possible(phone, country):
        found["phone"] = "phone_invalid"
    return found


def postal_faults(shop: Shop, fields: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the lines of an address anywhere: field → code."""
    faults = shop.ports.addresses.faults({name: fields.get(name, "") for name in ADDRESS_FIELDS})
    return {field: f"{field}_{fault}" for field, fault in faults.items()}
