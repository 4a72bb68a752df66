"""A zip of files beside one table: which table it is, and what a zip may hold."""

import zipfile
from pathlib import Path

import pytest

from audits.data.reading import zipped_tables
from audits.data.reading.zipped_tables import open_zipped
from audits.errors import Refused
from tests import sound_families


def packed(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


CSV, PNG = "file,y\na.png,1\n", b"a picture"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"a.png": PNG}, "no_table"),
        ({"a.csv": CSV, "b.jsonl": "{}"}, "two_tables"),
        ({"[Content_Types].xml": "", "a.csv": CSV}, "unknown_format"),
    ],
)
def test_a_zip_needs_exactly_one_table(tmp_path: Path, members: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        open_zipped(packed(tmp_path / "t.zip", members))
    assert refused.value.problems[0].code == code


def test_what_a_mac_adds_is_no_second_table(tmp_path: Path) -> None:
    members = {"t.csv": CSV, "a.png": PNG, "__MACOSX/._t.csv": "x"}
    assert open_zipped(packed(tmp_path / "t.zip", members)).names == ("file", "y")


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("t.csv", CSV)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("t.csv", CSV)
    with pytest.raises(Refused) as refused:
        open_zipped(path)
    assert refused.value.problems[0].code == "duplicate_member"


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / "t.zip", {"t.csv": CSV, "a.png": PNG})
    monkeypatch.setattr(zipped_tables, "_TABLE_BYTES", 5)
    with pytest.raises(Refused, match="the table inflates to 15 bytes"):
        open_zipped(path)
    monkeypatch.setattr(zipped_tables, "MOST_PICTURES", 1)
    with pytest.raises(Refused, match="2 members"):
        open_zipped(path)


def test_pictures_and_sounds_lie_in_one_zip(tmp_path: Path) -> None:
    sound = sound_families.wav(sound_families.tone(440))
    members = {"set/t.csv": "file,y\na.wav,1\n", "set/a.wav": sound, "set/a.png": PNG}
    table = open_zipped(packed(tmp_path / "t.zip", members))
    assert table.sounds.find("a.wav") == "set/a.wav"
    assert table.sounds.find("a.png") is table.pictures.find("a.wav") is None
    assert table.pictures.find("a.png") == "set/a.png"
