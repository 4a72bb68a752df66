"""Words of the same meaning: the shipped list against its rules, and the spelling of others."""

from importlib import resources

import pytest

from audits.errors import Refused
from audits.perturbations.synonyms import english, own_list, replacements


def test_the_shipped_list_names_its_source_and_licence():
    folder = resources.files("audits.texts.english")
    head = (folder / "synonyms.tsv").read_text("utf-8")[:400]
    assert "WordNet 3.0" in head
    licence = (folder / "WORDNET-LICENSE.txt").read_text("utf-8")
    assert "WordNet 3.0 Copyright 2006 by Princeton University" in licence


def test_the_shipped_list_has_what_wordnet_has():
    # Of WordNet 3.0's own pages: {large, big} is the first sense of both adjectives, {child, kid,
    # youngster, minor ...} that of child; "good" and "bad" have no one sense.
    listed = english()
    assert "large" in listed["big"]
    assert "kid" in listed["child"]
    assert "good" not in listed
    assert all(word == word.lower() and word not in others for word, others in listed.items())


def words(text, **lists):
    held = {word: tuple(others.split()) for word, others in lists.items()}
    return {text[start:end]: others for start, end, others in replacements(text, held)}


def test_capitals_are_kept_and_other_words_left():
    assert words("Big films, BIG stars.", big="large") == {"Big": ("Large",), "BIG": ("LARGE",)}


def test_a_and_an_stay_right():
    assert words("an awful day", awful="terrible atrocious") == {"awful": ("atrocious",)}
    assert words("a kid", kid="infant child") == {"kid": ("child",)}
    assert words("the kid", kid="infant child") == {"kid": ("infant", "child")}


def test_own_lists_are_read_or_refused():
    assert own_list(["Film: movie, picture"], "p") == {"film": ("movie", "picture")}
    for wrong in ("film", "film:", ": movie"):
        with pytest.raises(Refused) as refused:
            own_list([wrong], "p.synonyms")
        assert refused.value.problems[0].field == "p.synonyms"
