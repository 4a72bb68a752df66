"""The words that moved a pronoun, of a translator whose reasons are known."""

import re

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.running.catalog import catalog
from audits.specification.roles import Role
from tests.subjects import Subject

PULLS = {"hoitaja": 2.0, "lentäjä": -1.5}


class Leaning:
    """Log-odds are the sum of the pulls of the words; everything else is "He is here."."""

    fingerprint = "0" * 64
    reads = ("source",)
    source_language, target_language = "fi", "en"

    def translate(self, sentences, *, source_language, target_language):
        return ["He is here." for _ in sentences]

    def log_odds(self, sentences, *, first, second, source_language, target_language):
        assert set(first) == {"She"}
        assert set(second) == {"He"}
        return np.array([sum(PULLS.get(w.strip("."), 0.0) for w in s.split()) for s in sentences])


def finnish(rows=30):
    people = ["hoitaja", "lentäjä", "opettaja"]
    sentences = [f"Hän on {people[at % 3]}." for at in range(rows)]
    return Dataset((Column("source", Role.FEATURE, Texts.of(sentences)),))


def audit(model, data, *named):
    groups = frozenset((("term", word),) for word in named)
    subject = Subject(data, model, named={"source_word_pull": groups})
    return list(catalog()["explanations.source_words"](subject))


def test_the_words_that_pull_are_named_with_their_sign():
    found = audit(Leaning(), finnish())
    measured = {m.group[0][1]: m for m in found if not isinstance(m, Exhibit)}
    assert measured["hoitaja"].value == pytest.approx(2.0, abs=0.7)  # less what else could stand
    assert measured["lentäjä"].value == pytest.approx(-1.5, abs=0.7)
    assert "opettaja" not in measured or abs(measured["opettaja"].value) < 0.7
    shown = [m for m in found if isinstance(m, Exhibit)]
    heavy = max(shown[0].content["tokens"], key=lambda token: abs(token["weight"]))
    assert heavy["text"] in PULLS
    assert np.sign(heavy["weight"]) == np.sign(PULLS[heavy["text"]])


def test_a_model_that_cannot_be_forced_is_not_run():
    with pytest.raises(NotApplicable):
        audit(None, finnish())


class OfMany(Leaning):
    """Each of thirty occupations pulls, the later the more."""

    def log_odds(self, sentences, *, first, second, source_language, target_language):
        return np.array([float(re.sub(r"\D", "", s) or 0) for s in sentences])


def of_many():
    """Thirty occupations in four sentences each, and one that is in one sentence only."""
    sentences = [f"Hän {verb} työn{at}." for at in range(30) for verb in ("on", "oli", "ei", "no")]
    return Dataset((Column("source", Role.FEATURE, Texts.of([*sentences, "Hän on työn99."])),))


def measured_words(*named):
    found = list(
        catalog()["explanations.source_words"](
            Subject(
                of_many(),
                OfMany(),
                named={"source_word_pull": frozenset((("term", word),) for word in named)},
            ),
            how_many=200,
        )
    )
    return {m.group[0][1]: m for m in found if not isinstance(m, Exhibit)}


def test_a_word_that_a_rule_names_is_measured_however_weak_it_is():
    unnamed = measured_words()
    assert len(unnamed) == 20
    weak = next(f"työn{at}" for at in range(30) if f"työn{at}" not in unnamed)
    named = measured_words(weak)
    assert named.keys() == unnamed.keys() | {weak}
    assert isinstance(named[weak], Estimate)
    assert {word: named[word] for word in unnamed} == unnamed


def test_a_named_word_in_too_few_sentences_says_so_and_one_in_none_stays_away():
    found = measured_words("työn99", "tyon1")
    assert isinstance(found["työn99"], Undetermined)
    assert found["työn99"].reason.startswith("it is in 1 of the explained sentences where 3 are")
    assert "tyon1" not in found
