"""Files that must not become a folder."""

from pathlib import Path

import pytest

from audits.errors import Refused
from audits.models.opening import inspect_model
from tests.gguf_files import write
from tests.lazily import lazily

gguf = lazily("gguf")


def test_another_architecture_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="'rwkv6' is not on the list"):
        inspect_model(write(tmp_path / "m.gguf", architecture="rwkv6"), scratch=tmp_path)


def test_tensors_that_are_missing_are_never_filled_at_random(tmp_path: Path) -> None:
    path = write(tmp_path / "m.gguf", without="blk.1.ffn_down.weight")
    with pytest.raises(Refused, match=r"missing keys: model\.layers\.1\.mlp\.down_proj"):
        inspect_model(path, scratch=tmp_path)


def test_a_file_that_ends_early_is_damaged(tmp_path: Path) -> None:
    path = write(tmp_path / "m.gguf")
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(Refused, match="ends before its last tensor"):
        inspect_model(path, scratch=tmp_path)


def test_a_file_that_would_not_fit_unpacked_is_served_instead(tmp_path: Path, monkeypatch) -> None:
    path = write(tmp_path / "m.gguf")
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Disk", (), {"free": 1000}))
    with pytest.raises(Refused, match="endpoint: openai"):
        inspect_model(path, scratch=tmp_path)
