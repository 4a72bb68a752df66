"""Counts by hand, and the coverage of what is printed on a model whose truth is known."""

import os
from math import inf

import numpy as np
import pytest
from scipy.special import ndtr

from audits.measurement import Estimate, Undetermined
from audits.perturbations.norm_balls import Norm
from audits.probing.subject import Subject
from audits.robustness.asking import Asker
from audits.robustness.attacked_rows import rows_to_attack
from audits.robustness.gradient_attacks import Ball, pgd
from audits.robustness.measuring import (
    Names,
    Outcome,
    by_group,
    everyone,
    share,
    smallest,
    value_of,
)
from audits.statistics.shares import Stated
from tests.pixel_models import LinearPixels, gallery, linear

NAMES = Names("standing", "success", "difference", "clean")


def outcome(rows=80, standing=None):
    subject = Subject(gallery(rows=rows), linear())
    attacked = rows_to_attack(subject, Asker(linear(), "picture"), rows)
    flags = attacked.right & (np.arange(rows) % 2 == 0) if standing is None else standing
    return subject, Outcome(attacked, flags, "an attack", Stated(0.95, 10))


def test_standing_is_of_all_rows_and_success_of_those_right_before():
    _, found = outcome()
    right, standing = int(found.right.sum()), int(found.standing.sum())
    numbers = {m.metric: m for m in everyone(NAMES, found)}
    assert numbers["standing"].value == standing / 80
    assert numbers["success"].value == (right - standing) / right
    assert numbers["clean"].value == right / 80
    assert numbers["standing"].method == "wilson (an attack)"
    assert numbers["clean"].method == "wilson"


def test_groups_add_up_and_have_a_gap():
    subject, found = outcome()
    numbers = list(by_group(NAMES, subject, found))
    shares = [m for m in numbers if m.metric == "standing"]
    assert sum(m.value * m.sample_size for m in shares) == pytest.approx(found.standing.sum())
    (gap,) = [m for m in numbers if m.metric == "difference"]
    by_name = {m.group: m.value for m in shares}
    assert gap.value == pytest.approx(by_name[gap.group] - by_name[gap.reference])


def test_a_quantile_that_was_not_reached_is_beyond_what_was_tried():
    found = smallest("m", (), 0.5, 40, [(0.1, 3), (0.2, 9)], Stated(0.95, 10), "an attack")
    assert isinstance(found, Undetermined)
    assert "the largest size (0.2) turned 9 of 40 rows" in found.reason
    assert value_of(found) is None


def test_a_quantile_is_the_first_size_that_turned_so_many():
    found = smallest("m", (), 0.5, 40, [(0.1, 3), (0.2, 25)], Stated(0.95, 10), "an attack")
    assert isinstance(found, Estimate)
    # Of 40 coins 3 heads or fewer are rare, and 25 or more are not (p .077).
    assert (found.value, found.interval.lower, found.interval.upper) == (0.2, 0.1, inf)


def test_of_few_rows_it_stands_beside_the_reason():
    found = smallest("m", (), 0.5, 4, [(0.1, 1), (0.2, 3)], Stated(0.95, 10), "an attack")
    assert value_of(found)[0] == 0.2
    assert found.reason == "4 rows where 10 are needed"


def test_what_is_printed_holds_the_truth_as_often_as_it_says():
    """Rows drawn from a law whose share of standing rows is known: .31 of normal margins."""
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(2000):
        stands = int((rng.standard_normal(150) > 0.5).sum())
        found = share("m", (), stands, 150, Stated(0.95, 10))
        held += found.interval.lower <= 0.3085375 <= found.interval.upper
    assert 0.935 <= held / 2000 <= 0.965


@pytest.mark.parametrize(("norm", "dual"), [(Norm.LINF, 1), (Norm.L2, 2)])
def test_printed_intervals_cover_a_robust_accuracy_that_is_known(norm, dual):
    """A linear model under Gaussian pixels: its margin is Gaussian, so what stands within epsilon
    is a tail of the normal distribution. Attacked by PGD, 94 to 96 % of the intervals hold it."""
    samples, rows = (4000, 100) if os.environ.get("EVENHAND_LONG") else (600, 60)
    rng = np.random.default_rng(11)
    weight = rng.normal(0, 1, 12)
    way = weight / np.linalg.norm(weight, ord=dual)  # margins in the size of a change
    model = LinearPixels(np.stack([-way, way]) / 2, np.array([0.0, -0.5 * way.sum()]))
    mean, deviation = 0.05, 0.06 * float(np.linalg.norm(way))
    towards = (mean / (way @ way) * way).astype(np.float32)
    held, wide = [], []
    for epsilon in (0.0, 0.02, 0.05, 0.08):
        # Rows of the class "yes"; where the margin is below 0 they are wrong before.
        drawn = rng.standard_normal((samples * rows, 12), dtype=np.float32)
        pixels = (0.5 + towards + np.float32(0.06) * drawn).reshape(-1, 3, 2, 2)
        labels = np.ones(len(pixels), dtype=np.intp)
        ball = Ball(model.slopes(pixels), norm, epsilon)
        changed = pixels if not epsilon else pgd(ball, pixels, labels, steps=3)
        standing = (model.classify_pixels(changed).codes == labels).reshape(samples, rows)
        truth = ndtr((mean - epsilon) / deviation)
        for hits in standing.sum(axis=1).tolist():
            interval = share("standing", (), hits, rows, Stated(0.95, 10)).interval
            held.append(interval.lower <= truth <= interval.upper)
            wide.append(interval.upper - interval.lower)
    error = 2 * np.sqrt(0.05 * 0.95 / len(held))
    assert 0.94 - error <= np.mean(held) <= 0.96 + error
    assert np.mean(wide) < 0.26
