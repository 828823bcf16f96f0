from datetime import date

import pytest

from storefront.domain.catalogue import Facet, Narrowing, Sort
from storefront.domain.money import BASE
from storefront.services import catalogue
from storefront.views import catalogue as views

TODAY = date(2026, 11, 23)


@pytest.fixture
def product(house):
    def page(slug, colour="", size=""):
        found, worn_with, related, tariff = house.show(catalogue.product_with_others, BASE, slug)
        return views.product(found, colour, size, worn_with, related, tariff, TODAY)

    return page


@pytest.fixture
def listing(house):
    return lambda **asked: views.listing(house.show(catalogue.listing, BASE, "everything", Narrowing(**asked)), TODAY)


def test_a_card_tells_price_badge_and_colours(listing):
    tee, skirt, bag, boots = listing().cards

    assert (tee.title, tee.now, tee.was, tee.badge, tee.colours) == ("Tee", "$28.00", "", "New", "2 colours")
    assert (skirt.now, skirt.badge_kind) == ("$39.00", "new")
    assert (bag.now, bag.was, bag.badge, bag.badge_kind) == ("$60.00", "$75.00", "20% off", "sale")
    assert (boots.badge, boots.colours, boots.href) == ("", "1 colour", "/products/boots")


def test_a_card_of_a_product_without_stock_says_sold_out(listing, run):
    run("UPDATE variants SET on_hand = 0")

    assert {(card.badge, card.badge_kind, card.sold_out) for card in listing().cards} == {("Sold out", "out", True)}


def test_a_card_of_a_product_with_little_stock_says_how_little(listing, set_stock):
    set_stock("BOOTS-INK-38", 1)
    set_stock("BOOTS-INK-39", 2)

    assert listing().cards[3].badge == "3 left"


def values(shown, title):
    return next(group.options for group in shown.facets if group.title == title)


def test_a_filter_is_a_link_that_ticks_or_unticks_it(listing):
    plain, ticked = listing(), listing(chosen={Facet.SIZE: ("M",)}, sort=Sort.NEW)

    (medium,) = [value for value in values(plain, "Size") if value.title == "M"]
    assert (medium.href, medium.count, medium.chosen) == ("/collections/everything?size=M", "2", False)
    (medium,) = [value for value in values(ticked, "Size") if value.title == "M"]
    assert (medium.href, medium.chosen) == ("/collections/everything?sort=new", True)
    assert [chip.title for chip in ticked.chips] == ["Size M"]
    assert (ticked.filters, ticked.clear_href) == ("Filter (1)", "/collections/everything?sort=new")


def test_nothing_found_comes_with_advice(listing):
    shown = listing(chosen={Facet.SIZE: ("38",), Facet.COLOUR: ("ice",)}, in_stock=True)

    assert shown.count == "0 things"
    assert shown.empty == "Nothing matches all of this. Take away in stock, or clear all."


def test_a_price_range_is_a_filter_with_two_ends(listing):
    shown = listing(cheapest=30, dearest=60, on_sale=True)

    assert [chip.title for chip in shown.chips] == ["$30 to $60", "Reduced"]
    assert [chip.title for chip in listing(dearest=1200).chips] == ["Up to $1,200"]
    assert shown.chips[0].href == "/collections/everything?sale=yes"
    assert (shown.price.symbol, shown.price.cheapest, shown.price.dearest) == ("$", "30", "60")
    assert (shown.price.lowest, shown.price.highest) == ("31", "60")
    assert [(field.name, field.value) for field in shown.price.kept] == [("sale", "yes")]


def test_a_product_page_asks_for_a_size_first(product):
    shown = product("tee")

    assert (shown.size, shown.sku, shown.now, shown.add_label) == ("", "", "$28.00", "Add to cart · $28.00")
    assert [(size.size, size.sku, size.sold_out, size.low) for size in shown.sizes] == [
        ("S", "TEE-ICE-S", False, ""),
        ("M", "TEE-ICE-M", False, ""),
        ("L", "TEE-ICE-L", True, ""),
    ]
    assert shown.can_add


def test_a_sold_out_size_can_be_chosen_but_not_added(product):
    shown = product("tee", "ice", "L")

    assert (shown.sku, shown.can_add, shown.add_label, shown.stock_kind) == ("TEE-ICE-L", False, "Sold out", "out")


def test_a_colour_that_is_not_made_in_the_size_forgets_the_size(product):
    shown = product("skirt", "ink", "S")

    assert (shown.colour, shown.size) == ("Ink", "")
    assert [(size.size, size.sku) for size in shown.sizes] == [("S", ""), ("M", "SKIRT-INK-M"), ("L", "SKIRT-INK-L")]
    assert [option.href for option in product("skirt", "cherry", "S").colours] == [
        "/products/skirt?colour=cherry&size=S",
        "/products/skirt?colour=ink",
    ]


def test_one_size_is_chosen_already(product):
    shown = product("bag")

    assert (shown.size, shown.sku, shown.eyebrow, shown.was) == (
        "One size",
        "BAG-SILVER-ONE-SIZE",
        "20% off",
        "$75.00",
    )
    assert shown.sizes[0].href == "/products/bag?colour=silver&size=One+size"


@pytest.mark.parametrize(("colour", "size"), [("green", "XXL"), ("<script>", "\0"), ("", "")])
def test_a_colour_or_size_that_there_is_not_is_not_shown(product, colour, size):
    shown = product("tee", colour, size)

    assert (shown.colour, shown.size) == ("Ice", "")


def test_few_pieces_left_are_told(product):
    assert product("tee", "ink", "M").stock == "Only 2 left. Posted within 1–2 working days."


def test_the_chart_marks_the_size_and_has_both_units(product):
    chart = product("tee", "ice", "M").chart

    assert (chart.caption, chart.measures, chart.systems) == (
        "Garment, measured flat",
        ["A Bust", "B Length"],
        ["US", "UK"],
    )
    assert [row.chosen for row in chart.rows] == [False, True, False]
    assert (chart.rows[1].centimetres, chart.rows[1].labels) == (["40.5", "50"], ["6-8", "10-12"])


def test_the_drawing_is_of_the_chosen_size_or_the_middle_one(product):
    assert product("tee", "ice", "L").chart.drawn_size == "Size L"
    assert product("tee").chart.drawn_size == "Size M"
    assert product("bag").chart.drawn_size == "One size"


def test_a_sold_out_size_is_asked_for_by_its_name(product):
    shown = product("tee", "ice", "L")

    assert (shown.can_add, shown.can_ask, shown.stock) == (False, True, "Sold out in this size.")
    assert (shown.ask_label, shown.ask_consent) == (
        "Email me when L is back",
        "One email when L returns, nothing else.",
    )


def test_while_no_size_is_chosen_a_sold_out_colour_asks_for_one(product, run):
    run("UPDATE variants SET on_hand = 0 WHERE sku LIKE 'TEE-ICE-%'")
    shown = product("tee", "ice")

    assert (shown.can_add, shown.can_ask) == (False, False)
    assert shown.stock == "Ice is sold out. Choose your size, and we email you when it is back."


def test_one_size_is_called_it(product, set_stock):
    set_stock("BAG-SILVER-ONE-SIZE", 0)
    shown = product("bag")

    assert shown.ask_label == "Email me when it is back"
    assert shown.stock == "Silver is sold out."


def test_the_news_name_what_sold_out_and_what_is_back(product, set_stock):
    before = product("tee", "ice")
    set_stock("TEE-ICE-S", 0)
    set_stock("TEE-ICE-M", 0)
    set_stock("TEE-ICE-L", 1)

    assert views.stock_news(before, product("tee", "ice")) == "Sizes S and M have just sold out. Size L is back."
    assert views.stock_news(before, product("tee", "ink")) == ""
    assert views.stock_news(views.ProductView(), before) == ""


def test_the_news_of_a_thing_of_one_size(product, set_stock):
    before = product("bag")
    set_stock("BAG-SILVER-ONE-SIZE", 0)

    assert views.stock_news(before, product("bag")) == "It has just sold out."


def test_units_that_are_held_are_not_told_as_left(product, amy):
    amy.add("TEE-ICE-M", 2)
    amy.press_pay()

    assert product("tee", "ice", "M").stock.startswith("Only 2 left.")
