"""A linear rule whose labels are wrong in three of ten rows: its answers say more than they do."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Dataset
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.privacy.extraction import extraction
from audits.probing.subject import Subject
from tests.askable import LinearTable, people

RULE = LinearTable({"x0": 1.5, "x1": -1.0, "x2": 0.4})


def labelled(model, rows=400, wrong=0.0, seed=0):
    """People whose label is the model's answer, turned in so many rows."""
    rng = np.random.default_rng(seed)
    data = people(rows)
    codes = model.classify(data.features(model.reads, slice(None))).codes
    codes = np.where(rng.random(rows) < wrong, 1 - codes, codes)
    values = Categories(codes.astype(np.int32), model.classes)
    return Dataset(
        tuple(replace(c, values=values) if c.name == "label" else c for c in data.columns)
    )


def measured(model=RULE, **parameters):
    data = labelled(model, parameters.pop("rows", 400), parameters.pop("wrong", 0.0))
    yielded = list(extraction(Subject(data, model), **parameters))
    return {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}, [
        one for one in yielded if isinstance(one, Exhibit)
    ]


def test_more_answers_make_a_better_copy_and_gain_over_noisy_labels():
    numbers, shown = measured(wrong=0.3, rounds=1)
    line = {
        int(dict(group)["queries"]): one
        for (metric, group), one in numbers.items()
        if metric == "extraction_agreement" and dict(group).get("queries")
    }
    assert sorted(line) == [25, 50, 100, 200, 400]
    assert line[25].value < line[200].value
    assert numbers["extraction_agreement", ()].value == line[400].value > 0.85
    assert numbers["extraction_agreement", ()].sample_size == 200
    gain = numbers["extraction_gain", ()]
    assert isinstance(gain, Estimate)
    assert gain.interval.lower > 0
    assert gain.sample_size == 200
    # Made inputs have no labels, so nothing is said of what they gain.
    assert ("extraction_gain", (("queries", "400"),)) not in numbers
    assert ("extraction_agreement", (("sex", "f"),)) in numbers
    assert [one.kind for one in shown] == ["curve", "facts"]
    assert [one["name"] for one in shown[0].content["series"]] == [
        "copy", "of the labels",
    ]  # fmt: skip


def test_where_the_labels_are_the_answers_nothing_is_gained():
    numbers, _ = measured(rounds=0)
    gain = numbers["extraction_gain", ()]
    assert gain.value == 0
    assert gain.interval.lower < 0 < gain.interval.upper


def test_no_more_is_asked_than_allowed():
    numbers, _ = measured(rows=200, rounds=3, most_queries=120)
    asked = [int(dict(group)["queries"]) for _, group in numbers if dict(group).get("queries")]
    assert max(asked) == 120


def test_one_answer_alone_cannot_be_copied():
    numbers, _ = measured(LinearTable({"x0": 0.0}, bias=5.0), rows=200)
    assert {one.reason for one in numbers.values()} == {
        "the model gives one answer to all that it was asked, so there is nothing to copy"
    }


def test_a_few_rows_decide_nothing():
    numbers, _ = measured(rows=40, rounds=0)
    assert all(isinstance(one, Undetermined) for one in numbers.values())


def test_one_row_is_refused():
    with pytest.raises(NotApplicable):
        measured(rows=1)
