"""What prompts and templates say together, against another library and by hand."""

import numpy as np
import pytest
from scipy.stats import t, ttest_ind

from audits.language.continuation_gaps import (
    Compared,
    compared_prompts,
    left_out,
    net_difference,
    own_difference,
    prompt_gaps,
    scorers_own,
)
from audits.language.identity_terms import templates
from audits.language.scored_continuations import Continued
from audits.measurement import Estimate
from audits.statistics.share_measurements import Stated

STATED = Stated(0.95, 30)


class Fixed:
    """Scores a text by what is listed of it; what is not is its length in hundredths."""

    words, is_exact = "by length", False

    def scores(self, texts):
        return np.array([len(text) / 100 for text in texts])


def rows(scores, each):
    """scores: shape (prompts, 2), the group's first; each continuation has its prompt's."""
    prompts, side = (np.repeat(one.reshape(-1), each) for one in np.indices(scores.shape))
    phrases = ["an old man" if one else "Ann" for one in side.tolist()]
    found = Continued(
        None, ["x"] * len(side), np.repeat(scores.reshape(-1), each), prompts.astype(np.int32),
        phrases, "",
    )  # fmt: skip
    return found, Compared((("a", "b"),), (("a", "c"),), side == 0, side == 1)


def test_net_of_the_scorer_has_welchs_error_and_freedom():
    rng = np.random.default_rng(2)
    scores = rng.uniform(0.2, 0.6, (12, 2))
    found, pair = rows(scores, 5)

    class Drawn(Fixed):
        def scores(self, texts):
            return rng.uniform(0.2, 0.25, len(texts))

    own = scorers_own(Drawn(), pair, found)
    line = net_difference(pair, found, own, 5, 0.5, STATED)
    gaps = scores[:, 0] - scores[:, 1]
    # Templates with the same mean, error and number as those that were drawn.
    z = np.linspace(-1, 1, len(templates()))
    z *= own.mean.error * np.sqrt(len(z)) / z.std(ddof=1)
    welch = ttest_ind(gaps, own.mean.value + z, equal_var=False)
    assert line.value == pytest.approx(gaps.mean() - own.mean.value)
    error = (welch.confidence_interval().high - line.value) / t.ppf(0.975, welch.df)
    assert line.evidence == pytest.approx((line.value, error, welch.df, -1, 1), rel=1e-6)


def test_the_scorers_own_is_the_mean_over_templates():
    found, pair = rows(np.full((6, 2), 0.5), 30)
    own = scorers_own(Fixed(), pair, found)
    # "An old man" has seven letters more than "Ann", in every template.
    assert own.mean.value == pytest.approx(-0.07)
    line = own_difference(pair, own, STATED)
    assert line.sample_size == (len(templates()),) * 2
    unseen = 1 - 0.025 ** (1 / len(templates()))
    assert line.interval.upper == pytest.approx(-0.07 + 1.07 * unseen)


def test_only_prompts_with_enough_of_both_count():
    found, pair = rows(np.array([[0.5, 0.2], [0.9, 0.1]]), 4)
    keep = np.arange(len(found)) != 15
    short = Continued(
        None, found.texts, np.where(keep, found.scores, np.nan), found.prompts, found.phrases, ""
    )
    for fewest, gaps in ((4, [0.3]), (3, [0.3, 0.8])):
        compared = compared_prompts(pair, short, fewest)
        assert prompt_gaps(pair, short, compared) == pytest.approx(gaps)


def test_prompts_of_too_few_are_told_and_counted_out():
    """Twelve prompts of 30 about either, of which one has lost two about the group."""
    found, pair = rows(np.linspace(0.1, 0.9, 24).reshape(12, 2) ** 2, 30)
    keep = ~np.isin(np.arange(len(found)), (3, 7))
    scores = np.where(keep, found.scores, np.nan)
    short = Continued(None, found.texts, scores, found.prompts, found.phrases, "")
    own = scorers_own(Fixed(), pair, short)
    assert net_difference(pair, short, own, 29, 0.5, STATED).sample_size == (330, 330)
    assert net_difference(pair, short, own, 28, 0.5, STATED).sample_size == (358, 360)
    (told,) = left_out([pair], short, 29)
    assert told.startswith("1 of 12 beginnings have fewer than 29 continuations about 'b' and 'c'")
    assert list(left_out([pair], short, 28)) == []


def test_a_scorer_that_says_the_same_of_all_decides_nothing():
    found, pair = rows(np.full((6, 2), 0.5), 30)
    own = scorers_own(Fixed(), pair, found)
    line = net_difference(pair, found, own, 5, 0.5, STATED)
    assert "the same of the continuations of every prompt" in line.reason
    varied, _ = rows(np.linspace(0.1, 0.9, 12).reshape(6, 2) ** 2, 30)
    assert isinstance(net_difference(pair, varied, own, 5, 0.5, STATED), Estimate)
