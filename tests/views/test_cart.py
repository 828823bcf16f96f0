from storefront.services import cart
from storefront.views import cart as views


def test_an_empty_cart_says_so(amy):
    shown = views.cart(amy.see())

    assert (shown.ready, shown.count, shown.count_words, shown.lines, shown.can_check_out) == (
        True,
        0,
        "0 items",
        [],
        False,
    )


def test_a_line_is_printed_ready_to_show(amy):
    amy.add("SKIRT-INK-L", 2)

    (line,) = views.cart(amy.see()).lines

    assert (line.title, line.options, line.href) == ("Skirt", "Ink, L", "/products/skirt?colour=ink&size=L")
    assert (line.unit, line.was, line.total) == ("$31.20 each", "$78.00", "$62.40")
    assert (line.quantity, line.fewer, line.more, line.can_more, line.low) == (2, 1, 3, True, "")
    assert line.picture == "/pictures/skirt-ink-front-400.webp"


def test_a_size_with_a_blank_has_an_address_all_the_same(amy):
    amy.add("BAG-SILVER-ONE-SIZE")

    assert views.cart(amy.see()).lines[0].href == "/products/bag?colour=silver&size=One+size"


def test_a_line_at_its_end_says_why(amy):
    amy.add("TEE-INK-M", 2)

    (line,) = views.cart(amy.see()).lines

    assert (line.can_more, line.limit, line.low) == (False, "That is all we have.", "Only 2 left")


def test_the_meter_tells_how_much_is_missing_to_free_shipping(amy):
    amy.add("SKIRT-INK-L")
    some = views.cart(amy.see())
    amy.add("BAG-SILVER-ONE-SIZE")
    enough = views.cart(amy.see())

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

    shown = views.cart(amy.see())

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

    shown = views.cart(house.show(cart.look_at_carts, [amy.session])[amy.session])

    assert (shown.lines[0].quantity, shown.lines[0].problem) == (3, "Only 2 left. Take fewer to check out.")
    assert not shown.can_check_out
    assert not shown.changes
