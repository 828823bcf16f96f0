"""Which tax a destination asks for."""

from dataclasses import dataclass

from storefront.domain.money import share

WHOLE = 100_000  # the parts of a rate in 100 %: states have rates such as 6.875 %


@dataclass(frozen=True, slots=True)
class TaxRule:
    """A rate in hundred-thousandths (7,250 is 7.25 %), and whether prices already include the tax."""

    rate: int
    included: bool
    place: str = ""  # whose tax it is, by ISO 3166: "DE", "US-CA"; "" when there is none

    def __post_init__(self) -> None:
        if self.rate < 0:
            raise ValueError("a tax rate is not negative")

    def tax_on(self, paid: int) -> int:
        """Return the tax inside ``paid`` minor units, or to be added to them; rounded half up."""
        return share(paid, self.rate, WHOLE + self.rate if self.included else WHOLE)


NO_TAX = TaxRule(0, included=False)

# Standard rates of value added tax in force in 2026, in hundred-thousandths. Sources: European Commission, "Taxes in
# Europe" database, standard rates (Estonia 24 % since July 2025, Romania 21 % since August 2025); HM Revenue & Customs.
_VALUE_ADDED = {
    "AT": 20000, "BE": 21000, "BG": 20000, "CY": 19000, "CZ": 21000, "DE": 19000, "DK": 25000, "EE": 24000, "ES": 21000,
    "FI": 25500, "FR": 20000, "GR": 24000, "HR": 25000, "HU": 27000, "IE": 23000, "IT": 22000, "LT": 21000, "LU": 17000,
    "LV": 21000, "MT": 18000, "NL": 21000, "PL": 23000, "PT": 23000, "RO": 21000, "SE": 25000, "SI": 22000, "SK": 23000,
    "GB": 20000,
}  # fmt: skip

# General sales tax of the states, with what a state levies for its counties everywhere (California, Utah, Virginia);
# cities' and counties' own rates and exemptions of clothing are left out. Source: Tax Foundation, "State and Local
# Sales Tax Rates, 2026", with the departments of revenue it cites.
_STATES = {
    "AL": ("Alabama", 4000), "AK": ("Alaska", 0), "AZ": ("Arizona", 5600), "AR": ("Arkansas", 6500),
    "CA": ("California", 7250), "CO": ("Colorado", 2900), "CT": ("Connecticut", 6350), "DE": ("Delaware", 0),
    "DC": ("District of Columbia", 6000), "FL": ("Florida", 6000), "GA": ("Georgia", 4000), "HI": ("Hawaii", 4000),
    "ID": ("Idaho", 6000), "IL": ("Illinois", 6250), "IN": ("Indiana", 7000), "IA": ("Iowa", 6000),
    "KS": ("Kansas", 6500), "KY": ("Kentucky", 6000), "LA": ("Louisiana", 5000), "ME": ("Maine", 5500),
    "MD": ("Maryland", 6000), "MA": ("Massachusetts", 6250), "MI": ("Michigan", 6000), "MN": ("Minnesota", 6875),
    "MS": ("Mississippi", 7000), "MO": ("Missouri", 4225), "MT": ("Montana", 0), "NE": ("Nebraska", 5500),
    "NV": ("Nevada", 6850), "NH": ("New Hampshire", 0), "NJ": ("New Jersey", 6625), "NM": ("New Mexico", 4875),
    "NY": ("New York", 4000), "NC": ("North Carolina", 4750), "ND": ("North Dakota", 5000), "OH": ("Ohio", 5750),
    "OK": ("Oklahoma", 4500), "OR": ("Oregon", 0), "PA": ("Pennsylvania", 6000), "RI": ("Rhode Island", 7000),
    "SC": ("South Carolina", 6000), "SD": ("South Dakota", 4200), "TN": ("Tennessee", 7000), "TX": ("Texas", 6250),
    "UT": ("Utah", 6100), "VT": ("Vermont", 6000), "VA": ("Virginia", 5300), "WA": ("Washington", 6500),
    "WV": ("West Virginia", 6000), "WI": ("Wisconsin", 5000), "WY": ("Wyoming", 4000),
}  # fmt: skip


def tax_rule(country: str, region: str) -> TaxRule:
    """Return the tax of a destination: ISO alpha-2 country and, in the US, the two-letter state.

    A state that is not known, and every country without a rate here, has no tax.
    """
    if country == "US":
        rate = _STATES[region][1] if region in _STATES else 0
        return TaxRule(rate, included=False, place=f"US-{region}") if rate else NO_TAX
    if country in _VALUE_ADDED:
        return TaxRule(_VALUE_ADDED[country], included=True, place=country)
    return NO_TAX


def state_names() -> dict[str, str]:
    """Return the states of the US: two letters → name."""
    return {code: name for code, (name, _) in _STATES.items()}


def state_name(place: str) -> str:
    """Return the name of a state of the US: "California" for ``US-CA``; "" for any other place."""
    country, _, region = place.partition("-")
    return _STATES[region][0] if country == "US" and region in _STATES else ""
