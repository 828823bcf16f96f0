from datetime import date
from decimal import Decimal

import pytest

from storefront.domain.currencies import AT_HOME, Rate, Tariff
from storefront.domain.gifts import amount_of, choices, clean, day_of, faults, limits, round_amount
from storefront.domain.money import Currency

TODAY = date(2026, 11, 23)
GOOD = {"amount": "50.00", "recipient": "mia@example.com", "sender": "Amy"}


def tariff(currency, rate):
    return Tariff(Rate(Currency(currency), Decimal(rate), TODAY, "test"))


@pytest.mark.parametrize(
    ("currency", "rate", "amounts", "least", "most"),
    [
        ("EUR", "0.92", [2500, 5000, 10000, 20000], 1000, 50000),
        ("JPY", "152", [4000, 8000, 15000, 30000], 1500, 80000),
        ("KWD", "0.307", [8000, 15000, 30000, 60000], 3000, 150000),
        ("KRW", "1391", [30000, 60000, 150000, 300000], 15000, 600000),
    ],
)
def test_amounts_are_round_in_every_currency(currency, rate, amounts, least, most):
    there = tariff(currency, rate)

    assert [amount.minor for amount in choices(there)] == amounts
    assert [limit.minor for limit in limits(there)] == [least, most]


def test_amounts_at_home():
    assert [amount.minor for amount in choices(AT_HOME)] == [2500, 5000, 10000, 20000]


@pytest.mark.parametrize(("minor", "rounded"), [(1, 100), (99, 100), (3812, 4000), (9999, 10000), (27499, 25000)])
def test_the_nearest_round_amount(minor, rounded):
    assert round_amount(minor, Currency("USD")) == rounded


@pytest.mark.parametrize(
    ("form", "minor"),
    [
        ({"amount": "50.00"}, 5000),
        ({"amount": "50.00", "other": "75"}, 7500),
        ({"amount": "50.00", "other": "75,50"}, 7550),
        ({"other": "abc"}, None),
        ({"other": "1e3"}, None),
        ({"other": "-5"}, -500),
        ({}, None),
    ],
)
def test_an_amount_of_ones_own_counts_before_a_chosen_one(form, minor):
    amount = amount_of(form, AT_HOME)

    assert (amount and amount.minor) == minor


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({}, {}),
        ({"amount": ""}, {"other": "amount_missing"}),
        ({"other": "9.99"}, {"other": "amount_limits"}),
        ({"other": "500.01"}, {"other": "amount_limits"}),
        ({"other": "500"}, {}),
        ({"other": "10"}, {}),
        ({"sender": ""}, {"sender": "sender_missing"}),
        ({"day": "2026-11-22"}, {"day": "day_invalid"}),
        ({"day": "2026-11-23"}, {}),
        ({"day": "2027-11-23"}, {}),
        ({"day": "2027-11-24"}, {"day": "day_invalid"}),
        ({"day": "soon"}, {"day": "day_invalid"}),
        ({"message": "Look at https://evil.example"}, {"message": "message_links"}),
        ({"message": "Go to evil.com now"}, {"message": "message_links"}),
        ({"sender": "www.evil.example"}, {"message": "message_links"}),
        ({"message": "Happy birthday. Love you.\nMum"}, {}),
    ],
)
def test_what_can_be_wrong_with_the_form(form, found):
    assert faults(GOOD | form, AT_HOME, TODAY) == found


def test_a_form_is_kept_without_what_nobody_can_read_and_cut_to_its_length():
    kept = clean({"message": "Dear\nMia\0 " + "x" * 999, "sender": "Amy\nBcc: bob", "evil": "1"})

    assert kept["message"].startswith("Dear\nMia")
    assert len(kept["message"]) == 400
    assert kept["sender"] == "Amy Bcc: bob"
    assert "evil" not in kept


def test_a_card_without_a_day_is_sent_at_once():
    assert day_of({"day": ""}) is None
    assert day_of({"day": "2026-12-24"}) == date(2026, 12, 24)
