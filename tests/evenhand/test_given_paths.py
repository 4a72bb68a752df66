"""Files that somebody names: pipes and devices are refused before anybody waits for them."""

import os
import socket
from pathlib import Path

import pytest

from audits.errors import Refused
from evenhand.given_paths import existing


def pipe(place: Path) -> Path:
    os.mkfifo(place / "pipe")
    return place / "pipe"


def link_to_a_device(place: Path) -> Path:
    (place / "link").symlink_to("/dev/zero")
    return place / "link"


def bound_socket(place: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(place / "s"))
    return place / "s"


@pytest.mark.parametrize("make", [pipe, link_to_a_device, bound_socket])
def test_what_is_no_file_is_refused_and_not_opened(tmp_path: Path, make) -> None:
    path = make(tmp_path)
    with pytest.raises(Refused, match="is a pipe, a socket or a device") as refusal:
        existing(path, "dataset.path", named="people.csv")
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("dataset.path", "not_a_file")
    assert "people.csv" in problem.reason


@pytest.mark.parametrize("name", ["nowhere", "x" * 5000, "a\0b"])
def test_what_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="there is no file") as refusal:
        existing(tmp_path / name, "data")
    assert refusal.value.problems[0].code == "not_found"


def test_files_folders_and_links_to_them_are_given_back(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n")
    (tmp_path / "link").symlink_to(tmp_path / "t.csv")
    for path in (tmp_path, tmp_path / "t.csv", tmp_path / "link"):
        assert existing(path, "data") == path
