"""Members of a zip by name: beside the table first, of known endings, bounded, refused by name."""

import zipfile

import pytest

from audits.data.reading import zip_members
from audits.data.reading.zip_members import ZipMembers
from audits.errors import Refused


@pytest.fixture
def members(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        for name in ("set/a.wav", "a.wav", "b.wav", "c.txt"):
            archive.writestr(name, name)
    return ZipMembers(tmp_path / "t.zip", "set/", {".wav"}, "sounds", "bad_sound")


def test_what_lies_beside_the_table_comes_first(members):
    assert members.find("a.wav") == "set/a.wav"
    assert members.read("a.wav") == b"set/a.wav"
    assert members.read("b.wav") == b"b.wav"
    assert members.find("c.txt") is members.find("d.wav") is members.find("../a.wav") is None


def test_what_is_not_there_is_refused_by_its_name(members):
    with pytest.raises(Refused) as refused:
        members.read("lost.wav")
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("dataset.sounds.lost.wav", "bad_sound")
    assert problem.remedy


def test_no_member_inflates_beyond_its_bound(members, monkeypatch):
    monkeypatch.setattr(zip_members, "MEMBER_BYTES", 4)
    with pytest.raises(Refused, match="cannot be read"):
        members.read("b.wav")
