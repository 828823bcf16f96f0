"""What comes back for units that are returned."""

from storefront.domain.money import share


def refund_for_units(paid: int, quantity: int, refunded_before: int, now: int) -> int:
    """Return what to refund, in minor units, for ``now`` more units of a line of ``quantity`` units.

    It is worked out from the line's running sum, so that units refunded one by one add up to ``paid`` exactly.

    Args:
        paid: What was paid for the whole line, in minor units: after its discount, with its tax.
        quantity: Units of the line.
        refunded_before: Units refunded earlier.
        now: Units to refund now.

    Raises:
        ValueError: More units than remain, or a negative number.
    """
    if min(paid, refunded_before, now) < 0:
        raise ValueError("amounts and units are not negative")
    if refunded_before + now > quantity:
        raise ValueError("more units than remain")
    return share(paid, refunded_before + now, quantity) - share(paid, refunded_before, quantity)
