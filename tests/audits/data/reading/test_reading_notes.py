"""What is told of a table beside its numbers."""

import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from audits.data.reading import read_dataset
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role


def written(folder: Path, zone: str | None, ending: str) -> Path:
    """Forty hours from 20:00 on 30 March 2024; that night Helsinki goes from UTC+2 to UTC+3."""
    when = pd.date_range("2024-03-30 20:00", periods=40, freq="h", tz=zone)
    frame = pd.DataFrame({"when": when, "y": ["0", "1"] * 20})
    path = folder / f"t.{ending}"
    if ending == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path)
    return path


def until(path: Path, point: str) -> tuple[int, tuple[str, ...]]:
    """Rows of the first period, and the notes."""
    specs = {
        "when": ColumnSpec(role=Role.PROTECTED, cut=[point]),
        "y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY),
    }
    data = read_dataset(path, specs)
    return int(data["when"].categories.equals(f"<={point}").sum()), data.notes


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_days_of_times_with_an_offset_are_told_to_be_those_of_utc(
    tmp_path: Path, ending: str
) -> None:
    """By the clock of the place 27 hours are left of 30 and 31 March, one of which is not there."""
    path = written(tmp_path, "Europe/Helsinki", ending)
    rows, (note,) = until(path, "2024-03-31")
    assert rows == 30
    assert "days of UTC, and 40 rows have a time with another offset" in note
    rows, _ = until(path, "2024-03-31T23:59:59+03:00")
    assert rows == 27


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_days_of_times_of_utc_are_what_they_seem(tmp_path: Path, zone: str | None) -> None:
    for ending in ("csv", "parquet"):
        assert until(written(tmp_path, zone, ending), "2024-03-31") == (28, ())


def test_a_cut_that_parts_nobody_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    pd.DataFrame({"age": range(1940, 1980), "y": ["0", "1"] * 20}).to_csv(path, index=False)
    label = ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY)
    specs = {"age": ColumnSpec(role=Role.PROTECTED, cut=[25, 60]), "y": label}
    (note,) = read_dataset(path, specs).notes
    assert note.startswith("all 40 rows of column 'age' are in one group, '>60'")
    specs["age"] = ColumnSpec(role=Role.PROTECTED, cut=[1960])
    assert read_dataset(path, specs).notes == ()


@pytest.mark.parametrize(
    "word",
    ["keine Angabe", "k.A.", "#NV", "#WERT!", "#N/D", "#¿NOMBRE?", "Non renseigné", "неизвестно"],
)
def test_words_of_other_languages_for_nothing_known_are_asked_about(
    tmp_path: Path, word: str
) -> None:
    path = tmp_path / "t.csv"
    groups = ["female", "male", word, "male"] * 10
    pd.DataFrame({"sex": groups, "y": ["0", "1"] * 20}).to_csv(path, index=False)
    specs = {
        "sex": ColumnSpec(role=Role.PROTECTED, kind=Kind.CATEGORY),
        "y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY),
    }
    (note,) = read_dataset(path, specs).notes
    assert note.startswith(f"{word!r} (10 rows) is read as a value of its own in column 'sex'")


def told(path: Path, frame: pd.DataFrame, **specs: ColumnSpec) -> list[str]:
    frame.to_csv(path, index=False)
    return list(read_dataset(path, specs).notes)


def test_rows_that_weigh_nothing_are_told(tmp_path: Path) -> None:
    label = ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY)
    weight = ColumnSpec(role=Role.WEIGHT, kind=Kind.NUMBER)
    frame = pd.DataFrame({"y": ["0", "1"] * 10, "w": [0, 1.5, 2, 1] * 5})
    (note,) = told(tmp_path / "t.csv", frame, y=label, w=weight)
    assert note.startswith("5 of 20 rows have 0 in column 'w'")
    assert told(tmp_path / "t.csv", frame[frame.w > 0], y=label, w=weight) == []


@pytest.mark.parametrize(
    "values",
    [
        ["A", "B", "AB", "O"],
        ["AAA", "AA", "A", "BBB"],
        ["I", "II", "III"],
        ["A", "A+", "A1"],
        ["C", "R", "Rust", "Python"],  # of two letters one
    ],
)
def test_groups_of_one_letter_have_names_of_their_own(tmp_path: Path, values: list[str]) -> None:
    frame = pd.DataFrame({"sex": values * 8})
    sex = ColumnSpec(role=Role.PROTECTED, kind=Kind.CATEGORY)
    assert not any("beside" in note for note in told(tmp_path / "t.csv", frame, sex=sex))


def test_what_is_told_of_a_large_table_copies_none_of_its_columns(tmp_path):
    """Two columns of codes and one of numbers keep 11 bytes a row; a copy of a column takes 8."""
    rows, rng = 1_000_000, np.random.default_rng(5)
    score = rng.beta(2, 3, rows)
    table = pd.DataFrame(
        {
            "group": pd.Categorical(rng.choice([*"abcdef"], rows)),
            "label": (rng.random(rows) < score).astype(np.int8),
            "prediction": (score > 0.5).astype(np.int8),
            "score": score,
        }
    )
    table.to_parquet(tmp_path / "t.parquet")
    classes = {"kind": Kind.CATEGORY}
    specs = {
        "group": ColumnSpec(role=Role.PROTECTED, **classes),
        "label": ColumnSpec(role=Role.LABEL, **classes),
        "prediction": ColumnSpec(role=Role.PREDICTION, **classes),
        "score": ColumnSpec(role=Role.SCORE, kind=Kind.NUMBER),
    }
    read_dataset(tmp_path / "t.parquet", specs)  # what is imported on the way
    tracemalloc.start()
    data = read_dataset(tmp_path / "t.parquet", specs)
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(data) == rows
    assert most - kept < 8 * rows


@pytest.mark.parametrize(("listed", "is_told"), [("withdrawn", True), ("Withdrawn", False)])
def test_a_missing_word_that_cells_spell_otherwise_is_told(
    tmp_path: Path, listed: str, is_told: bool
) -> None:
    """Read as an answer it lowers a rate: nobody listed `Withdrawn`."""
    path = tmp_path / "t.csv"
    pd.DataFrame({"p": ["hired", "not", "Withdrawn"] * 20, "n": range(60)}).to_csv(
        path, index=False
    )
    spec = ColumnSpec(role=Role.PREDICTION, kind=Kind.CATEGORY, missing=[listed, "other"])
    notes = read_dataset(path, {"p": spec}).notes
    of_spelling = [note for note in notes if "'withdrawn' is listed as missing" in note]
    assert len(of_spelling) == is_told
    assert all("'Withdrawn' in column 'p' is a value" in note for note in of_spelling)
