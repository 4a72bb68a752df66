import pickle
import tarfile
import zipfile
from pathlib import Path

import pytest

from audits.errors import Refused
from audits.models.opening import inspect_model
from audits.specification.roles import Kind
from tests.audits.models.huggingface.small_bert import SPEC, Marker


@pytest.mark.parametrize("pack", ["zip", "tar.gz"])
def test_a_packed_folder_opens_like_the_folder(bert: Path, tmp_path: Path, pack: str) -> None:
    path = tmp_path / f"model.{pack}"
    if pack == "zip":
        with zipfile.ZipFile(path, "w") as packed:
            for file in bert.iterdir():
                packed.write(file, f"bert/{file.name}")
    else:
        with tarfile.open(path, "w:gz") as packed_tar:
            packed_tar.add(bert, "bert")
    profile = inspect_model(path, SPEC, scratch=tmp_path)
    assert profile.format == "huggingface"
    assert profile.classes == ("no", "yes")
    assert profile.inputs[0].kind is Kind.TEXT


def test_a_lone_pickle_is_refused(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    for name in ("model.onnx", "model.pt", "model"):
        (tmp_path / name).write_bytes(pickle.dumps(Marker(marker)))
        with pytest.raises(Refused, match="pickle"):
            inspect_model(tmp_path / name, scratch=tmp_path)
    assert not marker.exists()
