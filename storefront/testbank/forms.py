"""What shoppers type at the bank, and the sentences about it. The page's script says the same ones."""

import re
from collections.abc import Mapping
from datetime import datetime

from storefront.domain import cards

# By field and fault; {digits} is how long the card's code is.
SENTENCES = {
    "number_missing": "Enter the card number.",
    "number_invalid": "This card number is not right. Check the digits.",
    "number_short": "This card number is too short. Check the digits.",
    "number_brand": "Check the first digits: we take Visa, Mastercard, American Express, JCB, Discover, Diners Club.",
    "expiry_invalid": "Enter month and year, like 04 / 29.",
    "expiry_month": "There is no such month.",
    "expiry_past": "This card has expired.",
    "code_invalid": "Enter the {digits} digits of the security code.",
    "name_missing": "Enter the name on the card.",
    "email_missing": "Enter the email of a test account.",
    "password_missing": "Enter the password.",
    "login_wrong": "Email and password do not fit. The test accounts are listed on this page.",
}
BRAND_NAMES = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "jcb": "JCB",
    "discover": "Discover",
    "diners": "Diners Club",
}
EXPIRY = re.compile(r"(\d{1,2})\s*[/-]?\s*(?:20)?(\d{2})", re.ASCII)
SHORTEST = 13  # digits of the shortest card number


def digits_of(number: str) -> str:
    """The digits of a number typed with spaces and dashes."""
    return number.replace(" ", "").replace("-", "")


def card_faults(given: Mapping[str, str], now: datetime) -> dict[str, str]:
    """What is wrong with a card form: field → sentence."""
    found: dict[str, str] = {}
    number = digits_of(given["number"])
    if fault := _number_fault(number):
        found["number"] = fault
    if fault := _expiry_fault(given["expiry"].strip(), now):
        found["expiry"] = fault
    digits = cards.code_digits(number)
    if not re.fullmatch(rf"[0-9]{{{digits}}}", given["code"].strip()):
        found["code"] = "code_invalid"
    if not given["name"].strip():
        found["name"] = "name_missing"
    return {field: SENTENCES[fault].format(digits=digits) for field, fault in found.items()}


def login_faults(given: Mapping[str, str]) -> dict[str, str]:
    """What is missing in the log-in form: field → sentence."""
    return {field: SENTENCES[f"{field}_missing"] for field in ("email", "password") if not given[field].strip()}


def _number_fault(number: str) -> str:
    if not number:
        return "number_missing"
    if cards.is_valid(number):
        return ""
    if not (number.isascii() and number.isdigit()):
        return "number_invalid"
    if cards.brand_of(number) is None and len(number) >= SHORTEST:
        return "number_brand"
    return "number_short" if len(number) < SHORTEST else "number_invalid"


def _expiry_fault(expiry: str, now: datetime) -> str:
    found = EXPIRY.fullmatch(expiry)
    if not found:
        return "expiry_invalid"
    month, year = int(found[1]), 2000 + int(found[2])
    if not 1 <= month <= 12:
        return "expiry_month"
    return "expiry_past" if (year, month) < (now.year, now.month) else ""
