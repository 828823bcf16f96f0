from storefront.domain.money import BASE
from storefront.services import checkout
from storefront.views import checkout as views
from tests.shopper import FORM


def test_an_empty_cart_has_an_empty_checkout():
    shown = views.checkout(None)

    assert (shown.ready, shown.empty) == (True, True)


def test_a_checkout_shows_totals_methods_and_lines(amy):
    amy.add("TEE-ICE-M", 2)

    shown = views.checkout(amy.open_checkout())

    assert (shown.subtotal, shown.shipping, shown.tax_label, shown.total) == ("$56.00", "$5.95", "Sales tax", "$61.95")
    assert (shown.pay_label, shown.count_words, shown.can_pay) == ("Pay $61.95", "2 items", True)
    assert [(method.title, method.price, method.words, method.chosen) for method in shown.methods] == [
        ("Standard", "$5.95", "Arrives 27 November – 3 December", True),
        ("Express", "$14.95", "Arrives 24–26 November", False),
    ]
    assert [(line.title, line.options, line.quantity, line.total) for line in shown.lines] == [
        ("Tee", "Ice, M", "× 2", "$56.00")
    ]


def test_the_form_asks_what_the_country_needs(house, amy):
    amy.add("TEE-ICE-M")

    def fields(country):
        form = house.tell(checkout.save_fields, amy.session, BASE, {"country": country})
        return {view.name: (view.label, view.required) for view in views.checkout(form).address}

    assert fields("US")["region"] == ("State", True)
    assert fields("US")["postcode"] == ("ZIP code", True)
    assert fields("GB")["city"] == ("Town or city", True)
    assert "region" not in fields("DE")
    assert "city" not in fields("JP")
    assert fields("JP")["region"] == ("Prefecture", True)
    assert "postcode" not in fields("HK")


def test_every_fault_stands_at_its_field_and_in_the_summary(house, amy):
    amy.add("TEE-ICE-M")
    house.tell(checkout.save_fields, amy.session, BASE, {"email": "amy@", "name": "Amy Wong"})

    shown = views.checkout(house.tell(checkout.see_checkout, amy.session, BASE, True))

    assert shown.contact[0].error.startswith("This does not look like an email address.")
    assert [error.name for error in shown.errors] == ["email", "line1", "city", "region", "postcode"]
    assert [view.name for view in shown.address if view.error] == ["line1", "city", "region", "postcode"]


def test_what_the_last_payment_met_is_told_unless_something_newer_happened(amy, bank):
    amy.add("TEE-ICE-M")
    ref = amy.press_pay()
    bank.decline(ref, "insufficient_funds")
    amy.come_back(ref)
    form = amy.open_checkout()

    assert views.checkout(form).problem.startswith("The card or account has not enough funds.")
    assert views.checkout(form, "Wait a moment.").problem == "Wait a moment."


def test_tax_is_shown_as_the_destination_has_it(house, amy):
    amy.add("TEE-ICE-M", 2)

    def tax(**form):
        shown = views.checkout(house.tell(checkout.save_fields, amy.session, BASE, form))
        return shown.tax_label, shown.tax, shown.tax_note

    house.tell(checkout.save_fields, amy.session, BASE, {"country": "US"})
    assert tax() == ("Sales tax", "Depends on your state", "")
    assert tax(region="OR") == ("", "", "")
    assert tax(region="CA") == ("Sales tax, California 7.25%", "$4.06", "")
    assert tax(country="DE") == ("", "", "Includes VAT 19%: $8.94")
    assert tax(country="JP") == ("", "", "")


def test_paypal_before_the_form_says_what_a_press_does(amy, bank):
    amy.add("TEE-ICE-M")
    assert views.checkout(amy.open_checkout()).express == "You confirm it at PayPal, once we know where it goes."
    amy.house.tell(checkout.save_fields, amy.session, BASE, FORM)
    assert views.checkout(amy.open_checkout()).express == "You confirm the payment on the next page, at PayPal."
    bank.methods = ("card",)
    assert views.checkout(amy.open_checkout()).express == ""
    bank.methods = ("card", "paypal")
    amy.press_pay()
    assert views.checkout(amy.open_checkout()).express == ""  # a payment is open: there is another way on
