import json

import numpy as np
import pytest

from audits.errors import Refused
from audits.models.adapters.token_classification import HEAD
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import families, taggers
from tests.adapter_examples import Example, pictures, texts


def example(folder):
    """A family that padding changes, so that batches could matter."""
    data = texts()
    spec = ModelSpec(inputs={"text": ["said"]})
    built = taggers.built("convbert", folder / "model")
    return Example(built, spec, data, pictures("said", len(data)))


def pipeline(folder, sentences):
    """What transformers' own pipeline finds: class, start, end and score."""
    import transformers

    asked = transformers.pipeline(
        "token-classification", model=str(folder), tokenizer=str(folder),
        aggregation_strategy="first",
    )  # fmt: skip
    return [
        [(e["entity_group"], e["start"], e["end"], float(e["score"])) for e in asked(text)]
        for text in sentences
    ]


@pytest.mark.filterwarnings("ignore")
def test_it_finds_what_the_pipeline_of_transformers_finds(tmp_path):
    sentences = families.texts(40)
    folder = taggers.built("bert", tmp_path / "model")
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    detections = model.detect({"text": np.array(sentences, dtype=object)})
    for own, expected in zip(detections, pipeline(folder, sentences), strict=True):
        assert [(o.label, *o.ends[0]) for o in own] == [e[:3] for e in expected]
        assert [o.score for o in own] == pytest.approx([e[3] for e in expected], abs=1e-5)
    assert sum(map(len, detections)) > 100


def test_its_profile_says_what_it_answers(tmp_path):
    folder = taggers.built("bert", tmp_path / "model")
    profile = inspect_model(folder, scratch=tmp_path)
    assert (profile.task, profile.capabilities) == (
        "token-classification", ("Detector", "Countable"),
    )  # fmt: skip
    reading = dict(profile.reading)
    assert reading["classes"] == "PER, LOC"
    assert "aggregation_strategy='first'" in reading["answer"]


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (ModelSpec(labels=["a", "b", "c", "d", "e"]), "model.labels"),
        (ModelSpec(labels=["O", "B-PER"]), "model.labels"),
        (ModelSpec(threshold=0.5), "model.threshold"),
        (ModelSpec(inputs={"text": ["a", "b"]}), "model.inputs.text"),
        (ModelSpec(precision="bf16"), "model.precision"),
    ],
)
def test_what_does_not_fit_a_tagger_is_refused(tmp_path, spec, field):
    folder = taggers.built("bert", tmp_path / "model")
    with pytest.raises(Refused) as refusal:
        open_model(folder, spec, scratch=tmp_path)
    assert refusal.value.problems[0].field == field
    assert refusal.value.problems[0].remedy


def test_tags_without_an_outside_are_refused(tmp_path):
    folder = taggers.built("bert", tmp_path / "model", ("LABEL_0", "LABEL_1"))
    with pytest.raises(Refused, match="no tag is 'O'") as refusal:
        open_model(folder, ModelSpec(), scratch=tmp_path)
    assert refusal.value.problems[0].field == "model.config.id2label"


def test_a_tokenizer_that_knows_no_places_is_refused(tmp_path):
    folder = taggers.built("bert", tmp_path / "model")
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.txt").write_text("\n".join((*families.SPECIAL, *families.WORDS)))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertJapaneseTokenizer", "word_tokenizer_type": "basic",
                    "subword_tokenizer_type": "wordpiece", "unk_token": "<unk>"})
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        open_model(folder, ModelSpec(), scratch=tmp_path)
    assert refusal.value.problems[0].field.startswith("model.files.tokenizer")


def test_weights_and_graphs_have_openers_of_their_own():
    assert HEAD.weights().opened is not HEAD.graph().opened
