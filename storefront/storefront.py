"""The app: pages, layers and wiring, nothing else."""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator

import reflex as rx
from anyio import to_thread
from reflex.event import EventSpec
from starlette.types import ASGIApp

from storefront import opening
from storefront.pages import missing
from storefront.pages.all import PAGES
from storefront.pages.component_gallery import component_gallery
from storefront.pages.desk import DESK
from storefront.services.shop import House, open_house
from storefront.settings import ROOT, SETTINGS
from storefront.states import live
from storefront.states.all import STATES
from storefront.web.addresses import OwnAddresses
from storefront.web.bodies import SmallBodies
from storefront.web.currency import CurrencyChoice
from storefront.web.document import Documents
from storefront.web.guard import Guard
from storefront.web.headers import Headers
from storefront.web.logs import keep_logs_small
from storefront.web.packets import surface_of
from storefront.web.routes import PHOTO_FORMS, SIGNED, application
from storefront.web.session import FIRST_SCRIPT, SessionCookie
from storefront.worker import work

log = logging.getLogger(__name__)

BUILD = ROOT / ".web" / "build" / "client"
BUILT = os.environ.get("REFLEX_ENV_MODE") == "prod"  # else Vite shows the pages, and Reflex listens on port 8000
BANK_URL = "" if BUILT else f"http://127.0.0.1:8000{opening.BANK_PATH}"


def tell_nobody(exception: Exception) -> EventSpec | None:
    """Log what went wrong in a handler. Reflex would show it to the shopper, by a script our policy forbids."""
    log.error("a handler failed", exc_info=exception)
    return None


@contextlib.asynccontextmanager
async def worker() -> AsyncIterator[None]:
    """Send mails and free holds inside this process, unless a process of its own does."""
    if not SETTINGS.worker:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(house, stop), name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        await to_thread.run_sync(thread.join, 10)


def layers(inner: ASGIApp) -> ASGIApp:
    """Everything around Reflex, from the inside out."""
    pay_at = house.ports.payments.page_origins
    build = BUILD if BUILT else BUILD / "none"
    app: ASGIApp = OwnAddresses(inner, BUILD)
    app = application(SETTINGS, bank.app if bank else None, app, opening.derived(SETTINGS, "incoming mail"))
    app = Documents(app, (*PAGES, *DESK), missing.first, build, SETTINGS.public_url, pay_at)
    app = SessionCookie(app, opening.derived(SETTINGS, "tab tokens"), SETTINGS.secure)
    app = CurrencyChoice(app, SETTINGS.secure)
    app = Guard(app, lambda: surface_of(STATES), SETTINGS.origins, SETTINGS.trusted_proxies, SIGNED)
    app = SmallBodies(app, photos=PHOTO_FORMS)
    return Headers(app, SETTINGS.secure, pay_at)


bank = None if SETTINGS.live else opening.test_bank(SETTINGS)
house: House = opening.open_shop(SETTINGS, BANK_URL)
open_house(house)
keep_logs_small()
sys.setswitchinterval(0.001)  # seconds: a page made in a worker thread lets the event loop through sooner

app = rx.App(
    html_lang="en",
    toaster=None,
    app_wraps={},
    reset_style=False,
    stylesheets=["tokens.css", "shop.css"],
    head_components=[
        *([] if BUILT else [rx.el.script(src=FIRST_SCRIPT)]),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(
            rel="preload",
            href="/fonts/hanken-grotesk-latin-wght-normal.woff2",
            custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"},
        ),
        rx.el.link(
            rel="preload",
            href="/fonts/anybody-latin-100-125.woff2",
            custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"},
        ),
        rx.el.script((ROOT / "assets" / "theme.js").read_text()),  # inline: it runs before the first paint
        rx.el.script(src="/shop.js", custom_attrs={"defer": True}),
    ],
    backend_exception_handler=tell_nobody,
    api_transformer=[layers],
)
app.register_lifespan_task(worker)
app.register_lifespan_task(live.watch)
if bank is not None:
    app.register_lifespan_task(bank.deliver)

for page in PAGES:
    assert page.component is not None
    app.add_page(page.component, route=page.route, title=page.title, on_load=page.on_load)
app.add_page(missing.component, route="404", title=missing.TITLE, on_load=[*PAGES[0].on_load])
if not SETTINGS.live:
    app.add_page(component_gallery, route="/dev/components", title="Components")
