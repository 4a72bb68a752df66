"""How far methods agree about one row, by hand, and which methods fit a model."""

from types import SimpleNamespace

import numpy as np
import pytest

from audits.explanations.explanation import Explanation
from audits.explanations.method_agreement import (
    DISAGREE,
    SideBySide,
    explain_side_by_side,
    methods_for,
    side_by_side_exhibit,
)
from audits.explanations.occlusion import Occlusion
from audits.explanations.row_selection import SelectedRow
from audits.explanations.subject_to_explain import ExplanationTask
from audits.explanations.text_tokens import TextInstance
from tests.askable import LinearTable, LinearText, logistic, people, texts
from tests.subjects import Subject


def explanation(weights, blocks=()):
    return Explanation(
        0, 1, np.array(weights, dtype=float), 0.8, 0.5,
        without_blocks=np.array(blocks, dtype=float).reshape(len(blocks), len(weights)),
    )  # fmt: skip


def beside(**by_method):
    methods = {name: SimpleNamespace(title=name.upper(), unit="weight") for name in by_method}
    instance = TextInstance(0, "text", "bad film")
    return SideBySide(SelectedRow(0, "named"), instance, methods, by_method)


def test_agreement_is_the_mean_over_pairs_of_the_pattern_in_common():
    # Scaled to a sum of 1: (.75, .25), (.25, .75) and (-.5, .5); signs must agree.
    row = beside(a=explanation([3, 1]), b=explanation([1, 3]), c=explanation([-7, 7]))
    expected = {"a, b": 0.5 / 1.5, "a, c": 0.25 / 1.25, "b, c": 0.5 / 1.25}
    assert row.pairs() == pytest.approx(expected)
    assert row.agreement == pytest.approx(np.mean(list(expected.values())))
    assert row.moves


def test_without_a_block_only_what_it_lent_changes():
    row = beside(a=explanation([3, 1]), b=explanation([3, 1], [[3, 1], [1, 3]]))
    assert row.without_blocks() == [
        {"a, b": pytest.approx(1.0)}, {"a, b": pytest.approx(0.5 / 1.5)},
    ]  # fmt: skip


def test_an_answer_that_no_method_moves_is_told_apart():
    assert not beside(a=explanation([0, 0]), b=explanation([1e-9, 0])).moves


def test_methods_are_those_that_fit_the_model():
    task = ExplanationTask(Subject(people(), LinearTable({"x0": 1.0})))
    names = [method.name for method in methods_for(task, 100)]
    assert names == ["lime", "kernel_shap", "occlusion", "prediction_difference"]


def test_rows_that_cannot_be_cut_are_left_out_by_name():
    task = ExplanationTask(Subject(texts(["bad film", "", "a day"]), LinearText({"bad": -2.0})))
    rows, left_out = explain_side_by_side(
        task, [Occlusion()], [SelectedRow(0, "named"), SelectedRow(1, "named")]
    )
    assert left_out == {1: "row 1 is an empty text"}
    (row,) = rows
    # "no" is answered: without "bad" its probability falls from logistic(2) to a half.
    assert row.by_method["occlusion"].weights == pytest.approx([logistic(2) - 0.5, 0])


def test_where_methods_disagree_the_exhibit_says_so():
    task = ExplanationTask(Subject(texts(["bad film"]), LinearText({"bad": -2.0})))
    content = side_by_side_exhibit(
        task, beside(a=explanation([1, 0]), b=explanation([0, 1]))
    ).content
    assert content["agreement"] == 0 < DISAGREE
    assert content["disagree"] is True
    assert [method["title"] for method in content["methods"]] == ["A", "B"]
    assert content["methods"][0]["kind"] == "highlighted_text"
