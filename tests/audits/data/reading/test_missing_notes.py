"""What is told of cells that say that nothing is known, or may say it."""

import pytest

from audits.data.reading import read_dataset
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role


def notes(tmp_path, name, cells, kind=Kind.CATEGORY, **spec):
    path = tmp_path / "t.csv"
    path.write_text("\n".join([name, *cells]) + "\n", encoding="utf-8")
    return read_dataset(path, {name: ColumnSpec(kind=kind, **spec)}).notes


def test_cells_read_as_missing_are_counted_by_their_words(tmp_path):
    (note,) = notes(tmp_path, "g", ["a", "N/A", '""', "b", "N/A", "a"], role=Role.PROTECTED)
    assert note == (
        "cells read as missing: g: empty 1, 'N/A' 2; where such a word is a value, say "
        "`missing: []`"
    )


def test_words_that_somebody_said_are_told_without_asking(tmp_path):
    (note,) = notes(tmp_path, "g", ["a", "zz", "b"], role=Role.PROTECTED, missing=["zz"])
    assert note == "cells read as missing: g: 'zz' 1"


@pytest.mark.parametrize(("rows", "asked"), [(10, True), (200, False)])
def test_a_doubtful_word_is_asked_about_where_it_is_many_rows(tmp_path, rows, asked):
    told = notes(tmp_path, "g", [*["a", "b"] * (rows // 2), "-"], role=Role.PROTECTED)
    assert any("'-' (1 row) is read as a value of its own" in note for note in told) == asked


@pytest.mark.parametrize(
    "word",
    [".a", ".z", ".R", "._", "(Blank)", "(Leer)", "(vide)", "(en blanco)", "(blank)", "'--", "'-"],
)
def test_missing_values_of_statistical_packages_and_pivots_are_asked_about(tmp_path, word):
    told = notes(tmp_path, "g", ["a", "b", "a", word], role=Role.PROTECTED)
    assert any(f"{word!r} (1 row) is read as a value of its own" in note for note in told)
    assert any(f'missing: ["{word}"]' in note for note in told)


@pytest.mark.parametrize("word", [".5", ".ab", "blank", "leer", "a.", "'a", "'"])
def test_words_that_only_look_like_them_are_values(tmp_path, word):
    assert notes(tmp_path, "g", ["x", "y", "x", word], role=Role.PROTECTED) == ()


def test_a_number_far_from_all_others_may_be_no_answer(tmp_path):
    cells = [str(20 + row % 50) for row in range(200)] + ["999"] * 5
    told = notes(tmp_path, "age", cells, kind=Kind.NUMBER, role=Role.SCORE)
    assert any("999 (5 rows) stands beyond every other value" in note for note in told)
    plain = notes(tmp_path, "age", cells, kind=Kind.NUMBER, role=Role.FEATURE)
    assert not any("999" in note for note in plain)


def test_a_time_far_from_all_others_may_be_no_answer(tmp_path):
    cells = [str(20 + row % 900) for row in range(2000)] + ["9999"] * 60
    told = notes(tmp_path, "days", cells, kind=Kind.NUMBER, role=Role.DURATION)
    assert any("9999 (60 rows) stands beyond every other value" in note for note in told)


def test_infinite_answers_are_no_answers(tmp_path):
    (note,) = notes(tmp_path, "s", ["0.5", "inf", "0.25"], kind=Kind.NUMBER, role=Role.SCORE)
    assert note.startswith("column 's' holds an infinite value (")
    assert note.endswith("which is no answer")
