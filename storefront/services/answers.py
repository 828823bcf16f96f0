"""The answers of the FAQ: which one is likely meant, and whether it helped."""

from collections import Counter

from storefront.domain.errors import Refusal
from storefront.domain.search import FILLERS, fold
from storefront.domain.tickets import Topic
from storefront.services.shop import Shop
from storefront.store import votes
from storefront.texts import Question, faq

MOST_LIKELY = 3
# Words of most questions, which say nothing of what one is about.
EVERYDAY = """
what now how can why when where do does did not have has had was are you your this that there but from will get got want
would like please hello hi thank take need know
"""
# What people who choose a topic mostly want to know.
BY_TOPIC = {
    Topic.ORDER: ("confirmation", "late-parcel", "no-mail"),
    Topic.CHANGE: ("change-or-cancel", "remove-item"),
    Topic.RETURN: ("returns", "refund-amount", "refund-where"),
    Topic.MISSING: ("something-missing", "late-parcel"),
    Topic.SIZE: ("which-size", "measured-flat", "sold-out-size"),
    Topic.LOGIN: ("lost-password", "cannot-log-in", "account"),
    Topic.PAYMENT: ("payment-methods", "declined", "ten-minutes"),
    Topic.OTHER: (),
}


def likely(topic: str, message: str) -> list[Question]:
    """The answers that a question most likely asks for: those that share rare words with it, then the topic's.

    Args:
        topic: The code of a topic, or ``""``.
        message: What has been typed so far.
    """
    ignored = FILLERS | {*EVERYDAY.split()}
    asked = {word for word in fold(message) if word not in ignored and len(word) > 2}
    every = [question for group in faq.GROUPS for question in group.questions]
    words = {one.anchor: (set(fold(one.question)), set(fold(" ".join(one.answer)))) for one in every}
    spread = Counter(word for question, answer in words.values() for word in question | answer)

    def shared(one: Question) -> float:
        question, answer = words[one.anchor]
        return sum((3 if word in question else 1) / spread[word] for word in asked if word in question | answer)

    # One everyday word in an answer says little: what counts is a word that few answers have.
    by_words = [one for one in sorted(every, key=shared, reverse=True) if shared(one) >= 0.5]
    by_topic = [faq.question(anchor) for anchor in BY_TOPIC.get(_topic(topic), ())]
    return list(dict.fromkeys([*by_words, *by_topic]))[:MOST_LIKELY]


def tell(shop: Shop, session_hash: str, anchor: str, helped: bool) -> None:
    """Note whether an answer helped.

    Raises:
        Refusal: ``no_session``; ``no_answer`` when there is no such answer.
    """
    if not session_hash:
        raise Refusal("no_session")
    if not any(one.anchor == anchor for group in faq.GROUPS for one in group.questions):
        raise Refusal("no_answer")
    votes.vote(shop.session, session_hash, anchor, helped, shop.now)


def told(shop: Shop) -> list[tuple[str, int, int]]:
    """How often each answer helped, and did not: (question, yes, no), the least helpful first. For staff."""
    titles = {one.anchor: one.question for group in faq.GROUPS for one in group.questions}
    return [(titles.get(anchor, anchor), yes, no) for anchor, yes, no in votes.counts(shop.session)]


def _topic(code: str) -> Topic:
    return Topic(code) if code in {each.value for each in Topic} else Topic.OTHER
