"""Tabs are told when what they show is no longer true; each test is a round."""

import asyncio
import contextlib
from collections.abc import Callable

import pytest
from reflex.istate.data import RouterData

from storefront.domain.refunds import RefundTo
from storefront.domain.returns import ReturnKind, ReturnLine, ReturnReason
from storefront.domain.shipments import Packed
from storefront.services import orders, restock, returns, shipments
from storefront.states import live
from storefront.states.cart import CartState
from storefront.states.order import OrderState
from storefront.states.product import ProductState
from storefront.states.returns import ReturningState
from storefront.store import orders as order_rows
from tests.staff import arrives
from tests.states.conftest import Tab, run

L, M = "TEE-ICE-L", "TEE-ICE-M"  # none and four on hand


class App:
    """Reflex's app, as far as it is used: which tabs are connected, and their states one at a time."""

    def __init__(self) -> None:
        self.event_namespace = self
        self.sid_to_token: dict[str, str] = {}
        self.tabs: dict[str, Tab] = {}
        self.told: list[str] = []
        self.locks: dict[str, asyncio.Lock] = {}

    @contextlib.asynccontextmanager
    async def modify_state(self, token):
        async with self.locks.setdefault(token.ident, asyncio.Lock()):
            self.told.append(token.ident)
            yield self.tabs[token.ident].root

    def round(self) -> list[str]:
        """One round; the tabs that were told something."""
        self.told = []
        asyncio.run(live.tell_tabs(self))  # pyright: ignore[reportArgumentType]
        return self.told


@pytest.fixture
def app(monkeypatch):
    live._tabs.clear()
    yield App()
    live._tabs.clear()


@pytest.fixture
def open_tab(tab: Callable[..., Tab], app: App):
    """A connected tab at an address, its page loaded."""

    def opened(token: str, name: str = "amy", address: str = "/products/tee?colour=ice") -> Tab:
        made = tab(name, address)
        headers = {"authorization": f"Session {made.session}"}
        data = {"headers": headers, "asPath": address, "token": token, "ip": "203.0.113.7"}
        made.root.router = RouterData.from_router_data(data)
        app.sid_to_token[f"sid of {token}"], app.tabs[token] = token, made
        if "/products/" in address:
            run(made.state(ProductState).load_product())
        run(made.state(CartState).load_cart())
        return made

    return opened


def test_while_nothing_changes_nobody_is_told(app, open_tab):
    open_tab("one")

    assert app.round() == []


def test_a_size_that_sells_out_is_told_to_the_tabs_that_show_it(app, open_tab, set_stock):
    shown = open_tab("one", "amy").state(ProductState)
    open_tab("two", "bob", "/products/skirt")
    set_stock(M, 0)

    assert app.round() == ["one"]
    assert shown.news == "Size M has just sold out."
    assert [size.sold_out for size in shown.product.sizes] == [False, True, True]
    assert app.round() == []


def test_a_chosen_size_that_returns_takes_the_place_of_the_form(app, open_tab, house):
    shown = open_tab("one", address="/products/tee?colour=ice&size=L").state(ProductState)
    assert shown.product.can_ask

    house.tell(restock.receive_stock, L, 1)
    app.round()

    assert (shown.product.can_ask, shown.product.can_add, shown.news) == (False, True, "Size L is back.")


def test_what_is_told_alike_is_no_news(app, open_tab, set_stock):
    open_tab("one")
    set_stock("TEE-ICE-S", 19)

    assert app.round() == []


def test_news_of_another_colour_change_its_picture_and_are_not_said(app, open_tab, set_stock):
    shown = open_tab("one").state(ProductState)
    set_stock("TEE-INK-M", 0)

    app.round()

    assert shown.news == ""
    assert [colour.sold_out for colour in shown.product.colours] == [False, True]


def test_news_are_over_once_something_else_is_chosen(app, open_tab, set_stock):
    shown = open_tab("one").state(ProductState)
    set_stock(M, 0)
    app.round()

    run(shown.choose_size("TEE-ICE-S"))

    assert shown.news == ""


def test_a_cart_says_it_on_its_line_and_in_passing_and_keeps_what_was_chosen(app, open_tab, set_stock):
    cart = open_tab("one", address="/cart").state(CartState)
    run(cart.add(M))
    run(cart.change(cart.cart.lines[0].id, 3))
    number = cart.notice_number

    set_stock(M, 2)
    app.round()
    assert (cart.cart.lines[0].quantity, cart.cart.lines[0].problem) == (3, "Only 2 left. Take fewer to check out.")
    assert cart.notice == "Fewer are left of Tee (Ice, M) in your cart."
    set_stock(M, 0)
    app.round()
    assert cart.cart.lines[0].problem == "Sold out. Remove it to check out."
    assert cart.notice == "Tee (Ice, M) in your cart has just sold out."
    assert not cart.cart.can_check_out
    set_stock(M, 4)
    app.round()

    assert (cart.cart.lines[0].quantity, cart.cart.lines[0].problem, cart.cart.can_check_out) == (3, "", True)
    assert cart.notice == "Tee (Ice, M) in your cart is back."
    assert cart.notice_number == number + 3
    assert cart.opened == 1  # by the Add; news open nothing


def test_what_had_changed_before_stays_told(app, open_tab, house, set_price, set_stock, tab):
    cart = open_tab("one", address="/cart").state(CartState)
    run(cart.add(M))
    set_price(M, 3000)
    run(cart.load_cart())
    assert cart.cart.changes

    set_stock(M, 1)
    app.round()

    assert cart.cart.changes


def test_a_tab_whose_state_is_gone_still_gets_its_page(app, open_tab, tab, set_stock):
    open_tab("one")
    app.tabs["one"] = tab("amy")  # an hour of silence: Reflex has forgotten it, the page is still open
    set_stock(M, 0)

    app.round()

    shown = app.tabs["one"].state(ProductState)
    assert (shown.product.slug, shown.news) == ("tee", "")


def test_a_product_that_is_no_longer_sold_is_missing(app, open_tab, run):
    shown = open_tab("one").state(ProductState)
    run("UPDATE products SET withdrawn_at = '2026-11-01 00:00:00+00:00' WHERE slug = 'tee'")

    app.round()

    assert shown.missing
    assert app.round() == []


def test_a_tab_that_went_away_is_forgotten(app, open_tab, set_stock):
    open_tab("one")
    app.sid_to_token.clear()
    set_stock(M, 0)

    assert app.round() == []
    assert live._tabs == {}


def test_a_tab_that_went_on_meanwhile_is_left_alone(app, open_tab, set_stock):
    opened = open_tab("one")
    shown = opened.state(ProductState)
    set_stock(M, 0)

    async def meanwhile():
        lock = app.locks.setdefault("one", asyncio.Lock())
        async with lock:
            telling = asyncio.create_task(live.tell_tabs(app))
            await asyncio.sleep(0.3)
            await shown.choose_colour("ink")
        await telling

    asyncio.run(meanwhile())

    assert (shown.product.colour_code, shown.news) == ("ink", "")


def test_a_busy_tab_is_told_in_the_next_round_and_holds_up_nobody(app, open_tab, set_stock, monkeypatch):
    monkeypatch.setattr(live, "LONGEST_TURN", 0.05)
    busy = open_tab("busy").state(ProductState)
    other = open_tab("other", "bob").state(ProductState)
    set_stock(M, 0)

    async def one_round():
        async with app.locks.setdefault("busy", asyncio.Lock()):
            await live.tell_tabs(app)

    asyncio.run(one_round())
    assert (busy.news, other.news) == ("", "Size M has just sold out.")
    app.locks.clear()
    app.round()
    assert busy.news == "Size M has just sold out."


def test_fifty_tabs_are_told_by_one_look(app, open_tab, house, set_stock, monkeypatch):
    for number in range(50):
        open_tab(f"t{number}", f"person {number}")
    set_stock(M, 0)
    looks = []
    show = house.show
    monkeypatch.setattr(house, "show", lambda use_case, *args: looks.append(use_case.__name__) or show(use_case, *args))

    assert len(app.round()) == 50
    assert looks == ["levels", "product_with_others"]


@pytest.fixture
def order(house, amy):
    amy.add(M)
    return amy.buy()


@pytest.fixture
def open_order(house, order, open_tab):
    def opened(token: str, name: str = "amy"):
        made = open_tab(token, name, house.show(orders.order_path, order.code))
        run(made.state(OrderState).load_order())
        return made.state(OrderState)

    return opened


def test_an_open_order_shows_what_becomes_of_its_packages(app, open_order, house, order, employ):
    shown, session = open_order("one"), employ("logistics")
    assert app.round() == []

    house.tell(shipments.pack, session, order.code, [Packed(M, M, 1)])
    assert app.round() == ["one"]
    assert [each.status for each in shown.order.packages.packages] == ["Being packed"]

    house.tell(shipments.dispatch, session, order.code, 1, "ups", "1Z999AA10123456784")
    assert app.round() == ["one"]
    assert shown.order.headline.endswith("On its way.")
    assert app.round() == []


def test_an_order_is_told_to_every_tab_that_shows_it_and_to_no_other(app, open_order, open_tab, amy, house, order):
    first, second = open_order("one"), open_order("two", "amy's phone")
    open_tab("three", "bob")
    house.tell(lambda shop: order_rows.add_fact(shop.session, order.id, "refund", shop.now))

    assert sorted(app.round()) == ["one", "two"]
    assert first.order.code == second.order.code == order.code


def test_a_tab_without_an_order_behind_its_address_is_told_nothing(app, open_tab, house, order):
    tab = open_tab("one", "amy", "/orders/" + "0" * 32)
    run(tab.state(OrderState).load_order())
    house.tell(lambda shop: order_rows.add_fact(shop.session, order.id, "refund", shop.now))

    assert tab.state(OrderState).order.missing
    assert app.round() == []


def test_an_open_order_shows_how_its_return_stands(app, open_order, house, order, employ):
    arrives(house, order)
    shown = open_order("one")
    back = [ReturnLine(M, M, 1, ReturnReason.FAULTY)]
    secret = house.show(orders.order_secret, order.code)
    code = house.tell(returns.ask, secret, ReturnKind.REFUND, RefundTo.PAYMENT, back)
    assert app.round() == ["one"]
    assert shown.order.returns.cards[0].headline == f"Return {code}. Asked for."

    house.tell(returns.approve, employ("support"), code)

    assert app.round() == ["one"]
    assert shown.order.returns.cards[0].label.endswith(f"{code}.pdf")


def test_a_size_wanted_in_exchange_that_sells_out_is_told(app, open_tab, house, order, set_stock):
    arrives(house, order)
    path = house.show(orders.order_path, order.code)
    page = open_tab("one", address=f"{path}/return?step=wish").state(ReturningState)
    for what, value in (("units", "1"), ("reason", "too_small")):
        run(page.choose(f"{what} {M} {M}", value))
    sizes = {pill.title: pill for pill in page.returning.lines[0].sizes.pills}
    assert (sizes["S"].off, sizes["L"].off, sizes["L"].note) == (False, True, "sold out")
    assert app.round() == []

    set_stock("TEE-ICE-S", 0)

    assert app.round() == ["one"]
    assert next(pill for pill in page.returning.lines[0].sizes.pills if pill.title == "S").off
    assert app.round() == []
