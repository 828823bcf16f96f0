"""Who counts as one visitor, where only a network address is known."""

import ipaddress


def household(address: str) -> str:
    """The address, or its first half in IPv6, where every household has as many addresses as it likes."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
