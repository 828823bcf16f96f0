"""How postal addresses of a country look."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AddressRules:
    """How addresses of one country look."""

    country: str
    city_label: str  # "" when the country has no cities in addresses
    region_label: str  # "" when the country has no regions in addresses
    regions: tuple[tuple[str, str], ...]  # (code, name); () when any text will do
    postcode_label: str  # "" when the country has none
    postcode_example: str
    required: frozenset[str]  # of city, region, postcode
