"""Contact: a question with a picture, our answer, and the thread."""

import re
import uuid

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.steps import mail_to, manage, settle
from tests.browser.test_reviews import photo


def test_a_question_with_a_picture_becomes_a_thread_that_we_answer(visitor: Visitor):
    email = f"{uuid.uuid4()}@moonpager.example"
    page = visitor.open("/contact?topic=missing")
    expect(page.get_by_label("What is it about?")).to_have_value("missing")
    page.get_by_label("Your email").fill(email)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Write your message.")
    settle(page)
    expect(page.get_by_label("Your email")).to_have_value(email)
    page.get_by_label("Your message").fill("One boot came.\nWhere is the <i>other</i>?")
    page.get_by_label("Pictures").set_input_files(photo())
    page.get_by_role("button", name="Send").click()
    thread = page.locator("[data-component=ticket]")
    expect(thread).to_contain_text("Where is the <i>other</i>?")
    expect(thread.get_by_role("img", name="Picture 1")).to_have_js_property("complete", True)
    expect(thread.get_by_role("img", name="Picture 1")).not_to_have_js_property("naturalWidth", 0)
    assert "/tickets/" in mail_to(visitor.shop, page, email)

    settle(page)
    code = re.search(r"T-\w{8}", page.locator("h1").inner_text())
    assert code is not None
    assert code[0] in manage(visitor.shop, "tickets")
    manage(visitor.shop, "tickets", "answer", code[0], "--text", "It is in the second parcel.")
    page.reload()
    settle(page)
    expect(thread).to_contain_text("It is in the second parcel.")
    page.get_by_label("Add something").fill("Thank you!")
    page.get_by_role("button", name="Send").click()
    expect(thread.locator("[data-component=message]")).to_have_count(3)
