"""Ids that lost digits and words that lost letters before they came here."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audits.specification.document import ColumnSpec
from tests.reading import read_planned

ROLES = {"who": ColumnSpec(role="cluster"), "y": ColumnSpec(role="label")}
IDS = [123456789012345678 + 7919 * number for number in range(40)]


def notes(path: Path, frame: pd.DataFrame, **roles: ColumnSpec) -> list[str]:
    frame.assign(y=["0", "1"] * (len(frame) // 2)).to_csv(path, index=False)
    return list(read_planned(path, ROLES | roles).notes)


@pytest.mark.parametrize(
    "written",
    [
        "{:.5E}",  # as Excel shows them
        "{:.14E}",
        "{}",
    ],
)
def test_ids_that_a_program_rounded_are_told(tmp_path: Path, written: str) -> None:
    path = tmp_path / "t.csv"
    rounded = [written.format(Decimal(number).quantize(Decimal(1000))) for number in IDS]
    if written == "{}":  # all of its 15 digits, and zeros: what a spreadsheet keeps
        rounded = [f"{str(number)[:15]}000" for number in IDS]
    (note,) = notes(path, pd.DataFrame({"who": rounded}))
    assert f"such as {rounded[0]!r}" in note
    assert "rounded before they came here" in note


def test_one_cluster_by_two_names_is_told_and_quotes_nobody(tmp_path: Path) -> None:
    """100 patients with six rows each, half of them from a program that writes other names."""
    path, who = tmp_path / "t.csv", [number // 6 for number in range(600)]
    pairs = [(str(w), f"{w:05d}") for w in who], [(f"site{w}", f"Site{w}") for w in who]
    for written in pairs:
        names = [pair[row % 2] for row, pair in enumerate(written)]
        (note,) = [note for note in notes(path, pd.DataFrame({"who": names})) if "'who'" in note]
        assert note.startswith("the 200 different values of column 'who' are 100 but for capitals")
        assert all(name not in note for name in names if len(name) > 3)


@pytest.mark.parametrize(
    "names",
    [
        [str(number // 6) for number in range(600)],
        [f"{number // 6:05d}" for number in range(600)],
        [f"1.{number:03d}" for number in range(600)],
        # Two of a hundred and more are chance, as of short case-sensitive codes.
        ["a", "A", "b", "B", *(f"code {number}" for number in range(96))],
    ],
)
def test_names_that_differ_otherwise_are_left_alone(tmp_path: Path, names: list[str]) -> None:
    told = notes(tmp_path / "t.csv", pd.DataFrame({"who": names}))
    assert not any("zeros in front" in note for note in told)


def test_ids_that_became_doubles_are_told(tmp_path: Path) -> None:
    """Beside a missing one pandas keeps whole numbers as doubles."""
    path = tmp_path / "t.csv"
    for ids in (IDS, [2**53 + number for number in range(40)]):
        doubles = pd.Series([*ids, None]).iloc[:-1]
        assert doubles.dtype == "float64"
        assert any("were rounded" in note for note in notes(path, pd.DataFrame({"who": doubles})))
        table = pa.table({"who": pa.array(doubles, pa.float64()), "y": ["0", "1"] * 20})
        pq.write_table(table, tmp_path / "t.parquet")
        assert any("rounded" in note for note in read_planned(tmp_path / "t.parquet", ROLES).notes)


@pytest.mark.parametrize(
    "ids",
    [
        IDS,
        list(range(40)),
        [1000.0 + number for number in range(40)],
        [f"{number:016d}" for number in range(40)],
        [f"A{number}E+17" for number in range(40)],
        [f"{number}e5" for number in range(40)],  # ends of hashes, or 100,000 shortened
        [f"4e{number:02d}a" for number in range(40)],
    ],
)
def test_other_ids_are_left_alone(tmp_path: Path, ids: list[object]) -> None:
    assert notes(tmp_path / "t.csv", pd.DataFrame({"who": ids})) == []


def test_words_with_letters_that_could_not_be_read_are_told(tmp_path: Path) -> None:
    sex = ["m\ufffdnnlich", "männlich", "weiblich", "männlich"] * 10
    frame = pd.DataFrame({"sex": sex, "who": range(40)})
    (note,) = notes(tmp_path / "t.csv", frame, sex=ColumnSpec(role="protected"))
    assert "'m\ufffdnnlich' (10 rows)" in note
    assert "männlich' (" not in note.replace("m\ufffdnnlich' (", "")


def test_names_of_sixty_two_letters_and_digits_differ_by_capitals(tmp_path: Path) -> None:
    names = [f"06Vm{a}{b}" for a in "aAbBcCdD" for b in "xXyYzZ"]
    frame = pd.DataFrame({"who": names})
    specs = {"who": ColumnSpec(role="cluster")}
    assert not any("capitals" in note for note in notes(tmp_path / "t.csv", frame, **specs))
