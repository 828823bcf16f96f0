import pytest

from storefront.domain.taxes import TaxRule, state_name, tax_rule

EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
STATES = (
    "AL AK AZ AR CA CO CT DC DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY"
)


@pytest.mark.parametrize(
    ("country", "rate"),
    [
        ("GB", 20000),
        ("DE", 19000),
        ("FI", 25500),
        ("EE", 24000),
        ("RO", 21000),
        ("SK", 23000),
        ("HU", 27000),
        ("LU", 17000),
    ],
)
def test_prices_include_the_tax_of_the_eu_and_the_united_kingdom(country, rate):
    assert tax_rule(country, "") == TaxRule(rate, included=True, place=country)


def test_every_member_of_the_eu_has_a_rate_the_union_allows():
    assert len(EU.split()) == 27
    for country in EU.split():
        rule = tax_rule(country, "")
        assert rule.included
        assert 15_000 <= rule.rate <= 27_000


@pytest.mark.parametrize(
    ("state", "rate"),
    [("CA", 7250), ("NY", 4000), ("TX", 6250), ("TN", 7000), ("MN", 6875), ("MO", 4225), ("NJ", 6625), ("NM", 4875)],
)
def test_the_tax_of_an_american_state_is_added(state, rate):
    assert tax_rule("US", state) == TaxRule(rate, included=False, place=f"US-{state}")


def test_five_states_have_no_sales_tax_and_no_state_is_forgotten():
    assert len(STATES.split()) == 51
    assert {state for state in STATES.split() if tax_rule("US", state).rate == 0} == {
        "AK",
        "DE",
        "MT",
        "NH",
        "OR",
    }


@pytest.mark.parametrize("state", ["", "XX", "ca", "California"])
def test_an_unknown_state_has_no_tax(state):
    assert tax_rule("US", state) == TaxRule(0, included=False)


@pytest.mark.parametrize("country", ["JP", "CA", "CH", "NO", "", "XX", "de"])
def test_other_countries_have_no_tax_whatever_their_region_is_called(country):
    assert tax_rule(country, "CA") == TaxRule(0, included=False)


def test_a_negative_rate_is_refused():
    with pytest.raises(ValueError, match="negative"):
        TaxRule(-1, included=False)


@pytest.mark.parametrize(
    ("rule", "paid", "tax"),
    [
        (TaxRule(7250, included=False), 2800, 203),
        (TaxRule(6875, included=False), 8000, 550),  # at 6.87 % it would be 549.6
        (TaxRule(6875, included=False), 80_000, 5500),
        (TaxRule(20_000, included=True), 12000, 2000),
        (TaxRule(19_000, included=True), 2800, 447),
        (TaxRule(0, included=False), 2800, 0),
        (TaxRule(0, included=True), 2800, 0),
    ],
)
def test_tax_is_worked_out_inside_or_on_top_of_what_is_paid(rule, paid, tax):
    assert rule.tax_on(paid) == tax


@pytest.mark.parametrize(
    ("place", "name"), [("US-CA", "California"), ("US-XX", ""), ("DE", ""), ("", ""), ("CA-CA", "")]
)
def test_a_state_has_a_name_and_no_other_place_has(place, name):
    assert state_name(place) == name
