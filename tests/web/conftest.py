"""The whole HTTP of the shop over a store of the test catalogue, without a server, a build or a browser."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from storefront.pages import missing
from storefront.pages.all import PAGES
from storefront.pages.desk import DESK
from storefront.services.shop import House, open_house
from storefront.settings import Settings
from storefront.states.all import STATES
from storefront.web.bodies import SmallBodies
from storefront.web.currency import CurrencyChoice
from storefront.web.document import Documents
from storefront.web.guard import Guard
from storefront.web.headers import Headers
from storefront.web.packets import surface_of
from storefront.web.routes import SIGNED, application
from storefront.web.session import SessionCookie
from tests.running import RunningShop
from tests.stores import SqliteStores
from tests.web.asking import Asker

SHELL = (
    '<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><link href="/assets/all.css" rel="stylesheet"/>'
    '<script>theme()</script><script src="/shop.js"></script></head><body><script type="module">start()</script>'
    "</body></html>"
)


@pytest.fixture
def store_url(sqlite_stores: SqliteStores) -> str:
    """SQLite alone: what the store does with PostgreSQL is tested at the services."""
    return sqlite_stores.fresh()


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A front end as small as one can be."""
    folder = tmp_path / "client"
    (folder / "assets").mkdir(parents=True)
    (folder / "__spa-fallback.html").write_text(SHELL)
    (folder / "cart").mkdir()
    (folder / "cart" / "index.html").write_text("Reflex's own page")
    (folder / "cart.html").write_text("Reflex's own page")
    (folder / "cart.html.br").write_text("Reflex's own page")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "all.css").write_text("p{color:red}")
    (folder / "assets" / "index-abc.js").write_text("1")
    (folder / "assets" / "reflex-env-abc.js").write_text("var e={};export{e as q};")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", public_url="https://shop.example")


def layered(settings: Settings, build: Path, bank: ASGIApp | None = None) -> ASGIApp:
    """The layers in the order of ``storefront.storefront``, around an app that says who it is."""
    app = application(settings, bank, PlainTextResponse("Reflex"), "mail key")
    app = Documents(app, (*PAGES, *DESK), missing.first, build, settings.public_url)
    app = SessionCookie(app, "key", settings.secure)
    app = CurrencyChoice(app, settings.secure)
    app = Guard(app, lambda: surface_of(STATES), settings.origins, settings.trusted_proxies, SIGNED)
    app = SmallBodies(app)
    return Headers(app, settings.secure)


@pytest.fixture
def shop(house: House, settings: Settings, build: Path) -> ASGIApp:
    open_house(house)
    return layered(settings, build)


@pytest.fixture
def somebody(shop: ASGIApp) -> Asker:
    return Asker(shop)


@pytest.fixture
def live_settings(settings: Settings) -> Settings:
    return replace(settings, live=True, secret="s" * 40)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A running shop with the sample catalogue."""
    shop = RunningShop(tmp_path_factory.mktemp("running")).start()
    yield shop
    shop.stop()


@pytest.fixture
def guest(shop: ASGIApp) -> Asker:
    """Somebody with a cookie who is not logged in."""
    person = Asker(shop)
    person.get("/")
    return person
