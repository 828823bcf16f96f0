import pytest

from storefront.domain.money import BASE
from storefront.domain.sizing import Body, Fit
from storefront.services import catalogue, sizing
from storefront.views import sizing as views


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ({"bust": "84", "unit": "cm"}, Body(bust=840)),
        ({"bust": " 84,5 ", "waist": "66.0"}, Body(bust=845, waist=660)),
        ({"bust": "33", "unit": "in"}, Body(bust=838)),
        ({"hip": "36.25", "height": "66", "unit": "in", "junk": "1"}, Body(hip=921, height=1676)),
    ],
)
def test_measures_are_read_in_the_unit_they_are_typed_in(form, body):
    assert views.read_body(form) == body


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Give at least one measure"),
        ({"height": "170"}, "Give at least one measure"),
        ({"bust": "eighty"}, "Bust: write a number such as 88."),
        ({"waist": "nan"}, "Waist: write a number"),
        ({"waist": "-66"}, "Waist: write a number"),
        ({"waist": "٦٦"}, "Waist: write a number"),
        ({"hip": "9"}, "Hip: we can advise from 40 to 220 cm."),
        ({"hip": "9999", "unit": "in"}, "Hip: we can advise from 15¾ to 86½ in."),
        ({"bust": "1e3"}, "Bust: write a number"),
    ],
)
def test_what_is_no_measure_gets_a_sentence(form, words):
    with pytest.raises(ValueError, match="^" + words.replace(".", r"\.")):
        views.read_body(form)


@pytest.mark.parametrize(("given", "fit"), [("loose", Fit.LOOSE), ("", Fit.REGULAR), ("tiny", Fit.REGULAR)])
def test_how_one_likes_it_is_regular_unless_said(given, fit):
    assert views.read_fit({"fit": given}) is fit


@pytest.fixture
def advised(house):
    def ask(body, fit=Fit.REGULAR):
        return views.advice(*house.tell(sizing.size_for, "tee", body, fit))

    return ask


def test_advice_says_the_size_and_why_in_both_units(advised):
    shown = advised(Body(bust=780 + 12, waist=640))

    assert (shown.slug, shown.size, shown.sentence) == ("tee", "M", "M should fit you.")
    assert shown.reasons_cm == [
        "Your bust is 1 cm under what M is cut for; it decides.",
    ]
    assert shown.reasons_in == ["Your bust is ¼ in under what M is cut for; it decides."]
    assert advised(Body(bust=798)).reasons_cm == ["Your bust is just what M is cut for; it decides."]


def test_between_two_sizes_both_are_named_with_the_cloth(advised):
    shown = advised(Body(bust=818))

    assert shown.sentence.startswith("You are between M and L.")
    assert "The cloth" in shown.sentence


def test_when_nothing_fits_there_is_nothing_to_choose(advised):
    assert advised(Body(bust=1900)).sentence == "Our largest size would be too small for you. We are sorry."
    assert advised(Body(bust=410)).sentence == "Our smallest size would be too large for you. We are sorry."
    assert advised(Body(bust=410)).size == ""


def test_a_product_asks_for_what_its_chart_goes_by(house):
    chart = house.tell(catalogue.product, BASE, "tee").chart

    assert [part.name for part in views.asked_parts(chart)] == ["bust"]


def test_a_garment_is_read_by_its_letters_and_compared_in_words(house):
    assert views.read_garment({"garment-A": "40,5", "garment-B": "", "unit": "cm", "other": "3"}) == {"A": 405}
    assert views.read_garment({"garment-A": "16", "unit": "in"}) == {"A": 406}

    shown = views.garment_advice(*house.show(sizing.size_like, "tee", {"A": 410, "B": 500}))

    assert (shown.slug, shown.size) == ("tee", "M")
    assert shown.reasons_cm == ["A Bust: yours is 0.5 cm more than M.", "B Length: the same as M."]


@pytest.mark.parametrize(("owned", "words"), [({"A": 900}, "Even our largest size"), ({"A": 100}, "Even our smallest")])
def test_a_garment_unlike_any_size_is_told(house, owned, words):
    shown = views.garment_advice(*house.show(sizing.size_like, "tee", owned))

    assert (shown.size, shown.sentence.startswith(words)) == ("", True)


@pytest.mark.parametrize(
    ("form", "words"),
    [({}, "Give at least one measure of the garment"), ({"garment-A": "wide"}, "A: write a number such as 40.5.")],
)
def test_what_is_no_measure_of_a_garment_gets_a_sentence(form, words):
    with pytest.raises(ValueError, match=words):
        views.read_garment(form)


def test_only_garments_in_several_sizes_are_compared(house):
    charts = {slug: house.show(catalogue.product, BASE, slug).chart for slug in ("tee", "bag", "boots")}

    assert {slug: [part.label for part in views.owned_parts(chart)] for slug, chart in charts.items()} == {
        "tee": ["A Bust", "B Length"],
        "bag": [],
        "boots": [],
    }
