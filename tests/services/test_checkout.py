import dataclasses
import threading

import pytest

from storefront import text
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE
from storefront.domain.orders import OrderStatus
from storefront.domain.shipping import served_countries
from storefront.domain.taxes import TaxRule
from storefront.integrations.ports import ProviderUnknown
from storefront.services import checkout
from storefront.store import orders
from tests.shopper import FORM

ADDRESSES = {
    "US": FORM,
    "GB": {"country": "GB", "line1": "10 Downing Street", "city": "London", "region": "", "postcode": "SW1A 2AA"},
    "JP": {"country": "JP", "line1": "1-1 Chiyoda", "city": "Chiyoda-ku", "region": "東京都", "postcode": "100-0001"},
    "DE": {"country": "DE", "line1": "Platz der Republik 1", "city": "Berlin", "region": "", "postcode": "11011"},
}


@pytest.fixture
def faults(house):
    """What is wrong with an address of a country, told what is different from a right one."""
    return lambda place, **form: house.show(checkout.faults_of, FORM | ADDRESSES[place] | form)


def amounts(order):
    return (order.subtotal.minor, order.shipping.minor, order.tax.minor, order.total.minor)


@pytest.mark.parametrize("country", ADDRESSES)
def test_a_right_address_has_no_faults(faults, country):
    assert faults(country) == {}


@pytest.mark.parametrize(
    ("country", "form", "found"),
    [
        ("US", {"region": ""}, {"region": "region_missing"}),
        ("US", {"region": "ZZ"}, {"region": "region_invalid"}),
        ("US", {"postcode": "10001"}, {"postcode": "postcode_invalid"}),  # New York's, in California
        ("US", {"postcode": "", "city": ""}, {"postcode": "postcode_missing", "city": "city_missing"}),
        ("GB", {"postcode": "90401"}, {"postcode": "postcode_invalid"}),
        ("GB", {"region": "", "city": ""}, {"city": "city_missing"}),
        ("JP", {"region": ""}, {"region": "region_missing"}),
        ("JP", {"postcode": "1"}, {"postcode": "postcode_invalid"}),
        ("DE", {"postcode": "1101"}, {"postcode": "postcode_invalid"}),
        ("DE", {"line1": "", "name": ""}, {"line1": "line1_missing", "name": "name_missing"}),
        ("DE", {"country": "KP"}, {"country": "country_not_served"}),
        ("DE", {"country": ""}, {"country": "country_not_served"}),
        ("US", {"email": ""}, {"email": "email_missing"}),
        ("US", {"email": "amy@"}, {"email": "email_invalid"}),
        ("US", {"phone": "12"}, {"phone": "phone_invalid"}),
        ("US", {"phone": "(310) 555-0123"}, {}),
        ("DE", {"phone": "+44 20 7946 0000"}, {}),
    ],
)
def test_each_country_has_its_own_faults(faults, country, form, found):
    assert faults(country, **form) == found


@pytest.mark.parametrize("junk", ["", "x", "☂", "9" * 80])
def test_every_fault_in_every_country_has_a_sentence(house, junk):
    form = dict.fromkeys([*FORM, "phone"], junk)
    for country in served_countries():
        for field, code in house.show(checkout.faults_of, form | {"country": country}).items():
            assert code in text.FAULTS, f"{country}: {field}"


def test_an_empty_cart_has_no_checkout(house, amy):
    assert house.tell(checkout.see_checkout, amy.session, BASE) is None
    assert house.tell(checkout.save_fields, amy.session, BASE, FORM) is None
    with pytest.raises(Refusal, match="cart_empty"):
        amy.press_pay(key="any")


def test_a_form_that_names_the_country_for_the_first_time_keeps_its_region(house, amy):
    amy.add("TEE-ICE-M")
    amy.open_checkout()

    house.tell(checkout.save_fields, amy.session, BASE, FORM)

    assert amy.open_checkout().checkout.fields["region"] == "CA"


def test_what_was_typed_is_kept(house, amy):
    amy.add("TEE-ICE-M")

    house.tell(
        checkout.save_fields, amy.session, BASE, {"email": "  amy@example.com\0", "name": "Amy\nWong", "junk": "1"}
    )

    assert amy.open_checkout().checkout.fields == {"country": "US", "email": "amy@example.com", "name": "Amy Wong"}


def test_another_country_forgets_region_and_shipping(house, amy):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, {"region": "CA", "shipping": "express", "city": "Bath"})

    form = house.tell(checkout.save_fields, amy.session, BASE, {"country": "GB"})

    assert form.checkout.fields == {"country": "GB", "region": "", "shipping": "", "city": "Bath"}
    assert form.checkout.method.code == "standard"
    assert form.rules.country == "GB"


def test_a_guests_next_checkout_begins_with_the_country_of_the_last_order_and_nothing_else_of_it(amy):
    amy.add("TEE-ICE-M")
    amy.buy(**ADDRESSES["DE"])
    amy.add("TEE-INK-M")

    assert amy.priced().fields == {"country": "DE"}
    assert amy.open_checkout().checkout.fields == {"country": "DE"}


def test_an_empty_field_is_marked_only_after_pay_was_pressed(house, amy):
    amy.add("TEE-ICE-M")
    typing = house.tell(checkout.save_fields, amy.session, BASE, {"email": "amy@", "name": ""})
    pressed = house.tell(checkout.see_checkout, amy.session, BASE, True)

    assert typing.faults == {"email": "email_invalid"}
    assert pressed.faults["name"] == "name_missing"


@pytest.mark.parametrize(
    ("country", "form", "expected"),
    [
        # 2 × 28.00, California 7.25 % added
        ("US", {}, (5600, 595, 406, 6601)),
        ("US", {"shipping": "express"}, (5600, 1495, 406, 7501)),
        ("US", {"region": "OR", "postcode": "97201", "city": "Portland"}, (5600, 595, 0, 6195)),
        # VAT is inside the price: 56.00 × 20 / 120 and × 19 / 119
        ("GB", {}, (5600, 995, 933, 6595)),
        ("DE", {}, (5600, 1195, 894, 6795)),
        ("JP", {}, (5600, 1495, 0, 7095)),
    ],
)
def test_checkout_order_and_payment_come_to_the_same(house, bank, amy, country, form, expected):
    amy.add("TEE-ICE-M", 2)

    ref = amy.press_pay(**ADDRESSES[country] | form)

    order = amy.order_of(ref)
    totals = amy.open_checkout().checkout.totals
    assert amounts(order) == expected
    assert amounts(totals) == expected
    assert bank.opened[ref].amount.minor == expected[3]
    assert sum(line.total.minor for line in order.lines) == expected[0]
    assert sum(line.tax.minor for line in order.lines) == expected[2]
    inside = sum(line.paid.minor for line in order.lines)
    assert inside + order.shipping.minor == order.total.minor


def test_shipping_is_free_from_the_threshold_on(amy):
    amy.add("SKIRT-CHERRY-S", 2)

    assert amounts(amy.order_of(amy.press_pay(region="OR", postcode="97201"))) == (7800, 0, 0, 7800)


def test_placing_holds_the_units_for_ten_minutes(amy, clock, bank, stock):
    amy.add("TEE-ICE-M", 3)

    ref = amy.press_pay()

    assert (stock("TEE-ICE-M").on_hand, stock("TEE-ICE-M").held) == (4, 3)
    assert (bank.opened[ref].expires_at - clock.now).total_seconds() == 600
    assert amy.order_of(ref).status is OrderStatus.PLACED


def test_an_order_keeps_what_was_agreed_whatever_happens_to_the_catalogue(amy, run, set_price):
    amy.add("TEE-ICE-M", 2)
    ref = amy.press_pay()
    set_price("TEE-ICE-M", 9900)
    run("UPDATE products SET title = 'Other' WHERE slug = 'tee'")

    (line,) = amy.order_of(ref).lines
    assert (line.title, line.unit.minor, line.total.minor, line.href) == (
        "Tee",
        2800,
        5600,
        "/products/tee?colour=ice&size=M",
    )


def test_the_shoppers_spelling_of_the_address_is_kept(amy):
    amy.add("TEE-ICE-M")

    order = amy.order_of(amy.press_pay(city="santa monica", email="Amy@EXAMPLE.com"))

    assert order.address["city"] == "santa monica"
    assert order.email == "Amy@example.com"


def test_the_bank_sends_the_shopper_back_to_the_public_address(amy, bank):
    amy.add("TEE-ICE-M")
    ref = amy.press_pay()

    key = ref.removeprefix("fake-")
    assert bank.opened[ref].return_url == f"https://shop.example/pay/return/{key}"
    assert bank.opened[ref].notify_url == "https://shop.example/pay/notify/fake"
    assert bank.opened[ref].reference == amy.order_of(ref).code


def test_pressing_pay_again_leads_to_the_same_page(amy, bank, stock):
    amy.add("TEE-ICE-M", 2)
    key = amy.key

    first, second, from_another_tab = amy.press_pay(key), amy.press_pay(key), amy.press_pay()

    assert first == second == from_another_tab
    assert bank.creates[first.removeprefix("fake-")] == 1
    assert stock("TEE-ICE-M").held == 2


def test_ten_clicks_at_once_place_one_order(house, amy, bank, run, stock):
    amy.add("TEE-ICE-M", 2)
    key = amy.key
    start, refs = threading.Barrier(10), []

    def click():
        start.wait(10)
        refs.append(amy.press_pay(key))

    clicks = [threading.Thread(target=click) for _ in range(10)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(30)

    assert len(refs) == 10
    assert len(set(refs)) == 1
    assert run("SELECT count(*) FROM orders") == [(1,)]
    assert stock("TEE-ICE-M").held == 2


def test_two_tabs_of_a_new_visitor_can_add_at_once(amy):
    start, faults = threading.Barrier(8), []

    def add(sku):
        start.wait(10)
        try:
            amy.add(sku)
        except Exception as trouble:
            faults.append(trouble)

    tabs = [threading.Thread(target=add, args=(sku,)) for sku in ("TEE-ICE-S", "SKIRT-CHERRY-S") * 4]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join(30)

    assert faults == []
    assert amy.in_cart() == {"TEE-ICE-S": 4, "SKIRT-CHERRY-S": 4}


def test_somebody_elses_key_is_refused(amy, bob):
    amy.add("TEE-ICE-M")
    bob.add("TEE-ICE-S")
    unused = amy.key
    with pytest.raises(Refusal, match="checkout_changed"):
        bob.press_pay(key=unused)
    amy.press_pay(key=unused)

    with pytest.raises(Refusal, match="checkout_changed"):
        bob.press_pay(key=unused)


@pytest.mark.parametrize("key", ["", "made up", "\0", "\ud800", "é" * 64])
def test_a_key_that_we_did_not_make_is_refused(house, amy, key):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, FORM)

    with pytest.raises(Refusal, match="checkout_changed"):
        house.tell(checkout.place_order, amy.session, BASE, key)


def test_without_a_session_nothing_is_placed(house, amy):
    amy.add("TEE-ICE-M")
    key = amy.key

    with pytest.raises(Refusal, match="cart_empty"):
        house.tell(checkout.place_order, "", BASE, key)
    amy.press_pay(key)
    with pytest.raises(Refusal, match="checkout_changed"):
        house.tell(checkout.place_order, "", BASE, key)


def test_a_faulty_form_places_nothing(amy, run, stock):
    amy.add("TEE-ICE-M")

    with pytest.raises(Refusal, match="form_faulty") as no:
        amy.press_pay(postcode="", email="nobody")

    assert no.value.facts == {"faults": {"postcode": "postcode_missing", "email": "email_invalid"}}
    assert run("SELECT count(*) FROM orders") == [(0,)]
    assert stock("TEE-ICE-M").held == 0


def test_a_cart_changed_after_the_first_press_ends_the_first_attempt(amy, bank, stock):
    amy.add("TEE-ICE-M", 3)
    key = amy.key
    first = amy.press_pay(key)
    amy.change("TEE-ICE-M", 2)
    amy.add("SKIRT-CHERRY-S")

    second = amy.press_pay(key)

    assert second != first
    assert amy.order_of(first).status is OrderStatus.CANCELLED
    assert bank.answers[first].status.value == "expired"
    assert {line.sku: line.quantity for line in amy.order_of(second).lines} == {"TEE-ICE-M": 2, "SKIRT-CHERRY-S": 1}
    assert (stock("TEE-ICE-M").held, stock("SKIRT-CHERRY-S").held) == (2, 1)
    assert amy.open_checkout().checkout.problem == ""


def test_more_of_what_is_held_for_oneself_can_be_bought(amy, stock):
    amy.add("TEE-ICE-M", 3)
    amy.press_pay()

    amy.add("TEE-ICE-M")
    amy.press_pay()

    assert (stock("TEE-ICE-M").on_hand, stock("TEE-ICE-M").held) == (4, 4)


@pytest.mark.parametrize("change", [{"line1": "2 Ocean Avenue"}, {"email": "b@example.com"}, {"shipping": "express"}])
def test_a_form_changed_after_the_first_press_is_a_new_order(amy, change):
    amy.add("TEE-ICE-M")
    key = amy.key

    first, second = amy.press_pay(key), amy.press_pay(key, **change)

    assert amy.order_of(first).status is OrderStatus.CANCELLED
    assert amy.order_of(second).status is OrderStatus.PLACED


def test_a_first_attempt_that_was_paid_after_all_is_not_paid_again(amy, bank, run):
    amy.add("TEE-ICE-M")
    key = amy.key
    ref = amy.press_pay(key)
    bank.complete(ref)  # and we have not heard of it
    amy.add("SKIRT-CHERRY-S")

    with pytest.raises(Refusal, match="already_paid") as no:
        amy.press_pay(key)

    assert no.value.facts == {"code": amy.order_of(ref).code}
    assert run("SELECT count(*) FROM orders") == [(1,)]
    assert amy.in_cart() == {"SKIRT-CHERRY-S": 1}


def test_a_paid_order_is_not_placed_again_from_an_old_tab(amy, bank):
    amy.add("TEE-ICE-M")
    key = amy.key
    ref = amy.press_pay(key)
    bank.complete(ref)
    amy.come_back(ref)

    with pytest.raises(Refusal, match="already_paid"):
        amy.press_pay(key)


def test_a_completed_order_is_already_paid_too(house, amy):
    amy.add("TEE-ICE-M")
    key = amy.key
    order = amy.buy()
    house.tell(
        lambda shop: orders.set_status(shop.session, order.id, OrderStatus.PAID, OrderStatus.COMPLETED, shop.now)
    )

    with pytest.raises(Refusal, match="already_paid"):
        amy.press_pay(key)


def test_the_key_of_an_ended_attempt_places_nothing(amy, bank):
    amy.add("TEE-ICE-M")
    key = amy.key
    ref = amy.press_pay(key)
    bank.decline(ref)
    amy.come_back(ref)

    with pytest.raises(Refusal, match="checkout_changed"):
        amy.press_pay(key)
    assert amy.press_pay() != ref


def test_a_price_that_the_shopper_has_not_seen_is_not_charged(amy, run, set_price):
    amy.add("TEE-ICE-M")
    key = amy.key
    set_price("TEE-ICE-M", 3000)

    with pytest.raises(Refusal, match="price_changed"):
        amy.press_pay(key)

    assert run("SELECT count(*) FROM orders") == [(0,)]
    assert amy.order_of(amy.press_pay()).subtotal.minor == 3000  # having looked at the checkout again


def test_a_price_changed_after_the_first_press_is_not_charged_unseen_either(amy, set_price):
    amy.add("TEE-ICE-M")
    key = amy.key
    first = amy.press_pay(key)
    set_price("TEE-ICE-M", 3000)

    with pytest.raises(Refusal, match="price_changed"):
        amy.press_pay(key)

    assert amy.order_of(first).status is OrderStatus.CANCELLED
    assert [change.kind for change in amy.see().changes] == ["price_up"]


def test_a_piece_sold_meanwhile_is_refused_and_nothing_is_held(amy, bob, stock, run):
    amy.add("TEE-ICE-M", 2)
    amy.add("SKIRT-CHERRY-M")
    key = amy.key
    bob.add("SKIRT-CHERRY-M")
    bob.press_pay()

    with pytest.raises(Refusal, match="sold_out_now") as no:
        amy.press_pay(key)

    assert no.value.facts == {"title": "Skirt"}
    assert stock("TEE-ICE-M").held == 0
    assert run("SELECT count(*) FROM orders") == [(1,)]


def test_a_provider_that_is_silent_when_the_page_is_opened_loses_nothing(amy, bank, stock):
    amy.add("TEE-ICE-M", 2)
    key = amy.key
    bank.silent = True
    with pytest.raises(ProviderUnknown):
        amy.press_pay(key)
    bank.silent = False

    ref = amy.press_pay(key)

    assert stock("TEE-ICE-M").held == 2
    assert list(bank.opened) == [ref]


def test_a_lost_answer_to_opening_the_page_opens_no_second_payment(amy, bank):
    amy.add("TEE-ICE-M")
    key = amy.key
    bank.mute = True
    with pytest.raises(ProviderUnknown):
        amy.press_pay(key)
    bank.mute = False

    ref = amy.press_pay(key)

    assert list(bank.opened) == [ref]
    assert bank.creates[ref.removeprefix("fake-")] == 2


def test_a_silent_provider_keeps_the_first_attempt_when_the_cart_was_changed(amy, bank, stock):
    amy.add("TEE-ICE-M", 2)
    key = amy.key
    first = amy.press_pay(key)
    amy.change("TEE-ICE-M", 1)
    bank.silent = True

    with pytest.raises(ProviderUnknown):
        amy.press_pay(key)

    assert amy.order_of(first).status is OrderStatus.PLACED
    assert stock("TEE-ICE-M").held == 2


def test_order_codes_are_random_and_each_is_free(amy, bob):
    amy.add("TEE-ICE-S")
    bob.add("TEE-ICE-S")

    codes = {amy.order_of(amy.press_pay()).code, bob.order_of(bob.press_pay()).code}

    assert len(codes) == 2
    assert all(code.startswith("MP-") and len(code) == 11 for code in codes)


def test_what_a_placed_order_says_cannot_be_changed_in_python_either(amy):
    amy.add("TEE-ICE-M")
    order = amy.order_of(amy.press_pay())

    with pytest.raises(dataclasses.FrozenInstanceError):
        order.lines[0].quantity = 5


def test_an_older_choice_that_arrives_late_does_not_get_into_the_order(house, amy):
    amy.add("TEE-ICE-M")
    key, form = amy.key, amy.form()
    for field in (form, {"region": "OH"}):  # the page's own events, the last of which waited in a queue
        house.tell(checkout.save_fields, amy.session, BASE, field)

    checkout.check_out(house, amy.session, BASE, key, form)

    assert [order.address["region"] for order in amy.orders()] == ["CA"]


def test_a_form_that_changes_the_country_too_is_taken_as_it_is(house, amy):
    amy.add("TEE-ICE-M")
    canada = FORM | {"country": "CA", "region": "ON", "city": "Toronto", "postcode": "M5V 3L9", "shipping": "express"}

    checkout.check_out(house, amy.session, BASE, amy.key, canada)

    assert [(order.address["region"], order.shipping_code) for order in amy.orders()] == [("ON", "express")]


def test_what_was_typed_is_kept_when_the_order_is_refused(house, amy):
    amy.add("TEE-ICE-M")

    with pytest.raises(Refusal, match="form_faulty"):
        checkout.check_out(house, amy.session, BASE, amy.key, {"city": "Santa Monica", "postcode": "1"})

    assert amy.orders() == []
    assert amy.open_checkout().checkout.fields["city"] == "Santa Monica"


@pytest.mark.parametrize(
    ("place", "rule", "tax"),
    [
        ({"region": "MN", "city": "Saint Paul", "postcode": "55101"}, TaxRule(6875, False, "US-MN"), 385),
        ({"region": "OR", "city": "Portland", "postcode": "97201"}, TaxRule(0, False), 0),
        (ADDRESSES["DE"], TaxRule(19_000, True, "DE"), 894),
    ],
)
def test_an_order_keeps_whose_tax_it_pays_and_the_exact_rate(amy, place, rule, tax):
    amy.add("TEE-ICE-M", 2)

    order = amy.order_of(amy.press_pay(**place))

    assert (order.tax_rule, order.tax.minor) == (rule, tax)


def test_the_page_that_a_shopper_gets_knows_their_email_so_that_they_need_not_type_it_again(amy, bank):
    amy.add("TEE-ICE-M")

    assert bank.opened[amy.press_pay()].email == "amy@example.com"


def test_where_no_card_is_taken_paypal_is_the_way_that_is_not_chosen(amy, bank):
    amy.add("TEE-ICE-M")
    bank.methods = ("paypal",)

    assert bank.opened[amy.press_pay()].method == "paypal"


PARIS = {"country": "FR", "line1": "1 rue de Rivoli", "city": "Paris", "region": "", "postcode": "75001"}
BILL = {
    "billing": "other",
    "billing_name": "Wong Ltd",
    "billing_line1": "10 Downing Street",
    "billing_city": "London",
    "billing_region": "",
    "billing_postcode": "SW1A 2AA",
    "billing_country": "GB",
}


def test_an_order_is_billed_elsewhere_when_the_shopper_wants_it(amy, house):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, {"billing_country": "GB"})

    order = amy.order_of(amy.press_pay(**BILL))

    assert order.billing == {
        "name": "Wong Ltd",
        "line1": "10 Downing Street",
        "line2": "",
        "city": "London",
        "region": "",
        "postcode": "SW1A 2AA",
        "country": "GB",
    }
    assert (order.address["city"], order.tax_rule.place) == ("Santa Monica", "US-CA")  # taxes go by the parcel


def test_a_bill_that_goes_along_is_no_address_of_its_own(amy):
    amy.add("TEE-ICE-M")

    assert amy.order_of(amy.press_pay(**BILL | {"billing": "same"})).billing == {}


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({"billing_name": ""}, {"billing_name": "name_missing"}),
        ({"billing_postcode": "90401"}, {"billing_postcode": "postcode_invalid"}),
        ({"billing_country": "CN", "billing_city": "", "billing_region": "", "billing_postcode": ""}, None),
        ({"billing_country": "XX"}, {"billing_country": "country_missing"}),
        ({"billing_name": "", "billing": "same"}, {}),
    ],
)
def test_the_billing_address_has_its_own_faults(faults, form, found):
    wrong = faults("US", **BILL | form)

    assert found is None or wrong == found
    assert all(name.startswith("billing_") for name in wrong)


def test_another_bill_starts_in_the_country_of_the_parcel(amy, house):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, PARIS)

    form = house.tell(checkout.save_fields, amy.session, BASE, {"billing": "other"})

    assert form.checkout.fields["billing_country"] == "FR"
    assert form.billing_rules.country == "FR"
    assert ("CN", "China") in form.billing_countries  # where we do not ship


def test_another_way_to_pay_begins_another_attempt(amy, bank, run):
    amy.add("TEE-ICE-M")
    first = amy.press_pay()

    second = amy.press_pay(method="paypal")

    assert first != second
    assert run("SELECT method, status FROM payments ORDER BY id") == [("card", "expired"), ("paypal", "started")]


def test_the_checkout_tells_of_an_open_payment_until_its_time_is_over(amy, bank, clock):
    amy.add("TEE-ICE-M")
    assert amy.open_checkout().attempt is None
    amy.press_pay()

    attempt = amy.open_checkout().attempt
    clock.forward(minutes=4)

    assert (attempt.method, attempt.amount.minor, attempt.seconds_left) == ("card", 3598, 600)
    assert amy.open_checkout().attempt.seconds_left == 360
    clock.forward(minutes=6)
    assert amy.open_checkout().attempt is None


def test_giving_up_frees_the_pieces_and_keeps_the_cart(amy, house, bank, stock):
    amy.add("TEE-ICE-M")
    ref = amy.press_pay()

    order = checkout.give_up(house, amy.session)

    assert order.status is OrderStatus.CANCELLED
    assert stock("TEE-ICE-M").held == 0
    assert (amy.in_cart(), amy.open_checkout().attempt) == ({"TEE-ICE-M": 1}, None)
    assert checkout.give_up(house, amy.session) is None
    assert amy.press_pay() != ref


def test_giving_up_what_was_paid_meanwhile_leaves_it_paid(amy, house, bank):
    amy.add("TEE-ICE-M")
    bank.complete(amy.press_pay())

    assert checkout.give_up(house, amy.session).status is OrderStatus.PAID
    assert amy.in_cart() == {}


def test_nobody_gives_up_the_payment_of_another(amy, bob, house, bank):
    amy.add("TEE-ICE-M")
    ref = amy.press_pay()

    assert checkout.give_up(house, bob.session) is None
    assert checkout.give_up(house, "") is None
    assert amy.order_of(ref).status is OrderStatus.PLACED


def test_what_was_not_shown_is_not_charged(amy, house, bank, run):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, FORM)
    shown = amy.open_checkout().shown
    amy.add("SKIRT-INK-L")  # in another tab

    with pytest.raises(Refusal, match="total_changed"):
        amy.press_pay(shown=shown)

    assert run("SELECT count(*) FROM orders") == [(0,)]
    assert amy.press_pay(shown=amy.open_checkout().shown)


@pytest.mark.parametrize("form", [{"shipping": "express"}, {"region": "NY", "postcode": "10001", "city": "New York"}])
def test_a_form_that_changes_the_total_is_shown_before_it_is_charged(amy, house, form):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, FORM)
    shown = amy.open_checkout().shown

    with pytest.raises(Refusal, match="total_changed"):
        amy.press_pay(shown=shown, **form)

    assert amy.press_pay(shown=amy.open_checkout().shown, **form)


def test_another_piece_at_the_same_price_is_shown_first_too(amy, house):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, FORM)
    shown = amy.open_checkout().shown
    amy.remove("TEE-ICE-M")
    amy.add("TEE-INK-M")

    with pytest.raises(Refusal, match="total_changed"):
        amy.press_pay(shown=shown)


def test_while_a_payment_that_cannot_be_ended_may_still_be_paid_no_other_order_is_placed(amy, bank, run):
    amy.add("TEE-ICE-M")
    key = amy.key
    ref = amy.press_pay(key)
    bank.void = lambda ref: bank.answers[ref]  # the provider still works on it
    amy.add("SKIRT-CHERRY-S")

    with pytest.raises(ProviderUnknown):
        amy.press_pay(key)

    assert run("SELECT count(*) FROM orders") == [(1,)]
    bank.complete(ref)
    with pytest.raises(Refusal, match="already_paid"):
        amy.press_pay(key)


def express(amy, sku=""):
    return amy.house.tell(checkout.begin_express, amy.session, BASE, sku)


def test_express_leads_a_guest_to_a_checkout_with_paypal_and_only_the_address_missing(amy, bank):
    assert not express(amy, "TEE-ICE-M")

    form = amy.open_checkout()
    assert (amy.in_cart(), form.way) == ({"TEE-ICE-M": 1}, "paypal")
    assert bank.opened[amy.press_pay()].method == "paypal"


def test_express_does_not_add_a_piece_twice(amy):
    amy.add("TEE-ICE-M", 2)

    express(amy, "TEE-ICE-M")
    express(amy, "SKIRT-INK-L")
    express(amy)

    assert amy.in_cart() == {"TEE-ICE-M": 2, "SKIRT-INK-L": 1}


def test_the_country_that_the_form_stands_at_need_not_be_chosen(amy, bank):
    amy.add("TEE-ICE-M")
    typed = {name: value for name, value in FORM.items() if name != "country"}
    amy.house.tell(checkout.save_fields, amy.session, BASE, typed)

    assert express(amy)
    url = checkout.check_out(amy.house, amy.session, BASE, amy.key, {"method": "paypal"})
    assert bank.opened[url.rsplit("/", 1)[1]].method == "paypal"


def test_express_says_when_nothing_is_missing(amy, house):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, FORM)

    assert express(amy)


@pytest.mark.parametrize(("sku", "code"), [("", "cart_empty"), ("NONE", "no_variant"), ("TEE-ICE-L", "sold_out")])
def test_express_needs_a_piece(amy, sku, code):
    with pytest.raises(Refusal, match=code):
        express(amy, sku)


def test_where_paypal_is_not_offered_nobody_is_led_there(amy, bank):
    bank.methods = ("card",)
    express(amy, "TEE-ICE-M")

    assert amy.priced().ways == ("card",)
    assert amy.open_checkout().way == "card"
