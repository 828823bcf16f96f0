import pytest

from storefront.domain.errors import Refusal
from storefront.domain.money import BASE
from storefront.services import cart

NOBODY = ""


def test_what_is_added_is_in_the_cart_at_todays_price(amy):
    seen = amy.add("TEE-ICE-M", 2)

    (line,) = seen.lines
    assert (line.title, line.colour, line.size, line.quantity) == ("Tee", "Ice", "M", 2)
    assert (line.price.now.minor, line.total.minor, line.slug, line.picture) == (2800, 5600, "tee", "tee-ice-front")


def test_adding_the_same_again_makes_the_line_longer(amy):
    amy.add("TEE-ICE-M")
    amy.add("SKIRT-CHERRY-S")

    amy.add("TEE-ICE-M", 2)

    assert amy.in_cart() == {"TEE-ICE-M": 3, "SKIRT-CHERRY-S": 1}


def test_adding_more_than_there_is_stops_at_the_stock(amy):
    amy.add("TEE-ICE-M", 3)

    amy.add("TEE-ICE-M", 3)

    assert amy.in_cart() == {"TEE-ICE-M": 4}


def test_adding_to_a_line_that_holds_all_there_is_is_refused(amy):
    amy.add("TEE-ICE-M", 4)

    with pytest.raises(Refusal, match="no_more") as no:
        amy.add("TEE-ICE-M")

    assert no.value.facts == {"most": 4, "title": "Tee"}


def test_one_line_has_ten_units_at_most(amy):
    amy.add("TEE-ICE-S", 15)

    assert amy.in_cart() == {"TEE-ICE-S": 10}


@pytest.mark.parametrize("quantity", [0, -3])
def test_adding_no_units_or_fewer_adds_one(amy, quantity):
    amy.add("TEE-ICE-M", quantity)

    assert amy.in_cart() == {"TEE-ICE-M": 1}


@pytest.mark.parametrize("sku", ["TEE-GREEN-M", "", "tee-ice-m", "'; --", "TEE-ICE-M\0", "\ud800"])
def test_a_sku_that_we_do_not_sell_is_refused(amy, sku):
    with pytest.raises(Refusal, match="no_variant"):
        amy.add(sku)


def test_a_sold_out_size_cannot_be_added(amy):
    with pytest.raises(Refusal, match="sold_out"):
        amy.add("TEE-ICE-L")


def test_a_withdrawn_product_cannot_be_added(amy, run):
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = 'tee'")

    with pytest.raises(Refusal, match="no_variant"):
        amy.add("TEE-ICE-M")


def test_the_cart_holds_so_many_different_pieces_at_most(amy, monkeypatch):
    monkeypatch.setattr(cart, "MOST_LINES", 2)
    amy.add("TEE-ICE-M")
    amy.add("SKIRT-CHERRY-S")

    with pytest.raises(Refusal, match="cart_full") as no:
        amy.add("BOOTS-INK-38")
    amy.add("TEE-ICE-M")

    assert no.value.facts == {"most": 2}
    assert amy.in_cart() == {"TEE-ICE-M": 2, "SKIRT-CHERRY-S": 1}


def test_without_a_session_there_is_no_cart(house):
    for use_case, arguments in (
        (cart.add_to_cart, (BASE, "TEE-ICE-M")),
        (cart.change_quantity, (BASE, 1, 2)),
        (cart.remove_line, (1,)),
    ):
        with pytest.raises(Refusal, match="no_session"):
            house.tell(use_case, NOBODY, *arguments)
    assert house.tell(cart.see_cart, NOBODY, BASE).lines == ()
    assert house.show(cart.count_cart, NOBODY) == 0


def test_a_line_in_another_cart_cannot_be_touched(house, amy, bob):
    amy.add("TEE-ICE-M", 2)
    theirs = amy.line("TEE-ICE-M").id

    with pytest.raises(Refusal, match="line_gone"):
        house.tell(cart.change_quantity, bob.session, BASE, theirs, 1)
    with pytest.raises(Refusal, match="line_gone"):
        house.tell(cart.remove_line, bob.session, theirs)

    assert amy.in_cart() == {"TEE-ICE-M": 2}


def test_a_quantity_can_go_down_and_up_to_the_stock(amy):
    amy.add("TEE-ICE-M", 2)

    amy.change("TEE-ICE-M", 4)
    amy.change("TEE-ICE-M", 1)

    assert amy.in_cart() == {"TEE-ICE-M": 1}
    with pytest.raises(Refusal, match="no_more") as no:
        amy.change("TEE-ICE-M", 5)
    assert no.value.facts == {"most": 4, "title": "Tee"}


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_quantity_below_one_changes_nothing(amy, quantity):
    amy.add("TEE-ICE-M", 2)

    with pytest.raises(Refusal, match="line_gone"):
        amy.change("TEE-ICE-M", quantity)

    assert amy.in_cart() == {"TEE-ICE-M": 2}


def test_a_removed_line_tells_what_undo_needs(amy):
    amy.add("TEE-ICE-M", 3)

    gone = amy.remove("TEE-ICE-M")

    assert gone == cart.Removed(title="Tee", sku="TEE-ICE-M", quantity=3)
    assert amy.in_cart() == {}
    amy.add(gone.sku, gone.quantity)
    assert amy.in_cart() == {"TEE-ICE-M": 3}


def test_a_line_cannot_be_removed_twice(house, amy):
    amy.add("TEE-ICE-M")
    line = amy.line("TEE-ICE-M").id
    house.tell(cart.remove_line, amy.session, line)

    with pytest.raises(Refusal, match="line_gone"):
        house.tell(cart.remove_line, amy.session, line)


def test_a_changed_price_is_told_once(amy, set_price):
    amy.add("TEE-ICE-M")
    amy.add("SKIRT-CHERRY-S")
    set_price("TEE-ICE-M", 3000)
    set_price("SKIRT-CHERRY-S", 3500)

    first, second = amy.see(), amy.see()

    assert [(c.kind, c.line.title, c.line.seen.minor) for c in first.changes] == [
        ("price_up", "Tee", 2800),
        ("price_down", "Skirt", 3900),
    ]
    assert second.changes == ()
    assert [line.price.now.minor for line in second.lines] == [3000, 3500]


def test_a_quantity_above_the_stock_is_lowered_and_told_once(amy, set_stock):
    amy.add("TEE-ICE-M", 4)
    set_stock("TEE-ICE-M", 2)

    first, second = amy.see(), amy.see()

    assert [(c.kind, c.line.quantity, c.line.most) for c in first.changes] == [("fewer_left", 4, 2)]
    assert [line.quantity for line in first.lines] == [2]
    assert second.changes == ()
    assert first.can_be_ordered


def test_a_sold_out_line_stays_and_stops_the_checkout(amy, set_stock):
    amy.add("TEE-ICE-M", 2)
    amy.add("SKIRT-CHERRY-S")
    set_stock("TEE-ICE-M", 0)

    first, second = amy.see(), amy.see()

    assert [c.kind for c in first.changes] == ["sold_out"]
    assert not second.can_be_ordered
    assert [(line.sku, line.most) for line in second.lines] == [("TEE-ICE-M", 0), ("SKIRT-CHERRY-S", 10)]


def test_a_withdrawn_product_in_the_cart_is_sold_out(amy, run):
    amy.add("TEE-ICE-M")
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = 'tee'")

    assert [c.kind for c in amy.see().changes] == ["sold_out"]


def test_a_cart_holds_no_stock(amy, bob, stock):
    amy.add("TEE-ICE-M", 4)
    bob.add("TEE-ICE-M", 4)

    assert stock("TEE-ICE-M").held == 0


def test_the_count_is_of_units_and_only_of_ones_own(house, amy, bob):
    amy.add("TEE-ICE-M", 3)
    amy.add("SKIRT-CHERRY-S")
    bob.add("BOOTS-INK-38")

    assert house.show(cart.count_cart, amy.session) == 4
    assert amy.see().count == 4


def test_a_cart_survives_a_new_house(house, amy):
    amy.add("TEE-ICE-M", 3)

    again = type(amy)(type(house)(type(house.store)(house.store.url), house.ports, house.clock), "amy")

    assert again.in_cart() == {"TEE-ICE-M": 3}
    again.house.store.close()


def test_units_held_for_ones_own_payment_are_not_sold_out_to_oneself(amy, bob):
    amy.add("TEE-ICE-M", 4)
    amy.press_pay()

    looking_back = amy.see()

    assert looking_back.changes == ()
    assert looking_back.can_be_ordered
    assert [line.quantity for line in looking_back.lines] == [4]
    with pytest.raises(Refusal, match="sold_out"):
        bob.add("TEE-ICE-M")
