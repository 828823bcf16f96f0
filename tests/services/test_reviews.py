import pytest

from storefront.domain.errors import Refusal
from storefront.domain.reviews import FitSaid, ReviewEvent, ReviewsAsked, ReviewStatus
from storefront.domain.sizing import Body, Fit
from storefront.services import reviews, sizing
from storefront.services.orders import order_secret

GOOD = {"stars": "4", "fit": "small", "title": "Soft", "text": "Very soft.", "name": "Amy"}


@pytest.fixture
def secret(house):
    """The secret of somebody's paid order: ``secret(amy, "TEE-ICE-M")``."""

    def buy(shopper, *skus):
        for sku in skus:
            shopper.add(sku)
        return house.show(order_secret, shopper.buy().code)

    return buy


@pytest.fixture
def write(house):
    return lambda secret, sku, photos=None, **form: house.tell(reviews.write_review, secret, sku, GOOD | form, photos)


@pytest.fixture
def publish(house):
    def all_that_wait():
        for number, _, _ in house.show(reviews.waiting):
            house.tell(reviews.decide, number, ReviewEvent.PUBLISH)

    return all_that_wait


@pytest.fixture
def shown(house):
    return lambda slug="tee", **asked: house.show(reviews.reviews_of, slug, ReviewsAsked(**asked))


def test_who_bought_a_piece_reviews_it_and_it_is_shown_once_it_was_read(house, amy, secret, write, publish, shown):
    key = secret(amy, "TEE-ICE-M")
    write(key, "TEE-ICE-M", photos=["a" * 32])
    assert shown().summary.count == 0
    assert [title for _, title, _ in house.show(reviews.waiting)] == ["Tee"]
    assert not house.show(reviews.photo_is_public, "a" * 32)

    publish()

    (review,) = shown().shown
    assert (review.stars, review.fit, review.size, review.colour) == (4, FitSaid.SMALL, "M", "Ice")
    assert (review.title, review.name, review.bought, review.photos) == ("Soft", "Amy", True, ("a" * 32,))
    assert shown().summary.tenths == 40
    assert house.show(reviews.photo_is_public, "a" * 32)
    assert house.show(reviews.waiting) == []


def test_only_who_bought_it_may_review_it(amy, bob, secret, write):
    amys, bobs = secret(amy, "TEE-ICE-M"), secret(bob, "BOOTS-INK-38")

    for key, sku in ((bobs, "TEE-ICE-M"), (amys, "BOOTS-INK-38"), ("0" * 32, "TEE-ICE-M"), ("", "TEE-ICE-M")):
        with pytest.raises(Refusal, match="no_order"):
            write(key, sku)


def test_an_order_that_is_not_paid_reviews_nothing(house, amy, write):
    amy.add("TEE-ICE-M")
    order = amy.order_of(amy.press_pay())

    with pytest.raises(Refusal, match="no_order"):
        write(house.show(order_secret, order.code), "TEE-ICE-M")


def test_faults_keep_what_was_typed_and_send_nothing(house, amy, secret, write):
    key = secret(amy, "TEE-ICE-M")

    write(key, "TEE-ICE-M", stars="", text="Long story.")

    kept = house.show(reviews.see_writing, key, "TEE-ICE-M")
    assert (kept.status, kept.draft.text) == (ReviewStatus.DRAFT, "Long story.")
    assert house.show(reviews.waiting) == []


def test_a_line_has_one_review_and_a_changed_one_is_read_again(house, amy, secret, write, publish, shown):
    key = secret(amy, "TEE-ICE-M", "TEE-INK-M")
    write(key, "TEE-ICE-M")
    publish()
    write(key, "TEE-ICE-M", stars="1", photos=None)

    assert shown().summary.count == 0
    assert house.show(reviews.statuses, key) == {"TEE-ICE-M": ReviewStatus.PENDING}
    publish()
    assert [review.stars for review in shown().shown] == [1]
    write(key, "TEE-INK-M")
    publish()
    assert shown().summary.stars == (1, 0, 0, 1, 0)


def test_a_refused_review_tells_its_writer_why_and_leaves_the_sum(house, amy, secret, write, publish, shown):
    key = secret(amy, "TEE-ICE-M")
    write(key, "TEE-ICE-M")
    (number, _, _) = house.show(reviews.waiting)[0]
    publish()

    house.tell(reviews.decide, number, ReviewEvent.REFUSE, "Please leave out the telephone number.")

    assert shown().summary.count == 0
    assert house.show(reviews.see_writing, key, "TEE-ICE-M").reason == "Please leave out the telephone number."
    with pytest.raises(Refusal, match="no_review"):
        house.tell(reviews.decide, 999, ReviewEvent.PUBLISH)


def test_reviews_are_narrowed_and_sorted(amy, bob, secret, write, publish, shown, clock):
    write(secret(amy, "TEE-ICE-M"), "TEE-ICE-M", stars="5", fit="true")
    clock.forward(days=1)
    write(secret(bob, "TEE-ICE-S"), "TEE-ICE-S", stars="2", fit="large", photos=["b" * 32])
    publish()

    assert [review.stars for review in shown().shown] == [2, 5]
    assert [review.stars for review in shown(sort="highest").shown] == [5, 2]
    assert [review.stars for review in shown(sort="lowest").shown] == [2, 5]
    assert [review.stars for review in shown(stars=5).shown] == [5]
    assert [review.stars for review in shown(fit=FitSaid.LARGE).shown] == [2]
    assert [review.stars for review in shown(size="S").shown] == [2]
    assert [review.stars for review in shown(photos=True).shown] == [2]
    assert shown(stars=3).total == 0
    assert (shown().sizes, shown().photos) == (("S", "M"), 1)


def test_what_many_say_of_the_fit_moves_the_size_advice(house, run):
    before = house.show(sizing.size_for, "tee", Body(bust=800), Fit.REGULAR)[1]
    run("INSERT INTO review_summaries (product_id, stars, small, \"right\", large) VALUES (1, '[0,0,0,0,6]', 6, 0, 0)")

    after = house.show(sizing.size_for, "tee", Body(bust=800), Fit.REGULAR)[1]

    assert (before.size, after.size) == ("M", "L")


def test_the_samples_reviews_are_not_called_bought(shown):
    assert [(review.name, review.bought) for review in shown("boots").shown] == [("Zoe", False)]
    with pytest.raises(Refusal, match="no_product"):
        shown("cape")
