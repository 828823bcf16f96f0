"""The home page."""

from storefront.pages.bodies.home import home_body
from storefront.pages.layout import NAME, ON_LOAD, live, printed
from storefront.pages.page import First, Head, Page, Visit
from storefront.settings import SETTINGS
from storefront.states.home import HomeState, home_view

TITLE = f"{NAME}: clothes from the year the future started"
DESCRIPTION = (
    "Butterfly tees, flares and silver puffers. Every piece measured flat, shipped in one to two working days."
)


async def first(visit: Visit) -> First:
    """The home page with its products."""
    view = await home_view(visit.currency)
    organization = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": NAME,
        "url": f"{SETTINGS.public_url}/",
        "logo": f"{SETTINGS.public_url}/favicon.svg",
    }
    picture = view.hero[0].picture.large if view.hero else ""
    head = Head(TITLE, DESCRIPTION, "/", picture, json_ld=(organization,))
    return First(head, await printed(home_body(view), visit))


PAGE = Page(
    route="/",
    component=lambda: live(home_body(HomeState.home)),
    first=first,
    title=TITLE,
    on_load=[*ON_LOAD, HomeState.load_home],
)
