"""Paying for another size that costs more, by hostile shoppers and at the worst moment. On both stores."""

import pytest

from storefront.domain.errors import Refusal
from storefront.domain.refunds import Asked
from storefront.domain.returns import RefundTo, ReturnKind, ReturnLine, ReturnReason
from storefront.domain.shipments import Packed
from storefront.services import change_requests, dearer, orders, payments, refunds, returns
from storefront.services import shipments as packages
from storefront.store import change_requests as change_rows
from storefront.store import orders as order_rows
from storefront.store import shipments
from tests.crowd import at_once
from tests.shopper import Shopper
from tests.staff import arrives

LINE, LARGE = "TEE-ICE-M", "TEE-ICE-S"


class Case:
    """An order: what its shopper asks, pays and gets back, and what the desk does with it."""

    def __init__(self, house, bank, order, employ):
        self.house, self.bank, self.id, self.code = house, bank, order.id, order.code
        self.secret = house.show(lambda shop: orders.order_secret(shop, order.code))
        self.boss = employ("manager")

    def order(self):
        return self.house.show(lambda shop: order_rows.by_id(shop.session, self.id))

    def wants(self, line, quantity, sku):
        return self.house.tell(change_requests.ask_variant, self.secret, line, quantity, sku)

    def accept(self, request):
        self.house.tell(change_requests.accept, self.boss, request)
        return request

    def pays(self, request):
        self.bank.complete(ref := self.press(request))
        payments.settle_payment(self.house, ref.removeprefix("fake-"))

    def press(self, request):
        return dearer.pay(self.house, self.secret, request).rsplit("/", 1)[1]

    def status(self, request):
        return self.house.show(lambda shop: change_rows.by_id(shop.session, request)).status.value

    def returned(self, sku, quantity, wanted):
        """Pieces of the first line come back, and others are to be sent for them."""
        asked = [ReturnLine(LINE, sku, quantity, ReturnReason.FAULTY, exchange_sku=wanted)]
        code = self.house.tell(returns.ask, self.secret, ReturnKind.EXCHANGE, RefundTo.PAYMENT, asked)
        self.house.tell(returns.approve, self.boss, code)
        self.house.tell(returns.receive, self.boss, code)
        self.house.tell(returns.finish, self.boss, code)

    def packs(self):
        units = [Packed(line.sku, line.sku, line.quantity) for line in self.order().lines]
        self.house.tell(packages.pack, self.boss, self.code, units)

    def package(self):
        return self.house.show(lambda shop: shipments.of_order(shop.session, self.id))[0]

    def leaves(self, seen=None):
        self.house.tell(packages.dispatch, self.boss, self.code, 1, "usps", "9400111899560000000000", seen)

    def taken(self):
        return sum(
            each.amount.minor for each in self.house.show(lambda shop: order_rows.captured(shop.session, self.id))
        )

    def back(self):
        refunds.send_due(self.house)
        return sum(amount.minor for _, amount in self.bank.refunds.values())


def bought(house, bank, employ, name, *skus):
    buyer = Shopper(house, name)
    for sku in skus:
        buyer.add(sku)
    return Case(house, bank, buyer.buy(), employ)


@pytest.fixture
def case(house, bank, amy, set_price, employ):
    """Two tees in M and a skirt; the tee in S costs more since."""
    amy.add(LINE, 2)
    amy.add("SKIRT-CHERRY-S")
    order = amy.buy()
    set_price(LARGE, 3200)
    return Case(house, bank, order, employ)


def test_what_came_in_exchange_does_not_cost_more_again(case, house):
    """The line was paid for as the dearer size: another payment for it would be one too many, and come back never."""
    case.pays(case.accept(case.wants(LINE, 2, LARGE)))
    arrives(house, case.order(), (LINE, LARGE, 2))
    case.returned(LARGE, 2, LINE)
    with pytest.raises(Refusal, match="variant_not_offered"):
        case.wants(LINE, 2, LARGE)

    units = [Asked(LINE, 2, ours=True), Asked("SKIRT-CHERRY-S", 1, ours=True)]
    house.tell(refunds.give, case.order(), "all", "goodwill", units)
    assert case.back() == case.taken()


def test_what_came_in_exchange_does_not_cost_less_again(case, set_price):
    set_price(LARGE, 2500)
    case.accept(case.wants(LINE, 2, LARGE))
    once = case.back()
    arrives(case.house, case.order(), (LINE, LARGE, 2))
    set_price(LINE, 2500)
    case.returned(LARGE, 2, LINE)
    with pytest.raises(Refusal, match="variant_not_offered"):
        case.wants(LINE, 2, LARGE)
    assert case.back() == once > 0


def test_a_line_whose_change_came_to_nothing_can_be_asked_about_again(case, house):
    house.tell(change_requests.withdraw, case.secret, case.accept(case.wants(LINE, 2, LARGE)))
    case.pays(again := case.accept(case.wants(LINE, 2, LARGE)))
    assert case.status(again) == "accepted"


def test_nobody_is_led_to_pay_for_what_was_refunded_meanwhile(case, house):
    """Their bank would take it, and we would give it back."""
    request = case.accept(case.wants(LINE, 2, LARGE))
    house.tell(refunds.give, case.order(), "gift", "goodwill", [Asked(LINE, 1, ours=True)])
    with pytest.raises(Refusal, match="not_possible_now"):
        case.press(request)


def test_nobody_is_led_back_to_pay_for_what_was_withdrawn(case, house):
    request = case.accept(case.wants(LINE, 2, LARGE))
    case.press(request)
    house.tell(change_requests.withdraw, case.secret, request)
    with pytest.raises(Refusal, match="not_possible_now"):
        case.press(request)


def test_a_package_does_not_leave_as_it_was_before_its_old_size_was_taken_out(case):
    case.packs()
    seen = case.package().stamp
    case.pays(case.accept(case.wants(LINE, 2, LARGE)))

    with pytest.raises(Refusal, match="order_moved_on"):
        case.leaves(seen)
    case.leaves(case.package().stamp)


def test_packages_that_leave_and_buyers_of_what_was_kept_do_not_wait_for_each_other(
    house, bank, employ, set_price, set_stock
):
    pieces = (LINE, LARGE), ("SKIRT-CHERRY-S", "SKIRT-CHERRY-M")
    for line, other in pieces:
        set_stock(line, 100)
        set_stock(other, 100)
    cases = [bought(house, bank, employ, f"buyer {number}", LINE, "SKIRT-CHERRY-S") for number in range(8)]
    set_price(LARGE, 3200)
    set_price("SKIRT-CHERRY-M", 4500)
    for case in cases:
        for line, other in pieces:
            case.accept(case.wants(line, 1, other))
        case.packs()
    others = [Shopper(house, f"other {number}") for number in range(8)]
    for other in others:
        for _, kept in pieces:
            other.add(kept)
        other.open_checkout()

    acts = [act for case, other in zip(cases, others, strict=True) for act in (case.leaves, other.press_pay)]
    assert at_once(acts) == {"done": 16}
