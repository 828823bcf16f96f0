"""Gift cards: buy one, and see what is left on one."""

from storefront.pages.bodies.gifts import balance_body, gift_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Page, Visit
from storefront.states.gifts import GiftState, balance_view, gift_view
from storefront.text import tab_title

GIFT_TITLE, BALANCE_TITLE = tab_title("Gift cards"), tab_title("What is left on a gift card")


async def first_gift(visit: Visit) -> First:
    """The form, with what is known filled in."""
    view = await gift_view(visit.session_hash, visit.currency, visit.query)
    head = Head(GIFT_TITLE, "A gift card by email, today or on the day. It never expires.", "/gift-cards")
    return First(head, await printed(gift_body(view), visit))


async def first_balance(visit: Visit) -> First:
    """The form, and the card that this session asked for."""
    view = await balance_view(visit.session_hash, visit.query)
    head = Head(BALANCE_TITLE, "See what is left on a gift card.", "/gift-cards/balance")
    return First(head, await printed(balance_body(view), visit))


PAGES = (
    Page(
        route="/gift-cards",
        component=lambda: live(gift_body(GiftState.gift)),
        first=first_gift,
        title=GIFT_TITLE,
        on_load=[*ON_LOAD, GiftState.load_gift],
        private=True,
        reads=("check", "problem"),
    ),
    Page(
        route="/gift-cards/balance",
        component=lambda: live(balance_body(GiftState.balance)),
        first=first_balance,
        title=BALANCE_TITLE,
        on_load=[*ON_LOAD, GiftState.load_balance],
        private=True,
        reads=("check",),
    ),
)
