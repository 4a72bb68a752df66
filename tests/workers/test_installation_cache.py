"""What was read of files is given again while they are as they were, and never longer."""

import os
import sys
from pathlib import Path

import pytest

from workers.installation_cache import once_an_installation


@pytest.fixture
def reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file, and what is read of it, with how often it was."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return Reading(tmp_path / "one.txt", tmp_path / "cache")


class Reading:
    def __init__(self, file: Path, folder: Path) -> None:
        self.file, self.folder = file, folder
        self.times = 0
        file.write_text("first")

    def __call__(self) -> dict[str, str]:
        return once_an_installation("words", [str(self.file)], self._read, self.folder)

    def _read(self) -> dict[str, str]:
        self.times += 1
        return {"words": self.file.read_text() if self.file.exists() else "none"}


def test_it_is_read_once(reading: Reading) -> None:
    assert [reading(), reading()] == [{"words": "first"}] * 2
    assert reading.times == 1


def test_a_file_that_changed_went_or_came_is_read_again(reading: Reading) -> None:
    reading()
    reading.file.write_text("later than before")
    assert reading() == {"words": "later than before"}
    reading.file.unlink()
    assert reading() == {"words": "none"}
    reading.file.write_text("first")
    assert reading() == {"words": "first"}


def test_a_change_of_equal_size_that_hides_its_time_is_seen(reading: Reading) -> None:
    before = reading.file.stat()
    reading()
    reading.file.write_text("other")
    os.utime(reading.file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert reading.file.stat().st_mtime_ns == before.st_mtime_ns
    assert reading() == {"words": "other"}


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"stamp": 1}', '{"value": {"words": "no"}}'])
def test_what_was_cut_off_is_read_again(reading: Reading, broken: str) -> None:
    reading()
    (remembers,) = reading.folder.iterdir()
    remembers.write_text(broken)
    assert reading() == {"words": "first"}
    assert reading.times == 2


def test_where_nothing_can_be_written_it_is_read_each_time(reading: Reading) -> None:
    reading.folder.write_text("a file where the folder would be")
    assert [reading(), reading()] == [{"words": "first"}] * 2
    assert reading.times == 2


def test_where_python_writes_no_byte_code_nothing_is_written(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    reading()
    assert not reading.folder.exists()
