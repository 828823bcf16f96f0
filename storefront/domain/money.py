"""Money: whole minor units in one currency, and how an amount is divided without losing any of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import NewType

Currency = NewType("Currency", str)
BASE = Currency("USD")  # the shop's own; every price exists in it

# Currencies in use, and those whose digits after the point are not 2. Source: ISO 4217 table A.1.
# Metals and other codes for which the table gives no digits are left out.
_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
    TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_KNOWN = frozenset(_CODES.split())
_UNUSUAL_DIGITS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
    "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    "CLF": 4, "UYW": 4,
}  # fmt: skip
_DECIMAL_TEXT = re.compile(r"-?[0-9]+(?:\.([0-9]+))?")


def digits(currency: Currency) -> int:
    """Return the digits after the point: 2 for USD, 0 for JPY, 3 for KWD.

    Raises:
        ValueError: Not a currency in use.
    """
    if currency not in _KNOWN:
        raise ValueError(f"{currency!r} is not a currency in use")
    return _UNUSUAL_DIGITS.get(currency, 2)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """A whole number of minor units (cents, yen, fils) in one currency.

    Two currencies never add, subtract or compare by size: ``ValueError``. They are never equal either.
    """

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are a whole number, not {self.minor!r}")
        digits(self.currency)

    @classmethod
    def zero(cls, currency: Currency) -> "Money":
        """Nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: Currency) -> "Money":
        """Read major units from plain decimal text: ``28.00``, ``28``, ``-0.5``.

        Raises:
            ValueError: Not such text, or more digits after the point than the currency has.
        """
        most = digits(currency)
        found = _DECIMAL_TEXT.fullmatch(text)
        if found is None or len(found[1] or "") > most:
            raise ValueError(f"{text!r} is not an amount in {currency}")
        whole, _, fraction = text.partition(".")
        return cls(int(whole + fraction.ljust(most, "0")), currency)

    def decimal(self) -> Decimal:
        """The exact amount in major units, with all the currency's digits: ``Decimal("28.00")``."""
        sign, figures, _ = Decimal(self.minor).as_tuple()
        return Decimal((sign, figures, -digits(self.currency)))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor


def total(amounts: Iterable[Money], currency: Currency) -> Money:
    """Add amounts of one currency; nothing to add is zero."""
    return sum(amounts, Money.zero(currency))


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Divide ``total`` minor units in proportion to ``weights``, by largest remainder.

    The parts sum to ``total``, and none is above its weight when ``total`` is not above their sum. Ties go to
    the earlier weight: pass lines in the order of a stable key, such as the SKU.

    Raises:
        ValueError: A negative total or weight, or a total to divide while every weight is 0.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("a total and its weights are not negative")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("there is no weight to divide the total by")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    # A stable sort: of equal remainders the earlier comes first.
    by_remainder = sorted(range(len(weights)), key=lambda i: total * weights[i] % whole, reverse=True)
    for i in by_remainder[:left]:
        parts[i] += 1
    return parts


def share(total: int, part: int, whole: int) -> int:
    """Return ``total × part / whole`` in minor units, rounded half up (−0.5 becomes 0).

    Raises:
        ValueError: ``whole`` is not above 0.
    """
    if whole <= 0:
        raise ValueError("the whole of a share is above 0")
    return (2 * total * part + whole) // (2 * whole)
