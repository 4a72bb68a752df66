"""The identity of files and folders, beside hashlib and by hand."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from audits.fingerprint import file_sha256, folder_files, folder_sha256


@given(st.binary(max_size=200))
def test_a_files_identity_is_the_sha_256_of_its_bytes(content):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.bin"
        path.write_bytes(content)
        assert file_sha256(path) == hashlib.sha256(content).hexdigest()


def test_a_folders_identity_is_that_of_its_listing_in_path_order(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two").write_text("2")
    (tmp_path / "a.txt").write_text("1")
    one, two = (hashlib.sha256(text).hexdigest() for text in (b"1", b"2"))
    listing = f"{one}  a.txt\n{two}  b/two\n"  # as sha256sum prints it
    assert folder_files(tmp_path) == ["a.txt", "b/two"]
    assert folder_sha256(tmp_path) == hashlib.sha256(listing.encode()).hexdigest()


def test_another_name_is_another_folder(tmp_path):
    (tmp_path / "a").write_text("1")
    before = folder_sha256(tmp_path)
    (tmp_path / "a").rename(tmp_path / "c")
    assert folder_sha256(tmp_path) != before
