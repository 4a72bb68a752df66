"""Printed figures beside outcomes that are counted by hand."""

import numpy as np
import pytest

from audits.claims.published_figures import (
    Compared,
    Counted,
    Standing,
    names_of,
    printed_figures,
    readings_of,
)
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.specification.roles import Role

TABLE = Dataset(
    (
        Column("true", Role.LABEL, Categories.of(["a", "a", "b", None])),
        Column("now", Role.PREDICTION, Categories.of(["a", "b", "c", "b"])),
        Column("aim", Role.FEATURE, Categories.of(["b", "b", "a", "b"])),
        Column("won", Role.FEATURE, Numbers(np.array([0.0, 1, 1, np.nan]))),
        Column("model", Role.FEATURE, Categories.of(["m", "m", "k", None])),
    )
)


def test_every_reading_that_the_table_allows_is_counted():
    readings = readings_of(TABLE, "aim", "won")
    counts = {name: (int(yes.sum()), int(trials.sum())) for name, (yes, trials) in readings.items()}
    assert counts == {
        "right": (1, 3), "changed": (2, 3), "target reached": (2, 4), "recorded": (2, 3),
    }  # fmt: skip
    assert set(readings_of(TABLE, None, None)) == {"right", "changed"}


def test_rows_are_named_by_columns_joined_by_commas():
    assert names_of(TABLE, ["model", "won"]) == ["m, 0", "m, 1", "k, 1", None]


def test_a_figure_has_as_many_digits_as_it_prints():
    whole, named = printed_figures(["0.630", "lenet, 1: 63 %"])
    assert (whole.name, whole.share, whole.half_digit) == (None, 0.63, 0.0005)
    assert (named.name, named.share, named.half_digit) == ("lenet, 1", 0.63, 0.005)


@pytest.mark.parametrize("entry", ["63", "m: many", "-0.1", ""])
def test_what_is_no_share_is_refused(entry):
    with pytest.raises(NotApplicable, match="prints no share"):
        printed_figures([entry])


def test_two_figures_of_the_same_rows_are_refused():
    with pytest.raises(NotApplicable, match="two figures are printed of m"):
        printed_figures(["m: 63 %", "m: 64 %"])


@pytest.mark.parametrize(
    ("data", "target", "outcome", "reason"),
    [
        (TABLE, "nowhere", None, "no column 'nowhere'"),
        (Dataset(TABLE.columns[2:]), None, None, "no outcomes"),
    ],
)
def test_a_table_without_outcomes_is_refused(data, target, outcome, reason):
    with pytest.raises(NotApplicable, match=reason):
        readings_of(data, target, outcome)


def of(printed, counts, stated="right", **more):
    (figure,) = printed_figures([printed])
    return Compared(figure, counts, stated, **{"same_rows": True, "level": 0.05} | more)


RIGHT, CHANGED = Counted(63, 100), Counted(37, 100)


@pytest.mark.parametrize(
    ("printed", "stated", "standing", "others"),
    [
        ("63 %", "right", Standing.AGREES, ()),
        ("0.634", "right", Standing.CONTRADICTS, ()),
        ("37 %", "right", Standing.ELSE, ("changed",)),
        ("37 %", "target reached", Standing.ELSE, ("changed",)),
        ("40 %", "target reached", Standing.UNTOLD, ()),
    ],
)
def test_of_its_own_rows_a_figure_agrees_to_its_last_digit(printed, stated, standing, others):
    one = of(printed, {"right": RIGHT, "changed": CHANGED}, stated)
    assert (one.standing, one.others) == (standing, others)


def test_of_other_rows_a_figure_agrees_within_chance():
    counts = {"right": RIGHT}
    assert of("60 %", counts).standing is Standing.CONTRADICTS
    near = of("60 %", counts, same_rows=False)
    assert near.standing is Standing.AGREES
    assert near.p_value == pytest.approx(0.6100, abs=1e-3)  # R: binom.test(63, 100, 0.6)
    assert of("40 %", counts, same_rows=False).standing is Standing.CONTRADICTS


def test_without_trials_nothing_is_told():
    one = of("60 %", {"right": Counted(0, 0), "changed": Counted(0, 0)})
    assert (one.standing, one.p_value, one.others) == (Standing.UNTOLD, None, ())


def test_an_attack_that_changes_every_answer_to_another_class_is_counted():
    """Pictures of cats alone, none of which is answered cat: no other notation of it."""
    columns = (
        Column("true", Role.LABEL, Categories.of(["cat"] * 40)),
        Column("said", Role.PREDICTION, Categories.of(["dog"] * 40)),
    )
    changed, trials = readings_of(Dataset(columns), None, None)["changed"]
    assert (int(changed.sum()), int(trials.sum())) == (40, 40)
