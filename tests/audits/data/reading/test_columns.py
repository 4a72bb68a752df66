"""One column of a plan, batch by batch: its values, and what a model is fed beside them."""

import numpy as np
import pyarrow as pa
import pytest

from audits.data.dataset import Categories, Numbers, Texts
from audits.data.reading.columns import Fed, PendingColumn
from audits.data.reading.non_numeric_cells import BadColumn
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role


def column(spec, cells, fed=Fed.NOTHING):
    pending = PendingColumn("x", spec, fed, None)
    for start in range(0, len(cells), 2):
        pending.add(pa.array(cells[start : start + 2], pa.string()))
    assert pending.rows == len(cells)
    return pending.values()


def plain(values):
    if isinstance(values, Categories):
        return [None if code < 0 else values.levels[code] for code in values.codes]
    if isinstance(values, Numbers):
        return [None if np.isnan(value) else float(value) for value in values.values]
    return None if values is None else list(values.values)


NUMBER, CATEGORY, TEXT = Kind.NUMBER, Kind.CATEGORY, Kind.TEXT


@pytest.mark.parametrize(
    ("spec", "fed", "values", "model"),
    [
        ({"kind": NUMBER}, Fed.NOTHING, [7.0, 25.0, None], None),
        ({"kind": NUMBER}, Fed.NUMBERS, [7.0, 25.0, None], None),
        ({"kind": NUMBER}, Fed.WORDS, [7.0, 25.0, None], ["7", " 25", ""]),
        ({"kind": CATEGORY}, Fed.NOTHING, ["7", "25", None], None),
        ({"kind": CATEGORY}, Fed.WORDS, ["7", "25", None], ["7", " 25", ""]),
        ({"kind": CATEGORY}, Fed.NUMBERS, ["7", "25", None], [7.0, 25.0, None]),
        ({"cut": [10]}, Fed.NOTHING, ["<=10", ">10", None], None),
        ({"cut": [10]}, Fed.NUMBERS, ["<=10", ">10", None], [7.0, 25.0, None]),
        ({"cut": [10]}, Fed.WORDS, ["<=10", ">10", None], ["7", " 25", ""]),
        ({"kind": TEXT}, Fed.WORDS, ["7", " 25", None], None),
        ({"kind": CATEGORY, "map": {"7": "few"}}, Fed.WORDS, ["few", "25", None],
         ["few", " 25", ""]),
    ],
)  # fmt: skip
def test_a_model_is_fed_the_cells_as_they_stand(spec, fed, values, model):
    read, given = column(ColumnSpec(role=Role.FEATURE, **spec), ["7", " 25", ""], fed)
    assert (plain(read), plain(given)) == (values, model)


def test_a_map_of_a_protected_column_names_groups_and_is_not_fed():
    spec = ColumnSpec(role=Role.PROTECTED, kind=CATEGORY, map={"1": "female", "2": "male"})
    read, given = column(spec, ["1", "2", "1"], Fed.NUMBERS)
    assert plain(read) == ["female", "male", "female"]
    assert plain(given) == [1.0, 2.0, 1.0]


def test_blanks_are_a_missing_text_and_yet_something_to_read():
    read, given = column(ColumnSpec(kind=TEXT), ["a", "  ", None], Fed.WORDS)
    assert isinstance(read, Texts)
    assert plain(read) == ["a", None, None]
    assert plain(given) == ["a", "  ", None]


def test_an_infinite_answer_is_none_and_an_infinite_feature_is_refused():
    cells = ["1", "inf", "2"]
    read, _ = column(ColumnSpec(role=Role.SCORE, kind=NUMBER), cells)
    assert plain(read) == [1.0, None, 2.0]
    with pytest.raises(BadColumn, match=r"1 infinite number \(row 2\)"):
        column(ColumnSpec(role=Role.FEATURE, kind=NUMBER), cells)


def test_words_for_a_model_of_numbers_are_refused_with_what_mends_them():
    spec = ColumnSpec(role=Role.PROTECTED, kind=CATEGORY)
    with pytest.raises(BadColumn) as refused:
        column(spec, ["1", "many", "2"], Fed.NUMBERS)
    assert "give them numbers as the model was trained (`map`)" in refused.value.remedy


def test_pictures_need_a_zip_beside_the_table():
    with pytest.raises(BadColumn) as refused:
        column(ColumnSpec(kind=Kind.IMAGE), ["a.png"])
    assert refused.value.code == "no_images"
