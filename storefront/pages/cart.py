"""The cart page."""

from storefront import text
from storefront.components.seen import seen_row
from storefront.pages.bodies.cart import cart_body
from storefront.pages.layout import ON_LOAD, live, printed
from storefront.pages.page import First, Head, Page, Visit
from storefront.states.cart import CartState, cart_view
from storefront.states.seen import SeenState
from storefront.text import tab_title

TITLE = tab_title("Your cart")


async def first(visit: Visit) -> First:
    """The cart of this session."""
    view = await cart_view(visit.session_hash, visit.currency)
    body = cart_body(view, problem=text.cart_problem(visit.query.get("problem", "")))
    head = Head(TITLE, "What you have chosen so far.", "/cart", hidden=True)
    return First(head, await printed(body, visit, view))


PAGE = Page(
    route="/cart",
    component=lambda: live(
        cart_body(
            CartState.cart,
            on_quantity=lambda line, quantity: CartState.change(line, quantity),
            on_remove=lambda line: CartState.remove(line),
            on_place=lambda country, state: CartState.send_to(country, state),
            problem=CartState.problem,
            on_code=CartState.use_code,
            on_drop_code=CartState.drop_code,
            seen=seen_row(SeenState.seen, SeenState.show_seen),
        )
    ),
    first=first,
    title=TITLE,
    on_load=ON_LOAD,
    private=True,
    reads=("problem",),
)
