import numpy as np
import pytest
from scipy.stats import beta, ttest_1samp

from audits.measurement import Estimate, Undetermined
from tests.audits.language.wordings import in_wordings
from tests.audits.translation.tables import measure

NAME = "language.self_consistency"
AGREEMENT = "wording_agreement"


def said(question, wording):
    """Of each second question two wordings of ten are answered otherwise."""
    return "No" if question % 2 and wording < 2 else "Yes"


def below(limit, each):
    """Half by Gaffke's limit with one more question at 0, half with one at 1; weights at random."""
    shares = []
    for end in (0.0, 1.0):
        seen = np.append(each, end)
        mean, variance = seen.mean(), seen.var() / (len(seen) + 1)
        size = mean * (1 - mean) / variance - 1
        shares.append(beta.cdf(limit, mean * size, (1 - mean) * size))
    return np.mean(shares)


def test_agreement_is_the_mean_over_questions_and_its_interval_is_theirs():
    found, exhibits, warnings = measure(in_wordings(said), name=NAME)
    line = found[AGREEMENT, ()]
    # Of 45 pairs 28 + 1 are the same in each second question.
    each = np.tile([1, 29 / 45], 18)
    assert line.value == pytest.approx(each.mean())
    # Towards the far end one question more could move the mean, which t does not know.
    few = ttest_1samp(each, 0).confidence_interval()
    assert line.interval.lower < few.low
    assert line.interval.upper == pytest.approx(few.high)
    many = measure(in_wordings(said, questions=120), name=NAME)[0][AGREEMENT, ()].interval
    of_all = np.tile([1, 29 / 45], 60)
    assert many.upper == pytest.approx(ttest_1samp(of_all, 0).confidence_interval().high)
    # The variance of what was seen is taken over one less than its number.
    assert below(many.lower, of_all) == pytest.approx(0.025, abs=5e-4)
    assert line.sample_size == 36
    table = exhibits[0].content["rows"]
    # By chance: .9 ** 2 + .1 ** 2.
    assert table[0] == ["all", 36, 360, 0, 18, 0.82]
    assert exhibits[1].content["rows"][0] == ["q001", round(29 / 45, 4), "No; Yes"]
    assert not warnings


def test_groups_have_their_own_and_small_ones_only_a_raw_value():
    found, *_ = measure(in_wordings(said), name=NAME)
    few = found[AGREEMENT, (("about", "b"),)]
    # Nine questions, all of even number.
    assert isinstance(few, Undetermined)
    assert few.raw[0] == 1
    assert few.sample_size == 9
    found, *_ = measure(in_wordings(said, questions=120), name=NAME)
    assert isinstance(found[AGREEMENT, (("about", "b"),)], Estimate)


def test_questions_with_fewer_wordings_do_not_count_and_are_told():
    found, _, (warning,) = measure(in_wordings(said, wordings=9), name=NAME)
    assert found[AGREEMENT, ()].sample_size == 0
    assert "36 of 36 questions have fewer than 10 wordings" in warning
    assert isinstance(measure(in_wordings(said, wordings=9), name=NAME, wordings=9)[0][
        AGREEMENT, ()], Estimate)  # fmt: skip


def test_an_apology_to_every_question_is_no_agreement():
    data = in_wordings(lambda q, w: "I'm sorry, but I can't help with that." if w < 3 else "Yes")
    found, *_ = measure(data, name=NAME)
    assert "108 of 360 answers refuse or apologise" in found[AGREEMENT, ()].reason
    # Of 45 pairs of a question 3 + 21 are the same.
    assert found[AGREEMENT, ()].raw[0] == pytest.approx(24 / 45)


def test_where_too_many_answers_are_unread_nothing_is_told():
    data = in_wordings(lambda q, w: "Well." if w < 3 else "Yes")
    found, *_ = measure(data, name=NAME, options=("yes", "no"))
    assert "108 of 360 answers are unread or missing" in found[AGREEMENT, ()].reason
    assert found[AGREEMENT, ()].raw[0] == pytest.approx(21 / 45)


def test_intervals_hold_the_truth_of_questions_that_are_drawn():
    rng = np.random.default_rng(1)
    # Half of questions are always answered alike, of the others half of the answers are yes.
    truth, missed, times = (1 + 0.5) / 2, 0, 150
    for _ in range(times):
        sure = rng.random(40) < 0.5
        yes = sure[:, None] | (rng.random((40, 10)) < 0.5)
        data = in_wordings(lambda q, w: "Yes" if yes[q, w] else "No", questions=40)  # noqa: B023
        line = measure(data, name=NAME)[0][AGREEMENT, ()]
        missed += not line.interval.lower <= truth <= line.interval.upper
    assert missed / times <= 0.05 + 2 * (0.05 * 0.95 / times) ** 0.5
