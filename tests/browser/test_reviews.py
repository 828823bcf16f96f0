"""Reviews: from the order's page to the product's."""

import io

from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Visitor
from tests.browser.steps import APPROVED, expect_paid, fill_checkout, manage, pay_at_bank, put_into_cart, settle


def photo(shade: int = 0) -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), (shade, 128, 128)).save(out, "JPEG")
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_a_bought_piece_is_reviewed_with_a_photo_read_and_shown(visitor: Visitor):
    page = visitor.open("/products/velour-zip-hoodie?colour=ink")
    reviews = page.locator("[data-component=reviews]")
    expect(reviews).to_contain_text("No reviews yet.")
    put_into_cart(page, "M")
    visitor.open("/checkout")
    fill_checkout(page, "review@moonpager.example")
    page.locator("[data-component=pay-button]").click()
    pay_at_bank(page, APPROVED)
    expect_paid(page)
    visitor.open(f"{page.url.removeprefix(visitor.shop.url)}?review=VELOUR-ZIP-HOODIE-INK-M")
    expect(page.get_by_role("heading", level=1)).to_have_text("Review the Velour zip hoodie")

    form = page.locator("[data-component=review-form]")
    form.get_by_label("Your review, if you like").fill("Soft & warm <b>all</b> day.")
    form.get_by_role("button", name="Send the review").click()
    problems = page.locator("[data-error-summary]")
    expect(problems).to_contain_text("Choose how many stars.")
    expect(problems).to_contain_text("Say how the size fits.")
    settle(page)
    expect(form.get_by_label("Your review, if you like")).to_have_value("Soft & warm <b>all</b> day.")
    form.get_by_label("4 stars").check(force=True)
    form.get_by_label("True to size").check(force=True)
    form.get_by_label("Name to show").fill("Mia")
    form.get_by_label("Photos").set_input_files(photo())
    form.get_by_role("button", name="Send the review").click()
    expect(page.get_by_role("status").filter(has_text="Thank you.")).to_be_visible()

    waiting = manage(visitor.shop, "reviews")
    assert "4 of 5  Velour zip hoodie, by Mia" in waiting
    manage(visitor.shop, "reviews", "publish", waiting.split()[0])

    visitor.open("/products/velour-zip-hoodie")
    expect(page.locator(".stars-link")).to_contain_text("4.0 of 5 stars, 1 review")
    expect(reviews.locator("[data-component=fit-bar]")).to_contain_text("True to size: 1 of 1")
    expect(reviews.locator("[data-component=review]")).to_contain_text("Soft & warm <b>all</b> day.")
    expect(reviews.locator("[data-component=review]")).to_contain_text("Bought it")
    expect(reviews.get_by_role("img", name="Photo 1 of Mia")).to_have_js_property("complete", True)
    assert page.request.get(visitor.shop.url + "/photos/" + "0" * 32 + "-400.webp").status == 404


def test_reviews_are_filtered_and_sorted_in_the_address(visitor: Visitor):
    page = visitor.open("/products/flare-jeans?colour=indigo")
    reviews = page.locator("[data-component=reviews]")
    expect(reviews.locator("[data-component=review]")).to_have_count(6)
    expect(reviews).to_contain_text("Sample review")
    reviews.get_by_role("link", name="5 stars (3)").click()
    expect(reviews.locator("[data-component=review]")).to_have_count(3)
    assert "colour=indigo" in page.url
    assert "stars=5" in page.url
    reviews.get_by_role("link", name="Clear all").click()
    expect(reviews.locator("[data-component=review]")).to_have_count(6)  # the links are those of this list now
    reviews.get_by_role("link", name="Fewest stars").click()
    expect(reviews.locator("[data-component=review]").first).to_contain_text("Not for me")
