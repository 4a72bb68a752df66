"""What is uploaded, packed the same way each time."""

import os
from pathlib import Path

from evenhand.packing import as_file
from tests.evenhand.test_client import _no_pauses

__all__ = ["_no_pauses"]  # fixtures


def test_a_folder_is_packed_the_same_way_each_time(tmp_path: Path) -> None:
    folder = tmp_path / "bert"
    (folder / "deep").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "deep" / "a.safetensors").write_bytes(b"123")
    packed = []
    for moment in (1, 2):
        os.utime(folder / "config.json", (moment, moment))
        with as_file(folder) as (file, name):
            assert name == "bert.tar"
            packed.append(file.read())
    assert packed[0] == packed[1]
