"""Which tax a destination asks for."""

from dataclasses import dataclass

from storefront.domain.money import share

WHOLE = 10_000  # basis points in 100 %


@dataclass(frozen=True, slots=True)
class TaxRule:
    """A rate in basis points (hundredths of a percent), and whether prices already include the tax."""

    basis_points: int
    included: bool

    def __post_init__(self) -> None:
        if self.basis_points < 0:
            raise ValueError("a tax rate is not negative")

    def tax_on(self, paid: int) -> int:
        """Return the tax inside ``paid`` minor units, or to be added to them; rounded half up."""
        return share(paid, self.basis_points, WHOLE + self.basis_points if self.included else WHOLE)


NO_TAX = TaxRule(0, included=False)

# Standard rates of value added tax in force in 2026, in basis points. Sources: European Commission, "Taxes in Europe"
# database, standard rates (Estonia 24 % since July 2025, Romania 21 % since August 2025); HM Revenue & Customs.
_VALUE_ADDED = {
    "AT": 2000, "BE": 2100, "BG": 2000, "CY": 1900, "CZ": 2100, "DE": 1900, "DK": 2500, "EE": 2400, "ES": 2100,
    "FI": 2550, "FR": 2000, "GR": 2400, "HR": 2500, "HU": 2700, "IE": 2300, "IT": 2200, "LT": 2100, "LU": 1700,
    "LV": 2100, "MT": 1800, "NL": 2100, "PL": 2300, "PT": 2300, "RO": 2100, "SE": 2500, "SI": 2200, "SK": 2300,
    "GB": 2000,
}  # fmt: skip

# General sales tax of the states, with what a state levies for its counties everywhere (California, Utah, Virginia);
# cities' and counties' own rates and exemptions of clothing are left out. Source: Tax Foundation, "State and Local
# Sales Tax Rates, 2026", with the departments of revenue it cites. Half a basis point is dropped, so that nobody is
# charged above the law: Minnesota 6.875 %, Missouri 4.225 %, New Jersey 6.625 %, New Mexico 4.875 %.
_STATE_SALES = {
    "AL": 400, "AK": 0, "AZ": 560, "AR": 650, "CA": 725, "CO": 290, "CT": 635, "DC": 600, "DE": 0, "FL": 600,
    "GA": 400, "HI": 400, "IA": 600, "ID": 600, "IL": 625, "IN": 700, "KS": 650, "KY": 600, "LA": 500, "MA": 625,
    "MD": 600, "ME": 550, "MI": 600, "MN": 687, "MO": 422, "MS": 700, "MT": 0, "NC": 475, "ND": 500, "NE": 550,
    "NH": 0, "NJ": 662, "NM": 487, "NV": 685, "NY": 400, "OH": 575, "OK": 450, "OR": 0, "PA": 600, "RI": 700,
    "SC": 600, "SD": 420, "TN": 700, "TX": 625, "UT": 610, "VA": 530, "VT": 600, "WA": 650, "WI": 500, "WV": 600,
    "WY": 400,
}  # fmt: skip


def tax_rule(country: str, region: str) -> TaxRule:
    """Return the tax of a destination: ISO alpha-2 country and, in the US, the two-letter state.

    A state that is not known, and every country without a rate here, has no tax.
    """
    if country == "US":
        return TaxRule(_STATE_SALES.get(region, 0), included=False)
    if country in _VALUE_ADDED:
        return TaxRule(_VALUE_ADDED[country], included=True)
    return NO_TAX
