"""The weights that large exports write beside an ONNX file."""

import hashlib
import os

import pytest

from audits.errors import Refused
from audits.models.onnx.external_data import check_external, fingerprint


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "m.onnx"
    path.write_bytes(b"graph")
    (tmp_path / "m.data").write_bytes(b"weights")
    return path


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_a_model_is_the_file_and_its_weights(model):
    assert fingerprint(model, ()) == sha256(b"graph")
    listing = f"{sha256(b'weights')}  m.data\n{sha256(b'graph')}  m.onnx\n"
    assert fingerprint(model, {"m.data"}) == sha256(listing.encode())


def test_a_plain_file_beside_the_model_is_read(model):
    check_external(model, {"m.data"})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "leaves the model's folder"),
        ("/etc/passwd", "leaves the model's folder"),
        ("../m.data", "leaves the model's folder"),
        ("a\\b", "leaves the model's folder"),
        ("m.data\0", "leaves the model's folder"),
        ("missing", "is not there"),
        ("link", "is a symbolic link"),
        ("hard", "is a hard link"),
        ("folder/m.data", "is a symbolic link"),
    ],
)
def test_anything_else_is_refused(model, name, reason):
    folder = model.parent
    (folder / "link").symlink_to(folder / "m.data")
    (folder / "own").write_bytes(b"")
    os.link(folder / "own", folder / "hard")
    (folder / "folder").symlink_to(folder, target_is_directory=True)
    with pytest.raises(Refused) as refused:
        check_external(model, {name})
    (problem,) = refused.value.problems
    assert problem.reason.endswith(reason)
    assert problem.code == "external_data"
