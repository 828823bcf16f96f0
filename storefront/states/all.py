"""Every state of the shop: what a browser can call is here and nowhere else."""

import reflex as rx

from storefront.states.account import AccountState
from storefront.states.answers import AnswersState
from storefront.states.cart import CartState
from storefront.states.checkout import CheckoutState
from storefront.states.chrome import ChromeState
from storefront.states.collection import CollectionState
from storefront.states.gifts import GiftState
from storefront.states.home import HomeState
from storefront.states.order import OrderState
from storefront.states.product import ProductState
from storefront.states.restock import RestockState
from storefront.states.returns import ReturningState
from storefront.states.reviews import ReviewsState
from storefront.states.saved import SavedState
from storefront.states.search import SearchState, SuggestState
from storefront.states.seen import SeenState
from storefront.states.tickets import TicketState

STATES: tuple[type[rx.State], ...] = (
    AccountState,
    AnswersState,
    CartState,
    CheckoutState,
    ChromeState,
    CollectionState,
    GiftState,
    HomeState,
    OrderState,
    ProductState,
    RestockState,
    ReturningState,
    ReviewsState,
    SavedState,
    SearchState,
    SeenState,
    SuggestState,
    TicketState,
)
