"""Chromium against a running shop. One browser and one shop a worker; every test has a context of its own."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests import machine
from tests.running import RunningShop

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
# Chromium says it for every picture, script or page that is answered with 404, which some tests ask for.
# And it says when a page was left while its socket was on its way.
HARMLESS = (
    "the server responded with a status of 404",
    "the server responded with a status of 410",
    "the server responded with a status of 422",
    "WebSocket is closed before the connection is established",
)
SCREENS = {"desktop": (1440, 900), "phone": (390, 844)}
ADDRESSES = ip_network("10.0.0.0/8").hosts()
expect.set_options(timeout=15_000)  # what is waited for comes at once, but for a machine that is busy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """A running shop with the sample catalogue."""
    running = RunningShop(tmp_path_factory.mktemp("shop"), trusted_proxies="1").start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or Playwright's own where there is none.

    For one module: while Playwright runs, no other test of this worker could run an event loop of its own.
    """
    machine.needs("browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser, and what it complained about."""

    def __init__(self, context: BrowserContext, shop: RunningShop) -> None:
        """A context of their own, at an address of their own: no cookies yet, and nobody else's tries and mails."""
        self.context, self.shop, self.address = context, shop, str(next(ADDRESSES))
        self.complaints: list[str] = []
        context.set_default_timeout(15_000)
        context.set_extra_http_headers({"x-forwarded-for": self.address})
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page = context.new_page()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in HARMLESS):
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, path: str, page: Page | None = None) -> Page:
        """Open a page of the shop and wait until React has taken it over."""
        page = page or self.page
        page.goto(self.shop.url + path)
        page.locator("#first").wait_for(state="detached")
        return page


@pytest.fixture
def visitor(chromium: Browser, shop: RunningShop) -> Iterator[Visitor]:
    """A visitor at a desktop. The browser must not have complained at the end."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    somebody = Visitor(context, shop)
    yield somebody
    context.close()
    assert somebody.complaints == []


@pytest.fixture(params=SCREENS)
def context(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    """A browser at each screen, that lets axe in (see ``steps.violations``)."""
    width, height = SCREENS[request.param]
    made = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme="light", reduced_motion="reduce", bypass_csp=True
    )
    yield made
    made.close()


@pytest.fixture
def anybody(context: BrowserContext, shop: RunningShop) -> Iterator[Visitor]:
    """Somebody at each screen. The browser must not have complained at the end."""
    somebody = Visitor(context, shop)
    yield somebody
    assert somebody.complaints == []
