import numpy as np
import pytest

from audits.errors import Refused
from audits.models.tables.columns import Columns, words_of
from audits.specification.document import ModelSpec
from audits.specification.roles import Kind

AGES = np.array([20.0, np.nan, 40.0])


def texts(*words):
    return np.array(words, dtype=object)


def test_words_become_the_places_of_their_categories():
    columns = Columns(("age", "w"), 2, {1: ("red", "3")})
    found, strange = columns.matrix({"age": AGES, "w": texts("3.0", "red", None)}, ("age", "w"))
    np.testing.assert_array_equal(found, [[20, 1], [np.nan, 0], [40, np.nan]])
    assert not strange.any()


@pytest.mark.parametrize("is_missing", [False, True])
def test_a_word_without_a_code_marks_its_row_or_is_missing(is_missing):
    columns = Columns(("w",), 1, {0: ("red",)}, is_missing=is_missing)
    found, strange = columns.matrix({"w": texts("red", "blue", "red")}, ("w",))
    np.testing.assert_array_equal(found[:, 0], [0, np.nan, 0])
    assert strange.tolist() == [False, not is_missing, False]


def test_a_missing_word_of_a_column_of_texts_marks_its_row():
    columns = Columns(("age", "w"), 2, texts=frozenset({1}))
    found, strange = columns.matrix({"age": AGES, "w": texts("a", "", "b")}, ("age", "w"))
    assert found[0].tolist() == [20.0, "a"]
    assert strange.tolist() == [False, True, False]


def test_free_columns_go_in_as_the_dataset_has_them():
    columns = Columns(("age", "w"), 2, is_free=True, is_missing=True)
    found, strange = columns.matrix({"age": AGES, "w": texts("a", None, "3")}, ("age", "w"))
    assert found[:, 1].tolist() == ["a", None, "3"]
    assert not strange.any()
    assert {item.kind for item in columns.profiles} == {None}


def test_inputs_are_the_named_columns_or_one_of_all():
    named = Columns(("age", "w"), 2, {1: ("red",)})
    assert [(item.name, item.kind) for item in named.profiles] == [
        ("age", Kind.NUMBER), ("w", Kind.CATEGORY),
    ]  # fmt: skip
    assert named.fed(ModelSpec(inputs={"w": ["colour"]})) == ("age", "colour")
    counted = Columns((), 2)
    assert [item.shape for item in counted.profiles] == [(None, 2)]
    assert counted.fed(ModelSpec(inputs={"X": ["a", "b"]})) == ("a", "b")
    with pytest.raises(Refused, match="reads 2; 1 are named"):
        counted.fed(ModelSpec(inputs={"X": ["a"]}))


def test_a_text_among_numbers_is_refused_by_its_column():
    with pytest.raises(Refused, match=r"dataset\.columns\.age"):
        Columns(("age",), 1).matrix({"age": texts("young")}, ("age",))


def test_categories_are_spelled_as_cells_are():
    assert words_of([3, 3.5, 4.0, True, "a"]) == ("3", "3.5", "4", "true", "a")
