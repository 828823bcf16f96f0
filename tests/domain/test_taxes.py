import pytest

from storefront.domain.taxes import TaxRule, tax_rule

EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
STATES = (
    "AL AK AZ AR CA CO CT DC DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY"
)


@pytest.mark.parametrize(
    ("country", "basis_points"),
    [("GB", 2000), ("DE", 1900), ("FI", 2550), ("EE", 2400), ("RO", 2100), ("SK", 2300), ("HU", 2700), ("LU", 1700)],
)
def test_prices_include_the_tax_of_the_eu_and_the_united_kingdom(country, basis_points):
    assert tax_rule(country, "") == TaxRule(basis_points, included=True)


def test_every_member_of_the_eu_has_a_rate_the_union_allows():
    assert len(EU.split()) == 27
    for country in EU.split():
        rule = tax_rule(country, "")
        assert rule.included
        assert 1500 <= rule.basis_points <= 2700


@pytest.mark.parametrize(
    ("state", "basis_points"),
    [("CA", 725), ("NY", 400), ("TX", 625), ("CO", 290), ("TN", 700), ("MN", 687), ("NJ", 662)],
)
def test_the_tax_of_an_american_state_is_added(state, basis_points):
    assert tax_rule("US", state) == TaxRule(basis_points, included=False)


def test_five_states_have_no_sales_tax_and_no_state_is_forgotten():
    assert len(STATES.split()) == 51
    assert {state for state in STATES.split() if tax_rule("US", state).basis_points == 0} == {
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
        (TaxRule(725, included=False), 2800, 203),
        (TaxRule(2000, included=True), 12000, 2000),
        (TaxRule(1900, included=True), 2800, 447),
        (TaxRule(0, included=False), 2800, 0),
        (TaxRule(0, included=True), 2800, 0),
    ],
)
def test_tax_is_worked_out_inside_or_on_top_of_what_is_paid(rule, paid, tax):
    assert rule.tax_on(paid) == tax
