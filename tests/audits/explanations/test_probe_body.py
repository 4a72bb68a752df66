"""What a method's probe yields, in which order, and which rows make room for telling ones."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from audits.explanations.explanation import Explanation
from audits.explanations.metric_names import Names
from audits.explanations.occlusion import Occlusion
from audits.explanations.probe_body import PICKED, Asked, explain_pool, report, with_picks
from audits.explanations.row_selection import SPREAD, SelectedRow
from audits.explanations.subject_to_explain import ExplanationTask
from audits.measurement import Exhibit, Undetermined
from audits.models import Answers
from tests.askable import LinearTable, LinearText, people, texts
from tests.subjects import Subject

SENTENCES = ["a good film", "a bad film", "so good so far", "nothing good or bad here", ""] * 4
NAMES = Names("occlusion")


def reported(task, asked, **given):
    items = list(report(task, Occlusion(), NAMES, asked, **given))
    exhibits = [item for item in items if isinstance(item, Exhibit)]
    return items, [item for item in items if not isinstance(item, Exhibit)], exhibits


def test_numbers_come_first_then_the_card_the_curve_and_each_row():
    task = ExplanationTask(Subject(texts(SENTENCES), LinearText({"good": 2.0, "bad": -1.0})))
    items, measured, exhibits = reported(task, Asked((0, 1, 2), 3, 0, 0.95))
    assert items == [*measured, *exhibits]
    assert {m.metric for m in measured} >= {NAMES.stability, NAMES.sanity}
    assert [e.kind for e in exhibits[:2]] == ["reliability", "curve"]
    assert [e.title.split(" (")[0] for e in exhibits[-3:]] == ["Row 0", "Row 1", "Row 2"]


def test_a_row_that_cannot_be_explained_is_a_warning():
    subject = Subject(texts(SENTENCES), LinearText({"good": 2.0, "bad": -1.0}))
    reported(ExplanationTask(subject), Asked((0, 4), 2, 0, 0.95))
    assert "row 4: row 4 is an empty text" in subject.warnings


class Certain(LinearText):
    """Knows one class."""

    def classify(self, features):
        rows = len(features["text"])
        return Answers(np.zeros(rows, dtype=np.intp), np.ones((rows, 1)))


def test_a_model_of_one_class_has_numbers_without_values_and_nothing_to_look_at():
    task = ExplanationTask(Subject(texts(SENTENCES), Certain({}, classes=("yes",))))
    _, measured, exhibits = reported(task, Asked((), 3, 0, 0.95))
    assert exhibits == []
    assert measured
    assert all(isinstance(m, Undetermined) for m in measured)


def test_a_table_s_global_view_rests_on_many_rows():
    task = ExplanationTask(Subject(people(rows=60, columns=3), LinearTable({"x0": 1.0, "x1": 1.0})))
    _, measured, _ = reported(task, Asked((), 4, 0, 0.95), many=True)
    sizes = {m.sample_size for m in measured if m.metric == NAMES.importance}
    assert sizes == {60}
    pool = explain_pool(task, Occlusion(), np.random.default_rng(0))
    assert len({instance.row for instance, _ in pool}) == len(pool) == 60


def pool(*rows):
    """(row, weights) as `explain_pool` gives them."""
    return [
        (SimpleNamespace(row=row), Explanation(row, 1, np.array(weights, float), 0.9, 0.5))
        for row, weights in rows
    ]


def test_rows_that_only_fill_up_give_way_to_those_that_together_show_most():
    choices = (SelectedRow(7, "typical"), SelectedRow(1, SPREAD), SelectedRow(2, SPREAD))
    weights = pool((7, [1, 0, 0]), (8, [0.1, 0, 0]), (9, [0, 0.9, 0]), (5, [0, 0, 0.5]))
    picked = with_picks(choices, weights, Asked((), 3, 0, 0.95))
    # Row 7 is there already; then the unit of weight .9, then that of .5.
    assert picked == (choices[0], SelectedRow(9, PICKED), SelectedRow(5, PICKED))


def test_rows_that_were_named_stay():
    choices = (SelectedRow(1, "named"),)
    weights = pool((2, [1, 0]), (3, [0, 1]))
    assert with_picks(choices, weights, Asked((1,), 1, 0, 0.95)) == choices
    assert with_picks(choices, [], Asked((), 1, 0, 0.95)) == choices


@dataclass
class Short(LinearText):
    """Reads the first three words."""

    longest: int = 3

    def token_counts(self, features):
        return [len(text.split()) for text in features["text"]]


def test_a_text_of_which_the_model_reads_the_beginning_alone_is_warned_of():
    subject = Subject(texts(SENTENCES), Short({"good": 2.0, "bad": -1.0}))
    reported(ExplanationTask(subject), Asked((0, 2), 2, 0, 0.95))
    assert [w for w in subject.warnings if "tokens" in w] == [
        "row 2 has 4 tokens and the model reads 3: the words after them have no weight; explain a "
        "shorter text"
    ]
