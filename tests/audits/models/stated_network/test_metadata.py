"""Lists of layers in the metadata of files."""

import json

import pytest

from audits.errors import Refused
from audits.models.stated_network.metadata import carried_in
from audits.specification.document import ModelSpec, Preprocessing
from tests.lazily import lazily

torch, files = lazily("torch"), lazily("safetensors.torch")
LAYERS = [{"Linear": {"in_features": 3, "out_features": 2}}, "ReLU"]


def saved(folder, text, **more):
    metadata = None if text is None else {"network": text, **more}
    files.save_file({"0.bias": torch.zeros(2)}, folder / "m", metadata=metadata)
    return folder / "m"


def test_the_list_is_read_as_that_of_a_document(tmp_path):
    found = carried_in(saved(tmp_path, json.dumps(LAYERS)))
    assert found.network == ModelSpec(network=LAYERS).network
    assert found.preprocessing == Preprocessing()


def test_how_pictures_are_prepared_is_read_with_it(tmp_path):
    preparation = {"size": [8, 9], "mean": [0.5, 0.5, 0.5]}
    path = saved(tmp_path, json.dumps(LAYERS), preprocessing=json.dumps(preparation), author="a")
    found = carried_in(path).preprocessing
    assert (found.size, found.mean, found.scale) == ((8, 9), [0.5, 0.5, 0.5], None)
    wrong = saved(tmp_path, json.dumps(LAYERS), preprocessing='{"size": [8]}')
    with pytest.raises(Refused, match=r"model\.preprocessing\.size"):
        carried_in(wrong)


def test_a_file_that_says_nothing_has_none(tmp_path):
    assert carried_in(saved(tmp_path, None)) is None
    (tmp_path / "m").write_bytes(b"{}")
    assert carried_in(tmp_path / "m") is None


@pytest.mark.parametrize(
    ("text", "field"),
    [("{", "model.network"), ("[" * 100_000, "model.network"), ("3", "model.network"),
     ('["eval"]', "model.network.0"),
     ('[{"Linear": {"in_features": 3}}]', "model.network.0.out_features")],
)  # fmt: skip
def test_a_list_that_does_not_fit_is_refused_by_its_field(tmp_path, text, field):
    with pytest.raises(Refused) as refusal:
        carried_in(saved(tmp_path, text))
    (problem,) = refusal.value.problems
    assert problem.field == field
    assert problem.remedy


def test_a_header_nested_without_end_has_none(tmp_path):
    header = b'{"a":' + b"[" * 100_000
    (tmp_path / "m").write_bytes(len(header).to_bytes(8, "little") + header)
    assert carried_in(tmp_path / "m") is None
