"""What a browser can call. A new line here is a decision: what can a stranger do with it?"""

import importlib
import inspect
import pkgutil
from typing import get_type_hints

import reflex as rx

import storefront.states
from storefront.states.all import STATES
from storefront.web.packets import surface_of

REVIEWED = """
account.AccountState.keep_choices(form: dict)
account.AccountState.load_account()
account.AccountState.load_door()
account.AccountState.load_name()
answers.AnswersState.tell(anchor: str, helped: bool)
cart.CartState.add(sku: str)
cart.CartState.change(line: int, quantity: int)
cart.CartState.drop_code()
cart.CartState.load_cart()
cart.CartState.remove(line: int)
cart.CartState.send_to(country: str, state: str)
cart.CartState.undo()
cart.CartState.use_code(form: dict)
checkout.CheckoutState.drop_code()
checkout.CheckoutState.keep(field: str, value: str)
checkout.CheckoutState.load_checkout()
checkout.CheckoutState.use_code(form: dict)
chrome.ChromeState.load_menu()
collection.CollectionState.choose_price(form: dict)
collection.CollectionState.load_collection()
gifts.GiftState.load_balance()
gifts.GiftState.load_gift()
home.HomeState.load_home()
order.OrderState.load_find()
order.OrderState.load_order()
product.ProductState.add_chosen()
product.ProductState.ask_restock(form: dict)
product.ProductState.choose_colour(code: str)
product.ProductState.choose_size(sku: str)
product.ProductState.compare_garment(form: dict)
product.ProductState.find_size(form: dict)
product.ProductState.load_product()
product.ProductState.take_size(size: str)
restock.RestockState.load_request()
returns.ReturningState.choose(field: str, value: str)
returns.ReturningState.load_returning()
reviews.ReviewsState.load_reviews()
saved.SavedState.forget(piece: int)
saved.SavedState.load_hearts()
saved.SavedState.load_saved()
saved.SavedState.move(piece: int)
saved.SavedState.press_heart(form: dict)
saved.SavedState.put_back()
search.SearchState.choose_price(form: dict)
search.SearchState.load_results()
search.SuggestState.see_results(form: dict)
search.SuggestState.suggest(words: str)
seen.SeenState.show_seen(form: dict)
tickets.TicketState.load_contact()
tickets.TicketState.load_ticket()
tickets.TicketState.show_likely(form: dict)
"""


def described() -> list[str]:
    lines = []
    for state in STATES:
        for full in surface_of([state]).events:
            function = state.event_handlers[full.rsplit(".", 1)[1]].fn
            hints = get_type_hints(function)
            arguments = [f"{name}: {hints[name].__name__}" for name in list(inspect.signature(function).parameters)[1:]]
            module = state.__module__.removeprefix("storefront.states.")
            lines.append(f"{module}.{state.__name__}.{function.__name__}({', '.join(arguments)})")
    return sorted(lines)


def test_the_public_surface_is_the_reviewed_one():
    assert "\n".join(described()) == REVIEWED.strip()


def test_every_state_is_on_the_list():
    defined = set()
    for module in pkgutil.iter_modules(storefront.states.__path__, "storefront.states."):
        found = vars(importlib.import_module(module.name)).values()
        defined |= {thing for thing in found if isinstance(thing, type) and issubclass(thing, rx.State)} - {rx.State}

    assert defined == set(STATES)


def test_states_have_no_public_method_that_is_not_an_event():
    for state in STATES:
        functions = {name: value for name, value in vars(state).items() if inspect.isfunction(value)}
        own = {name for name, function in functions.items() if function.__module__ == state.__module__}
        assert {name for name in own if not name.startswith("_")} <= set(state.event_handlers), state


def test_no_state_sends_a_var_that_sounds_like_a_secret():
    for state in STATES:
        for name in state.vars:
            assert not any(word in name.lower() for word in ("secret", "token", "password", "hash", "session_id")) or (
                name in rx.State.vars
            ), f"{state.__name__}.{name}"
