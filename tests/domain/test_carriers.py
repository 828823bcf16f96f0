from urllib.parse import urlsplit

import pytest

from storefront.domain.carriers import CARRIERS, guess, tracking_number


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=lambda each: each.code)
def test_a_number_is_looked_up_at_the_carriers_own_page_over_https(carrier):
    link = carrier.link('AB 12/34?x="')

    assert link == "" if carrier.code == "other" else urlsplit(link).scheme == "https"
    assert "AB%2012%2F34%3Fx%3D%22" in link or not link


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1z 999 aa1 0123 4567 84", "1Z999AA10123456784"),
        (" 00340434161094042557\n", "00340434161094042557"),
        ("RB123.456.785-GB", "RB123456785GB"),
        ("", None),
        ("12345", None),
        ("1" * 41, None),
        ("12345678\0", None),
        ("<script>alert(1)</script>", None),
        ("１２３４５６７８", None),
    ],
)
def test_a_number_is_kept_as_letters_and_digits(typed, number):
    assert tracking_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1Z 999 AA1 0123 4567 84", "ups"),
        ("9400 1000 0000 0000 0000 00", "usps"),
        ("RB123456785US", "usps"),
        ("JD014600006228974302", "dhl"),
        ("1234567890", "dhl"),
        ("986578788855", "fedex"),
        ("01234567890123", "dpd"),
        ("T00ABCDEFGHIJKLM", "evri"),
        ("RB123456785GB", "royal_mail"),
        ("RB123456785JP", "japan_post"),
        ("RB123456785AU", "auspost"),
        ("SOMETHING1", ""),
        ("", ""),
    ],
)
def test_a_number_preselects_the_carrier_whose_numbers_look_so(typed, code):
    assert guess(typed) == code
