"""Take the README's pictures of the running shop: ``python -m tests.browser.shots``."""

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.steps import put_into_cart
from tests.running import ROOT, RunningShop

PICTURES = ROOT / ".pictures"


def keep(page: Page, name: str) -> None:
    """Write what is seen."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.jpg", type="jpeg", quality=80)


def visit(browser: Browser, shop: RunningShop, path: str, wide: bool, scheme: str = "light") -> Page:
    """A page of the shop, taken over by React."""
    size = {"width": 1440, "height": 900} if wide else {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(shop.url + path)
    page.locator("#first").wait_for(state="detached")
    return page


def main() -> None:
    """Start a shop and take the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        shop = RunningShop(Path(data)).start()
        path = "/usr/bin/chromium" if os.path.exists("/usr/bin/chromium") else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        keep(visit(browser, shop, "/", wide=True), "home")
        keep(visit(browser, shop, "/products/butterfly-baby-tee?colour=ice&size=M", wide=True), "product")
        page = visit(browser, shop, "/products/cropped-puffer?colour=silver", wide=False)
        put_into_cart(page, "M")
        keep(page, "cart-phone")
        page = visit(browser, shop, "/products/cropped-puffer?colour=silver", wide=False, scheme="dark")
        put_into_cart(page, "M")
        page.locator("#cart-drawer a[href='/checkout']").click()
        page.get_by_label("Email", exact=True).wait_for()
        keep(page, "checkout-phone-dark")
        browser.close()
        shop.stop()


if __name__ == "__main__":
    main()
