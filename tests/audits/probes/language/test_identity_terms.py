import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from audits.language.identity_terms import templates
from audits.measurement import Estimate
from audits.models import Answers
from tests.audits.translation.tables import measure

NAME = "language.identity_terms"


class Comments:
    """A classifier of comments that looks for a word."""

    fingerprint = "0" * 64
    reads = ("text",)
    classes = ("fine", "toxic")

    def __init__(self, word="", shift=0.0, base=0.3):
        self.word, self.shift, self.base = word, shift, base

    def classify(self, features):
        texts = features["text"]
        toxic = np.array(
            [self.base + 0.01 * (len(t) % 7) + self.shift * (self.word in t) for t in texts]
        )
        codes = (toxic > 0.5).astype(np.intp)
        return Answers(codes, np.stack([1 - toxic, toxic], axis=1))


def run(model, **given):
    return measure(Dataset(()), name=NAME, model=model, positive="toxic", **given)


def test_a_planted_word_is_found_with_its_shift():
    found, exhibits, _ = run(Comments("Muslim", 0.3), swapped=("religion",))
    muslim = found["identity_score_gap", (("term", "Muslim"),)]
    assert muslim.value == pytest.approx(0.3, abs=0.05)
    assert muslim.interval.lower > 0.1
    assert dict(muslim.reference) == {"term": "Christian"}
    hindu = found["identity_score_gap", (("term", "Hindu"),)]
    assert abs(hindu.value) < 0.05
    assert found["flip_rate", (("term", "Muslim"),)].value == 1
    assert found["flip_rate", (("term", "Hindu"),)].value == 0
    assert found["flip_rate", ()].value == pytest.approx(1 / 4)
    assert "Muslim" in exhibits[0].content["rows"][0][1]


def test_no_flip_is_no_certainty():
    found, *_ = run(Comments(), swapped=("gender",))
    rate = found["flip_rate", ()]
    assert rate.value == 0
    # The exact bound on the number of frames, not on three times as many sentences.
    assert rate.interval.upper == pytest.approx(1 - 0.025 ** (1 / len(templates())), abs=1e-9)


def test_every_attribute_is_asked_when_none_is_named():
    found, *_ = run(Comments())
    terms = {dict(group)["term"] for metric, group in found if metric == "identity_score_gap"}
    assert {"woman", "Black", "Muslim", "gay", "blind", "old", "Polish", "Lakisha"} <= terms
    assert all(isinstance(item, Estimate) for item in found.values())


def test_unknown_attributes_and_classes_are_named():
    with pytest.raises(NotApplicable, match="nobody can swap shoes"):
        run(Comments(), swapped=("shoes",))
    with pytest.raises(NotApplicable, match="no class 'bad'"):
        measure(Dataset(()), name=NAME, model=Comments(), positive="bad")
