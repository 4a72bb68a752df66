"""Taggers of every family against transformers' own pipeline, the slow ones in the long form."""

import os

import numpy as np
import pytest

from audits.models.huggingface.allowed_types import TAGGER_TYPES
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests import families, taggers
from tests.audits.models.adapters.test_token_classification import pipeline

pytestmark = pytest.mark.filterwarnings("ignore")
SENTENCES = families.texts(32)
# One whose padding is safe, one whose is not, one that has no end and spells in bytes elsewhere.
SHORT = {"roberta", "funnel", "gpt2"}
FAMILIES = sorted(TAGGER_TYPES if os.environ.get("EVENHAND_LONG") else SHORT)


@pytest.mark.parametrize("family", FAMILIES)
def test_it_finds_what_the_pipeline_finds_alone_and_in_a_batch(family, tmp_path):
    folder = taggers.built(family, tmp_path / "model")
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    expected = pipeline(folder, SENTENCES)
    together = model.detect({"text": np.array(SENTENCES, dtype=object)})
    assert sum(map(len, together)) > 10
    for text, batched, found in zip(SENTENCES, together, expected, strict=True):
        (alone,) = model.detect({"text": np.array([text], dtype=object)})
        for own in (alone, batched):
            assert [(o.label, *o.ends[0]) for o in own] == [e[:3] for e in found]
            assert [o.score for o in own] == pytest.approx([e[3] for e in found], abs=1e-4)


def test_a_missing_text_holds_nothing(tmp_path):
    folder = taggers.built("bert", tmp_path / "model")
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    assert model.detect({"text": np.array([None, ""], dtype=object)}).tolist() == [(), ()]


def test_it_says_what_an_answer_takes(tmp_path):
    folder = taggers.built("bert", tmp_path / "model")
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    counted = model.operations({"text": np.array(["kind and good"], dtype=object)})
    assert counted.parameters == model.parameters > 0
    assert sum(counted.multiply_accumulates.values()) > 0
