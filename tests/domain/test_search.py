import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.domain.search import Lexicon, fold, mistyped, read_question, relaxed, understood, written

WORDS = {"jean": "jeans", "hoodie": "hoodie", "camo": "camo", "velour": "velour", "puffer": "puffer", "ink": "ink"}
LEXICON = Lexicon.of(WORDS, [["hoodie", "hoody", "zip up top"], ["ink", "black"]])


def read(text, typing=False, nearest=lambda word: {"jeen": "jean", "blakc": "black"}.get(word)):
    return read_question(text, LEXICON, nearest, typing)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dial flare JEANS", ["dial", "flare", "jean"]),
        ("dress dresses", ["dress", "dress"]),
        ("accessories", ["accessory"]),
        ("women's", ["women"]),
        ("Décolleté, naïve", ["decollete", "naive"]),
        ("y2k 100% bus", ["y2k", "100", "bus"]),
        ("Стиль", ["стиль"]),
        ("", []),
    ],
)
def test_words_are_folded(text, words):
    assert fold(text) == words


@given(st.text())
def test_any_text_folds_to_words_that_stay_as_they_are(text):
    for word in fold(text):
        assert word
        assert not any(char.isspace() or char in "\"'*()&|!:" for char in word)


def test_a_word_remembers_how_it_is_written():
    assert written("Blue Jeans") == {"blue": "blue", "jean": "jeans"}


def test_every_word_of_a_question_must_be_met():
    assert [term.phrases for term in read("camo jeans")] == [(("camo",),), (("jean",),)]


def test_fillers_are_left_out_unless_nothing_else_was_said():
    assert [term.said for term in read("the jeans in camo")] == ["jean", "camo"]
    assert [term.said for term in read("with")] == ["with"]


def test_a_synonym_stands_for_its_whole_group_also_when_it_is_several_words():
    (hoodie,) = read("zip up tops")
    assert hoodie.phrases == (("zip", "up", "top"), ("hoodie",), ("hoody",))
    assert [term.phrases for term in read("black hoody")] == [
        (("black",), ("ink",)),
        (("hoody",), ("hoodie",), ("zip", "up", "top")),
    ]


def test_a_mistyped_word_is_taken_for_ours_and_its_synonyms():
    terms = read("jeens blakc")

    assert [term.phrases for term in terms] == [(("jean",),), (("ink",), ("black",))]
    assert understood(terms) == "jeans black"
    assert mistyped(terms)
    assert not mistyped(read("jeans"))


def test_the_beginning_of_a_word_of_ours_is_not_mistyped():
    (cam,) = read("cam")

    assert (cam.phrases, cam.unfinished) == ((("cam",),), True)
    assert not mistyped((cam,))


def test_while_typing_only_the_last_word_may_go_on():
    assert [term.unfinished for term in read("camo jeans", typing=True)] == [False, True]
    assert [term.unfinished for term in read("camo jeans")] == [False, False]


def test_a_question_has_no_more_than_eight_words():
    assert len(read("camo " * 50)) == 8


def test_an_easier_question_keeps_the_last_word_longest():
    def said(questions):
        return [" ".join(term.said for term in terms) for terms in questions]

    assert said(relaxed(read("purple unicorn puffer"))) == [
        "unicorn puffer",
        "purple puffer",
        "purple unicorn",
        "puffer",
        "unicorn",
        "purple",
    ]
    assert said(relaxed(read("purple puffer"))) == ["puffer", "purple"]
    assert relaxed(read("puffer")) == []
