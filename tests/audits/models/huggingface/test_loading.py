"""A folder opened by transformers: what its files lack, and what the library trips over."""

import json

import numpy as np
import pytest

from audits.errors import ModelFailure, Refused
from audits.models.huggingface.loading import (
    check_type,
    load_network,
    load_tokenizer,
    refusing,
    translated,
)
from tests.lazily import lazily

torch = lazily("torch")
AUTO = "AutoModelForSequenceClassification"


def config_of(folder):
    return json.loads((folder / "config.json").read_text())


def resaved(folder, change):
    from safetensors.numpy import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    change(tensors)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


def test_a_network_is_loaded_for_answers_alone_with_the_numbers_of_its_file(bert):
    from safetensors.numpy import load_file

    network = load_network(bert, config_of(bert), AUTO)
    assert not network.training
    written = load_file(bert / "model.safetensors")
    for name, weights in network.named_parameters():
        assert not weights.requires_grad
        np.testing.assert_array_equal(weights.numpy(), written[name])


@pytest.mark.parametrize(
    ("change", "words", "remedy"),
    [
        (lambda tensors: tensors.pop("classifier.weight"), "1 tensors are missing", "the whole"),
        (lambda tensors: tensors.update({"second_head.weight": np.zeros(3, np.float32)}),
         "not of this model: second_head", "export it to ONNX with an output a head"),
    ],
)  # fmt: skip
def test_what_the_library_would_fill_at_random_or_pass_over_is_refused(bert, change, words, remedy):
    resaved(bert, change)
    with pytest.raises(Refused, match=words) as refused:
        load_network(bert, config_of(bert), AUTO)
    (problem,) = refused.value.problems
    assert problem.code == "weights_do_not_match"
    assert remedy in problem.remedy


def test_a_tensor_of_another_shape_is_refused(bert):
    resaved(bert, lambda tensors: tensors.update({"classifier.weight": np.zeros((2, 4), "f4")}))
    with pytest.raises(Refused):
        load_network(bert, config_of(bert), AUTO)


def test_a_folder_without_safetensors_has_no_weights(bert):
    (bert / "model.safetensors").unlink()
    with pytest.raises(Refused) as refused:
        load_network(bert, config_of(bert), AUTO)
    assert refused.value.problems[0].code == "no_weights"


def test_an_architecture_that_the_type_does_not_make_is_refused(bert):
    with pytest.raises(Refused) as refused:
        load_network(bert, {**config_of(bert), "architectures": ["BertForMaskedLM"]}, AUTO)
    assert refused.value.problems[0].code == "unsupported_architecture"


def test_a_type_that_is_not_listed_is_refused_before_anything_is_read():
    check_type({"model_type": "bert"}, frozenset({"bert"}))
    with pytest.raises(Refused, match="supported are bert, vit") as refused:
        check_type({"model_type": "evil"}, frozenset({"vit", "bert"}))
    assert refused.value.problems[0].code == "unsupported_architecture"


def test_a_tokenizer_with_more_tokens_than_the_model_is_another_model_s(bert):
    assert len(load_tokenizer(bert, config_of(bert))) == 9
    with pytest.raises(Refused, match="has 9 tokens, and the model knows 8"):
        load_tokenizer(bert, {"vocab_size": 8})


def test_a_file_that_the_library_trips_over_is_named(bert):
    (bert / "tokenizer.json").write_text("{")
    with pytest.raises(Refused) as refused:
        load_tokenizer(bert, config_of(bert))
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("model.files.tokenizer", "cannot_load")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RuntimeError("CUDA error: out of memory"), MemoryError),
        (RuntimeError("[enforce fail] cannot allocate memory: 99 bytes"), MemoryError),
        (RuntimeError("mat1 and mat2 shapes"), ModelFailure), (IndexError("7"), ModelFailure),
    ],
)  # fmt: skip
def test_memory_that_runs_out_is_told_from_other_failures(error, expected):
    with pytest.raises(expected), translated(torch):
        raise error


def test_a_lack_of_memory_is_no_fault_of_the_file():
    with pytest.raises(MemoryError), refusing("tokenizer"):
        raise MemoryError
