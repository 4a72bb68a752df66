"""What a document may say of a network's layers, and how it is told what does not fit."""

import inspect
import re
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import ValidationError

from audits.specification import network
from audits.specification.document import AuditDocument, ModelSpec
from audits.specification.validation_messages import problems_of
from tests.lazily import lazily

torch = lazily("torch")
LINEAR = {"Linear": {"in_features": 3, "out_features": 2}}
SHAPES = get_args(network._Layer)


PAGE = Path(__file__).parents[3] / "docs" / "models.md"


def problems(layers, **model):
    document = {"dataset": {"path": "d.csv"}, "model": {"path": "m", **model, "network": layers}}
    with pytest.raises(ValidationError) as error:
        AuditDocument.model_validate(document)
    return problems_of(error.value)


def test_a_layer_is_a_name_or_a_name_with_arguments_or_written_out():
    written = {"layer": "Linear", "in_features": 3, "out_features": 2}
    for given in (LINEAR, written):
        (layer,) = ModelSpec(network=[given]).network
        assert layer.arguments == {"in_features": 3, "out_features": 2, "bias": True}
    assert [type(layer).__name__ for layer in ModelSpec(network=["ReLU", "Tanh"]).network] == [
        "ReLU", "Tanh",
    ]  # fmt: skip


def test_what_is_written_is_read_again_alike():
    layers = [
        {"Conv2d": {"in_channels": 1, "out_channels": 2, "kernel_size": 3, "name": "a.b"}},
        {"AvgPool2d": {"kernel_size": [2, 3]}},
        {"LayerNorm": {"normalized_shape": 4}},
    ]
    spec = ModelSpec(network=layers)
    again = ModelSpec.model_validate(spec.model_dump(mode="json", exclude_defaults=True))
    assert again == spec
    assert again.network[0].kernel_size == (3, 3)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_each_layer_is_torchs_with_torchs_arguments_and_defaults(shape):
    """Those that change an answer; what is left out of torch's is for training, or new there."""
    theirs = inspect.signature(getattr(torch.nn, shape.__name__).__init__).parameters
    for name, ours in shape.model_fields.items():
        if name in ("layer", "name"):
            continue
        default = theirs[name].default
        if default is inspect.Parameter.empty:
            assert ours.is_required()
        elif not ours.is_required():
            given = ours.default if not isinstance(ours.default, tuple) else ours.default[0]
            assert given == default


@pytest.mark.parametrize(
    ("layers", "field", "reason", "remedy"),
    [
        (["Relu"], "0", "'Relu' is no layer", "did you mean 'ReLU'?"),
        ([LINEAR, {"Lambda": {"function": "lambda x: x"}}], "1", "no layer of the list", "ONNX"),
        ([{"layer": "__import__('os'); 1"}], "0", "names no layer", "ONNX"),
        (["Transformer"], "0", "'Transformer' is no layer", "ONNX"),
        ([{}], "0", "names no layer", "ONNX"),
        ([{"ReLU": None, "Tanh": None}], "0", "names no layer", "ONNX"),
        ([7], "0", "not a mapping", "give a mapping"),
        (["ReLU", {"Linear": {"in_features": 3}}], "1.out_features", "missing", "add it"),
        ([{"Linear": {"in_features": 0, "out_features": 1}}], "0.in_features", "small", "1 or"),
        ([{"Linear": {"in_features": 10**9, "out_features": 1}}], "0.in_features", "large", "or l"),
        ([{"Linear": {"in_features": True, "out_features": 1}}], "0.in_features", "true", "give"),
        ([{"Linear": {"in_features": "3*2", "out_features": 1}}], "0.in_features", "whole", "give"),
        ([{"Linear": {"in_features": 1, "out_features": 1, "dtype": "f64"}}], "0.dtype",
         "no such key", "remove it"),
        ([{"Softmax": {"dim": 0}}], "0.dim", "none of the choices", "1 or -1"),
        ([{"Flatten": {"start_dim": 0}}], "0.start_dim", "too small", "1 or more"),
        ([{"Dropout": {"p": 2}}], "0.p", "too large", "or less"),
        ([{"MaxPool2d": {"kernel_size": [2, 2, 2]}}], "0.kernel_size", "too many", "2 or fewer"),
        ([{"MaxPool2d": {"kernel_size": [2, 10**6]}}], "0.kernel_size.1", "too large", "512 or"),
        ([{"Conv2d": {"in_channels": 4, "out_channels": 2, "kernel_size": 3, "groups": 4}}],
         "0.groups", "does not divide", "give a number"),
        ([{"ReLU": {"name": "../x"}}], "0.name", "form", "match"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_by_its_field_with_a_remedy(layers, field, reason, remedy):
    (problem,) = problems(layers)
    assert problem.field == f"model.network.{field}"
    assert reason in problem.reason
    assert remedy in problem.remedy


def test_a_padding_in_words_or_numbers_is_one_field():
    conv = {"in_channels": 1, "out_channels": 1, "kernel_size": 3, "padding": "half"}
    (problem,) = problems([{"Conv2d": conv}])
    assert problem.field == "model.network.0.padding"
    assert "'same'" in problem.remedy


@pytest.mark.parametrize("layers", [[], "ReLU", ["ReLU"] * 201, {"0": "ReLU"}])
def test_a_list_has_one_layer_or_more_and_not_too_many(layers):
    (problem,) = problems(layers)
    assert problem.field == "model.network"


def test_two_layers_of_one_name_are_refused():
    (problem,) = problems([{"ReLU": {"name": "1"}}, "ReLU"])
    assert "'1'" in problem.reason


@pytest.mark.parametrize("model", [{"url": "http://127.0.0.1/"}, {"format": "recorded"}])
def test_a_network_is_of_a_file(model):
    (problem,) = problems(["ReLU"], **model)
    assert problem.field == "model.network"


def test_the_page_of_models_has_every_layer_with_its_arguments():
    cells = re.findall(r"^\| (`\w+`.*?) \| (.*?) \| (.*?) \|$", PAGE.read_text("utf-8"), re.M)
    listed = {
        layer: tuple(set(re.findall(r"`(\w+)`", cell)) for cell in arguments)
        for layers, *arguments in cells
        for layer in re.findall(r"`(\w+)`", layers)
    }
    for shape in SHAPES:
        fields = {k: v for k, v in shape.model_fields.items() if k not in ("layer", "name")}
        needed = {name for name, field in fields.items() if field.is_required()}
        assert listed[shape.__name__] == (needed, set(fields) - needed)


def test_the_list_on_the_page_is_one():
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (block,) = [block for block in blocks if "network:" in block]
    spec = ModelSpec.model_validate(yaml.safe_load(block)["model"])
    assert [type(layer).__name__ for layer in spec.network] == [
        "Linear", "ReLU", "Linear", "Softmax",
    ]  # fmt: skip
