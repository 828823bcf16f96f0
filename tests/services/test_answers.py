"""The answers of the FAQ: the likeliest one, and whether it helped."""

import pytest

from storefront.services import answers
from storefront.texts import faq
from tests.person import refused


@pytest.mark.parametrize(
    ("topic", "message", "first"),
    [
        ("login", "", "lost-password"),
        ("", "I forgot my password", "lost-password"),
        ("other", "Can I cancel?", "change-or-cancel"),
        ("order", "do you ship to my country", "countries"),
        ("payment", "Do you take Mastercard?", "payment-methods"),
        ("return", "How much is my refund?", "refund-amount"),
    ],
)
def test_the_likeliest_answer_stands_first(topic, message, first):
    found = [question.anchor for question in answers.likely(topic, message)]

    assert found[0] == first
    assert len(found) == len(set(found)) <= 3


@pytest.mark.parametrize("message", ["", "what now", "hello, please", "xyzzy", "\0", "é" * 5000])
def test_words_that_say_nothing_find_nothing(message):
    assert answers.likely("other", message) == []
    assert answers.likely("no such topic", message) == []


def test_every_answer_that_is_pointed_at_is_there():
    pointed = [*(anchor for each in answers.BY_TOPIC.values() for anchor in each), *sum(faq.AT.values(), ())]

    assert {faq.question(anchor).anchor for anchor in pointed} == set(pointed)


def test_anchors_are_unique():
    anchors = [question.anchor for group in faq.GROUPS for question in group.questions]

    assert len(anchors) == len(set(anchors))


def test_whether_an_answer_helped_is_counted_once_a_session(house):
    for session, helped in (("a" * 64, True), ("b" * 64, True), ("b" * 64, False), ("c" * 64, True)):
        house.tell(answers.tell, session, "guest", helped)
    house.tell(answers.tell, "a" * 64, "returns", False)

    assert house.show(answers.told) == [
        (faq.question("guest").question, 2, 1),
        (faq.question("returns").question, 0, 1),
    ]


def test_nobody_votes_on_what_is_no_answer_or_without_a_session(house):
    assert refused(house.tell, answers.tell, "a" * 64, "no-such", True) == "no_answer"
    assert refused(house.tell, answers.tell, "", "guest", True) == "no_session"
