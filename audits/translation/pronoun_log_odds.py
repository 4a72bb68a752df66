"""The mean log-odds of she against he: how far a translator that is forced to choose leans."""

import numpy as np

from audits.data.clusters import FEWEST_CLUSTERS
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.means import Mean
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value
from audits.translation.scored_sentences import Sentences

# Of 100 words 3 samples in 100 have none of those that one in thirty is far out; of 60 words 13,
# and the rest look tame. In the spread: words, each as far from the mean as the others, that would
# have the spread that was seen; with fewer, one in ten far out errs in 7 to 35 of 100 samples of
# 10 to 40 words (simulated, with 3 to 20 templates).
FEWEST_ALIKE_WORDS = 100.0
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
    return stated_value(
        metric, group, mean.value, "hall-t", mean.skewed, size, _tail_unseen(mean), stated
    )


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
