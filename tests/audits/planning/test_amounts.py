"""Numbers with units are asked about, and each answer that is named works as it stands."""

import re
from pathlib import Path

import numpy as np
import pytest

from audits.data.dataset import Categories
from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.planning.amounts import check_amounts, is_open, with_unit
from audits.planning.plan import make_plan
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml, parse_document
from audits.specification.profiles import Amounts, ColumnProfile
from audits.specification.roles import Kind, Role

ROWS = 60
THOUSANDS = [f"{1200 + 37 * row:,}" for row in range(ROWS)]


def planned(path: Path, spec: dict):
    roles = {"g": "protected", "n": "label", "m": "prediction"}
    columns = {"x": spec} | {n: {"role": r} for n, r in roles.items() if r != spec["role"]}
    body = {"dataset": {"path": path.name, "columns": columns}}
    plan = make_plan(parse_document(body), dataset=profile_dataset(path))
    return read_dataset(path, plan.columns)


def table(path: Path, cells: list[str]) -> Path:
    rows = (f"{cell};{at % 2};{at}.5;{at}.25\n" for at, cell in enumerate(cells))
    path.write_text("x;g;n;m\n" + "".join(rows), encoding="utf-8")
    return path


def asked(path: Path, spec: dict):
    with pytest.raises(Refused) as refused:
        planned(path, spec)
    (problem,) = [p for p in refused.value.problems if p.field == "dataset.columns.x"]
    assert problem.code == "number_with_unit"
    return problem, re.findall("`([^`]*)`", problem.remedy)


@pytest.mark.parametrize("role", ["label", "nuisance", "feature", "weight", "score"])
@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ([f"€ {number}.50" for number in THOUSANDS], ['unit: "€"']),
        ([f"${number}" for number in THOUSANDS], ['unit: "$"', 'thousands: ","']),
        ([f"{n.replace(',', '.')} €" for n in THOUSANDS], ['unit: "€"', 'thousands: "."']),
        ([f"{n.replace(',', ' ')} kr" for n in THOUSANDS], ['unit: "kr"']),
        ([f"{n.replace(',', '')}kg" for n in THOUSANDS], ['unit: "kg"']),
    ],
)
def test_amounts_are_asked_about_and_the_keys_read_them(tmp_path, role, written, keys):
    """`$1,200` could be 1.2 dollars, which is asked in the same breath."""
    path = table(tmp_path / "t.csv", written)
    problem, named = asked(path, {"role": role})
    assert repr(written[0]) in problem.reason
    assert [key for key in named if key in keys] == keys
    spec = {"role": role}
    for key in keys:
        spec |= load_yaml(key)
    expected = [1200 + 37 * row + (0.5 if ".50" in written[0] else 0) for row in range(ROWS)]
    data = planned(path, spec)
    assert data["x"].numbers.tolist() == expected
    assert any("the unit" in note for note in data.notes)


def test_as_classes_they_are_read_where_that_is_said(tmp_path):
    path = table(tmp_path / "t.csv", [f"{row} kg" for row in range(ROWS)])
    _, named = asked(path, {"role": "label"})
    assert "kind: category" in named
    spec = {"role": "label", **load_yaml("kind: category")}
    assert isinstance(planned(path, spec)["x"].values, Categories)


def test_groups_of_amounts_are_cut_inside_their_range(tmp_path):
    path = table(tmp_path / "t.csv", [f"{1000 + 100 * row} kr" for row in range(ROWS)])
    _, named = asked(path, {"role": "protected"})
    assert named == ['unit: "kr"', "cut: [2967, 4933]", "kind: category"]
    spec = {"role": "protected", **load_yaml(named[0]), **load_yaml(named[1])}
    amounts = planned(path, spec)["x"].categories.amounts()
    assert amounts.tolist() == [20, 20, 20]


def test_a_cut_and_a_kind_that_want_numbers_are_asked_the_same(tmp_path):
    path = table(tmp_path / "t.csv", [f"{row % 8} kg" for row in range(ROWS)])
    for spec in ({"role": "protected", "cut": [4]}, {"role": "label", "kind": "number"}):
        _, named = asked(path, spec)
        assert named[0] == 'unit: "kg"'
        planned(path, {**spec, **load_yaml(named[0])})
    # Eight values are classes as eight numbers would be.
    assert planned(path, {"role": "nuisance"})["x"].categories.levels[0] == "0 kg"


def test_several_units_are_never_one_number(tmp_path):
    path = table(tmp_path / "t.csv", [f"{row} {'kg' if row % 2 else 'g'}" for row in range(ROWS)])
    problem, named = asked(path, {"role": "label"})
    assert "('g', 'kg'), not all written alike" in problem.reason
    assert named == ["kind: category"]


def test_another_unit_than_the_cells_have_is_asked_about(tmp_path):
    path = table(tmp_path / "t.csv", [f"{row} kg" for row in range(ROWS)])
    _, named = asked(path, {"role": "label", "unit": "lb"})
    assert named[0] == 'unit: "kg"'


def test_words_among_amounts_are_told_with_their_rows(tmp_path):
    cells = [*(f"{row} kg" for row in range(ROWS)), "unweighed"]
    path = table(tmp_path / "t.csv", cells)
    with pytest.raises(Refused, match=r"'unweighed' \(row 61\)") as refused:
        planned(path, {"role": "label", "unit": "kg"})
    (key,) = re.findall("`(missing: [^`]*)`", str(refused.value.problems[0]))
    data = planned(path, {"role": "label", "unit": "kg", **load_yaml(key)})
    assert np.isnan(data["x"].numbers).sum() == 1


def test_percent_signs_among_words_are_asked_about_by_their_own_key():
    amounts = Amounts(("%",))
    profile = ColumnProfile("c", Kind.CATEGORY, None, 30, 0, ("5 %",), amounts=amounts)
    assert "`percent: share`" in with_unit("c", ColumnSpec(), profile, amounts).remedy
    assert not is_open(ColumnSpec(percent="points"), amounts)
    problems: list = []
    check_amounts("c", ColumnSpec(role=Role.LABEL), profile, problems)
    assert [problem.field for problem in problems] == ["dataset.columns.c"]


GERMAN = [f"{n.replace(',', '.')},50 €" for n in THOUSANDS]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (GERMAN, {"unit": "€"}),
        (GERMAN, {"unit": "€", "decimal": ","}),
        (GERMAN, {"unit": "€", "thousands": "."}),
        (GERMAN, {"unit": "€", "decimal": ",", "thousands": "."}),
        ([cell[:-2] for cell in GERMAN], {"decimal": ","}),
        ([cell[:-2] for cell in GERMAN], {"thousands": "."}),
        ([cell.replace(".", "'")[:-2] for cell in GERMAN], {"decimal": ","}),
        ([cell.replace(".", "'")[:-2] for cell in GERMAN], {"thousands": "'"}),
        ([f"{number}.50" for number in THOUSANDS], {"decimal": "."}),
    ],
)
@pytest.mark.parametrize("role", ["label", "nuisance", "weight"])
def test_a_stated_sign_leaves_the_other_to_the_cells(tmp_path, role, written, said):
    path = table(tmp_path / "t.csv", written)
    expected = [1200.5 + 37 * row for row in range(ROWS)]
    assert planned(path, {"role": role, **said})["x"].numbers.tolist() == expected


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([f"${number}" for number in THOUSANDS], {"unit": "$", "decimal": "."}),
        (THOUSANDS, {"decimal": "."}),
        ([f"{n.replace(',', '.')} €" for n in THOUSANDS], {"unit": "€", "decimal": ","}),
    ],
)
def test_a_sign_that_is_not_the_stated_decimal_sign_parts_thousands(tmp_path, written, said):
    path = table(tmp_path / "t.csv", written)
    expected = [1200 + 37 * row for row in range(ROWS)]
    assert planned(path, {"role": "label", **said})["x"].numbers.tolist() == expected


@pytest.mark.parametrize("role", ["label", "weight"])
def test_what_is_not_the_stated_decimal_sign_parts_thousands(tmp_path, role):
    path = table(tmp_path / "t.csv", [number.replace(",", ".") for number in THOUSANDS])
    expected = [1200 + 37 * row for row in range(ROWS)]
    read = planned(path, {"role": role, "decimal": ","})
    assert read["x"].numbers.tolist() == expected


def test_percentages_with_commas_are_read_as_their_decimals_or_asked_about(tmp_path):
    path = table(tmp_path / "t.csv", [f"{row + 1},25 %" for row in range(ROWS)])
    read = planned(path, {"role": "label", "percent": "points"})["x"].numbers
    assert read.tolist() == [row + 1.25 for row in range(ROWS)]
    path = table(tmp_path / "u.csv", [f"{row + 1},250 %" for row in range(ROWS)])
    spec = {"role": "label", "percent": "points"}
    assert planned(path, {**spec, "decimal": ","})["x"].numbers.tolist() == read.tolist()


def test_one_number_that_starts_with_0_and_a_comma_has_decimals_and_so_have_all(tmp_path):
    """No number in groups of three digits starts with 0, whatever the others look like."""
    cells = ["0,671", *(f"{row + 1},250" for row in range(ROWS - 1))]
    expected = [0.671, *(row + 1.25 for row in range(ROWS - 1))]
    for said in ({"role": "weight"}, {"role": "score", "kind": "number"}):
        data = planned(table(tmp_path / "t.csv", cells), said)
        assert data["x"].numbers.tolist() == expected
        assert any("comma" in note or "','" in note for note in data.notes), data.notes
    with pytest.raises(Refused, match="can be read as two numbers"):
        planned(table(tmp_path / "u.csv", cells[1:]), {"role": "weight"})
    amounts = [f"{cell} €" for cell in cells]
    data = planned(table(tmp_path / "v.csv", amounts), {"role": "label", "unit": "€"})
    assert data["x"].numbers.tolist() == expected


def test_thousands_and_millions_behind_some_numbers_are_asked_about(tmp_path):
    path = table(tmp_path / "t.csv", [f"${row}.5{'M' if row % 2 else 'k'}" for row in range(ROWS)])
    problem, named = asked(path, {"role": "label"})
    assert "'$0.5k' and '$1.5M'" in problem.reason
    assert named == ["kind: category"]


@pytest.mark.parametrize("below", ["{}-", "({})", "\u2212{}"])
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([str(row + 100) for row in range(ROWS)], [row + 100 for row in range(ROWS)]),
        ([f"{n.replace(',', '.')},50" for n in THOUSANDS], [1200.5 + 37 * r for r in range(ROWS)]),
    ],
)
@pytest.mark.parametrize("role", ["label", "feature"])
def test_a_minus_behind_a_number_or_brackets_around_it_are_read(
    tmp_path, below, cells, expected, role
):
    written = [below.format(cell) if row % 3 == 0 else cell for row, cell in enumerate(cells)]
    data = planned(table(tmp_path / "t.csv", written), {"role": role})
    signs = [-1 if row % 3 == 0 else 1 for row in range(ROWS)]
    assert data["x"].numbers.tolist() == [s * n for s, n in zip(signs, expected, strict=True)]
    assert any(f"20 cells of column 'x', such as {written[0]!r}" in note for note in data.notes)


def test_a_doubtful_comma_is_asked_about_beside_brackets_too(tmp_path):
    written = [f"({number})" if row % 2 else number for row, number in enumerate(THOUSANDS)]
    with pytest.raises(Refused, match="can be read as two numbers"):
        planned(table(tmp_path / "t.csv", written), {"role": "label", "kind": "number"})


@pytest.mark.parametrize("cells", [["(1)", "(2)", "(3)"], ["1-", "1", "2"]])
def test_a_few_whole_numbers_with_brackets_or_signs_stay_classes(tmp_path, cells):
    """As a few plain whole numbers do; all in brackets they may be names."""
    path = table(tmp_path / "t.csv", [cells[row % 3] for row in range(ROWS)])
    assert planned(path, {"role": "nuisance"})["x"].categories.levels == tuple(sorted(cells))


def test_numbers_with_and_without_a_unit_are_shown_by_one_of_each(tmp_path):
    cells = [f"{row} %" if row % 2 else f"0.{row:02d}" for row in range(10, 70)]
    problem, _ = asked(table(tmp_path / "t.csv", cells), {"role": "score"})
    with_sign, without = re.findall("'([^']+)'", problem.reason)[-2:]
    assert with_sign.endswith("%")
    assert "%" not in without


@pytest.mark.parametrize("form", ["10:01:{}", "1:{}", "0:{}:09.5", "10:{} PM"])
def test_lengths_and_times_of_day_are_no_classes(form):
    times = tuple(form.format(f"{second:02}") for second in range(40))
    profile = ColumnProfile("c", Kind.CATEGORY, None, 40, 0, times)
    for role, count in ((Role.LABEL, 1), (Role.PREDICTION, 1), (Role.FEATURE, 0)):
        problems = []
        check_amounts("c", ColumnSpec(role=role), profile, problems)
        assert [p.code for p in problems] == ["number_with_unit"] * count
        assert all("such as seconds" in p.remedy for p in problems)


def test_a_few_times_are_classes():
    profile = ColumnProfile("c", Kind.CATEGORY, None, 3, 0, ("10:15", "8:00", "9:30"))
    problems: list = []
    check_amounts("c", ColumnSpec(role=Role.LABEL), profile, problems)
    assert problems == []


def test_ten_thousands_are_read_by_their_unit(tmp_path):
    path = table(tmp_path / "t.csv", [f"{number / 10}万" for number in range(10, 60)])
    problem, _ = asked(path, {"role": "label"})
    assert '`unit: "万"`' in problem.remedy
    assert planned(path, {"role": "label", "unit": "万"})["x"].numbers[:2].tolist() == [1.0, 1.1]
