"""The model beside people: shape bias over ten people, t intervals by scipy, paired by hand."""

import numpy as np
import pytest
from scipy.stats import t

from audits.data.dataset import Categories, Column, Dataset
from audits.errors import NotApplicable
from audits.measurement import Estimate, Undetermined
from audits.specification.roles import Role
from audits.statistics.proportions import wilson
from audits.statistics.shares import Stated
from audits.tradeoffs.beside_people import (
    beside_people,
    gain_over,
    gain_over_median,
    people_accuracy,
    people_needed,
    person_accuracy,
)
from audits.tradeoffs.people import people_of
from tests.audits.probes.published import figures
from tests.audits.tradeoffs.judged import judged
from tests.subjects import Subject

STATED = Stated(0.95, 30)


def beside(data):
    subject = Subject(data)
    return beside_people(subject, people_of(data, subject.warn))


def test_shape_bias_of_ten_people_is_as_sure_as_ten_people_are():
    """Geirhos et al. 2019: 9,236 of 9,634 decisions by shape, from ten people."""
    row = figures("shape_bias")
    decisions, percent = row["shape"] + row["texture"], np.array(row["per_person_percent"])
    each = np.full(10, decisions // 10)
    each[: decisions - each.sum()] += 1
    by_shape = np.round(percent / 100 * each).astype(int)
    said, who = [], []
    for person, (all_of, shape) in enumerate(zip(each, by_shape, strict=True)):
        said += ["shape"] * shape + ["texture"] * (all_of - shape)
        who += [f"person {person}"] * all_of
    names = [f"{at:05}" for at in range(decisions)]
    data = Dataset(
        (
            Column("picture", Role.ID, Categories.of(names)),
            Column("who", Role.ANNOTATOR, Categories.of(who)),
            Column("said", Role.ANNOTATION, Categories.of(said)),
            Column("label", Role.LABEL, Categories.of(["shape"] * decisions)),
            Column("told", Role.PREDICTION, Categories.of(["shape"] * decisions)),
        )
    )
    measured = people_accuracy("people_accuracy", (), beside(data), STATED)
    printed = row["shape"] / decisions
    assert round(100 * printed, 2) == 95.87
    # How many decisions each of them made is not published; alike they make .11 points less.
    assert measured.value == pytest.approx(printed, abs=0.0015)
    assert measured.method == "linearised-people (10 people)"
    low, high = t.interval(0.95, 9, percent.mean() / 100, percent.std(ddof=1) / 100 / 10**0.5)
    assert measured.interval.lower == pytest.approx(low, abs=0.006)
    assert measured.interval.upper == pytest.approx(high, abs=0.006)
    plain = wilson((row["shape"], decisions), 0.95)
    width = measured.interval.upper - measured.interval.lower
    assert width > 2.5 * (plain[1] - plain[0])


def test_one_person_is_one_share_and_one_pair_of_shares():
    truth = ["a"] * 40
    person, model = ["a"] * 30 + ["b"] * 10, ["b"] * 4 + ["a"] * 36
    data = Dataset(
        (
            Column("label", Role.LABEL, Categories.of(truth), positive="a"),
            Column("told", Role.PREDICTION, Categories.of(model)),
            Column("ann", Role.ANNOTATION, Categories.of(person)),
        )
    )
    both = beside(data)
    own = person_accuracy("people_accuracy", (("annotator", "ann"),), both.right(0), STATED)
    assert own.value == 0.75
    assert tuple(own.evidence) == (30, 40)
    gain = gain_over("gain", (("annotator", "ann"),), both, 0, STATED)
    assert gain.value == pytest.approx((36 - 30) / 40)
    assert tuple(gain.evidence) == (10, 4, 40)  # only the model right, only the person, all


def test_the_median_person_is_in_the_middle_of_the_differences():
    rng = np.random.default_rng(2)
    data = judged(500, 9, rng, able=0.7, spread=0.08, model=0.85)
    both = beside(data)
    measured = gain_over_median("gain", (), both, STATED)
    right = {c.name: (c.categories.codes == data["label"].categories.codes).mean()
             for c in data.having(Role.ANNOTATION)}  # fmt: skip
    model = (data["told"].categories.codes == data["label"].categories.codes).mean()
    assert measured.value == pytest.approx(model - np.median(list(right.values())))
    assert measured.method == "crossed-median (items and 9 people)"
    assert measured.sample_size == 500


def test_five_people_have_no_median_that_is_known():
    measured = gain_over_median(
        "gain", (), beside(judged(300, 5, np.random.default_rng(3))), STATED
    )
    assert isinstance(measured, Undetermined)
    assert measured.reason == "5 people where 6 are needed to say where the median person is"
    assert measured.raw is not None
    # .5 to the power of five on either side is more than .05, of six less.
    assert (people_needed(0.95), people_needed(0.9), people_needed(0.99)) == (6, 5, 8)


def test_items_without_a_label_or_an_answer_are_left_out():
    data = judged(100, 3, np.random.default_rng(4))
    codes = data["label"].categories.codes.copy()
    codes[:10] = -1
    columns = [
        Column("label", Role.LABEL, Categories(codes, ("no", "yes")), positive="yes")
        if column.name == "label" else column
        for column in data
    ]  # fmt: skip
    assert len(beside(Dataset(tuple(columns))).by_model) == 90


def test_answers_that_are_never_a_label_are_asked_about():
    data = judged(60, 3, np.random.default_rng(5))
    others = tuple(c for c in data if c.role is not Role.ANNOTATION)
    strange = Column("ann", Role.ANNOTATION, Categories.of(["Y", "N"] * 30))
    with pytest.raises(NotApplicable, match="never a label: they said N, Y; labels are no, yes"):
        beside(Dataset((*others, strange)))
    some = Column("ann", Role.ANNOTATION, Categories.of(["yes", "maybe"] * 30))
    subject = Subject(Dataset((*others, some)))
    both = beside_people(subject, people_of(subject.data, subject.warn))
    assert "people's answer 'maybe' is no label's value, so it counts as wrong" in subject.warnings
    assert not both.by_people[both.people.code == both.people.classes.index("maybe")].any()


def test_people_who_differ_widen_the_interval_of_their_accuracy():
    rng = np.random.default_rng(6)
    alike, apart = (
        people_accuracy("a", (), beside(judged(400, 8, rng, spread=s)), STATED) for s in (0, 0.12)
    )
    assert isinstance(alike, Estimate)
    widths = [m.interval.upper - m.interval.lower for m in (alike, apart)]
    assert widths[1] > 1.5 * widths[0]


def test_a_code_for_nobody_answered_is_no_wrong_answer():
    """Wide tables of annotators hold -1 where a person was not asked, most often."""
    data = judged(60, 3, np.random.default_rng(5))
    others = tuple(c for c in data if c.role is not Role.ANNOTATION)
    some = Column("ann", Role.ANNOTATION, Categories.of(["yes", "-1", "no"] * 20))
    with pytest.raises(NotApplicable, match="how it is often written that nobody") as refused:
        beside(Dataset((*others, some)))
    assert refused.value.remedy == 'say `missing: ["-1"]` on the columns of answers'
