"""Kept genders and the paired gap, by hand."""

import pytest
from scipy.stats import binomtest

from audits.judging.unanswered_rows import unborne
from audits.measurement import Undetermined
from audits.statistics.share_measurements import Stated
from audits.translation.gender_states import Gender, Reading, State
from audits.translation.settled_genders import settled
from audits.translation.settled_measurements import (
    GAP,
    KEPT,
    Answered,
    counted,
    measurements,
    sentences,
)

GROUP = (("language", "fi"),)
KIN = (*GROUP, ("settled_by", "mother or father"))
TEXTS = settled("fi")
STATE = {Gender.FEMALE: State.SHE, Gender.MALE: State.HE}
# Of the 24 occupations (Winogender's share of women in them): above one half twelve, below twelve.
WOMENS = sum(one.agrees is True and one.gender is Gender.FEMALE for one in TEXTS) // 2


def answered(state_of):
    states = [state_of(one) for one in TEXTS]
    return Answered(TEXTS, ["x"] * len(TEXTS), [Reading(state) for state in states])


def found(state_of):
    return {(one.metric, one.group): one
            for one in measurements(GROUP, answered(state_of), Stated(0.95, 30))}  # fmt: skip


def test_whoever_reads_the_first_sentence_keeps_all():
    one = found(lambda text: STATE[text.gender])
    assert one[KEPT, KIN].value == 1
    assert one[KEPT, KIN].sample_size == 48
    assert (one[GAP, KIN].value, one[GAP, KIN].p_value) == (0, 1)
    assert one[GAP, KIN].sample_size == 24


def test_whoever_follows_the_stereotype_keeps_what_agrees_with_it():
    """All 24 pairs part: McNemar's exact p is 2 / 2^24."""
    one = found(lambda text: STATE[text.gender] if text.agrees else State.HE
                if text.gender is Gender.FEMALE else State.SHE)  # fmt: skip
    assert one[KEPT, GROUP].value == 0.5
    assert one[GAP, KIN].value == -1
    assert one[GAP, KIN].p_value == pytest.approx(2 / 2**24)


def test_whoever_always_says_he_keeps_all_men():
    """Men's words are kept where the stereotype agrees, women's where it does not."""
    one = found(lambda text: State.HE)
    assert one[KEPT, KIN].value == 0.5
    mens = 24 - WOMENS
    assert one[GAP, KIN].value == pytest.approx((WOMENS - mens) / 24)
    p_value = binomtest(WOMENS, 24, 0.5).pvalue
    assert one[GAP, KIN].p_value == pytest.approx(p_value)


def test_what_has_no_answer_is_counted_and_passes_nothing():
    def state_of(text):
        silent = text.word == "nurse" and text.kind == "kin" and text.gender is Gender.FEMALE
        return State.UNANSWERED if silent else STATE[text.gender]

    one = found(state_of)
    share = one[KEPT, KIN]
    assert share.value == 47 / 48
    assert share.unanswered.rows == 1
    assert (share.unanswered.bounds.lower, share.unanswered.bounds.upper) == (47 / 48, 1)
    assert one[GAP, KIN].unanswered.rows == 1
    assert "nothing bounds" in unborne(one[GAP, KIN], lambda estimate: True)
    other = (*GROUP, ("settled_by", "a name"))
    assert one[KEPT, other].unanswered is None


def test_the_tables_count_what_was_kept_and_show_the_lost_first():
    some = answered(lambda text: State.HE)
    table = counted(GROUP, some, 0.95).content
    assert sum(row[2] for row in table["rows"]) == 96
    for _, _, texts, own, other, none, _ in table["rows"]:
        assert (own + other, none) == (texts, 0)
    shown = sentences(GROUP, some).content["rows"]
    assert [row[2:] for row in shown[:48]] == [["she", "he"]] * 48
    assert not isinstance(found(lambda text: State.NONE)[KEPT, KIN], Undetermined)
