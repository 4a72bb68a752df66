"""How rows become systems, data sets and units; what does not fit is refused with what to add."""

import numpy as np
import pytest

from audits.claims.scores import Scores, StatedError, Summary
from audits.claims.tables import Layout, results_of
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.specification.roles import Role

UNSAID = StatedError(None, None, None)


def words(name, values, role=Role.FEATURE, **more):
    return Column(name, role, Categories.of(values), **more)


def numbers(name, values, role=Role.FEATURE):
    return Column(name, role, Numbers(np.array(values, dtype=float)))


def results(*columns, names=(), errors=(), sets="dataset", error=UNSAID):
    return results_of(Dataset(columns), Layout(names, errors, sets, error))


def test_a_column_a_system_pairs_what_stands_in_one_row():
    found = results(numbers("a", [1, 2, np.nan]), numbers("b", [3, 4, 5]), names=("a", "b"))
    assert found.systems == ("a", "b")
    own, other = found.reported["a", None], found.reported["b", None]
    assert own.keys == ("row 0", "row 1")
    np.testing.assert_array_equal(own.values, [1, 2])
    np.testing.assert_array_equal(other.values, [3, 4, 5])


def test_a_row_a_score_is_paired_by_the_id_and_only_by_it():
    system = words("system", ["a", "b", "a", "b"], Role.SYSTEM, reference="b")
    score = numbers("score", [1, 2, 3, 4], Role.SCORE)
    found = results(system, score, words("seed", ["1", "2", "2", "1"], Role.ID))
    assert found.reference == "b"
    np.testing.assert_array_equal(found.reported["b", None].values, [4, 2])
    assert found.reported["b", None].keys == ("1", "2")
    assert results(system, score).reported["a", None].keys is None


def test_a_unit_that_stands_twice_is_its_mean_and_that_is_told():
    found = results(
        words("system", ["a", "a", "b"], Role.SYSTEM), numbers("s", [1, 3, 5], Role.SCORE),
        words("seed", ["1", "1", "1"], Role.ID),
    )  # fmt: skip
    np.testing.assert_array_equal(found.reported["a", None].values, [2])
    assert "the same unit" in found.notes[0]


def test_answers_are_right_or_wrong_and_missing_ones_are_counted():
    label = words("y", ["1", "0", None], Role.LABEL)
    found = results(label, words("m1", ["1", None, "1"]), numbers("m2", [0, 0, 1]),
                    names=("m1", "m2"))  # fmt: skip
    np.testing.assert_array_equal(found.reported["m1", None].values, [1])
    np.testing.assert_array_equal(found.reported["m2", None].values, [0, 1])
    assert found.unanswered == {("m1", None): 1}


def test_answers_of_a_row_each_are_read_from_the_prediction():
    found = results(
        words("y", ["1", "1"], Role.LABEL), words("p", ["1", "0"], Role.PREDICTION),
        words("s", ["a", "b"], Role.SYSTEM), words("i", ["x", "x"], Role.ID),
    )  # fmt: skip
    assert found.reported["a", None].values == [1]
    assert found.reported["b", None].values == [0]


def test_printed_means_with_their_errors_are_summaries_by_data_set():
    found = results(
        words("dataset", ["x", "y"]), Column("a", Role.FEATURE, Texts.of(["93.1 ± 0.4", "80 (1)"])),
        Column("b", Role.FEATURE, Texts.of(["92.0 ± 0.4", "-"])), names=("a", "b"),
        error=StatedError("standard error", "runs", 5),
    )  # fmt: skip
    assert found.reported["a", "x"] == Summary(93.1, 0.4, 5)
    assert found.reported["a", "y"] == Summary(80.0, 1.0, 5)
    assert ("b", "y") not in found.reported
    assert found.sets == ("x", "y")


def test_error_columns_stand_for_one_system_each_or_for_all():
    a, b = numbers("a", [90]), numbers("b", [80])
    bars = numbers("a_sd", [1]), numbers("b_sd", [2])
    error = StatedError("standard error", "runs", 3)
    each = results(a, b, *bars, names=("a", "b"), errors=("a_sd", "b_sd"), error=error)
    assert each.reported["b", None].error == 2
    one = results(a, b, *bars, names=("a", "b"), errors=("a_sd",), error=error)
    assert one.reported["b", None].error == 1
    with pytest.raises(NotApplicable, match="2 columns of values and 3"):
        results(a, b, *bars, names=("a", "b"), errors=("a_sd", "b_sd", "a"), error=error)


def test_a_row_a_system_with_a_column_a_data_set():
    found = results(
        words("model", ["ours", "old"], Role.SYSTEM), numbers("sst", [93, 92]),
        numbers("mnli", [85, 86]), numbers("runs", [5, 4], Role.COUNT), names=("sst", "mnli"),
    )  # fmt: skip
    assert found.reported["ours", "mnli"].mean == 85
    assert found.reported["old", "sst"].runs == 4
    assert found.sets == ("mnli", "sst")


def test_means_of_rows_with_an_id_are_of_a_data_set_each():
    found = results(words("d", ["x", "y"], Role.ID), numbers("a", [1, 2]), numbers("b", [1, 2]),
                    names=("a", "b"), error=StatedError(None, None, 10))  # fmt: skip
    assert found.sets == ("x", "y")


def test_one_score_on_each_data_set_is_a_mean_of_which_nothing_is_known():
    found = results(words("dataset", ["x", "y"]), numbers("a", [1, 2]), numbers("b", [1, 2]),
                    names=("a", "b"))  # fmt: skip
    assert found.reported["a", "x"].error is None
    assert len(found.reported["a", "x"].lacks) == 2


def test_several_runs_on_each_data_set_are_scores():
    found = results(words("dataset", ["x", "x"]), numbers("a", [1, 2]), numbers("b", [1, 2]),
                    names=("a", "b"))  # fmt: skip
    assert isinstance(found.reported["a", "x"], Scores)


def test_rows_without_a_system_are_left_out_and_counted():
    found = results(words("s", ["a", None, "b"], Role.SYSTEM), numbers("v", [1, 2, 3], Role.SCORE))
    assert found.systems == ("a", "b")
    assert found.notes == ("1 rows have no system and are left out",)


def test_rows_without_a_data_set_are_left_out_and_counted():
    found = results(words("dataset", ["x", None]), numbers("a", [1, 2]), numbers("b", [1, 2]),
                    names=("a", "b"))  # fmt: skip
    assert found.sets == ("x",)
    assert "1 rows have no data set" in found.notes[0]


@pytest.mark.parametrize(
    ("columns", "more", "reason"),
    [
        ((numbers("a", [1]),), {}, "which system a row is of"),
        ((numbers("a", [1]),), {"names": ("a", "c")}, "no column 'c' among"),
        ((words("s", ["a"], Role.SYSTEM),), {}, "role prediction"),
        ((words("a", ["good"]), numbers("b", [1])), {"names": ("a", "b")}, "'good', which is no"),
        (
            (numbers("y", [1], Role.LABEL), numbers("a", [1]), numbers("b", [1])),
            {"names": ("a", "b")}, "label holds numbers",
        ),
        ((numbers("a", [np.nan]), numbers("b", [np.nan])), {"names": ("a", "b")}, "no row has"),
        (
            (words("s", ["a", "a"], Role.SYSTEM), numbers("v", [1, 2], Role.SCORE)),
            {"error": StatedError("standard error", "runs", 5)}, "each with a mean of its own",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_remedy(columns, more, reason):
    with pytest.raises(NotApplicable, match=reason) as refused:
        results(*columns, **more)
    assert refused.value.remedy


def test_an_item_that_was_asked_again_with_another_outcome_is_refused():
    """Its mean of a half would be no answer any more, and all of them scores."""
    label = words("y", ["1"] * 3, Role.LABEL)
    system, item = words("s", ["a"] * 3, Role.SYSTEM), words("i", ["x", "x", "z"], Role.ID)
    with pytest.raises(NotApplicable, match="a is both right and wrong about 'x'") as refusal:
        results(label, system, item, words("p", ["1", "0", "1"], Role.PREDICTION))
    assert "drop_duplicates([SYSTEM, ITEM], keep='last')" in refusal.value.remedy
    twice = results(label, system, item, words("p", ["1", "1", "1"], Role.PREDICTION))
    assert twice.reported["a", None].values.tolist() == [1, 1]
