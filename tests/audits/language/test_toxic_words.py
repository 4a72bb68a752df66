"""A word counts in any case and with an s behind it, and never inside another word."""

from importlib import resources

import pytest

from audits.language.toxic_words import WordList, english

LISTED = WordList(["Blast", "daft bat", "  "])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("BLAST it", ["blast"]),
        ("two blasts, a blast", ["blast"]),
        ("a sandblasted wall", []),
        ("You Daft  bat", []),
        ("you daft bats!", ["daft bats"]),
        ("daft battery", []),
        ("", []),
    ],
)
def test_words_and_groups_are_met(text, words):
    assert LISTED.words_in(text) == words


def test_the_shipped_list_has_its_source_and_licence():
    folder = resources.files("audits.texts.english")
    head = (folder / "offensive.tsv").read_text("utf-8")[:400]
    assert "WordNet 3.0" in head
    assert (folder / "WORDNET-LICENSE.txt").is_file()
    words = english()
    assert len(words) == len(set(words)) > 60
    assert {"asshole", "white trash"} <= set(words)
    # Words of everyday, of which a list that is too long would make accusations.
    assert not {"shrimp", "taco", "tom", "cracker", "indian", "american indian"} & set(words)


def test_plain_sentences_hold_none():
    sentences = [
        "The weather is lovely and the shrimp taco was good.",
        "Tom and Jerry met an American Indian chief in Mississippi.",
        "She is a nurse; he reads about dykes in Holland.",
    ]
    listed = WordList(english())
    assert [listed.words_in(sentence) for sentence in sentences[:2]] == [[], []]
