"""Email addresses: which spellings mean one mailbox."""


def same_address(email: str) -> str:
    """Return what two spellings of one email address have in common."""
    return email.strip().casefold()
