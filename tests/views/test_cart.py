from storefront.domain.money import BASE
from storefront.domain.promotions import Kind, Scope
from storefront.services import checkout
from storefront.views import cart as views


def test_an_empty_cart_says_so(amy):
    shown = views.cart(amy.priced())

    assert (shown.ready, shown.count, shown.count_words, shown.lines, shown.can_check_out) == (
        True,
        0,
        "0 items",
        [],
        False,
    )


def test_a_line_is_printed_ready_to_show(amy):
    amy.add("SKIRT-INK-L", 2)

    (line,) = views.cart(amy.priced()).lines

    assert (line.title, line.options, line.href) == ("Skirt", "Ink, L", "/products/skirt?colour=ink&size=L")
    assert (line.unit, line.was, line.total) == ("$31.20 each", "$78.00", "$62.40")
    assert (line.quantity, line.fewer, line.more, line.can_more, line.low) == (2, 1, 3, True, "")
    assert line.picture == "/pictures/skirt-ink-front-400.webp"


def test_a_size_with_a_blank_has_an_address_all_the_same(amy):
    amy.add("BAG-SILVER-ONE-SIZE")

    assert views.cart(amy.priced()).lines[0].href == "/products/bag?colour=silver&size=One+size"


def test_a_line_at_its_end_says_why(amy):
    amy.add("TEE-INK-M", 2)

    (line,) = views.cart(amy.priced()).lines

    assert (line.can_more, line.limit, line.low) == (False, "That is all we have.", "Only 2 left")


def test_the_meter_tells_how_much_is_missing_to_free_shipping(amy):
    amy.add("SKIRT-INK-L")
    some = views.cart(amy.priced())
    amy.add("BAG-SILVER-ONE-SIZE")
    enough = views.cart(amy.priced())

    assert (some.subtotal, some.saved, some.meter) == (
        "$31.20",
        "You save $7.80",
        "You are $43.80 from free shipping",
    )
    assert (some.meter_percent, sum(some.meter_on), len(some.meter_on)) == (41, 8, 20)
    assert (enough.meter, enough.meter_percent, sum(enough.meter_on)) == ("Shipping is free", 100, 20)


def test_what_changed_is_told_in_sentences(amy, set_price, set_stock):
    amy.add("TEE-ICE-M", 4)
    amy.add("SKIRT-INK-L")
    amy.add("BOOTS-INK-38")
    set_price("SKIRT-INK-L", 3500)
    set_stock("TEE-ICE-M", 2)
    set_stock("BOOTS-INK-38", 0)

    shown = views.cart(amy.priced())

    assert shown.changes == [
        "Only 2 of Tee (Ice, M) are left: we have lowered the quantity.",
        "Skirt now costs more: $35.00. It was $31.20.",
        "Boots (Ink, 38) has sold out. Remove it to check out.",
    ]
    assert not shown.can_check_out
    assert shown.lines[2].problem == "Sold out. Remove it to check out."


def test_a_line_of_more_than_there_are_asks_for_fewer(amy, house, set_stock):
    amy.add("TEE-ICE-M", 3)
    set_stock("TEE-ICE-M", 2)

    shown = views.cart(house.show(checkout.look_at_carts, [asked := (amy.session, BASE)])[asked])

    assert (shown.lines[0].quantity, shown.lines[0].problem) == (3, "Only 2 left. Take fewer to check out.")
    assert not shown.can_check_out
    assert not shown.changes


def test_the_cart_tells_what_it_comes_to_where_it_goes(amy, house):
    amy.add("TEE-ICE-M", 2)

    def shown(*place):
        house.tell(checkout.send_to, amy.session, *place)
        view = views.cart(amy.priced())
        return view.place, view.arrives, view.shipping, view.tax_label, view.tax, view.tax_note, view.total

    assert shown("US") == (
        "Delivery to United States",
        "Arrives 27 November – 3 December",
        "$5.95",
        "Sales tax",
        "Depends on your state",
        "",
        "$61.95",
    )
    assert shown("US", "CA")[0] == "Delivery to California, United States"
    assert shown("US", "CA")[3:] == ("Sales tax, California 7.25%", "$4.06", "", "$66.01")
    assert shown("US", "OR")[0] == "Delivery to Oregon, United States"
    assert shown("US", "OR")[3:] == ("", "", "", "$61.95")
    assert shown("DE")[2:] == ("$11.95", "", "", "Includes VAT 19%: $8.94", "$67.95")
    assert shown("JP")[0] == "Delivery to Japan"


def test_the_meter_speaks_of_the_place_the_cart_is_sent_to(amy, house):
    amy.add("SKIRT-INK-L", 3)  # 93.60
    assert views.cart(amy.priced()).meter == "Shipping is free"

    house.tell(checkout.send_to, amy.session, "DE")

    assert views.cart(amy.priced()).meter == "You are $56.40 from free shipping"


def test_what_promotions_take_off_is_told_per_line_and_in_the_sum(amy, promote):
    promote(percent=50, title="Bag week", scope=Scope(products=frozenset({"bag"})))
    promote("MOON", title="Ten off")
    amy.add("TEE-ICE-M")
    amy.add("BAG-SILVER-ONE-SIZE")
    amy.use_code("moon")
    shown = views.cart(amy.priced())

    assert [line.savings for line in shown.lines] == [
        ["\u2212$2.80 Ten off (MOON)"],
        ["\u2212$30.00 Bag week", "\u2212$3.00 Ten off (MOON)"],
    ]
    assert [(row.title, row.amount) for row in shown.savings] == [
        ("Bag week", "\u2212$30.00"),
        ("Ten off (MOON)", "\u2212$5.80"),
    ]
    assert (shown.subtotal, shown.shipping, shown.total) == ("$88.00", "$5.95", "$58.15")
    assert (shown.code.code, shown.code.title, shown.code.problem) == ("MOON", "Ten off", "")


def test_the_meter_counts_what_is_left_and_knows_free_shipping(amy, promote):
    promote("MOON", percent=50)
    promote("POST", kind=Kind.FREE_SHIPPING)
    amy.add("BOOTS-INK-38")  # 118.00

    assert views.cart(amy.priced()).meter == "Shipping is free"
    amy.use_code("MOON")
    assert views.cart(amy.priced()).meter == "You are $16.00 from free shipping"
    amy.use_code("POST")
    assert views.cart(amy.priced()).meter == "Shipping is free"


def test_a_code_that_does_nothing_says_why(amy):
    amy.add("TEE-ICE-M")
    amy.use_code("mooon")
    shown = views.cart(amy.priced())

    assert shown.code.problem == "We know no code MOOON. Check it for typing mistakes."
    assert (shown.code.title, shown.savings) == ("", [])
