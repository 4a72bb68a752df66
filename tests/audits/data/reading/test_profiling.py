import json
import re
from pathlib import Path

import pandas as pd
import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused
from audits.fingerprint import file_sha256
from audits.specification.profiles import DatasetProfile
from audits.specification.roles import Kind, Role


def test_kinds_roles_and_values_are_guessed(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = [f"{i},{'fm'[i % 2]},{20 + i % 40},{i / 3:.3f},{i % 2}" for i in range(200)]
    path.write_text("id,sex,age,income,approved\n" + "\n".join(rows) + "\n")
    profile = profile_dataset(path)
    found = {column.name: column for column in profile.columns}
    assert profile.rows == 200
    assert profile.sha256 == file_sha256(path)
    assert {name: column.role for name, column in found.items()} == {
        "id": Role.ID, "sex": Role.PROTECTED, "age": Role.PROTECTED,
        "income": Role.FEATURE, "approved": Role.LABEL,
    }  # fmt: skip
    assert (found["age"].kind, found["age"].minimum, found["age"].maximum) == (Kind.NUMBER, 20, 59)
    assert (found["approved"].kind, found["approved"].values) == (Kind.CATEGORY, ("0", "1"))
    assert found["income"].kind is Kind.NUMBER
    assert found["sex"].distinct == 2


def test_limits_and_missing_cells_are_counted_past_the_cap(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    with path.open("w") as file:
        file.write("x,y\n")
        file.writelines(f"{i if i % 10 else ''},{i % 2}\n" for i in range(400_000))
    found = profile_dataset(path).columns[0]
    assert (found.minimum, found.maximum, found.missing) == (1, 399_999, 40_000)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nowhere\.csv cannot be read"):
        profile_dataset(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("cells", "decimal", "strange", "missing"),
    [
        (["2,5", "16,5", "9,0"], ",", (), ()),
        (["1", "?", "3"], ".", ("?",), ()),
        (["1", "NA", "3"], ".", (), (("NA", 40),)),
        (["in EUR", "1.286,79", "962,46", "NA"], ",", ("in EUR",), (("NA", 40),)),
        (["in %", "25,74 %", "9 %"], ",", ("in %",), ()),
        (["in EUR", "962.4", "31.5"], ".", ("in EUR",), ()),
        (["x", "y", "1,5"], ".", (), ()),
        (["x", "1,5", "1.5", "?"], ".", (), ()),
    ],
)
def test_the_last_column_is_read_like_any_other_where_it_may_be_the_label(
    tmp_path: Path, cells: list[str], decimal: str, strange: tuple, missing: tuple
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a;b\n" + "".join(f"{i};{cell}\n" for i in range(40) for cell in cells))

    last = profile_dataset(path).columns[-1]

    assert last.role is Role.LABEL
    assert last.cells.decimal == decimal
    assert tuple(word for word, _, _ in last.cells.strange) == strange
    assert last.cells.missing_words == missing


def test_rows_are_counted_by_value_where_all_values_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    lines = [f"{'a' if n % 3 else ' b '},{n}" for n in range(60)]
    path.write_text("sex,income\n" + "\n".join([*lines, ",0"]) + "\n", encoding="utf-8")
    profile = profile_dataset(path)
    assert profile.columns[0].values == ("a", "b")
    # Of 60 rows every third is a b; a missing cell is in no group; 60 incomes are too many.
    assert profile.counts == (("sex", (40, 20)),)
    assert DatasetProfile.from_json(profile.to_json()) == profile
    assert DatasetProfile.from_json({**profile.to_json(), "counts": {}}).counts == ()


def test_what_is_told_of_lists_of_spans_makes_them_readable(tmp_path: Path) -> None:
    """As doccano writes JSON lines, and datasets write Parquet."""
    spans = [[{"start": 0, "end": 4, "label": "PER"}], []]
    frame = pd.DataFrame({"id": ["a", "b"], "spans": spans, "tags": [["x", "y"], ["x"]]})
    frame.to_json(tmp_path / "t.jsonl", orient="records", lines=True)
    frame.to_parquet(tmp_path / "t.parquet")
    read_as = {".jsonl": lambda path: pd.read_json(path, lines=True), ".parquet": pd.read_parquet}
    for ending, read in read_as.items():
        path = tmp_path / f"t{ending}"
        unread = profile_dataset(path).unread
        frame = read(path)
        for column in unread:
            pasted = re.search(r"`([^`]*)`$", column.remedy)
            assert pasted is not None
            exec(pasted[1], {"frame": frame, "json": json})
        frame.to_csv(tmp_path / "t.csv", index=False)
        # Lists of texts are columns of Parquet.
        assert {column.name for column in unread} == {"spans", "tags"} - (
            {"tags"} if ending == ".parquet" else set()
        )
        assert profile_dataset(tmp_path / "t.csv").unread == ()
        assert [json.loads(cell) for cell in frame["spans"]] == spans


def test_words_among_decimal_commas_are_told_past_the_cap(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    cells = ("k. A. x" if row == 80_000 else f"{row},{row % 97:02d}" for row in range(90_000))
    path.write_text("g;y\n;in EUR\n" + "".join(f"a;{cell}\n" for cell in cells))
    found = profile_dataset(path).columns[1]
    assert found.cells.decimal == ","
    assert found.cells.strange == (("in EUR", 1, (0,)), ("k. A. x", 1, (80_001,)))


@pytest.mark.parametrize(("cells", "is_told"), [(("a3f", "12e999"), False), (("1.5", "inf"), True)])
def test_a_text_that_reads_as_an_infinite_number_is_none(tmp_path, cells, is_told):
    path = tmp_path / "t.csv"
    path.write_text("y,hash\n" + "".join(f"{n % 2},{cells[n % 2]}\n" for n in range(40)))
    assert any("infinite" in text for text in profile_dataset(path).warnings) is is_told
