"""Which brand a card number belongs to, and whether it can be one."""

from dataclasses import dataclass

FOURS = (4, 4, 4, 4, 4)


@dataclass(frozen=True, slots=True)
class Brand:
    """What a brand's numbers look like."""

    name: str
    prefixes: tuple[tuple[str, str], ...]  # first and last of each range, both of the same length
    lengths: frozenset[int]
    groups: tuple[int, ...] = FOURS  # as the digits stand on the card
    code_digits: int = 3  # of the security code

    def could_be(self, digits: str) -> bool:
        """Whether these digits can still be continued to a number of the brand."""
        return len(digits) <= max(self.lengths) and any(
            first[: len(digits)] <= digits[: len(first)] <= last[: len(digits)] for first, last in self.prefixes
        )


# Prefixes and lengths the shop accepts. Source: the brands' published ranges, in ISO/IEC 7812's numbering.
_SIXTEEN_TO_NINETEEN = frozenset(range(16, 20))
BRANDS = (
    Brand("visa", (("4", "4"),), frozenset({13, 16, 18, 19})),
    Brand("mastercard", (("51", "55"), ("2221", "2720")), frozenset({16})),
    Brand("amex", (("34", "34"), ("37", "37")), frozenset({15}), groups=(4, 6, 5), code_digits=4),
    Brand("discover", (("6011", "6011"), ("644", "649"), ("65", "65")), _SIXTEEN_TO_NINETEEN),
    Brand("jcb", (("3528", "3589"), ("2131", "2131"), ("1800", "1800")), _SIXTEEN_TO_NINETEEN),
    Brand("diners", (("300", "305"), ("36", "36"), ("38", "39")), frozenset(range(14, 20))),
)


def brand_of(number: str) -> str | None:
    """Return the one brand that the digits typed so far can still become, or None.

    It is ``"visa"``, ``"mastercard"``, ``"amex"``, ``"discover"``, ``"jcb"`` or ``"diners"``. Spaces and dashes are
    ignored; any other character makes it None. Neither the final length nor the check digit is asked for.
    """
    found = _brand(_digits(number))
    return found.name if found else None


def is_valid(number: str) -> bool:
    """Whether this is a whole number of a brand we take: prefix, length and check digit."""
    digits = _digits(number)
    found = _brand(digits)
    return found is not None and len(digits) in found.lengths and _has_check_digit(digits)


def code_digits(number: str) -> int:
    """How many digits the card's security code has: 4 for American Express, else 3."""
    found = _brand(_digits(number))
    return found.code_digits if found else 3


def grouped(number: str) -> str:
    """The digits as they stand on the card: ``4242 4242 4242 4242``, ``3782 822463 10005``; other text as it is."""
    digits = _digits(number)
    found = _brand(digits)
    parts: list[str] = []
    for size in found.groups if found else FOURS:
        parts, digits = [*parts, digits[:size]], digits[size:]
    return " ".join(part for part in [*parts, digits] if part) or number


def _digits(number: str) -> str:
    """The digits of a number typed with spaces and dashes; "" when there is anything else in it."""
    digits = number.replace(" ", "").replace("-", "")
    return digits if digits.isascii() and digits.isdigit() else ""


def _brand(digits: str) -> Brand | None:
    possible = [brand for brand in BRANDS if brand.could_be(digits)]
    return possible[0] if len(possible) == 1 else None


def _has_check_digit(digits: str) -> bool:
    # Luhn. Source: ISO/IEC 7812-1, annex B.
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0
