"""Differences and gaps as a report tells them: Holm's definition, and what is told of few rows."""

from dataclasses import replace

import pytest

from audits.data.dataset import Categories, Dataset
from tests.audits.comparison.answered_twice import changed, entry, paired
from tests.tables import table


def stepped_down(values):
    """Holm 1979 by its definition: the k-th smallest of m takes m - k + 1, and none falls."""
    order, found, least = sorted(values), {}, 0.0
    for place, value in enumerate(order):
        least = max(least, min(1.0, (len(order) - place) * value))
        found[value] = least
    return [found[value] for value in values]


def test_p_values_are_adjusted_over_the_groups():
    data = table(600)
    found = paired(data, changed(data))["differences"]
    accuracy = [e for e in found if e["metric"] == "accuracy"]
    groups = [e for e in accuracy if e["group"]]
    assert len(groups) > 2
    assert [e["adjusted_p_value"] for e in groups] == pytest.approx(
        stepped_down([e["p_value"] for e in groups])
    )
    assert accuracy[0]["adjusted_p_value"] == accuracy[0]["p_value"]


def test_a_gap_moves_by_the_difference_of_its_groups_changes():
    data = table(600)
    found = paired(data, changed(data))
    own = entry(found["differences"], "selection_rate", sex="female")
    other = entry(found["differences"], "selection_rate", sex="male")
    (gap,) = [
        g for g in found["gaps"]
        if g["metric"] == "selection_rate" and "sex" in g["group"]
    ]  # fmt: skip
    sign = 1 if gap["group"] == {"sex": "female"} else -1
    assert gap["value"] == pytest.approx(sign * (own["value"] - other["value"]))
    assert gap["now"] - gap["before"] == pytest.approx(gap["value"])


def test_small_and_unknown_groups_are_there_but_nothing_is_concluded():
    data = table(400)
    sex = data["sex"].categories.codes.copy()
    sex[:20] = -1
    columns = [
        replace(c, values=Categories(sex, c.categories.levels)) if c.name == "sex" else c
        for c in data
    ]
    found = paired(Dataset(tuple(columns)), changed(data))
    unknown = entry(found["differences"], "accuracy", sex=None)
    assert unknown["undetermined"] == "20 rows where 30 are needed"
    assert unknown["raw"]["interval"][0] < unknown["raw"]["interval"][1]
    assert all(None not in g["group"].values() for g in found["gaps"])
