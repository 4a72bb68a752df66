import pytest

from audits.errors import Refused
from audits.models.foreign_kinds import LIGHTGBM, XGBOOST
from audits.models.registry import Upload
from audits.models.tables.recognition import damaged, library, recognised

TEXT = b"tree\nversion=v4\n"


def test_the_one_file_of_its_kind_is_meant_and_the_others_are_left_out(tmp_path):
    (tmp_path / "m.txt").write_bytes(TEXT)
    alone = recognised(Upload(tmp_path / "m.txt", None, tmp_path), "lightgbm", LIGHTGBM)
    assert alone.path.name == "m.txt"
    assert len(alone.sha256) == 64
    assert recognised(Upload(tmp_path / "m.txt", None, tmp_path), "xgboost", XGBOOST) is None
    (tmp_path / "notes.txt").write_text("trained in spring")
    found = recognised(Upload(tmp_path, "ab", tmp_path), "lightgbm", LIGHTGBM)
    assert (found.path.name, found.sha256, found.left_out) == ("m.txt", "ab", ("notes.txt",))


@pytest.mark.parametrize("other", ["n.txt", "config.json", "m.onnx"])
def test_a_folder_in_which_another_could_be_meant_is_none(tmp_path, other):
    (tmp_path / "m.txt").write_bytes(TEXT)
    (tmp_path / other).write_bytes(TEXT)
    assert recognised(Upload(tmp_path, "ab", tmp_path), "lightgbm", LIGHTGBM) is None


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "outside.txt").write_bytes(TEXT)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "m.txt").symlink_to(tmp_path / "outside.txt")
    assert recognised(Upload(folder, "ab", tmp_path), "lightgbm", LIGHTGBM) is None


def test_a_library_that_is_there_is_imported_and_another_is_named(tmp_path):
    import json

    assert library("json", "boosters", tmp_path / "m.txt", LIGHTGBM) is json
    with pytest.raises(Refused) as refusal:
        library("no_such.library", "boosters", tmp_path / "m.txt", LIGHTGBM)
    (problem,) = refusal.value.problems
    assert problem.reason.startswith("m.txt is a LightGBM model, and no-such")
    assert "evenhand[boosters]" in problem.remedy


def test_what_is_damaged_says_how_to_write_it_again(tmp_path):
    (problem,) = damaged(tmp_path / "m.txt", "a model", "it ends", "model.save()").problems
    assert problem.reason == "m.txt begins as a model and cannot be read (it ends)"
    assert "`model.save()`" in problem.remedy


def test_a_library_that_cannot_be_loaded_says_what_the_system_lacks(tmp_path, monkeypatch):
    (tmp_path / "half_there.py").write_text(
        "raise OSError('libgomp.so.1: cannot open shared object file')"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Refused, match=r"libgomp\.so\.1.*apt-get install libgomp1"):
        library("half_there", "boosters", tmp_path / "m.txt", LIGHTGBM)
