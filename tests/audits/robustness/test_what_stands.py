"""What stands, and that nothing is concluded of it where the attack's failure misleads."""

import numpy as np

from audits.measurement import Estimate, Undetermined
from audits.probing.subject import Subject
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import rows_to_attack
from audits.robustness.masking import FLAT, Sign
from audits.robustness.measuring import Names, Outcome
from audits.robustness.what_stands import signs_shown, what_stands
from audits.statistics.shares import Stated
from tests.pixel_models import gallery, linear

NAMES = Names("standing", "success", "difference", "clean")
STATED = Stated(0.95, 10)


def measured(reason):
    subject = Subject(gallery(rows=80), linear())
    attacked = rows_to_attack(subject, asker_of(subject), 80)
    turned = np.arange(len(attacked.rows_to_turn)) % 2 == 0
    outcome = Outcome(attacked, attacked.standing(turned), "an attack", STATED)
    return attacked, list(what_stands(NAMES, subject, outcome, reason))


def test_without_a_reason_every_number_is_concluded():
    attacked, measurements = measured(None)
    assert all(isinstance(each, Estimate) for each in measurements)
    overall = {each.metric: each.value for each in measurements if not each.group}
    right = int(attacked.right.sum())
    assert overall["standing"] == (right // 2) / 80  # every second of those right, the first turned
    assert {each.metric for each in measurements} == {"standing", "success", "difference", "clean"}


def test_for_a_reason_only_what_was_right_before_is_concluded():
    _, plain = measured(None)
    _, masked = measured("gradients masked")
    for one, other in zip(plain, masked, strict=True):
        if one.metric == "clean":
            assert other == one
        else:
            assert isinstance(other, Undetermined)
            assert (other.reason, other.raw) == ("gradients masked", (one.value, one.interval))


def test_signs_are_shares_of_the_rows():
    (one,) = signs_shown("masked", [Sign(FLAT, 12, 48, violated=True)], STATED)
    assert (one.metric, one.group, one.value) == ("masked", (("term", FLAT),), 0.25)
