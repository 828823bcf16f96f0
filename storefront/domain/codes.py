"""The codes of orders, tickets and returns that shoppers see: random, and safe to read over the telephone."""

# Without 0 and O, 1, I and L, 5 and S, 2 and Z, 8 and B, U and V: each can be taken for another.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
PREFIX = "MP-"
TICKET_PREFIX = "T-"
RETURN_PREFIX = "R-"
LENGTH = 8  # 23 ** 8 is 78 thousand million codes


def ticket_code(random: bytes) -> str:
    """Make a ticket's code such as ``T-7KQ4WXEM``, as ``order_code`` does."""
    return TICKET_PREFIX + order_code(random).removeprefix(PREFIX)


def return_code(random: bytes) -> str:
    """Make a return's code such as ``R-7KQ4WXEM``, as ``order_code`` does."""
    return RETURN_PREFIX + order_code(random).removeprefix(PREFIX)


def order_code(random: bytes) -> str:
    """Make an order code such as ``MP-7KQ4WXEM`` from 16 random bytes.

    Each character is a remainder of the 128-bit number by 23, so the codes are not exactly equally likely. One code's
    chance differs from another's by less than 1 in 2 ** 91, which nobody can use.

    Raises:
        ValueError: Not 16 bytes.
    """
    if len(random) != 16:
        raise ValueError("an order code is made from 16 random bytes")
    number = int.from_bytes(random, "big")
    characters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters += ALPHABET[place]
    return PREFIX + characters


def normalise_order_code(text: str) -> str | None:
    """Return the order code that somebody typed, or None when it cannot be one.

    Spaces, lower case, dashes too few or too many, and a missing ``MP-`` are forgiven.
    """
    typed = "".join(text.split()).replace("-", "").upper()
    characters = typed if len(typed) == LENGTH else typed.removeprefix(PREFIX.removesuffix("-"))
    if len(characters) != LENGTH or not set(characters) <= set(ALPHABET):
        return None
    return PREFIX + characters
