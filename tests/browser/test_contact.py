"""Contact: a question with a picture, our answer, and the thread."""

import re
import uuid

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.steps import content, link_to, mail_to, manage, settle
from tests.browser.test_reviews import photo


def test_a_question_with_a_picture_becomes_a_thread_that_we_answer(visitor: Visitor):
    email = f"{uuid.uuid4()}@moonpager.example"
    page = visitor.open("/contact?topic=missing")
    expect(page.get_by_label("What is it about?")).to_have_value("missing")
    page.get_by_label("Your email").fill(email)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error-summary]").filter(visible=True)).to_contain_text("Write your message.")
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


def test_more_pictures_than_we_take_are_said_not_dropped(visitor: Visitor):
    page = visitor.open("/contact?topic=size")
    page.get_by_label("Your email").fill(f"{uuid.uuid4()}@moonpager.example")
    page.get_by_label("Your message").fill("Which of these fits?")
    page.get_by_label("Pictures").set_input_files([photo(50 * n) for n in range(5)])
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error-summary]").filter(visible=True)).to_contain_text("Take at most 4 pictures.")
    settle(page)
    expect(page.get_by_label("Your message")).to_have_value("Which of these fits?")
    page.get_by_label("Pictures").set_input_files([photo(50 * n) for n in range(4)])
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-component=ticket]").get_by_role("img")).to_have_count(4)


def test_a_link_to_an_answer_shows_it_whatever_was_searched_for(visitor: Visitor):
    page = visitor.open("/faq")
    page.get_by_label("Search the answers").fill("puffer")
    expect(page.locator("#lost-password")).to_be_hidden()
    page.evaluate("location.hash = 'lost-password'")
    expect(page.locator("#lost-password")).to_be_in_viewport()
    expect(page.locator("#lost-password")).to_have_attribute("open", "")


def test_the_likeliest_answers_come_while_one_writes(visitor: Visitor):
    page = visitor.open("/contact?topic=return")
    answers = page.locator("[data-component=likely-answers]")
    expect(answers).to_contain_text("How do I return or exchange something?")
    page.get_by_label("Your message").press_sequentially("I have forgotten my password")
    expect(answers.get_by_role("link").first).to_have_text("I have forgotten my password. What now?")
    answers.get_by_role("link").first.click()
    expect(page.locator("#lost-password")).to_have_attribute("open", "")


def test_answers_are_searched_as_one_types_and_can_be_voted_on(visitor: Visitor):
    page = visitor.open("/faq")
    page.get_by_label("Search the answers").fill("spam folder")
    questions = page.locator("[data-component=question]").filter(visible=True)
    expect(questions).to_have_count(1)
    expect(page.locator("[data-faq-found]")).to_have_text("1 answer")
    expect(page.locator("main").get_by_role("heading", level=2)).to_have_text(["On this page", "Ordering"])
    assert page.evaluate("CSS.highlights.get('found').size") >= 2
    questions.get_by_role("heading").click()
    questions.get_by_role("button", name="No").click()
    expect(questions).to_contain_text("Thank you. Then write to us.")
    page.get_by_label("Search the answers").fill("xyzzy")
    expect(page.locator("[data-faq-found]")).to_contain_text("No answer with these words")
    assert "    1 no      0 yes  The confirmation mail has not come" in manage(visitor.shop, "answers")


def test_the_newsletter_is_confirmed_by_mail_and_left_by_one_press(visitor: Visitor, tmp_path):
    email = f"{uuid.uuid4()}@moonpager.example"
    page = visitor.open("/faq")
    page.get_by_label("Drop alerts").fill(email)
    page.locator("footer").get_by_role("button", name="Sign up").click()
    expect(content(page)).to_contain_text("Look into your mailbox")
    visitor.open(link_to(visitor.shop, page, email, "/newsletter"))
    page.get_by_role("button", name="Yes, send it to me").click()
    expect(content(page)).to_contain_text(f"You get it at {email}.")
    settle(page)
    letter = tmp_path / "news.txt"
    letter.write_text("The puffers are back\n\nAll of them.\nIn silver.\n\nSee you.")
    assert "is on its way to 1 reader." in manage(visitor.shop, "newsletter", str(letter))
    page.get_by_role("button", name="Take me off the list").click()
    expect(content(page)).to_contain_text("You are off the list")
