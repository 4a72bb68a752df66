"""Which head a folder has: by the ending of its architecture, or refused with what to do."""

import pytest

from audits.errors import Refused
from audits.models.adapters import (
    audio_classification,
    causal_language_model,
    sequence_classification,
)
from audits.models.huggingface.heads import UNAUDITED, is_exported, opener_for
from audits.models.registry import heads
from tests.lazily import lazily

lazily("transformers")


def refusal(folder, architectures):
    with pytest.raises(Refused) as refused:
        opener_for(folder, {"architectures": architectures})
    (problem,) = refused.value.problems
    assert problem.field == "model.config.architectures"
    assert problem.code == "unsupported_architecture"
    return problem


def test_the_first_architecture_decides(tmp_path):
    names = ["BertForSequenceClassification", "GPT2LMHeadModel"]
    head = sequence_classification.HEAD
    assert opener_for(tmp_path, {"architectures": names}) == head.weights()
    names.reverse()
    assert opener_for(tmp_path, {"architectures": names}) == causal_language_model.HEAD.weights()


def test_of_two_endings_that_fit_the_longer_one_is_meant(tmp_path):
    """Else the order of files would say who opens a folder."""
    name = "Wav2Vec2ForSequenceClassification"
    assert [ending for ending in heads() if name.endswith(ending)] != [name]
    assert opener_for(tmp_path, {"architectures": [name]}) == audio_classification.HEAD.weights()


def test_a_graph_without_weights_is_opened_as_a_graph(tmp_path):
    config = {"architectures": ["BertForSequenceClassification"]}
    head = sequence_classification.HEAD
    (tmp_path / "model.onnx").touch()
    assert is_exported(tmp_path)
    assert head.graph is not None
    assert opener_for(tmp_path, config) == head.graph() != head.weights()
    (tmp_path / "model.safetensors").touch()  # the weights are the model then
    assert not is_exported(tmp_path)
    assert opener_for(tmp_path, config) == head.weights()


@pytest.mark.parametrize("ending", sorted(UNAUDITED))
def test_a_head_that_answers_something_else_is_named_with_a_way(tmp_path, ending):
    problem = refusal(tmp_path, [f"Deberta{ending}"])
    reason, remedy = UNAUDITED[ending]
    assert problem.reason == f"Deberta{ending} is {reason}"
    assert problem.remedy == remedy


def test_none_is_audited_and_unaudited_at_once():
    assert not any(one.endswith(known) for one in UNAUDITED for known in heads())


@pytest.mark.parametrize(
    "named", [["EvilModel"], [], None, "GPT2LMHeadModel", [7], [["a"]], [None]]
)
def test_what_is_no_known_name_is_refused_with_the_known_ones(tmp_path, named):
    problem = refusal(tmp_path, named)
    for ending in heads():
        assert f"*{ending}" in problem.remedy


def test_a_long_name_is_shown_by_its_beginning(tmp_path):
    problem = refusal(tmp_path, ["E" * 10_000])
    assert len(problem.reason) < 150


@pytest.mark.parametrize("name", ["GPT2DoubleHeadsModel", "BertForPreTraining", "TwoTasks"])
def test_a_network_of_several_heads_is_told_how_it_is_audited(tmp_path, name):
    """Transformers answers each with several outputs; the first of them is no answer."""
    assert "an output a head, and name each under `heads`" in refusal(tmp_path, [name]).remedy
