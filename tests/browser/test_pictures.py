"""Pictures: zoom, swipe, another colour, one that does not come; and what was seen lately."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor
from tests.running import RunningShop


def shown(page: Page):
    return page.locator("#zoom [data-current]")


def zoom_of(page: Page) -> float:
    return shown(page).evaluate("picture => Number(picture.style.getPropertyValue('--zoom') || 1)")


def test_a_picture_is_zoomed_by_press_keys_and_buttons_and_stepped_by_arrows(visitor: Visitor):
    page = visitor.open("/products/cropped-puffer?colour=silver")
    page.locator("[data-component=gallery] a").first.click()
    expect(page.locator("#zoom")).to_be_visible()
    picture = shown(page).get_by_role("button", name=re.compile("^Picture 1"))
    picture.click()
    expect(picture).to_have_attribute("aria-pressed", "true")
    assert zoom_of(page) == 2
    page.keyboard.press("+")
    assert zoom_of(page) == 3  # no larger than that
    page.keyboard.press("ArrowRight")  # moves over the large picture, not to the next
    expect(picture).to_be_visible()
    page.keyboard.press("0")
    expect(picture).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("ArrowRight")
    expect(shown(page).get_by_role("button", name=re.compile("^Picture 2"))).to_be_visible()
    page.get_by_role("button", name="Larger").click()
    assert zoom_of(page) == 2
    page.get_by_role("button", name="Smaller").click()
    assert zoom_of(page) == 1
    page.keyboard.press("Escape")
    expect(page.locator("#zoom")).to_be_hidden()


def test_two_fingers_zoom_on_the_phone_and_dots_follow_the_row(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = Visitor(context, shop).open("/products/cropped-puffer?colour=silver")
    dots = page.locator(".gallery-dots i")
    expect(dots.first).to_have_class("on")
    page.locator("[data-stage]").evaluate("stage => stage.scrollTo({left: stage.scrollWidth, behavior: 'instant'})")
    expect(dots.last).to_have_class("on")
    page.locator("[data-stage]").evaluate("stage => stage.scrollTo({left: 0, behavior: 'instant'})")
    page.locator("[data-component=gallery] a").first.tap()
    expect(shown(page)).to_be_visible()

    fingers = context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[int, int]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (180, 400), (220, 400))
    touch("touchMove", (150, 400), (250, 400))
    touch("touchEnd")

    assert zoom_of(page) == 2.5
    context.close()


def test_on_the_phone_all_that_is_swiped_through_has_the_shape_of_a_picture(chromium: Browser, shop: RunningShop):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = Visitor(context, shop).open("/products/cargo-trousers")
    boxes = page.locator("[data-stage] > li")
    shapes = boxes.evaluate_all("all => all.map(li => [li.clientWidth, li.clientHeight, li.scrollHeight])")

    assert len(shapes) > 1
    assert all(abs(height - width * 5 / 4) <= 1 and needed <= height + 1 for width, height, needed in shapes)
    context.close()


def test_another_colour_changes_the_files_of_the_same_pictures_so_that_none_blinks(visitor: Visitor):
    page = visitor.open("/products/cropped-puffer?colour=silver")
    first = page.locator("[data-stage] img").first
    kept = first.element_handle()
    page.locator("[data-component=colour-radios] label").filter(has=page.get_by_alt_text("Ink")).click()
    expect(first).to_have_attribute("src", "/pictures/cropped-puffer-ink-front-800.webp")

    assert kept is not None
    assert kept.get_attribute("src") == "/pictures/cropped-puffer-ink-front-800.webp"
    assert kept.evaluate("image => image.isConnected")


def test_a_picture_that_does_not_come_leaves_an_outline(visitor: Visitor):
    visitor.context.route("**/pictures/cropped-puffer-silver-front-*", lambda route: route.abort())
    page = visitor.open("/collections/outerwear")

    picture = page.locator("[data-component=product-card] img").first
    expect(picture).to_have_attribute("src", "/garment.svg")
    expect(picture).to_have_attribute("alt", re.compile("puffer"))
    visitor.complaints.clear()  # the browser tells that the picture did not come


def test_every_picture_has_its_place_before_it_comes_and_only_the_first_is_eager(visitor: Visitor):
    page = visitor.open("/products/cropped-puffer?colour=silver")
    pictures = page.locator("main img[data-component=picture]")
    facts = pictures.evaluate_all(
        "all => all.map(i => [i.getAttribute('loading'), i.getAttribute('fetchpriority'), i.hasAttribute('width'),"
        " i.hasAttribute('height'), i.srcset.split(',').length])"
    )

    assert facts[0] == ["eager", "high", True, True, 3]
    assert {tuple(fact) for fact in facts[1:]} == {("lazy", "auto", True, True, 3)}


def test_pieces_seen_lately_are_remembered_in_this_browser_alone_and_forgotten_on_wish(visitor: Visitor):
    page = visitor.open("/products/flare-jeans")
    expect(page.get_by_role("heading", name="Wear it with")).to_be_visible()
    expect(page.get_by_role("heading", name="More like this")).to_be_visible()
    row = page.locator("[data-component=seen-row]")
    expect(page.get_by_role("heading", name="Seen lately")).to_have_count(0)
    visitor.open("/products/cropped-puffer")
    expect(row.locator("[data-component=product-card]")).to_contain_text(["Dial flare jeans"])
    assert "flare" not in str(page.context.cookies())

    visitor.open("/cart")
    expect(row.locator("[data-component=product-card]")).to_contain_text(["Static cropped puffer", "Dial flare jeans"])
    row.get_by_role("button", name="Forget these").click()
    expect(row.locator("[data-component=product-card]")).to_have_count(0)
    visitor.open("/cart")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(row.locator("[data-component=product-card]")).to_have_count(0)
