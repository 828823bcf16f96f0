import pytest

from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Money
from storefront.domain.saved import MOST_SAVED
from storefront.services import cart, catalogue, saved


@pytest.fixture
def save(house):
    return lambda who, *piece: house.tell(saved.save_or_forget, who.session, *piece)


@pytest.fixture
def pieces(house):
    return lambda who: house.show(saved.see_saved, who.session, BASE).pieces


def test_a_piece_is_saved_in_its_colour_and_size_and_forgotten_by_a_second_press(save, pieces, amy, bob):
    assert save(amy, "tee", "ink", "M")
    assert save(amy, "boots")
    assert [(p.slug, p.colour, p.size, p.sku) for p in pieces(amy)] == [
        ("boots", "Ink", "", ""),
        ("tee", "Ink", "M", "TEE-INK-M"),
    ]
    assert pieces(bob) == ()

    assert not save(amy, "tee", "ice")  # the heart is the product's
    assert [piece.slug for piece in pieces(amy)] == ["boots"]


def test_what_happened_since_is_told(save, pieces, house, amy, set_stock):
    set_stock("BOOTS-INK-38", 0)
    set_stock("BOOTS-INK-39", 0)
    save(amy, "boots")
    save(amy, "tee", "ice", "M")
    house.tell(catalogue.change_price, "TEE-ICE-M", Money(2500, BASE))
    set_stock("BOOTS-INK-39", 2)
    tee, boots = pieces(amy)

    assert (tee.dropped_from, tee.is_back) == (Money(2800, BASE), False)
    assert (boots.dropped_from, boots.is_back, boots.few) == (None, True, 2)


def test_a_piece_that_is_no_longer_sold_is_not_shown(save, pieces, amy, run):
    save(amy, "bag")
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = 'bag'")

    assert pieces(amy) == ()
    with pytest.raises(Refusal, match="no_product"):
        save(amy, "cape")


def test_a_piece_with_a_size_moves_to_the_cart(save, pieces, house, amy):
    save(amy, "tee", "ice", "M")
    save(amy, "boots")
    tee = pieces(amy)[1]

    house.tell(saved.move_to_cart, amy.session, BASE, tee.id)

    assert amy.in_cart() == {"TEE-ICE-M": 1}
    assert [piece.slug for piece in pieces(amy)] == ["boots"]
    with pytest.raises(Refusal, match="no_variant"):  # no size was chosen
        house.tell(saved.move_to_cart, amy.session, BASE, pieces(amy)[0].id)
    assert [piece.slug for piece in pieces(amy)] == ["boots"]  # and nothing is lost


def test_a_strangers_piece_can_neither_be_moved_nor_forgotten(save, pieces, house, amy, bob):
    save(amy, "tee", "ice", "M")

    piece = pieces(amy)[0].id
    for use_case, *given in ((saved.forget, piece), (saved.move_to_cart, BASE, piece)):
        with pytest.raises(Refusal, match="saved_gone"):
            house.tell(use_case, bob.session, *given)
    assert len(pieces(amy)) == 1
    assert house.tell(cart.see_cart, bob.session, BASE).lines == ()


def test_a_shared_link_shows_the_list_until_sharing_ends(save, house, amy):
    save(amy, "tee")
    assert house.show(saved.see_saved, amy.session, BASE).key == ""
    house.tell(saved.share, amy.session)
    key = house.show(saved.see_saved, amy.session, BASE).key

    assert len(key) == 32
    assert [piece.slug for piece in house.show(saved.see_shared, BASE, key).pieces] == ["tee"]
    house.tell(saved.stop_sharing, amy.session)
    with pytest.raises(Refusal, match="no_list"):
        house.show(saved.see_shared, BASE, key)
    house.tell(saved.share, amy.session)
    assert house.show(saved.see_saved, amy.session, BASE).key != key


@pytest.mark.parametrize("key", ["", "0" * 32, "'; --", "\0"])
def test_no_other_link_shows_a_list(house, key):
    with pytest.raises(Refusal, match="no_list"):
        house.show(saved.see_shared, BASE, key)


def test_a_list_is_not_endless_and_needs_a_session(save, house, amy, monkeypatch):
    monkeypatch.setattr(saved, "MOST_SAVED", 2)
    save(amy, "tee")
    save(amy, "boots")

    with pytest.raises(Refusal, match="saved_full"):
        save(amy, "bag")
    with pytest.raises(Refusal, match="no_session"):
        house.tell(saved.save, "", "tee")
    assert MOST_SAVED == 48
