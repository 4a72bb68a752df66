"""The mean log-odds of she against he: how far a translator that is forced to choose leans."""

from math import hypot, log

import numpy as np

from audits.data.clusters import FEWEST_CLUSTERS
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.means import Mean
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value
from audits.translation.scored_sentences import Sentences

# Log-odds have no end, so what a word that is not in the sample may add is a convention: as far as
# the farthest that is, and at least odds of one in twenty. Of 60 words 13 samples in 100 have none
# of those that one in thirty is far out, and the rest look tame.
FARTHEST_UNSEEN = log(20)
FEWEST_ALIKE_WORDS = 30.0
# In the spread: words, each as far from the mean as the others, that would have the spread that was
# seen; with fewer, one in ten far out errs in 7 to 35 of 100 samples of 10 to 40 words (simulated,
# with 3 to 20 templates).
FEWEST_IN_SPREAD = 15.0


def mean_log_odds(group: Group, sentences: Sentences, stated: Stated) -> Measurement:
    """Mean log-odds of she against he, over words and templates.

    Log-odds have no limits: of few words the one in ten that is far from the others may be missing,
    and then nothing is judged (`_tail_unseen`).
    """
    metric = "pronoun_log_odds"
    known = ~np.isnan(sentences.scores)
    scored = sentences.take(known)
    size = scored.sample.size
    if size == 0:
        return Undetermined(metric, group, "no sentence could be asked", size)
    if scored.sample.groups < FEWEST_CLUSTERS:
        reason = f"{scored.sample.groups} clusters where {FEWEST_CLUSTERS} are needed"
        return Undetermined(metric, group, reason, size)
    mean = scored.sample.mean(scored.scores)
    if mean.error <= 0:
        return Undetermined(metric, group, "no variation between sentences", size)
    unseen = _tail_unseen(mean)
    if unseen is not None:  # the raw interval is that of the words there are
        return stated_value(
            metric, group, mean.value, "student_t", mean.evidence, size, unseen, stated
        )
    evidence = _with_a_far_word(mean)
    return stated_value(metric, group, mean.value, "hall-t", evidence, size, None, stated)


def _with_a_far_word(mean: Mean) -> tuple[float, ...]:
    """What the limits are drawn from, where one more word may be FARTHEST_UNSEEN away."""
    value, *moments = mean.skewed
    share = FARTHEST_UNSEEN / (mean.alike + 1)
    sides = []
    for sign, of_side in ((-1, moments[:4]), (1, moments[4:])):
        estimate, error, degrees_of_freedom, skewness = of_side
        if sign * (estimate - value) < share:
            estimate, error = value + sign * share, max(error, hypot(mean.error, share))
        sides += [estimate, error, degrees_of_freedom, skewness]
    return value, *sides


def _tail_unseen(mean: Mean) -> str | None:
    """Why it cannot be told how many words lie far from the others, or None."""
    for what, seen, fewest in (
        ("the sentences are worth", mean.alike, FEWEST_ALIKE_WORDS),
        ("the spread rests on", mean.in_spread, FEWEST_IN_SPREAD),
    ):
        if seen < fewest * (1 - 1e-9):
            return (
                f"{what} {seen:.1f} words where {fewest:.0f} are needed: how many lie far from "
                "the others cannot be told"
            )
    return None
