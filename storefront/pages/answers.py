"""The answers of the FAQ as components show them."""

from storefront.components.prose import Question
from storefront.texts import Question as Answered
from storefront.texts import faq


def shown(question: Answered) -> Question:
    """A question with its answer."""
    return Question(question.anchor, question.question, question.answer)


def answers_at(place: str) -> tuple[Question, ...]:
    """The questions that come up at a place: "checkout", "order", "login"."""
    return tuple(shown(question) for question in faq.answers_at(place))
