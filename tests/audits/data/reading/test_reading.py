import gzip
import json
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from audits.data.dataset import Categories, Images, Numbers
from audits.errors import Refused
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role
from tests.reading import read_planned

PEOPLE = "sex,age,income,decision\nmale,25,1.5,approve\nfemale,26,,deny\n ,61,3,approve\n"
SPECS = {
    "sex": ColumnSpec(role=Role.PROTECTED, reference="male"),
    "age": ColumnSpec(role=Role.PROTECTED, cut=[25, 60]),
    "decision": ColumnSpec(role=Role.LABEL, favourable="yes", map={"approve": "yes", "deny": "no"}),
}


def written(tmp_path: Path, text: str | bytes, name: str = "people.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def values_of(categories: Categories) -> list[str | None]:
    return [None if code < 0 else categories.levels[code] for code in categories.codes]


def test_columns_are_typed_cut_and_mapped(tmp_path: Path) -> None:
    data = read_planned(written(tmp_path, PEOPLE), SPECS, reads=("income", "age"))
    assert values_of(data["sex"].categories) == ["male", "female", None]
    assert values_of(data["age"].categories) == ["<=25", "25-60", ">60"]
    assert values_of(data["decision"].categories) == ["yes", "no", "yes"]
    assert data["sex"].categories.codes.dtype == np.int8
    np.testing.assert_array_equal(data["income"].numbers, [1.5, np.nan, 3.0])


def test_a_model_is_fed_the_numbers_behind_the_cut(tmp_path: Path) -> None:
    data = read_planned(written(tmp_path, PEOPLE), SPECS, reads=("age",))
    np.testing.assert_array_equal(data.features(["age"], slice(None))["age"], [25, 26, 61])


def test_a_renamed_column_feeds_the_model_by_either_name(tmp_path: Path) -> None:
    path = written(tmp_path, "class,y\n1,0\n2,1\n")
    specs = {
        "class": ColumnSpec(role=Role.PROTECTED, rename="grade"),
        "y": ColumnSpec(role="label"),
    }
    data = read_planned(path, specs, reads=("class",))
    assert data.features(["class"], slice(None))["class"].tolist() == ["1", "2"]
    assert data.features(["grade"], slice(None))["grade"].tolist() == ["1", "2"]


@pytest.mark.parametrize(
    ("written_as", "spelled"),
    [("1.0", "1"), (" 1 ", "1"), ("True", "true"), ("FALSE", "false"), ("nan", None),
     ("NULL", None), ("", None), ("1.50", "1.50"), ("?", "?"), ("NA", None)],
)  # fmt: skip
def test_categories_are_spelled_as_the_contract_says(
    tmp_path: Path, written_as: str, spelled: str | None
) -> None:
    path = written(tmp_path, f"g,y\n{written_as},1\nother,0\n")
    data = read_planned(path, {"g": ColumnSpec(role=Role.PROTECTED)})
    assert values_of(data["g"].categories)[0] == spelled


def test_csv_parquet_and_json_lines_read_the_same(tmp_path: Path) -> None:
    rows = [
        {"flag": True, "group": 1.0, "when": "a", "score": 0.25, "y": 1},
        {"flag": False, "group": None, "when": " b ", "score": None, "y": 0},
        {"flag": None, "group": 2.0, "when": "a", "score": 0.5, "y": 1},
    ]
    specs = {
        "flag": ColumnSpec(role="protected"), "group": ColumnSpec(role="protected"),
        "when": ColumnSpec(role="nuisance"), "score": ColumnSpec(role="score"),
        "y": ColumnSpec(role="label"),
    }  # fmt: skip
    jsonl = written(tmp_path, "\n".join(map(json.dumps, rows)), "t.jsonl")
    parquet = tmp_path / "t.parquet"
    pq.write_table(pa.Table.from_pylist(rows), parquet)
    text = "flag,group,when,score,y\nTrue,1.0,a,.25,1\nFalse,, b ,,0\n,2.0,a,.5,1\n"
    csv = written(tmp_path, text, "t.csv")
    packed = written(tmp_path, gzip.compress(text.encode()), "t.csv.gz")
    for path in (jsonl, parquet, csv, packed):
        data = read_planned(path, specs)
        assert values_of(data["flag"].categories) == ["true", "false", None], path
        assert values_of(data["group"].categories) == ["1", None, "2"], path
        assert values_of(data["when"].categories) == ["a", "b", "a"], path
        assert values_of(data["y"].categories) == ["1", "0", "1"], path
        np.testing.assert_array_equal(data["score"].numbers, [0.25, np.nan, 0.5])


def test_every_bad_column_is_reported_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b,c\nx,1,u\ny,inf,v\n")
    specs = {
        "a": ColumnSpec(role="score"), "b": ColumnSpec(role="weight"),
        "c": ColumnSpec(role="protected", reference="w"), "decison": ColumnSpec(role="label"),
    }  # fmt: skip
    with pytest.raises(Refused) as refusal:
        read_planned(path, specs)
    assert {(p.field, p.code) for p in refusal.value.problems} == {
        ("dataset.columns.a", "not_a_number"),
        ("dataset.columns.b", "infinite"),
        ("dataset.columns.c.reference", "unknown_value"),
        ("dataset.columns.decison", "unknown_column"),
    }


def test_numbers_in_label_and_prediction_make_a_regression(tmp_path: Path) -> None:
    path = written(tmp_path, "y,p\n" + "".join(f"{i},{i + 0.5}\n" for i in range(10)))
    specs = {"y": ColumnSpec(role="label"), "p": ColumnSpec(role="prediction")}
    data = read_planned(path, specs)
    assert (data["y"].kind, data["p"].kind) == (Kind.NUMBER, Kind.NUMBER)


def test_whole_numbers_in_label_and_prediction_are_classes(tmp_path: Path) -> None:
    path = written(tmp_path, "y,p\n0,1.0\n1,1.0\n0,0.0\n")
    specs = {"y": ColumnSpec(role="label"), "p": ColumnSpec(role="prediction")}
    data = read_planned(path, specs)
    assert data["p"].categories.levels == ("0", "1")


def test_many_distinct_numbers_do_not_become_classes(tmp_path: Path) -> None:
    path = written(tmp_path, "x,y\n" + "".join(f"{i / 7},{i % 2}\n" for i in range(3000)))
    data = read_planned(path, {"y": ColumnSpec(role="label")}, reads=("x",))
    np.testing.assert_allclose(data["x"].numbers, np.arange(3000) / 7)
    assert isinstance(data["x"].values, Numbers)


def test_a_semicolon_table_with_quoted_newlines_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, '\ufefftext;y\n"one; two\nthree";1\n"say ""hi""";0\n')
    data = read_planned(
        path, {"text": ColumnSpec(role="feature", kind="text"), "y": ColumnSpec(role="label")}
    )
    assert data.features(["text"], slice(None))["text"].tolist() == [
        "one; two\nthree",
        'say "hi"',
    ]


def test_blank_lines_of_a_single_column_are_rows(tmp_path: Path) -> None:
    data = read_planned(written(tmp_path, "p\na\n\nb\n"), {"p": ColumnSpec(role="prediction")})
    assert values_of(data["p"].categories) == ["a", None, "b"]


def png(shade: int) -> bytes:
    held = BytesIO()
    Image.new("L", (3, 2), shade).save(held, "PNG")
    return held.getvalue()


def test_images_stay_in_the_zip_until_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "pictures.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("set/table.csv", "file,y\na.png,0\nimg/b.png,1\n")
        packed.writestr("set/a.png", png(10))
        packed.writestr("set/img/b.png", b"not a picture")
    data = read_planned(path, {"y": ColumnSpec(role="label")}, reads=("file",))
    assert isinstance(data["file"].values, Images)
    first = data.features(["file"], slice(0, 1))["file"][0]
    assert first.shape == (2, 3, 3)
    assert set(first.ravel().tolist()) == {10}
    with pytest.raises(Refused) as refusal:
        data.features(["file"], slice(1, 2))
    assert refusal.value.problems[0].field == "dataset.images.img/b.png"


def test_cut_points_belong_to_the_group_below(tmp_path: Path) -> None:
    path = written(tmp_path, "age\n25\n25.5\n60\n60.5\n\n")
    data = read_planned(path, {"age": ColumnSpec(role="protected", cut=[25, 60])})
    found = values_of(data["age"].categories)
    assert found == ["<=25", "25-60", "25-60", ">60", None]


def test_pictures_of_16_bits_keep_their_range(tmp_path: Path) -> None:
    grey = np.array([[0, 255, 256], [32768, 65278, 65535]], dtype=np.uint16)
    held = BytesIO()
    Image.fromarray(grey).save(held, "PNG")
    path = tmp_path / "pictures.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("table.csv", "file,y\na.png,0\n")
        packed.writestr("a.png", held.getvalue())
    data = read_planned(path, {"y": ColumnSpec(role="label")}, reads=("file",))
    found = data.features(["file"], slice(None))["file"][0]
    assert found.shape == (2, 3, 3)
    # 65535 / 255 = 257 steps of the file make one of the picture.
    np.testing.assert_allclose(found, np.repeat((grey / 257)[..., None], 3, axis=2), rtol=1e-6)
    images = data.fed_values("file")
    assert isinstance(images, Images)
    (seen,) = images.decoded()
    assert seen.dtype == np.uint8
    np.testing.assert_array_equal(seen[:, :, 0], np.round(grey / 257))
