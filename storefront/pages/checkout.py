"""The checkout page. Paying is a form that the browser sends itself (see ``web.routes``)."""

from storefront.components.base import refresher
from storefront.pages.answers import answers_at
from storefront.pages.bodies.checkout import checkout_body
from storefront.pages.layout import live_checkout, printed_checkout
from storefront.pages.page import First, Head, Page, Visit
from storefront.states.checkout import CheckoutState, checkout_view, login_view
from storefront.states.chrome import ChromeState
from storefront.text import tab_title

TITLE = tab_title("Checkout")
QUESTIONS = answers_at("checkout")


async def first(visit: Visit) -> First:
    """The checkout of this session."""
    view = await checkout_view(visit.session_hash, visit.currency, visit.query)
    login = await login_view(visit.session_hash, visit.query)
    head = Head(TITLE, "Where it goes and how you pay.", "/checkout", hidden=True)
    return First(head, await printed_checkout(checkout_body(view, login=login, questions=QUESTIONS), visit))


PAGE = Page(
    route="/checkout",
    component=lambda: live_checkout(
        refresher(CheckoutState.load_checkout),
        checkout_body(
            CheckoutState.checkout,
            login=CheckoutState.login,
            questions=QUESTIONS,
            on_code=CheckoutState.use_code,
            on_drop_code=CheckoutState.drop_code,
            on_choice=lambda name, value: CheckoutState.keep(name, value),
            on_field=lambda name: lambda value: CheckoutState.keep(name, value),
        ),
    ),
    first=first,
    title=TITLE,
    on_load=[ChromeState.load_menu, CheckoutState.load_checkout],
    private=True,
    reads=("check", "problem", "card"),
)
