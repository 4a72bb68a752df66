"""What bytes cannot say, the document does: `dataset: {encoding: cp1250}`."""

import gzip
import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.planning.plan import Plan, make_plan
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml, parse_document
from audits.specification.profiles import DatasetProfile
from audits.specification.roles import Role
from evenhand.local import audit_file
from evenhand.recoding import as_utf8

# Words whose bytes are letters in Windows-1252 too: other ones, which nothing can tell.
CASES = {
    "cp1250": ("płeć", ["kobieta", "mężczyzna"], "odrzuć"),
    "iso8859-2": ("płeć", ["kobieta", "mężczyzna"], "odrzuć"),
    "cp1251": ("пол", ["женщина", "мужчина"], "да"),
    "koi8-r": ("пол", ["женщина", "мужчина"], "да"),
    "cp1253": ("φύλο", ["γυναίκα", "άνδρας"], "ναι"),
    "shift_jis": ("性別", ["女性", "男性"], "はい"),
    "gb18030": ("性别", ["女性", "男性"], "是"),
    "cp850": ("génération", ["née", "né"], "été"),
}


def table(path, encoding):
    name, people, yes = CASES[encoding]
    rows = "".join(f"{people[at % 2]};{yes if at % 3 else 'x'}\n" for at in range(60))
    path.write_bytes(f"{name};y\n{rows}".encode(encoding))
    return path


def planned(path, case, **dataset):
    name, _, yes = CASES[case]
    columns = {name: {"role": "protected"}, "y": {"role": "label", "positive": yes}}
    body = {"dataset": {"path": path.name, "columns": columns, **dataset},
            "probes": ["imbalance.accuracy_against_majority"]}  # fmt: skip
    document = parse_document(body)
    profile = profile_dataset(path, document.dataset.encoding)
    plan = make_plan(document, dataset=DatasetProfile.from_json(profile.to_json()))
    return Plan.from_json(json.loads(json.dumps(plan.to_json())))


@pytest.mark.parametrize("encoding", CASES)
def test_a_stated_encoding_is_read_and_told(tmp_path, encoding):
    path = table(tmp_path / "t.csv", encoding)
    plan = planned(path, encoding, encoding=encoding)
    data = read_dataset(path, plan.columns, encoding=plan.encoding)
    name, people, _ = CASES[encoding]
    assert set(data[name].categories.levels) == set(people)
    assert f"the table was read as {encoding}, as the document says" in data.notes


def test_without_it_polish_is_read_as_western_and_the_remedy_that_is_told_mends_it(tmp_path):
    path = table(tmp_path / "t.csv", "cp1250")
    (told,) = profile_dataset(path).warnings
    assert profile_dataset(path).columns[0].name == "p³eæ"  # all are letters of Windows-1252
    dataset = load_yaml(re.search(r"`dataset: (\{encoding: [^`]*\})`", told)[1])
    assert planned(path, "cp1250", **dataset).columns["płeć"].role is Role.PROTECTED


@pytest.mark.parametrize("encoding", ["cp1251", "shift_jis"])
def test_bytes_that_cannot_be_decided_are_refused_with_a_remedy_that_works(tmp_path, encoding):
    """Signs between the letters: not Windows-1252, and nothing says what else."""
    path = table(tmp_path / "t.csv", encoding)
    path.write_bytes(path.read_bytes() + "ЧЯ■;x\n".encode(encoding, errors="ignore") * 2)
    with pytest.raises(Refused) as refusal:
        profile_dataset(path)
    (problem,) = refusal.value.problems
    assert problem.code == "bad_encoding"
    key = load_yaml(re.search(r"`dataset: (\{encoding: [^`]*\})`", problem.remedy)[1])
    assert list(key) == ["encoding"]
    assert planned(path, encoding, **dict.fromkeys(key, encoding)).encoding == encoding


def test_bytes_that_are_not_what_is_stated_are_refused(tmp_path):
    path = table(tmp_path / "t.csv", "cp1250")
    for stated in ("utf-8", "shift_jis"):
        with pytest.raises(Refused, match=f"not readable as {stated}.*encoding: cp1250"):
            planned(path, "cp1250", encoding=stated)


def test_names_of_encodings_are_python_s_and_others_are_refused(tmp_path):
    for written, known in (("latin-1", "iso8859-1"), ("Windows-1250", "cp1250"),
                           ("UTF8", "utf-8"), ("sjis", "shift_jis")):  # fmt: skip
        body = {"dataset": {"path": "t.csv", "encoding": written}}
        assert parse_document(body).dataset.encoding == known
    for unknown in ("klingon", "utf-7", "unicode_escape", "rot13", "base64", "idna", 7):
        with pytest.raises(Refused, match=r"dataset\.encoding: .*no known encoding.*cp1250"):
            parse_document({"dataset": {"path": "t.csv", "encoding": unknown}})


@pytest.mark.parametrize("kind", ["gz", "jsonl", "zip"])
def test_every_form_of_a_text_table_can_be_stated(tmp_path, kind):
    path = table(tmp_path / "t.csv", "cp1250")
    if kind == "gz":
        path.write_bytes(gzip.compress(path.read_bytes()))
    elif kind == "jsonl":
        row = json.dumps({"płeć": "mężczyzna", "y": "odrzuć"}, ensure_ascii=False)
        path.write_bytes(f"{row}\n".encode("cp1250") * 3)
    else:
        content = path.read_bytes()
        picture = io.BytesIO()
        Image.fromarray(np.zeros((4, 4, 3), dtype=np.uint8)).save(picture, "PNG")
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("t.csv", content)
            packed.writestr("a.png", picture.getvalue())
    data = read_dataset(path, {"płeć": ColumnSpec(kind="category")}, encoding="cp1250")
    assert "mężczyzna" in data["płeć"].categories.levels


def test_parquet_says_it_itself(tmp_path):
    import pandas

    pandas.DataFrame({"x": ["é"], "y": [1]}).to_parquet(tmp_path / "t.parquet")
    with pytest.raises(Refused, match="Parquet says itself"):
        profile_dataset(tmp_path / "t.parquet", "cp1250")


def test_an_audit_of_a_document_that_states_it(tmp_path: Path):
    table(tmp_path / "t.csv", "cp1250")
    (tmp_path / "audit.json").write_text(json.dumps({
        "dataset": {"path": "t.csv", "encoding": "cp1250", "columns": {
            "płeć": {"role": "protected"}, "y": {"role": "prediction", "favourable": "odrzuć"}}},
        "probes": ["fairness.selection_rate"],
    }, ensure_ascii=False))  # fmt: skip
    report = audit_file(tmp_path / "audit.json", out=tmp_path / "report", quiet=True).report
    groups = {found["group"].get("płeć") for found in report["measurements"]}
    assert {"kobieta", "mężczyzna"} <= groups
    assert any("read as cp1250" in told for told in report["warnings"])


def test_a_table_that_was_looked_into_otherwise_says_how_to_upload_it(tmp_path):
    """As on a service, where it is looked into when it comes; the remedy is applied."""
    path = table(tmp_path / "t.csv", "cp1250")
    name, _, yes = CASES["cp1250"]
    columns = {name: {"role": "protected"}, "y": {"role": "label", "positive": yes}}
    body = {"dataset": {"id": "dsv_x", "columns": columns, "encoding": "cp1250"},
            "probes": ["imbalance.prevalence"]}  # fmt: skip
    with pytest.raises(Refused) as refusal:
        make_plan(parse_document(body), dataset=profile_dataset(path))
    found = {problem.field: problem for problem in refusal.value.problems}["dataset.encoding"]
    assert "read as cp1252 when it was uploaded, not as cp1250" in found.reason
    assert "`evenhand submit` does both" in found.remedy
    with as_utf8(path, "cp1250") as copy:  # as `evenhand submit` uploads it
        profile = profile_dataset(copy)
        assert copy.name == "t.csv"
    del body["dataset"]["encoding"]
    assert make_plan(parse_document(body), dataset=profile).columns[name].role is Role.PROTECTED
    assert not copy.exists()


def test_what_is_uploaded_is_refused_where_it_is_not_what_is_stated(tmp_path):
    path = table(tmp_path / "t.csv", "cp1250")
    with as_utf8(path, None) as same:
        assert same == path
    with pytest.raises(Refused, match="not readable as utf-8"), as_utf8(path, "utf-8"):
        pass
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        packed.write(path, "t.csv")
    with pytest.raises(Refused, match="in a zip"), as_utf8(tmp_path / "t.zip", "cp1250"):
        pass


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_without_a_mark_name_the_encoding_and_are_read_with_it(
    tmp_path, encoding
):
    """As SQL Server's bcp writes them; bytes with a NUL here and there are not said to be it."""
    path = tmp_path / "table.csv"
    path.write_bytes("sex,y\nf,1\nm,0\n".encode(encoding))
    with pytest.raises(Refused) as refused:
        profile_dataset(path)
    (problem,) = refused.value.problems
    assert problem.code == "nul_byte"
    assert f"`--encoding {encoding}`" in problem.remedy
    assert profile_dataset(path, encoding=encoding).rows == 2
    path.write_bytes(b"sex,y\nf,\0\nm,0\n")
    with pytest.raises(Refused) as refused:
        profile_dataset(path)
    assert "--encoding" not in refused.value.problems[0].remedy
