"""Folders for children that are gone afterwards, whatever a child made of them."""

import logging
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOG = logging.getLogger(__name__)
DEEPEST = 50  # folders that are open at once


@contextmanager
def scratch_folder(*, within: Path | None = None) -> Iterator[Path]:
    """A new folder, readable by its owner alone; removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-", dir=within))
    try:
        yield folder
    finally:
        try:
            remove_tree(folder)
        except OSError as error:
            LOG.error("a scratch folder could not be removed: %s", error)


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it, nested however deep; links are not followed.

    `shutil.rmtree` recurses without end, and a path of thousands of folders is longer than the
    kernel takes: here what lies deeper than `DEEPEST` is first moved up. Nobody may be writing
    there any more.
    """
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        while os.listdir(top):
            _clear(top, top, 0)
    finally:
        os.close(top)
    folder.rmdir()


def _clear(folder: int, top: int, depth: int) -> None:
    """Remove what is in this folder; what is too deep goes into the top one."""
    for name in os.listdir(folder):
        if _unlinked(name, folder):
            continue
        with suppress(OSError):  # one that may not be read or written
            os.chmod(name, 0o700, dir_fd=folder)
        if depth >= DEEPEST:
            os.rename(name, secrets.token_hex(12), src_dir_fd=folder, dst_dir_fd=top)
            continue
        inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
        try:
            _clear(inner, top, depth + 1)
        finally:
            os.close(inner)
        os.rmdir(name, dir_fd=folder)


def _unlinked(name: str, folder: int) -> bool:
    """Whether it was a file, and is gone; False for folders."""
    try:
        os.unlink(name, dir_fd=folder)
    except IsADirectoryError:
        return False
    return True
