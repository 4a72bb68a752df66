"""Texts of two audits, paired: how many changed, and what is shown of them."""

import numpy as np
from scipy import stats

from audits.comparison.texts import pair_texts
from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.tables import audit_everything, table

N = 200


def sentences(changed: list[int], missing: tuple[int, ...] = ()):
    now: list[str | None] = [f"He is number {at}." for at in range(N)]
    before = list(now)
    for at in changed:
        before[at] = f"She is number {at}."
    for at in missing:
        before[at] = None
    data = Dataset((
        Column("source", Role.FEATURE, Texts.of([f"Ő a {at}. számú." for at in range(N)])),
        Column("set", Role.PROTECTED, Categories.of([("x", "y")[at % 2] for at in range(N)])),
        Column("translation", Role.PREDICTION, Texts.of(now)),
    ))  # fmt: skip
    plan, _ = audit_everything("fairness.selection_rate", data=table(60))
    return pair_texts(Subject(data), data["translation"].values, Texts.of(before), plan)


def test_the_share_of_changed_texts_has_wilsons_interval():
    found = sentences([0, 2, 4, 7])
    assert (found["answers"], found["rows"], found["without_answer"]) == ("texts", N, 0)
    for flips, n, flipped in zip(found["flips"], (N, 100, 100), (4, 3, 1), strict=True):
        wilson = stats.binomtest(flipped, n).proportion_ci(method="wilson")
        assert (flips["n"], flips["flipped"]) == (n, flipped)
        assert np.allclose(flips["interval"], [wilson.low, wilson.high])
    assert [f["group"] for f in found["flips"]] == [{}, {"set": "x"}, {"set": "y"}]
    assert found["differences"] == found["gaps"] == []


def test_five_examples_are_shown_from_all_over_the_table():
    found = sentences(list(range(100, 141)))["examples"]
    assert [told["row"] for told in found] == [101, 111, 121, 131, 141]
    assert found[0] == {
        "row": 101, "source": "Ő a 100. számú.", "before": "She is number 100.",
        "now": "He is number 100.",
    }  # fmt: skip


def test_missing_texts_are_left_out_and_counted():
    found = sentences([1], missing=(3, 5))
    assert (found["rows"], found["without_answer"]) == (N - 2, 2)
    assert found["flips"][0]["flipped"] == 1
    assert [told["row"] for told in found["examples"]] == [2]


def test_equal_texts_are_no_change():
    found = sentences([])
    assert found["flips"][0]["flipped"] == 0
    assert found["flips"][0]["interval"][1] > 0
    assert found["examples"] == []


def test_long_texts_are_shown_shortly():
    data = Dataset((Column("t", Role.PREDICTION, Texts.of(["x" * 5000])),))
    plan, _ = audit_everything("fairness.selection_rate", data=table(60))
    found = pair_texts(Subject(data), Texts.of(["x" * 5000]), Texts.of(["y" * 301]), plan)
    assert [len(found["examples"][0][side]) for side in ("before", "now")] == [300, 300]
    assert found["flips"][0]["undetermined"] == "1 row where 30 are needed"


def test_half_a_surrogate_pair_is_shown_as_a_mark():
    data = Dataset((Column("t", Role.PREDICTION, Texts.of(["a"])),))
    plan, _ = audit_everything("fairness.selection_rate", data=table(60))
    found = pair_texts(Subject(data), Texts.of(["a"]), Texts.of(["\ud800"]), plan)
    assert found["examples"][0]["before"] == "?"
