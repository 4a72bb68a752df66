"""The words that moved a pronoun, of a translator whose reasons are known."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.measurement import Exhibit
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


def audit(model, data):
    subject = Subject(data, model)
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
