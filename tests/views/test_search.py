"""What the search says while one types."""

import pytest

from storefront.domain.catalogue import Collection
from storefront.domain.search import Answer, Suggestions
from storefront.views.search import suggestions

TOPS = Collection("tops", "Tops", "")
RETURNS = Answer("returns", "How do I return something?")


@pytest.mark.parametrize(
    ("total", "collections", "answers", "note"),
    [
        (3, (), (), "3 things for “return”"),
        (1, (TOPS,), (RETURNS,), "1 thing for “return”"),
        (0, (), (), "Nothing for “return”."),
        (0, (), (RETURNS,), "No pieces for “return”, but answers."),
        (0, (TOPS,), (RETURNS,), "No pieces for “return”, but collections and answers."),
    ],
)
def test_what_was_found_is_said_of_pieces_collections_and_answers_alike(total, collections, answers, note):
    found = Suggestions("return", total, (), collections, answers, ())

    assert suggestions(found, "return").note == note


def test_before_anything_is_typed_nothing_is_said():
    assert suggestions(Suggestions("", 0, (), (TOPS,), (), ()), "").note == ""
