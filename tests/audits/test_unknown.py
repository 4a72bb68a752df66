"""Bounds against every way there is to give the unknown rows their groups."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.data.dataset import Categories, Column, Dataset
from audits.measurement import Estimate, Interval
from audits.probes.fairness.error_rates import error_rates
from audits.probes.fairness.selection_rate import selection_rate
from audits.probing.subject import Subject
from audits.specification.roles import Role

VALUES = (("f", "m"), ("x", "y"), ("o", "p"))
REFERENCES = ("m", "y", "p")
ELSEWHERE = "elsewhere"


def subject(people, answers, labels=None):
    """people: a tuple of values a row, None where unknown."""
    width = len(people[0])
    columns = [
        Column(f"a{at}", Role.PROTECTED, Categories.of([who[at] for who in people]), reference=base)
        for at, base in zip(range(width), REFERENCES, strict=False)
    ]
    columns.append(Column("p", Role.PREDICTION, Categories.of(answers), favourable="1"))
    if labels is not None:
        columns.append(Column("t", Role.LABEL, Categories.of(labels), positive="1"))
    return Subject(Dataset(tuple(columns)), smallest_group=1)


def measured(probe, held):
    return {
        (found.metric, found.group): found
        for found in probe(held, smallest_group=1)
        if isinstance(found, Estimate)
    }


def crossed(people, depth):
    """The places of the attributes of each crossing of this depth."""
    width = len(people[0])
    return [at for at in product(range(width), repeat=depth) if list(at) == sorted(set(at))]


def worlds(people):
    """Every assignment: each row's group, or elsewhere, for those that know not all of it.

    A row of a group that was never seen is elsewhere: whoever is unknown may be that too.
    """
    seen = sorted({who for who in people if None not in who})
    choices = []
    for who in people:
        if None not in who:
            choices.append([who])
            continue
        fits = [
            group
            for group in seen
            if all(mine in (None, theirs) for mine, theirs in zip(who, group, strict=True))
        ]
        choices.append([*fits, ELSEWHERE])
    return seen, product(*choices)


def share(world, group, success, trial):
    rows = [at for at, who in enumerate(world) if who == group and trial[at]]
    return sum(success[at] for at in rows) / len(rows) if rows else None


def table(draw, *, labelled):
    width = draw(st.integers(1, 3))
    attributes = VALUES[:width]
    known = list(product(*attributes))
    # Two rows of each known group, one of each answer or alike; up to four unknown rows.
    people = [who for who in known for _ in range(2)]
    holes = st.tuples(*(st.sampled_from([*held, None]) for held in attributes))
    unknown = draw(st.lists(holes.filter(lambda who: None in who), min_size=1, max_size=4))
    people += unknown
    bits = st.lists(st.sampled_from("01"), min_size=len(people), max_size=len(people))
    return people, draw(bits), draw(bits) if labelled else None


@st.composite
def tables(draw):
    return table(draw, labelled=False)


@st.composite
def labelled_tables(draw):
    return table(draw, labelled=True)


def check(bounds, values, *, outer=False):
    least, greatest = min(values), max(values)
    if outer:
        assert bounds.lower <= least + 1e-12
        assert bounds.upper >= greatest - 1e-12
    else:
        assert bounds.lower == pytest.approx(least, abs=1e-12)
        assert bounds.upper == pytest.approx(greatest, abs=1e-12)


def bounds_of(found):
    """No bounds: nothing unknown could move the value."""
    return found.bounds or Interval(found.value, found.value)


@settings(deadline=None, max_examples=60)
@given(tables())
def test_selection_rates_gaps_and_ratios_are_exactly_what_some_assignment_gives(held):
    people, answers, _ = held
    given_ = [answer == "1" for answer in answers]
    anyone = [True] * len(people)
    found = measured(selection_rate, subject(people, answers))
    for depth in range(1, len(people[0]) + 1):
        for at in crossed(people, depth):
            own = [tuple(who[place] for place in at) for who in people]
            groups, every = worlds(own)
            rates = [
                {group: share(world, group, given_, anyone) for group in groups} for world in every
            ]
            reference = tuple(REFERENCES[place] for place in at)
            for group in groups:
                name = tuple((f"a{place}", value) for place, value in zip(at, group, strict=True))
                for metric, values in (
                    ("selection_rate", [rate[group] for rate in rates]),
                    (
                        "demographic_parity_difference",
                        [rate[group] - rate[reference] for rate in rates],
                    ),
                    (
                        "disparate_impact_ratio",
                        [rate[group] / (rate[reference] or np.nan) for rate in rates],
                    ),
                    (
                        "impact_ratio",
                        [
                            rate[group] / max(rate.values()) if max(rate.values()) else 1.0
                            for rate in rates
                        ],
                    ),
                ):
                    estimate = found.get((metric, name))
                    if estimate is not None:
                        outer = metric == "impact_ratio" and len(at) > 1
                        check(bounds_of(estimate), values, outer=outer)


PARTS = {
    "true_positive_rate": (lambda p, t: p, lambda p, t: t),
    "false_positive_rate": (lambda p, t: p, lambda p, t: not t),
    "positive_predictive_value": (lambda p, t: t, lambda p, t: p),
    "accuracy": (lambda p, t: p == t, lambda p, t: True),
}
GAPS = {
    "equal_opportunity_difference": "true_positive_rate",
    "predictive_parity_difference": "positive_predictive_value",
    "accuracy_difference": "accuracy",
}


@settings(deadline=None, max_examples=60)
@given(labelled_tables())
def test_error_rates_and_their_gaps_are_too(held):
    people, answers, labels = held
    rows = [(answer == "1", label == "1") for answer, label in zip(answers, labels, strict=True)]
    found = measured(error_rates, subject(people, answers, labels))
    masks = {
        name: ([hit(*row) for row in rows], [of(*row) for row in rows])
        for name, (hit, of) in PARTS.items()
    }
    for at in crossed(people, len(people[0])):
        groups, every = worlds([tuple(who[place] for place in at) for who in people])
        reference = tuple(REFERENCES[place] for place in at)
        rates = [
            {
                (metric, group): share(world, group, *masks[metric])
                for metric in masks
                for group in groups
            }
            for world in every
        ]
        for group in groups:
            name = tuple((f"a{place}", value) for place, value in zip(at, group, strict=True))
            for metric in masks:
                estimate = found.get((metric, name))
                if estimate is not None:
                    check(bounds_of(estimate), [rate[metric, group] for rate in rates])
            for metric, of in GAPS.items():
                estimate = found.get((metric, name))
                if estimate is not None:
                    values = [rate[of, group] - rate[of, reference] for rate in rates]
                    check(bounds_of(estimate), values)
            estimate = found.get(("equalized_odds_difference", name))
            if estimate is not None:
                pairs = [
                    [
                        rate[of, group] - rate[of, reference]
                        for of in ("true_positive_rate", "false_positive_rate")
                    ]
                    for rate in rates
                ]
                check(bounds_of(estimate), [max(pair, key=abs) for pair in pairs], outer=True)


def test_an_unknown_row_belongs_to_compatible_groups_alone():
    """Forty (m, unknown), all favourable: the gap of (f, x) to (m, y) lies in [-.25, 0]."""
    people, answers = [], []
    for who in product("fm", "xy"):
        people += [who] * 40
        answers += ["1"] * 20 + ["0"] * 20
    people += [("m", None)] * 40
    answers += ["1"] * 40
    found = measured(selection_rate, subject(people, answers))
    group = (("a0", "f"), ("a1", "x"))
    gap = found["demographic_parity_difference", group]
    # (m, y) could have 60 of 80 instead of 20 of 40; (f, x) has none of the unknown.
    assert (gap.bounds.lower, gap.bounds.upper) == (-0.25, 0.0)
    assert found["selection_rate", group].bounds is None
    ratio = found["disparate_impact_ratio", group]
    assert (ratio.bounds.lower, ratio.bounds.upper) == pytest.approx((0.5 / 0.75, 1.0))


def test_the_failures_that_lower_the_highest_rate_are_shared_out():
    """Nine refused rows of no known group: b and c at .8 can both be brought down, not twice."""
    people = [(who,) for who in "a" * 20 + "b" * 20 + "c" * 20] + [(None,)] * 9
    answers = ["1"] * 8 + ["0"] * 12 + (["1"] * 16 + ["0"] * 4) * 2 + ["0"] * 9
    columns = (
        Column("g", Role.PROTECTED, Categories.of([who for (who,) in people])),
        Column("p", Role.PREDICTION, Categories.of(answers), favourable="1"),
    )
    found = measured(selection_rate, Subject(Dataset(columns), smallest_group=1))
    # Four to one and five to the other: the highest is then 16 of 24.
    assert found["impact_ratio", (("g", "a"),)].bounds.upper == pytest.approx(0.4 / (16 / 24))
