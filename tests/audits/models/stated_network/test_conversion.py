"""Stated networks against answers by hand, and each layer against torch through ONNX."""

import importlib.util

import numpy as np
import pytest

from audits.errors import Refused
from audits.models.stated_network.conversion import converted, in_words
from audits.specification.document import ModelSpec
from tests.lazily import lazily

torch, files, onnxruntime = lazily("torch"), lazily("safetensors.torch"), lazily("onnxruntime")
lazily("onnx")
LINEAR = {"Linear": {"in_features": 2, "out_features": 2}}


def made(folder, layers, tensors, **preprocessing):
    """The session of the ONNX file, and what the report is told."""
    files.save_file(tensors, folder / "m.safetensors")
    spec = ModelSpec(network=layers, preprocessing=preprocessing)
    target = folder / "m.onnx"
    notes = converted(folder / "m.safetensors", spec.network, spec.preprocessing, target)
    return onnxruntime.InferenceSession(str(target)), dict(notes)


def answers(session, rows):
    (found,) = session.run(None, {"x": np.array(rows, dtype=np.float32)})
    return found


def test_a_network_answers_as_by_hand(tmp_path):
    """relu([1 2; 3 -4] x + [0 1]) -> -1 and 1 -> a sigmoid."""
    last = {"Linear": {"in_features": 2, "out_features": 1, "bias": False}}
    tensors = {
        "0.weight": torch.tensor([[1.0, 2.0], [3.0, -4.0]]),
        "0.bias": torch.tensor([0.0, 1.0]),
        "2.weight": torch.tensor([[-1.0, 1.0]]),
    }
    layers = [LINEAR, "ReLU", last, "Sigmoid"]
    session, notes = made(tmp_path, layers, tensors)
    # (1, 0): (1, 4) -> 3. (0, 1): (2, -3), cut to (2, 0) -> -2. (-1, -1): (-3, 2) -> (0, 2) -> 2.
    found = answers(session, [[1, 0], [0, 1], [-1, -1]])
    np.testing.assert_allclose(found[:, 0], 1 / (1 + np.exp([-3.0, 2.0, -2.0])), atol=1e-6)
    assert "of 32 rows" in notes["converted"]
    assert notes["network"].startswith("Linear(in_features=2, out_features=2), ReLU(), Linear(")


def test_what_training_alone_needs_does_nothing(tmp_path):
    """(x - mean) / sqrt(variance + eps) * weight + bias, of the file's own mean and variance."""
    layers = [{"BatchNorm1d": {"num_features": 1, "eps": 1e-5}}, {"Dropout": {"p": 0.9}}]
    given = {"weight": 2.0, "bias": 1.0, "running_mean": 3.0, "running_var": 4.0}
    session, _ = made(tmp_path, layers, {f"0.{k}": torch.tensor([v]) for k, v in given.items()})
    np.testing.assert_allclose(answers(session, [[3], [5]]), [[1], [3]], atol=1e-4)


def test_a_picture_is_averaged_by_hand(tmp_path):
    """Rows 1 2 3 and so on, windows of 2 side by side with a step of 1: means 3, 4, 6 and 7."""
    layers = [{"AvgPool2d": {"kernel_size": 2, "stride": 1}}, "Flatten"]
    session, _ = made(tmp_path, layers, {}, size=(3, 3), channels=1)
    assert answers(session, np.arange(1, 10).reshape(1, 1, 3, 3)).tolist() == [[3, 4, 6, 7]]


NETWORKS = {
    "table": [
        {"Linear": {"in_features": 3, "out_features": 8}}, {"BatchNorm1d": {"num_features": 8}},
        "GELU", "Dropout", {"LayerNorm": {"normalized_shape": 8, "bias": False}}, "Tanh", "SiLU",
        {"ELU": {"alpha": 0.5}}, {"LeakyReLU": {"negative_slope": 0.2}}, {"GELU": {"approximate":
        "tanh"}}, "Identity", {"Linear": {"in_features": 8, "out_features": 3}},
        {"LogSoftmax": {"dim": -1}},
    ],
    "columns": [
        {"Unflatten": {"dim": 1, "unflattened_size": [1, 12]}},
        {"Conv1d": {"in_channels": 1, "out_channels": 4, "kernel_size": 3, "padding": "same"}},
        {"MaxPool1d": {"kernel_size": 2}}, {"AdaptiveAvgPool1d": {"output_size": 3}}, "Flatten",
        {"Linear": {"in_features": 12, "out_features": 2}}, {"Softmax": {"dim": 1}},
    ],
    "pictures": [
        {"Conv2d": {"in_channels": 3, "out_channels": 4, "kernel_size": [3, 5], "padding": [1, 2],
                    "groups": 1}},
        {"BatchNorm2d": {"num_features": 4, "affine": False}}, "ReLU",
        {"Conv2d": {"in_channels": 4, "out_channels": 4, "kernel_size": 3, "groups": 4,
                    "stride": 2, "dilation": 2, "bias": False}},
        {"MaxPool2d": {"kernel_size": 3, "stride": 1, "padding": 1, "ceil_mode": True}},
        {"AdaptiveAvgPool2d": {"output_size": [2, 1]}}, {"Flatten": {"start_dim": 1}},
        {"Linear": {"in_features": 8, "out_features": 2}},
    ],
}  # fmt: skip


def own(layers):
    """The same network in torch, written by its own classes, with random numbers."""
    torch.manual_seed(0)
    modules = []
    for layer in layers:
        name, arguments = (layer, {}) if isinstance(layer, str) else next(iter(layer.items()))
        modules.append(getattr(torch.nn, name)(**arguments))
    network = torch.nn.Sequential(*modules)
    for name, tensor in network.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 2)
        elif not name.endswith("tracked"):
            tensor.normal_()
    return network.eval()


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_layer_answers_as_torch_does(tmp_path, kind):
    network = own(NETWORKS[kind])
    size = {"size": (11, 11)} if kind == "pictures" else {}
    session, _ = made(tmp_path, NETWORKS[kind], network.state_dict(), **size)
    shape = {"table": (5, 3), "columns": (5, 12), "pictures": (5, 3, 11, 11)}[kind]
    rows = torch.randn(shape, generator=torch.Generator().manual_seed(4))
    with torch.inference_mode():
        expected = network(rows).numpy()
    assert np.ptp(expected) > 0.1
    np.testing.assert_allclose(answers(session, rows.numpy()), expected, atol=1e-5)


def test_all_layers_are_tried_here():
    from audits.specification.network import _NAMES

    tried = {item if isinstance(item, str) else next(iter(item)) for n in NETWORKS.values()
             for item in n}  # fmt: skip
    assert tried | {"AvgPool2d", "Sigmoid"} == set(_NAMES)


def test_tensors_are_found_by_names_of_ones_own(tmp_path):
    layers = [{"Linear": {"in_features": 1, "out_features": 1, "name": "body.fc", "bias": False}}]
    session, notes = made(tmp_path, layers, {"net.body.fc.weight": torch.tensor([[3.0]])})
    assert answers(session, [[2]]).tolist() == [[6]]
    assert "name=body.fc" in notes["network"]


@pytest.mark.parametrize(
    ("layers", "field", "reason"),
    [
        ([LINEAR, {"Linear": {"in_features": 3, "out_features": 1}}], "model.network.1",
         r"on rows of shape \(2,\)"),
        # Layers that would take the rows for channels, or for an axis of their own.
        ([LINEAR, {"Conv1d": {"in_channels": 32, "out_channels": 1, "kernel_size": 1}}],
         "model.network.1", "rows of 2 axes"),
        ([LINEAR, {"AdaptiveAvgPool1d": {"output_size": 2}}], "model.network.1", "of 2 axes"),
        ([LINEAR, {"MaxPool2d": {"kernel_size": 1}}], "model.network.1", "rows of 3 axes"),
        ([LINEAR, {"LayerNorm": {"normalized_shape": [32, 2]}}], "model.network.1", "shape"),
        ([LINEAR, {"Unflatten": {"dim": 1, "unflattened_size": [3, 5]}}], "model.network.1",
         "size"),
        ([LINEAR, {"Unflatten": {"dim": 1, "unflattened_size": [1, 2]}},
          {"MaxPool1d": {"kernel_size": 2, "padding": 2}}], "model.network.2", "pad"),
    ],
)  # fmt: skip
def test_layers_that_do_not_go_together_are_named(tmp_path, layers, field, reason):
    tensors = own(layers).state_dict()
    with pytest.raises(Refused, match=reason) as refusal:
        made(tmp_path, layers, tensors)
    (problem,) = refusal.value.problems
    assert problem.field == field
    assert "ONNX" in problem.remedy


def test_what_torch_cannot_make_or_write_is_refused(tmp_path, capsys):
    conv = {"in_channels": 1, "out_channels": 1, "kernel_size": 3}
    layers = [{"Conv2d": {**conv, "stride": 2, "padding": "same"}}]
    with pytest.raises(Refused, match=r"model\.network\.0: Conv2d\(.*strided"):
        made(tmp_path, layers, {"0.weight": torch.zeros(1, 1, 3, 3)}, size=(8, 8))
    with pytest.raises(Refused, match=r"model\.network: torch cannot write it as ONNX"):
        made(tmp_path, [{"AdaptiveAvgPool2d": {"output_size": 3}}], {}, size=(8, 8))
    assert capsys.readouterr().out == ""


def test_a_network_wider_than_its_file_is_refused_before_it_is_held(tmp_path):
    wide = [{"Linear": {"in_features": 10_000_000, "out_features": 10_000_000}}]  # 364 TiB
    with pytest.raises(Refused, match="has the shape"):
        made(tmp_path, wide, own([LINEAR]).state_dict())


def test_without_the_package_that_writes_it_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "audits.models.stated_network.conversion.find_spec",
        lambda name: None if name == "onnx" else importlib.util.find_spec(name),
    )
    with pytest.raises(Refused, match=r"evenhand\[variants\]"):
        made(tmp_path, [LINEAR], own([LINEAR]).state_dict())


def test_a_layer_is_told_as_torch_shows_it():
    (layer,) = ModelSpec(network=[LINEAR]).network
    assert in_words(layer) == "Linear(in_features=2, out_features=2)"
