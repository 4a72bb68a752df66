"""What the attacks found, against counts by hand and scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from audits.measurement import Undetermined
from audits.privacy.members import members_of
from audits.privacy.membership_attacks import Attacks
from audits.privacy.membership_measures import Judged
from audits.statistics.shares import Stated
from tests.audits.privacy.answers import by_heart, never_taught


@pytest.fixture
def judged():
    subject, _ = by_heart(400, classes=2)
    return Judged(Attacks(members_of(subject)), Stated(0.95, 30))


def test_areas_and_advantages_are_those_of_the_counted_rows(judged):
    of = judged.attacks.members
    found = {(m.metric, m.group): m for m in judged.overall([0.01])}
    for attack in judged.attacks.scores:
        counted = judged.attacks.counted(attack)
        scores, member = judged.attacks.scores[attack][counted], of.member[counted]
        area = found["membership_auc", (("attack", attack),)]
        assert area.value == pytest.approx(roc_auc_score(member, scores))
        assert area.sample_size == int(counted.sum())
        called = judged.attacks.called(attack)[counted]
        advantage = found["membership_advantage", (("attack", attack),)]
        assert advantage.value == pytest.approx(called[member].mean() - called[~member].mean())
        assert advantage.sample_size == (int(member.sum()), int((~member).sum()))


def test_few_rows_that_were_never_seen_say_nothing_of_a_small_rate(judged):
    """Of 100 rows one in a thousand is a tenth of a row."""
    everyone = np.ones(len(judged.attacks.members.member), dtype=bool)
    for share in (0.01, 0.001):
        (found,) = (m for m in judged.rows((), everyone, [share]) if m.metric == "membership_tpr")
        assert found.group == (("fpr", f"{share:g}"),)
        assert isinstance(found, Undetermined)
        assert f"{round(10 / share):,} are needed" in found.reason
    (found,) = (m for m in judged.rows((), everyone, [0.2]) if m.metric == "membership_tpr")
    assert not isinstance(found, Undetermined)


def test_who_is_found_in_a_group_is_counted_by_hand_at_everyones_threshold(judged):
    """Whoever scores above 80 % of all choosing rows that were never seen, of the group's own."""
    of = judged.attacks.members
    everyone, rows = np.ones(len(of.member), dtype=bool), of.labels == 0
    attack = judged.attacks.strongest_at(0.2)
    scores, counted = judged.attacks.scores[attack], judged.attacks.counted(attack)
    others = np.sort(scores[judged.attacks.choosing(attack) & ~of.member])
    above = others[-(int(0.2 * len(others)) + 1)]
    for group, inside in (((), everyone), ((("class", "0"),), rows)):
        (found,) = (m for m in judged.rows(group, inside, [0.2]) if m.metric == "membership_tpr")
        members = counted & of.member & inside
        assert found.group == (*group, ("fpr", "0.2"))
        assert found.value == pytest.approx((scores[members] > above).mean())
        assert found.sample_size == int(members.sum())


def test_the_gap_in_accuracy_is_that_of_all_rows_of_a_group(judged):
    of = judged.attacks.members
    rows = of.labels == 0
    (found,) = (
        m for m in judged.rows((("class", "0"),), rows, []) if m.metric == "generalisation_gap"
    )
    by_hand = of.right[rows & of.member].mean() - of.right[rows & ~of.member].mean()
    assert found.value == pytest.approx(by_hand)


def test_a_group_of_one_side_or_of_few_is_undetermined(judged):
    of = judged.attacks.members
    # Of members alone it is known who is found, at everyone's threshold.
    for rows, rates in ((of.member, []), (np.arange(len(of.member)) < 20, [0.2])):
        for measured in judged.rows((("sex", "f"),), rows, rates):
            assert isinstance(measured, Undetermined), measured


def test_rows_the_model_was_never_taught_are_seldom_told_apart():
    """Twenty audits of models that saw neither side: each limit is above chance one time in 40.

    Four and more of 20 have odds of 1 in 500.
    """
    over = []
    for seed in range(20):
        attacks = Attacks(members_of(never_taught(300, seed)))
        judged = Judged(attacks, Stated(0.95, 30))
        area, advantage, _ = judged.rows((), np.ones(len(attacks.members.member), bool), [])
        over.append((area.interval.lower > 0.5, advantage.interval.lower > 0))
    assert np.sum(over, axis=0).max() <= 3
