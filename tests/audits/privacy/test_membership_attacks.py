"""Which rows choose a threshold, which are counted, and which attack is judged."""

import numpy as np

from audits.privacy.members import Members
from audits.privacy.membership_attacks import Attacks
from audits.privacy.reference_models import References
from tests.audits.privacy.answers import never_taught


def members(probabilities, member, labels=None):
    rows = len(member)
    labels = np.zeros(rows, dtype=np.intp) if labels is None else labels
    judged = np.arange(rows) % 2 == 0
    answers = probabilities.argmax(axis=1)
    return Members(
        never_taught(rows).data, member, labels, answers == labels, probabilities, judged,
        ("0", "1"),
    )  # fmt: skip


def likely(of_label):
    """Two reference models that give the judged rows' labels nearly this, untaught."""
    given = np.stack([of_label, of_label * 0.999])
    return References(given, np.zeros(given.shape, dtype=bool), "two of this test")


def sure_of_members(rows=200):
    """Sure of its members (.99), less of the others (.6)."""
    member = np.arange(rows) % 4 < 2
    of_label = np.where(member, 0.99, 0.6)
    return members(np.stack([of_label, 1 - of_label], axis=1), member)


def test_no_row_both_chooses_a_threshold_and_is_counted():
    attacks = Attacks(sure_of_members(), likely(np.full(100, 0.9)))
    for attack in attacks.scores:
        chose, counted = attacks.choosing(attack), attacks.counted(attack)
        assert not (chose & counted).any()
        for side in (attacks.members.member, ~attacks.members.member):
            assert (chose & side).any()
            assert (counted & side).any()
    for attack in ("calibrated", "lira", "rmia"):
        assert not (attacks.choosing(attack) & ~attacks.members.judged).any()


def test_a_model_that_is_surer_of_its_members_calls_them_all_and_nobody_else():
    attacks = Attacks(sure_of_members())
    assert attacks.strongest == "loss"
    for attack in ("loss", "entropy", "modified_entropy"):
        assert np.array_equal(attacks.called(attack), attacks.members.member)
        assert np.array_equal(attacks.called_at(attack, 0.0), attacks.members.member)
    # Every answer is right, so what is right tells nothing.
    assert attacks.called("gap").mean() in (0.0, 1.0)


def test_thresholds_of_each_class_find_what_one_threshold_cannot():
    """Of class 0 members have .9 and others .8; of class 1 it is .3 and .2."""
    rows = 400
    member, labels = np.arange(rows) % 4 < 2, (np.arange(rows) // 4 % 2).astype(np.intp)
    of_label = np.where(labels == 0, 0.8, 0.2) + 0.1 * member
    answers = np.stack([1 - of_label, of_label], axis=1)
    answers[labels == 0] = answers[labels == 0, ::-1]
    attacks = Attacks(members(answers, member, labels))
    assert np.array_equal(attacks.called("modified_entropy"), member)
    assert not np.array_equal(attacks.called("loss"), member)


def test_what_reference_models_find_hard_too_is_not_taken_for_known():
    """Others are easy, members hard, and the model as sure of both: only the difficulty tells."""
    member = np.arange(200) % 4 < 2
    answers = np.full((200, 2), 0.5)
    judged = np.arange(200) % 2 == 0
    attacks = Attacks(members(answers, member), likely(np.where(member[judged], 0.1, 0.9)))
    assert attacks.strongest == "calibrated"
    for attack in ("calibrated", "lira", "rmia"):
        assert np.array_equal(attacks.called(attack)[judged], member[judged])


def test_at_a_small_rate_the_attack_counts_that_finds_most_there():
    """The loss tells nine tenths of the sides apart, and none of them for certain: the surest rows
    are not members. The references know five members for certain, and nothing of the others.
    """
    member = np.arange(800) % 4 < 2
    of_label = np.where(member, 0.8, 0.6)
    of_label[np.flatnonzero(~member)[::19]] = 0.99
    judged = np.arange(800) % 2 == 0
    expected = of_label[judged].copy()
    expected[np.flatnonzero(member[judged])[:40]] = 0.01
    model = members(np.stack([of_label, 1 - of_label], axis=1), member)
    attacks = Attacks(model, likely(expected))
    assert not attacks.called_at("loss", 0.01)[member].any()
    assert attacks.strongest_at(0.01) in ("calibrated", "lira", "rmia")
