"""Numbers of what people answered hold the truth of everybody: a small form of the page's table."""

import numpy as np
import pytest

from audits.statistics.shares import Stated
from audits.tradeoffs.agreement import alpha_of
from audits.tradeoffs.error_consistency import among, with_each
from audits.tradeoffs.selective import area
from benchmarks.simulate_people import LAWS, Counted, careless, differing, measured


def test_truths_in_closed_form_are_those_of_many_people():
    """Of 16 people and 3,000 items, by the estimates whose formulas other tests check by hand."""
    crowd = careless(10, 8)
    many = type(crowd)(crowd.name, crowd.share, crowd.right, 16, 3000)
    rng, found = np.random.default_rng(3), []
    for _ in range(6):
        beside = many.draw(rng)
        people = [beside.right(person) for person in range(16)]
        found.append(
            (
                beside.by_people.mean(),
                alpha_of(beside.people).value,
                with_each(beside.model, people, 3000, 30).value,
                among(people, 3000, 30).value,
            )
        )
    told = crowd.truths
    names = ("people_accuracy", "annotator_agreement", "error_consistency",
             "error_consistency_among_people")  # fmt: skip
    for name, values in zip(names, np.transpose(found), strict=True):
        assert told[name] == pytest.approx(values.mean(), abs=4 * values.std() / np.sqrt(6) + 1e-3)
    # .95 of the careful, and .8 x .99 + .2 x .6 of the model.
    assert told["accuracy_gain_over_median_person"] == pytest.approx(0.912 - 0.95)


@pytest.mark.parametrize("crowd", [careless(10, 8), differing(10)], ids=str)
def test_what_people_answered_holds_the_truth_of_everybody(crowd):
    rng, counts = np.random.default_rng(8), {}
    for _ in range(40):
        for metric, found in measured(crowd.draw(rng)).items():
            counts.setdefault(metric, Counted()).add(found, crowd.truths[metric])
    for metric, counted in counts.items():
        assert counted.judged, metric
        assert max(counted.below, counted.above) <= 4, metric  # .035 and two errors are 3.7 of 40
        assert counted.decided >= 0.88 * counted.judged, metric


@pytest.mark.parametrize("law", LAWS)
def test_the_area_under_the_risk_coverage_curve_holds_its_truth(law):
    rng, counted = np.random.default_rng(5), Counted()
    sure, wrong = LAWS[law](rng, 400_000)
    losses = wrong[np.argsort(-sure)].cumsum() / np.arange(1, len(wrong) + 1)
    for _ in range(100):
        counted.add(area("a", (), *LAWS[law](rng, 200), Stated(0.95, 30)), losses.mean())
    assert max(counted.below, counted.above) <= 7  # .035 and two errors of 100
