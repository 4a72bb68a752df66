"""One label of a folder that answers several at once, straight from transformers' own numbers."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from audits.errors import Refused
from audits.models.huggingface.label_columns import label_columns
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec, OutputSpec
from tests.audits.models.huggingface.small_bert import SPEC, TEXTS, small_bert
from tests.lazily import lazily

torch = lazily("torch")
transformers = lazily("transformers")

SHORT = {"truncation": True, "max_length": 32}
NAMES = ["insult", "threat", "spam"]


def folder_of(path: Path, problem: str | None = "multi_label_classification") -> Path:
    folder = small_bert(path, labels=3)
    config = json.loads((folder / "config.json").read_text())
    config["id2label"] = dict(enumerate(NAMES))
    config["label2id"] = {name: at for at, name in enumerate(NAMES)}
    if problem:
        config["problem_type"] = problem
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def logits_of(folder):
    """One text at a time, straight from transformers."""
    network = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    with torch.inference_mode():
        rows = [
            network(**tokenizer(text or "", return_tensors="pt", **SHORT)).logits[0]
            for text in TEXTS
        ]
    return torch.stack(rows).double().numpy()


def features():
    cells = np.empty(len(TEXTS), dtype=object)
    cells[:] = TEXTS
    return {"comment": cells}


def one(column: int) -> ModelSpec:
    return SPEC.model_copy(update={"output": OutputSpec(column=column)})


def test_each_label_is_the_sigmoid_of_its_own_logit(tmp_path):
    folder = folder_of(tmp_path / "m")
    logits = logits_of(folder)
    for column in range(3):
        own = open_model(folder, one(column), scratch=tmp_path)
        answers = own.classify(features())
        assert own.classes == ("0", "1")
        chances = 1 / (1 + np.exp(-logits[:, column]))
        assert np.allclose(answers.probabilities[:, 1], chances, atol=1e-5)
        assert np.array_equal(answers.codes, chances >= 0.5)


def test_what_asks_a_copy_asks_the_same_label(tmp_path):
    own = open_model(folder_of(tmp_path / "m"), one(1), scratch=tmp_path)
    network = copy.deepcopy(own.network)
    given = own.prepare(features())
    with torch.inference_mode():
        assert network(**given).logits.shape == (len(TEXTS), 1)
        assert torch.equal(network(**given).logits, own.network(**given).logits)


def test_the_profile_names_the_labels(tmp_path):
    profile = inspect_model(folder_of(tmp_path / "m"), SPEC, scratch=tmp_path)
    (columns,) = profile.label_columns
    assert (columns.output, columns.count, columns.is_sure) == ("logits", 3, True)
    assert columns.names == tuple(NAMES)
    assert profile.classes == ()
    assert "Classifier" in profile.capabilities


def test_a_folder_that_does_not_say_it_is_of_one_class_unless_it_is_asked_so(tmp_path):
    profile = inspect_model(folder_of(tmp_path / "m", None), SPEC, scratch=tmp_path)
    assert profile.classes == tuple(NAMES)
    assert [one.is_sure for one in profile.label_columns] == [False]


def test_names_that_nobody_gave_are_none():
    named = {"id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}}
    (columns,) = label_columns(named)
    assert columns.names == ()
    assert columns.count == 3
    assert label_columns({"id2label": {"0": "LABEL_0"}}) == ()


def test_refusals_say_what_to_do(tmp_path):
    folder = folder_of(tmp_path / "m")
    with pytest.raises(Refused, match="label_set") as refusal:
        open_model(folder, SPEC, scratch=tmp_path)
    assert refusal.value.problems[0].code == "multi_label"
    with pytest.raises(Refused, match="the model has 3 labels"):
        open_model(folder, one(3), scratch=tmp_path)
