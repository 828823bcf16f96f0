"""One currency in every list, page, cart, checkout, order and mail. 1 USD = 0.895095 EUR = 157.25 JPY = 0.307 KWD."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from storefront.domain.catalogue import Narrowing, Sort
from storefront.domain.currencies import SUPPORTED, Rate
from storefront.domain.errors import Refusal
from storefront.domain.money import BASE, Currency, Money
from storefront.domain.promotions import Kind, Promotion, PromotionId
from storefront.services import catalogue, checkout, kept, mails, promotions, saved, search
from storefront.store import rates
from tests.person import Browser
from tests.shopper import FORM, Shopper

EUR, JPY, KWD = map(Currency, ("EUR", "JPY", "KWD"))


@pytest.fixture
def fix_price(house):
    """Fix a price in another currency, in its minor units."""
    return lambda sku, minor, currency=JPY, was=None: house.tell(
        catalogue.change_price, sku, Money(minor, currency), Money(was, currency) if was else None
    )


@pytest.fixture
def set_rate(store, clock):
    """Let another rate come into force, a day later."""

    def change(currency, per_base):
        with store.write() as session:
            rates.add(session, [Rate(Currency(currency), Decimal(per_base), clock.now.date(), "test")], clock.now)
        clock.forward(days=1)

    return change


@pytest.fixture
def listed(house):
    def look(currency, slug="everything", **asked):
        return house.show(catalogue.listing, currency, slug, Narrowing(**asked))

    return look


@pytest.fixture
def berta(house):
    """Somebody who sees prices in euros."""
    return Shopper(house, "berta", "EUR")


def told(summaries):
    return [(one.slug, one.price.now.minor, one.price.was.minor if one.price.was else None) for one in summaries]


def test_a_list_shows_converted_prices(listed):
    shown = listed(EUR)

    assert told(shown.products) == [
        ("tee", 2590, None),
        ("skirt", 3590, None),
        ("bag", 5390, 6790),
        ("boots", 10_590, None),
    ]
    assert shown.prices == (Money(2590, EUR), Money(10_590, EUR))
    assert shown.currency == EUR


def test_a_fixed_price_stands_in_its_currency_alone(listed, fix_price):
    for size in "SML":
        fix_price(f"TEE-ICE-{size}", 19_800, was=21_000)

    assert told(listed(JPY).products)[0] == ("tee", 19_800, 21_000)
    assert told(listed(EUR).products)[0] == ("tee", 2590, None)
    assert told(listed(BASE).products)[0] == ("tee", 2800, None)


def test_a_colour_with_fixed_and_converted_prices_shows_the_lowest(listed, fix_price):
    fix_price("TEE-ICE-M", 3980)
    fix_price("TEE-ICE-L", 9980)

    (tee,) = listed(JPY, "tops").products

    assert (tee.price.now.minor, tee.price_varies) == (3980, True)


def test_lists_are_sorted_and_filtered_by_what_is_shown(listed, fix_price):
    for sku in ("TEE-ICE-S", "TEE-ICE-M", "TEE-ICE-L", "TEE-INK-M"):
        fix_price(sku, 12_000)

    def slugs(currency, **asked):
        return [product.slug for product in listed(currency, **asked).products]

    assert slugs(BASE, sort=Sort.PRICE_UP) == ["tee", "skirt", "bag", "boots"]
    assert slugs(EUR, sort=Sort.PRICE_UP) == ["tee", "skirt", "bag", "boots"]
    assert slugs(JPY, sort=Sort.PRICE_UP) == ["skirt", "bag", "tee", "boots"]
    assert slugs(JPY, sort=Sort.PRICE_DOWN) == ["boots", "tee", "bag", "skirt"]
    assert slugs(JPY, cheapest=12_000) == ["tee", "boots"]
    assert slugs(EUR, cheapest=26) == ["skirt", "bag", "boots"]  # the tee is 25.90
    assert slugs(EUR, dearest=26) == ["tee"]
    assert slugs(KWD, cheapest=12, dearest=19) == ["skirt", "bag"]  # 12.000 and 18.500


def test_another_rate_is_another_order_and_another_filter(listed, fix_price, set_rate):
    for sku in ("TEE-ICE-S", "TEE-ICE-M", "TEE-ICE-L", "TEE-INK-M"):
        fix_price(sku, 8000)
    before = [product.slug for product in listed(JPY, sort=Sort.PRICE_UP).products]

    set_rate("JPY", "210")

    assert before == ["skirt", "tee", "bag", "boots"]
    assert [product.slug for product in listed(JPY, sort=Sort.PRICE_UP).products] == ["skirt", "tee", "bag", "boots"]
    assert [product.slug for product in listed(JPY, dearest=8000).products] == ["tee", "skirt"]
    set_rate("JPY", "260")
    assert [product.slug for product in listed(JPY, sort=Sort.PRICE_UP).products] == ["tee", "skirt", "bag", "boots"]


def test_a_collection_under_a_limit_says_it_in_the_shown_currency_and_keeps_to_it(listed, fix_price):
    fix_price("SKIRT-CHERRY-S", 9900)
    fix_price("SKIRT-CHERRY-M", 9900)
    fix_price("SKIRT-INK-M", 9900)
    fix_price("SKIRT-INK-L", 9900)

    titles = {currency: listed(currency, "under-40").collection.title for currency in (BASE, EUR, JPY, KWD)}
    kept_in = {currency: [p.slug for p in listed(currency, "under-40").products] for currency in (BASE, EUR, JPY)}

    assert titles == {BASE: "Under $40", EUR: "Under €36", JPY: "Under ¥6,300", KWD: "Under KWD\N{NO-BREAK SPACE}13"}
    assert kept_in == {BASE: ["tee", "skirt"], EUR: ["tee", "skirt"], JPY: ["tee"]}


def test_what_is_reduced_is_what_is_shown_as_reduced(listed, fix_price):
    assert [product.slug for product in listed(JPY, "sale").products] == ["skirt", "bag"]
    fix_price("BAG-SILVER-ONE-SIZE", 7980)

    assert [product.slug for product in listed(JPY, "sale").products] == ["skirt"]
    assert listed(JPY).on_sale == 1
    assert [product.slug for product in listed(EUR, "sale").products] == ["skirt", "bag"]


def test_every_list_and_page_is_in_the_asked_currency(house, fix_price, amy):
    fix_price("TEE-ICE-M", 3980)
    product, worn_with, like, tariff = house.show(catalogue.product_with_others, JPY, "tee")
    found = house.show(search.search, JPY, Narrowing(words="tee"))
    typed = house.show(search.suggest, JPY, "te")
    nothing = house.show(search.suggest, JPY, "")
    seen, _ = house.show(kept.seen_lately, amy.session, JPY, "", ["tee", "boots"])
    front = house.show(catalogue.front, JPY)
    house.tell(saved.save, amy.session, "tee", "ice", "M")
    piece = house.show(saved.see_saved, amy.session, JPY).pieces[0]

    prices = [variant.price for colour in product.colours for variant in colour.variants]
    assert [price.now.minor for price in prices] == [4410, 3980, 4410, 4410]
    assert tariff.currency == JPY
    lists = [worn_with, like, found.listing.products, typed.products, nothing.popular, seen, front.new, front.under]
    currencies = {one.price.now.currency for summaries in lists for one in summaries}
    assert currencies == {JPY}
    assert all(lists[2:])
    assert front.under_title == "Under ¥6,300"
    assert (piece.price.now, piece.dropped_from) == (Money(3980, JPY), None)


def test_a_saved_piece_became_cheaper_when_its_price_did_and_not_its_rate(house, amy, set_price, set_rate):
    house.tell(saved.save, amy.session, "tee", "ice", "M")
    set_rate("EUR", "0.8")

    def dropped():
        return house.show(saved.see_saved, amy.session, EUR).pieces[0].dropped_from

    assert dropped() is None
    set_price("TEE-ICE-M", 2000)
    assert dropped() == Money(2290, EUR)  # 28.00 at today's rate


def test_a_line_is_the_unit_price_times_the_quantity(berta):
    line = berta.add("TEE-ICE-M", 3).lines[0]

    assert (line.price.now, line.total) == (Money(2590, EUR), Money(7770, EUR))


def test_another_currency_is_no_change_of_a_price(berta):
    berta.add("TEE-ICE-M")
    berta.currency = JPY

    first = berta.see()

    assert first.changes == ()
    assert (first.subtotal, first.lines[0].seen) == (Money(4410, JPY), Money(4410, JPY))


def test_a_changed_price_and_a_changed_rate_are_told_in_the_shown_currency(berta, set_price, set_rate):
    berta.add("TEE-ICE-M")
    set_price("TEE-ICE-M", 3000)
    assert [(c.kind, c.line.seen, c.line.price.now) for c in berta.see().changes] == [
        ("price_up", Money(2590, EUR), Money(2690, EUR))
    ]

    set_rate("EUR", "0.8")
    assert [(c.kind, c.line.seen, c.line.price.now) for c in berta.see().changes] == [
        ("price_down", Money(2690, EUR), Money(2490, EUR))
    ]


def test_carts_of_one_owner_are_looked_at_in_each_currency(house, amy):
    amy.add("TEE-ICE-M")

    found = house.show(checkout.look_at_carts, [(amy.session, BASE), (amy.session, EUR)])

    assert {asked[1]: seen.cart.subtotal for asked, seen in found.items()} == {
        BASE: Money(2800, BASE),
        EUR: Money(2590, EUR),
    }


@pytest.mark.parametrize("currency", SUPPORTED)
def test_what_the_checkout_shows_is_what_the_order_and_the_payment_charge(house, bank, currency):
    anna = Shopper(house, "anna", currency)
    anna.add("TEE-ICE-M", 3)
    anna.add("SKIRT-CHERRY-S")
    shown = anna.open_checkout().checkout

    order = anna.order_of(ref := anna.press_pay(key=shown.key))

    assert [line.unit for line in order.lines] == [line.price.now for line in shown.cart.lines]
    assert order.subtotal == shown.cart.subtotal == order.lines[0].unit * 3 + order.lines[1].unit
    assert order.total == order.subtotal + order.shipping + order.tax
    assert order.total.currency == currency
    assert bank.opened[ref].amount == order.total
    assert (order.rate is None) == (currency == BASE)


def test_an_order_keeps_its_rate_whatever_comes_after(berta, set_rate):
    berta.add("TEE-ICE-M")
    ref = berta.press_pay()
    set_rate("EUR", "0.8")

    order = berta.order_of(ref)

    assert order.rate == Rate(EUR, Decimal("0.895095"), date(2026, 10, 30), "European Central Bank")
    assert (order.subtotal, order.shipping) == (Money(2590, EUR), Money(533, EUR))


def test_shipping_is_free_from_a_round_sum(berta):
    berta.add("SKIRT-CHERRY-S", 2)
    form = berta.open_checkout().checkout

    assert (form.cart.subtotal, form.totals.shipping) == (Money(7180, EUR), Money(0, EUR))
    assert form.methods[0].free_from == Money(6700, EUR)


def test_a_promotion_takes_its_amount_off_in_the_shown_currency(house, berta):
    ten_off = Promotion(PromotionId(0), "Ten off", Kind.AMOUNT, code="TEN", amount=Money(1000, BASE))
    house.tell(promotions.add_promotion, ten_off)
    berta.add("TEE-ICE-M", 3)
    berta.use_code("TEN")

    totals = berta.priced().totals

    assert (totals.subtotal, totals.discount) == (Money(7770, EUR), Money(895, EUR))
    assert berta.order_of(berta.press_pay()).discount == Money(895, EUR)


def test_a_currency_chosen_in_another_tab_places_nothing(house, berta, stock):
    berta.add("TEE-ICE-M")
    house.tell(checkout.save_fields, berta.session, EUR, FORM)
    page = berta.open_checkout()
    berta.currency = JPY

    def press(currency, page):
        return checkout.check_out(house, berta.session, currency, page.checkout.key, FORM | {"shown": page.shown})

    with pytest.raises(Refusal, match="price_changed"):  # nobody has seen yen yet
        press(JPY, page)
    berta.see()
    with pytest.raises(Refusal, match="total_changed"):  # another tab has
        press(JPY, page)
    assert stock("TEE-ICE-M").held == 0

    url = press(JPY, berta.open_checkout())
    assert berta.order_of(url.rsplit("/", 1)[1]).subtotal == Money(4410, JPY)


def test_a_price_that_only_another_tab_was_told_of_places_nothing(house, amy, set_price):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, FORM)
    page = amy.open_checkout()
    set_price("TEE-ICE-M", 3000)
    amy.see()

    with pytest.raises(Refusal, match="total_changed"):
        checkout.check_out(house, amy.session, BASE, page.checkout.key, FORM | {"shown": page.shown})


def test_a_currency_changed_after_pay_was_pressed_ends_the_first_attempt(berta, bank):
    berta.add("TEE-ICE-M")
    key = berta.key
    first = berta.press_pay(key)
    berta.currency = JPY
    berta.see()

    second = berta.press_pay(key)

    assert berta.order_of(second).total.currency == JPY
    assert first in bank.opened
    assert bank.ask(first).status.value != "captured"
    assert berta.order_of(first).cancelled_at is not None


def test_the_confirmation_says_in_which_currency_and_at_which_rate(berta, house, mailer):
    berta.add("TEE-ICE-M")
    berta.buy()
    mails.send_due(house)

    assert "€25.90" in mailer.sent[-1].text
    assert "You pay in EUR. 1 USD = 0.895095 EUR, rate of 30 October 2026." in mailer.sent[-1].text
    assert "$" not in mailer.sent[-1].text


def test_in_the_base_currency_nothing_is_said_of_rates(amy, house, mailer):
    amy.add("TEE-ICE-M")
    amy.buy()
    mails.send_due(house)

    assert "You pay in" not in mailer.sent[-1].text


def test_a_customers_currency_is_there_in_every_browser(house, customer, phone):
    house.tell(kept.keep_choices, customer.session, {"currency": "JPY"})
    house.tell(kept.keep_choices, customer.session, {"currency": "XXX", "theme": "dark"})
    phone.log_in()

    assert house.show(kept.kept_currency, phone.session) == JPY
    assert house.show(kept.kept_currency, Browser(house, "guest").session) is None


def test_a_line_brought_along_at_login_keeps_what_was_seen(house, customer, phone):
    phone.shopper.currency = EUR
    phone.shopper.add("TEE-ICE-M")

    phone.log_in()

    assert phone.shopper.lines()[0].seen == Money(2590, EUR)
    assert phone.shopper.see().changes == ()


def test_a_rate_counts_from_the_change_of_its_day(house, clock, set_rate):
    clock.now = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    anna = Shopper(house, "anna", "EUR")
    set_rate("EUR", "0.8")
    clock.now = datetime(2026, 11, 24, 3, 59, tzinfo=UTC)

    assert anna.add("TEE-ICE-M").subtotal == Money(2590, EUR)
    clock.forward(minutes=1)
    assert anna.see().subtotal == Money(2290, EUR)
