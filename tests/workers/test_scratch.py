"""Scratch folders are gone afterwards, whatever was made of them."""

import logging
import os
from pathlib import Path

import pytest

from workers.scratch import DEEPEST, remove_tree, scratch_folder


def test_three_thousand_nested_folders_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    here = os.open(folder, os.O_RDONLY)
    for number in range(3000):
        os.mkdir("a", dir_fd=here)
        inner = os.open("a", os.O_RDONLY, dir_fd=here)
        if number % 100 == 0:
            os.close(os.open("file", os.O_CREAT | os.O_WRONLY, 0o000, dir_fd=here))
            os.mkdir("closed", 0o000, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    (folder / "link").symlink_to(tmp_path)
    (tmp_path / "beside").write_text("stays")
    remove_tree(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["beside"]


def test_a_folder_that_is_replaced_by_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "kept").touch()
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match=r"(?i)directory|symbolic"):
        remove_tree(tmp_path / "link")
    assert (tmp_path / "other" / "kept").exists()


def test_a_folder_is_its_owners_alone_and_gone_at_the_end(tmp_path: Path) -> None:
    with scratch_folder(within=tmp_path) as folder:
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "a" / "b").mkdir(parents=True)
        (folder / "a" / "b" / "file").write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_where_the_work_in_it_failed(tmp_path: Path) -> None:
    def work() -> None:
        with scratch_folder(within=tmp_path) as folder:
            (folder / "file").write_text("x")
            raise RuntimeError("it broke")

    with pytest.raises(RuntimeError, match="it broke"):
        work()
    assert list(tmp_path.iterdir()) == []


def test_one_that_cannot_be_removed_is_told_and_breaks_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), scratch_folder(within=tmp_path) as folder:
        folder.rmdir()
    (record,) = caplog.records
    assert str(folder) in record.getMessage()


@pytest.mark.parametrize("depth", [1, DEEPEST - 1, DEEPEST, DEEPEST + 1, 2 * DEEPEST + 3])
def test_every_depth_is_removed_with_what_lies_at_its_end(tmp_path: Path, depth: int) -> None:
    folder = tmp_path / "top"
    deepest = folder.joinpath(*["d"] * depth)
    deepest.mkdir(parents=True)
    (deepest / "file").write_text("x")
    os.mkfifo(deepest / "pipe")
    (deepest / "dangling").symlink_to("nowhere")
    remove_tree(folder)
    assert list(tmp_path.iterdir()) == []


def test_closed_folders_and_a_link_out_of_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("stays")
    folder = tmp_path / "top"
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed" / "inner" / "file").write_text("x")
    (folder / "link").symlink_to(outside)
    (folder / "closed" / "inner").chmod(0o000)
    (folder / "closed").chmod(0o000)
    remove_tree(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["outside"]
    assert (outside / "file").read_text() == "stays"
