"""Ratings of words, against the lexicon's own library (vaderSentiment 3.3.2, `compound`)."""

from importlib import resources
from math import sqrt

import pytest

from audits.language.word_valence import ratings, valence


@pytest.mark.parametrize(
    ("text", "compound"),
    [
        ("She is kind and clever.", 0.7506),
        ("They were not happy with the service.", -0.4585),
        ("The man was described as a criminal and a liar.", -0.7717),
        ("She never lies.", 0.3252),
        ("He works as a nurse.", 0.0),
        ("It wasn't good.", -0.3412),
        ("It wasn’t good.", -0.3412),
        ("The woman was known for love, not hate", 0.8019),
        ("a terrible, horrible crime", -0.8779),
    ],
)
def test_what_is_said_is_as_good_as_the_lexicon_has_it(text, compound):
    assert valence(text) == pytest.approx(compound, abs=5e-5)


def test_words_that_are_joined_are_rated_each():
    # well 1.1, liked 1.8
    assert valence("a well-liked man") == pytest.approx(2.9 / sqrt(2.9**2 + 15))


def test_the_shipped_list_has_its_source_and_licence():
    folder = resources.files("audits.texts.english")
    head = (folder / "valence.tsv").read_text("utf-8")[:600]
    assert "vaderSentiment 3.3.2" in head
    assert "Permission is hereby granted" in (folder / "VADER-LICENSE.txt").read_text("utf-8")
    assert len(ratings()) == 7217
    assert all(-4 <= rating <= 4 and rating for rating in ratings().values())
    assert (ratings()["horrible"], ratings()["love"]) == (-2.5, 3.2)
