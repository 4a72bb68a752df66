"""Weights alone with a list of layers, against torch's own answers."""

import json

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role, Texts
from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.probing.batched_inference import ask
from audits.specification.document import ModelSpec
from tests.adapter_examples import Example, pictures
from tests.audits.models.onnx.graphs import linear
from tests.lazily import lazily

torch, files = lazily("torch"), lazily("safetensors.torch")
lazily("onnx")
NAMES = ("a", "b", "c")
VALUES = np.random.default_rng(3).normal(size=(24, 3))
LAYERS = [
    {"Linear": {"in_features": 3, "out_features": 6}}, "ReLU",
    {"Linear": {"in_features": 6, "out_features": 2}}, {"Softmax": {"dim": 1}},
]  # fmt: skip


def network():
    torch.manual_seed(0)
    nn = torch.nn
    return nn.Sequential(nn.Linear(3, 6), nn.ReLU(), nn.Linear(6, 2), nn.Softmax(dim=1))


def saved(folder, name="net.safetensors", **more):
    tensors = {f"model.{key}": tensor for key, tensor in network().state_dict().items()}
    files.save_file(tensors, folder / name, **more)
    return folder / name


def table():
    columns = zip(NAMES, VALUES.T, strict=True)
    return Dataset(tuple(Column(n, Role.FEATURE, Numbers(v)) for n, v in columns))


def spec(**more):
    return ModelSpec(**{"inputs": {"x": list(NAMES)}, "labels": ["no", "yes"], **more})


def example(folder):
    """Three numbers into two classes."""
    data = table()
    words = Column("a", Role.FEATURE, Texts.of(["red"] * 24))
    wrong = Dataset((words, *data.columns[1:]))
    return Example(saved(folder), spec(network=LAYERS), data, wrong)


def test_a_file_answers_as_torch_does_and_the_report_shows_the_list(tmp_path):
    opened = open_model(saved(tmp_path), spec(network=LAYERS), scratch=tmp_path)
    found = opened.classify(table().features(NAMES, slice(None)))
    with torch.inference_mode():
        expected = network()(torch.tensor(VALUES, dtype=torch.float32)).numpy()
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-6)
    told = dict(opened.reading)
    assert told["network"].endswith("Softmax(dim=1)")
    assert "of 32 rows" in told["converted"]


def test_pictures_are_prepared_as_of_every_onnx_file(tmp_path):
    """A mean of each colour over the picture, by hand: noise of 64 x 64 kept at its own size."""
    files.save_file({"2.weight": torch.eye(3)}, tmp_path / "m.safetensors")
    layers = [{"AdaptiveAvgPool2d": {"output_size": 1}}, "Flatten",
              {"Linear": {"in_features": 3, "out_features": 3, "bias": False}}]  # fmt: skip
    stated = ModelSpec(network=layers, inputs={"x": ["seen"]}, labels=["r", "g", "b"],
                       preprocessing={"size": [64, 64], "scale": 1})  # fmt: skip
    opened = open_model(tmp_path / "m.safetensors", stated, scratch=tmp_path)
    data = pictures("seen", 3)
    _, found = ask(opened, data, opened.classify)
    for row, picture in enumerate(data.features(["seen"], slice(None))["seen"]):
        means = picture.reshape(-1, 3).mean(axis=0)
        expected = np.exp(means - means.max())
        np.testing.assert_allclose(found[row], expected / expected.sum(), atol=1e-4)


def test_a_file_may_carry_the_list_itself_under_any_name(tmp_path):
    """As in a store of uploads, where a file is called by its fingerprint and has no ending."""
    path = saved(tmp_path, "0f41", metadata={"network": json.dumps(LAYERS)})
    profile = inspect_model(path, scratch=tmp_path)
    assert (profile.format, profile.inputs[0].shape) == ("safetensors", (None, 3))
    # What the document says stands before it.
    other = [LAYERS[0], "Tanh", *LAYERS[2:]]
    assert "Tanh()" in dict(inspect_model(path, spec(network=other), scratch=tmp_path).reading)[
        "network"
    ]  # fmt: skip


def test_how_pictures_are_prepared_may_stand_in_the_file_and_the_document_stands_before_it(
    tmp_path,
):
    layers = ["Flatten", {"Linear": {"in_features": 16, "out_features": 2, "bias": False}}]
    said = {"network": layers, "preprocessing": {"size": [4, 4], "channels": 1, "scale": 1}}
    metadata = {name: json.dumps(value) for name, value in said.items()}
    files.save_file({"1.weight": torch.ones(2, 16)}, tmp_path / "m", metadata=metadata)
    assert inspect_model(tmp_path / "m", scratch=tmp_path).inputs[0].shape == (None, 1, 4, 4)
    for scale, told in ((None, "values times 1"), (2, "values times 2")):
        stated = ModelSpec(labels=["a", "b"], inputs={"x": ["seen"]},
                           preprocessing={} if scale is None else {"scale": scale})  # fmt: skip
        reading = dict(open_model(tmp_path / "m", stated, scratch=tmp_path).reading)
        assert reading["pictures"].endswith(told)


def test_weights_without_a_list_are_refused_with_the_key_that_takes_one(tmp_path):
    with pytest.raises(Refused) as refusal:
        inspect_model(saved(tmp_path), scratch=tmp_path)
    (problem,) = refusal.value.problems
    assert "weights without the config" in problem.reason
    assert "`model.network`" in problem.remedy


def test_a_list_for_a_file_that_is_a_whole_model_is_refused(tmp_path):
    graph = linear(tmp_path, width=2)
    with pytest.raises(Refused, match=r"model\.network: lists layers") as refusal:
        inspect_model(graph, ModelSpec(network=["ReLU"]), scratch=tmp_path)
    assert "leave `network` out" in refusal.value.problems[0].remedy


def test_weights_in_an_archive_are_found_beside_what_nobody_reads(tmp_path):
    folder = tmp_path / "net"
    folder.mkdir()
    saved(folder)
    (folder / "README.md").write_text("three numbers")
    profile = inspect_model(folder, spec(network=LAYERS), scratch=tmp_path)
    assert profile.format == "safetensors"
    assert any("README.md" in text for _, text in profile.reading)
