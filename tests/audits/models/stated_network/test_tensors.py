"""Tensors found by torch's names, in files as people and attackers write them."""

import json

import pytest

from audits.errors import Refused
from audits.models.stated_network.tensors import common_prefix, read_tensors
from tests.lazily import lazily

torch, files = lazily("torch"), lazily("safetensors.torch")
EXPECTED = {"0.weight": (2, 3), "0.bias": (2,)}


def network(**more):
    return {"0.weight": torch.arange(6.0).reshape(2, 3), "0.bias": torch.tensor([1.0, 2.0]), **more}


def read(folder, tensors, expected=EXPECTED):
    files.save_file(tensors, folder / "m.safetensors")
    return read_tensors(folder / "m.safetensors", expected)


def problems(folder, tensors, expected=EXPECTED):
    with pytest.raises(Refused) as refusal:
        read(folder, tensors, expected)
    assert all(problem.remedy for problem in refusal.value.problems)
    return [problem.code for problem in refusal.value.problems]


@pytest.mark.parametrize("prefix", ["", "model.", "net.layers."])
def test_tensors_are_found_under_one_common_prefix(tmp_path, prefix):
    found = read(tmp_path, {prefix + name: tensor for name, tensor in network().items()})
    assert found["0.weight"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found["0.bias"].tolist() == [1, 2]


def test_the_prefix_is_the_one_before_most_names():
    assert common_prefix(["a.0.weight", "a.0.bias", "b.0.bias"], EXPECTED) == "a."
    assert common_prefix(["0.weight", "x.0.weight"], EXPECTED) == ""
    assert common_prefix(["other"], EXPECTED) == ""


@pytest.mark.parametrize("kind", ["float16", "bfloat16", "float64"])
def test_other_floats_become_32_bits(tmp_path, kind):
    tensors = {name: tensor.to(getattr(torch, kind)) for name, tensor in network().items()}
    found = read(tmp_path, tensors)
    assert {tensor.dtype for tensor in found.values()} == {torch.float32}
    assert found["0.weight"].tolist() == [[0, 1, 2], [3, 4, 5]]


def test_what_counts_batches_of_training_may_be_missing(tmp_path):
    counting = {**EXPECTED, "0.num_batches_tracked": ()}
    assert set(read(tmp_path, network(), counting)) == set(EXPECTED)
    count = {"0.num_batches_tracked": torch.tensor(7)}
    assert read(tmp_path, network(**count), counting)["0.num_batches_tracked"] == 7


def test_missing_unexpected_other_shapes_and_types_are_refused(tmp_path):
    assert problems(tmp_path, {"0.weight": torch.zeros(2, 3)}) == ["missing_tensor"]
    assert problems(tmp_path, network(**{"1.weight": torch.zeros(2)})) == ["unexpected_tensor"]
    assert problems(tmp_path, network(**{"0.weight": torch.zeros(3, 2)})) == ["wrong_shape"]
    whole = network(**{"0.bias": torch.tensor([1, 2])})
    assert problems(tmp_path, whole) == ["wrong_type"]
    assert problems(tmp_path, network(**{"0.bias": torch.tensor([1, float("nan")])})) == [
        "not_finite"
    ]
    other = {"fc.weight": torch.zeros(2, 3)}
    assert problems(tmp_path, other) == ["missing_tensor", "unexpected_tensor"]


def written(path, header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
    return path


OF_WEIGHT = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}


@pytest.mark.parametrize(
    "header",
    [
        b"", b"{", b"[" * 50_000, {"0.weight": OF_WEIGHT | {"data_offsets": [0, 2**40]}},
        {"0.weight": OF_WEIGHT | {"data_offsets": [24, 0]}},
        {"0.weight": OF_WEIGHT | {"shape": [2**40, 2**40]}},
        {"0.weight": OF_WEIGHT | {"shape": [-2, -3]}}, {"0.weight": OF_WEIGHT | {"dtype": "X"}},
        {"0.weight": OF_WEIGHT, "0.bias": OF_WEIGHT | {"data_offsets": [8, 32]}},
    ],
)  # fmt: skip
def test_headers_that_lie_are_refused(tmp_path, header):
    path = written(tmp_path / "m.safetensors", header, bytes(24))
    with pytest.raises(Refused, match=r"cannot be read|holds|lacks"):
        read_tensors(path, EXPECTED)


def test_a_header_longer_than_its_file_and_a_cut_file_are_refused(tmp_path):
    (tmp_path / "m").write_bytes((2**62).to_bytes(8, "little") + b"{}")
    with pytest.raises(Refused, match="cannot be read"):
        read_tensors(tmp_path / "m", EXPECTED)
    files.save_file(network(), tmp_path / "m")
    content = (tmp_path / "m").read_bytes()
    (tmp_path / "m").write_bytes(content[:-4])
    with pytest.raises(Refused, match="cannot be read"):
        read_tensors(tmp_path / "m", EXPECTED)


def test_more_tensors_than_any_list_is_for_are_refused(tmp_path):
    none = {str(place): torch.zeros(0) for place in range(10_001)}
    assert problems(tmp_path, none) == ["too_many_tensors"]
