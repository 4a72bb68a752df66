"""A model of one column of whole numbers, whose smallest changes are counted by hand."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Answers
from audits.probes.robustness.columns import columns
from audits.probing.subject import Subject
from audits.specification.roles import Role


class FromFive:
    """yes where x is 5 or more, whatever y is."""

    reads, classes, fingerprint = ("x", "y"), ("no", "yes"), "0" * 64

    def classify(self, features):
        return Answers((features["x"] >= 5).astype(np.intp), None)


def subject(rows=100):
    """Ten rows at each of 0 to 9; the label is wrong in the rows of 9."""
    x = np.arange(rows) % 10
    label = np.where(x == 9, "no", np.where(x >= 5, "yes", "no"))
    return Subject(
        Dataset(
            (
                Column("x", Role.FEATURE, Numbers(x.astype(float))),
                Column("y", Role.FEATURE, Numbers((np.arange(rows) // 10).astype(float))),
                Column("sex", Role.PROTECTED, Categories.of(list(np.where(x < 5, "f", "m")))),
                Column("label", Role.LABEL, Categories.of(list(label)), positive="yes"),
            )
        ),
        FromFive(),
    )


def measured(held, **parameters):
    yielded = list(columns(held, **parameters))
    assert any(isinstance(one, Exhibit) and one.kind == "curve" for one in yielded)
    return {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}


def test_costs_and_shares_are_those_counted_by_hand():
    numbers = measured(subject())
    assert numbers["column_change_clean_accuracy", ()].value == 0.9
    assert numbers["column_change_success_rate", ()].value == 1.0
    assert numbers["column_change_accuracy", ()].value == 0.0
    # From x to 5 or from x to 4: |x - 5| or |x - 4| tenths of the rows; ninety right rows have
    # costs .5 .4 .3 .2 .1 below, and .1 .2 .3 .4 above (the wrong ones at 9 are not asked).
    smallest = {g[0][1]: m for (name, g), m in numbers.items() if name == "smallest_column_change"}
    assert {share: m.value for share, m in smallest.items()} == {"0.1": 0.1, "0.5": 0.3, "0.9": 0.5}


def test_what_may_only_rise_turns_half():
    numbers = measured(subject(), only_up=("x",), immutable=("y",))
    assert numbers["column_change_success_rate", ()].value == pytest.approx(50 / 90)
    gap = numbers["column_change_accuracy_difference", (("sex", "m"),)]
    # Of the women all fall; of the men the forty that are right stand, of fifty.
    assert (gap.value, gap.reference) == (pytest.approx(0.8), (("sex", "f"),))
    beyond = numbers["smallest_column_change", (("fraction", "0.9"),)]
    assert isinstance(beyond, Undetermined)
    assert "50 of 90" in beyond.reason


def test_what_does_not_matter_turns_nobody():
    numbers = measured(subject(), immutable=("x",))
    none = numbers["column_change_success_rate", ()]
    assert isinstance(none, Estimate)
    assert none.value == 0.0


def test_of_a_model_of_one_answer_nothing_is_shown():
    class Constant(FromFive):
        def classify(self, features):
            return Answers(np.ones(len(features["x"]), dtype=np.intp), None)

    found = list(columns(Subject(subject().data, Constant()), smallest_group=5))
    numbers = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    one = numbers["column_change_accuracy", ()]
    assert isinstance(one, Undetermined)
    assert "are answered with the same class" in one.reason
    assert isinstance(numbers["column_change_clean_accuracy", ()], Estimate)


def test_where_nothing_is_right_there_is_nothing_to_turn():
    held = subject()
    x = held.data["x"].numbers
    wrong = Categories.of(list(np.where(x >= 5, "no", "yes")))
    data = Dataset((*held.data.columns[:3], Column("label", Role.LABEL, wrong, positive="yes")))
    with pytest.raises(NotApplicable, match="answered rightly"):
        list(columns(Subject(data, FromFive())))
