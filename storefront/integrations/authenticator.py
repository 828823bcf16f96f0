"""The second factor: six digits from an authenticator app, another code every half minute (RFC 6238)."""

import base64

from pyotp.totp import TOTP

from storefront.domain.staff import CODE_SECONDS


def key_from(digits: str) -> str:
    """The key that an app keeps, in the letters that it is typed with: 160 bits, from hexadecimal digits."""
    return base64.b32encode(bytes.fromhex(digits[:40])).decode()


def code_at(key: str, step: int) -> str:
    """The code of a half minute; ``step`` counts them."""
    return TOTP(key, interval=CODE_SECONDS).generate_otp(step)


def address(key: str, email: str, shop_name: str) -> str:
    """What an app reads from a QR code: ``otpauth://totp/…``."""
    return TOTP(key, interval=CODE_SECONDS).provisioning_uri(name=email, issuer_name=f"{shop_name} desk")
