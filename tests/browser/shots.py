"""Take the README's pictures of the running shop: ``python -m tests.browser.shots``."""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from storefront.domain.staff import CODE_SECONDS, Role
from storefront.integrations import authenticator
from storefront.opening import open_shop
from storefront.services import staff_accounts
from storefront.settings import Settings
from tests import machine
from tests.browser.steps import put_into_cart
from tests.busy_desk import fill_folder
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


def keep_desk(browser: Browser) -> None:
    """Write what the desk looks like after a busy week."""
    with tempfile.TemporaryDirectory() as data:
        fill_folder(Path(data))
        house = open_shop(Settings(data=Path(data)))
        issued = staff_accounts.add(house, "mia@example.com", "Mia Moon", Role.MANAGER)
        house.store.close()
        shop = RunningShop(Path(data), worker="no").start()
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.goto(shop.url + "/staff")
        page.get_by_label("Email").fill("mia@example.com")
        page.get_by_label("Password").fill(issued.password)
        code = authenticator.code_at(issued.app_key, int(time.time()) // CODE_SECONDS)
        page.get_by_label("Code from your app").fill(code)
        page.get_by_role("button", name="Log in to the desk").click()
        page.wait_for_url("**/staff")
        keep(page, "desk")
        shop.stop()


def main() -> None:
    """Start a shop and take the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        shop = RunningShop(Path(data)).start()
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox", "--disable-gpu"])
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
        shop.stop()
        keep_desk(browser)
        browser.close()


if __name__ == "__main__":
    main()
