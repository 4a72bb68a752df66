"""Whose rows a model was trained on: models that know them by heart, and models that know none."""

import numpy as np
import pytest

from audits.measurement import Estimate, Undetermined
from audits.probes.privacy.membership import membership
from tests.audits.privacy.answers import by_heart, never_taught


def measured(subject, **parameters):
    found = list(membership(subject, **parameters))
    return {(m.metric, m.group): m for m in found if isinstance(m, (Estimate, Undetermined))}


def test_a_model_that_knows_its_rows_by_heart_has_the_advantage_of_its_errors_elsewhere():
    """Labels drawn at random among ten: right on every training row, on a tenth of the others."""
    subject, right = by_heart(900)
    found = measured(subject)
    gap = found["generalisation_gap", ()]
    assert gap.value == pytest.approx(1 - right)
    for metric in ("membership_advantage", "membership_auc"):
        assert found[metric, ()].interval.lower > 0.7
    assert 1 - right in found["membership_advantage", (("attack", "gap"),)].interval


def test_what_was_never_taught_is_at_chance_and_so_is_every_attack():
    found = measured(never_taught(900, seed=3))
    assert 0 in found["generalisation_gap", ()].interval
    for attack in ("gap", "loss", "entropy", "modified_entropy", "calibrated"):
        assert 0.5 in found["membership_auc", (("attack", attack),)].interval


def test_sides_that_differ_by_themselves_conclude_nothing():
    found = measured(never_taught(600, shifted=1.5))
    for measurement in found.values():
        assert isinstance(measurement, Undetermined)
        assert "differ by themselves" in measurement.reason


def test_protected_groups_and_classes_have_numbers_of_their_own():
    subject, _ = by_heart(900, classes=2)
    found = measured(subject)
    sizes = []
    for name in ("f", "m"):
        of_group = found["generalisation_gap", (("sex", name),)]
        sizes.append(of_group.sample_size)
        assert isinstance(found["membership_auc", (("sex", name),)], Estimate)
    assert tuple(np.sum(sizes, axis=0)) == found["generalisation_gap", ()].sample_size
    assert ("membership_auc", (("class", "1"),)) in found


def test_without_reference_models_that_attack_is_left_out():
    subject, _ = by_heart(300)
    assert not any(
        ("attack", "calibrated") in group for _, group in measured(subject, reference_models=0)
    )
