"""Files that only their owner may read."""

import os
import stat
from pathlib import Path

from evenhand.secret_files import write_secret


def test_a_secret_is_its_owners_alone_whatever_the_mask(tmp_path: Path) -> None:
    file = tmp_path / "key"
    before = os.umask(0)
    try:
        write_secret(file, "s3cret")
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == "s3cret\n"


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept")
    file = tmp_path / "key"
    file.symlink_to(elsewhere)
    write_secret(file, "s3cret")
    assert elsewhere.read_text() == "kept"
    assert not file.is_symlink()
