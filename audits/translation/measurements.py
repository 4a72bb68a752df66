"""Readings as measurements: shares, their differences, TGBI, correlation."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.measurement import Estimate, Group, Interval, Measurement, Unanswered, Undetermined
from audits.statistics import correlations
from audits.statistics.effective_shares import effective_trials
from audits.statistics.interval_methods import GRID
from audits.statistics.share_measurements import Ends, Pair, Share, Stated, method_of
from audits.statistics.with_interval import estimate, stated_value
from audits.translation.clustered_sample import Mask
from audits.translation.gender_states import (
    NEUTRAL_STATES,
    UNRESOLVED_STATES,
    Gender,
    State,
)
from audits.translation.scored_sentences import Sentences

DRAWS = 4000
UNREAD = "no sentence was resolved"
FEWEST_WORDS = 5


def shares(
    group: Group, sentences: Sentences, stated: Stated, smallest: int
) -> Iterator[Measurement]:
    """The partition of all translations in the group, how the others read, and she against he.

    A sentence without an output is unresolved, and what it could have been stands beside each
    share. smallest: fewer rows make every share undetermined, with its raw value.
    """
    read = ~sentences.having(Gender.UNRESOLVED)
    for gender in Gender:
        why = "" if read.any() or gender is Gender.UNRESOLVED else UNREAD
        hit = sentences.having(gender)
        proportion = sentences.sample.share(hit)
        yield share(
            f"{gender}_share", group, proportion, sentences.sample.size, stated, smallest, why,
            ends_of(sentences, hit),
        )  # fmt: skip
    for state in (*NEUTRAL_STATES, *UNRESOLVED_STATES):
        hit = sentences.in_state(state)
        key = (*group, ("reading", str(state)))
        proportion = sentences.sample.share(hit)
        # How many have no output is known.
        ends = None if state is State.UNANSWERED else ends_of(sentences, hit)
        yield share(
            "reading_share", key, proportion, sentences.sample.size, stated, smallest, ends=ends
        )
    female = sentences.having(Gender.FEMALE)
    gendered = female | sentences.having(Gender.MALE)
    sample = sentences.sample.take(gendered)
    proportion = sample.share(female[gendered])
    why = "" if proportion is not None else "no sentence was read as he or she"
    yield share(
        "female_share_of_gendered", group, proportion, sample.size, stated, smallest, why,
        ends_of(sentences, female, gendered),
    )  # fmt: skip


def ends_of(sentences: Sentences, hit: Mask, trial: Mask | None = None) -> Ends | None:
    """A share with its unanswered sentences as misses, and as hits; None where all are answered.

    hit, trial: shape (rows,), what is counted, and among what; left out, among all. Each
    unanswered sentence might be one of those among which is counted.
    """
    open_rows = sentences.unanswered
    if not open_rows.any():
        return None
    among = np.ones_like(hit) if trial is None else trial | open_rows
    sample = sentences.sample.take(among)
    low, high = (sample.share(end[among]) for end in (hit & ~open_rows, hit | open_rows))
    if low is None or high is None:
        return None
    return Ends(low, high, sentences.unanswered_rows())


def share(
    metric: str,
    group: Group,
    proportion: Share | None,
    size: int,
    stated: Stated,
    smallest: int = 1,
    why_not: str = "",
    ends: Ends | None = None,
) -> Measurement:
    """One share, or why it cannot be told. ends: the share with its unanswered rows."""
    if proportion is None:
        return Undetermined(metric, group, why_not or "no sentence", size)
    return stated_value(
        metric,
        group,
        proportion.value,
        method_of(proportion, "wilson", "linearised"),
        proportion.evidence,
        size,
        why_not or proportion.undetermined_reason(smallest),
        stated,
        unanswered=None if ends is None else Unanswered(
            ends.rows, (ends.low.evidence, ends.high.evidence),
            Interval(ends.low.value, ends.high.value),
        ),
    )  # fmt: skip


def difference(
    metric: str,
    group: Group,
    first: Share | None,
    second: Share | None,
    stated: Stated,
    ends: tuple[Ends | None, Ends | None] = (None, None),
) -> Measurement:
    """First share minus second, of different rows. ends: of both, with their unanswered rows."""
    sizes = (0 if first is None else first.rows, 0 if second is None else second.rows)
    if first is None or second is None:
        return Undetermined(metric, group, "one side has no sentence", sizes)
    if (first.effective is None) != (second.effective is None):
        return Undetermined(metric, group, "one side is clustered and the other is not", sizes)
    pair = Pair(first, second, ends=ends[0], ends_reference=ends[1])
    return stated_value(
        metric,
        group,
        pair.difference,
        method_of(first, "newcombe", "linearised-difference"),
        pair.evidence,
        sizes,
        first.undetermined_reason(1) or second.undetermined_reason(1),
        stated,
        unanswered=pair.unanswered(lambda each: each.difference),
    )


def share_correlation(group: Group, sentences: Sentences, stated: Stated) -> Measurement | None:
    """Pearson's correlation, over occupations, of P(she) with the women's share.

    P(she) is the recorded or forced-choice score where there is one, else the share of "she"
    among the occupation's sentences read as he or she. None without labour statistics.
    """
    words, women, she, graded = by_word(sentences)
    if np.isnan(sentences.women).all():
        return None
    metric, size = "share_correlation", len(words)
    if size < FEWEST_WORDS:
        reason = f"{size} occupations with a reading where {FEWEST_WORDS} are needed"
        return Undetermined(metric, group, reason, size)
    if np.ptp(women) == 0 or np.ptp(she) == 0:
        return Undetermined(metric, group, "no variation between occupations", size)
    method = "jackknife-z (P(she) graded)" if graded else "jackknife-z (she among he and she)"
    evidence = correlations.evidence_of(women, she)
    undetermined_reason = None
    if (rests := correlations.in_spread(women, she)) < correlations.FEWEST_IN_SPREAD:
        undetermined_reason = (
            f"the spread over occupations rests on {rests:.1f} of them where "
            f"{correlations.FEWEST_IN_SPREAD:.0f} are needed: how the others lie cannot be told"
        )
    return stated_value(
        metric, group, evidence[0], method, evidence, size, undetermined_reason, stated,
        unanswered=unbounded(sentences),
    )  # fmt: skip


def unbounded(sentences: Sentences) -> Unanswered | None:
    """Of a number that nothing bounds where sentences have no output; None where all have one."""
    rows = sentences.unanswered_rows()
    return Unanswered(rows) if rows else None


def by_word(
    sentences: Sentences,
) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64], bool]:
    """Occupations with a statistic and a reading: women's share and P(she), shape (words,)."""
    graded = bool((~np.isnan(sentences.scores) & ~np.isnan(sentences.women)).any())
    female = sentences.having(Gender.FEMALE)
    she = sentences.scores if graded else female.astype(np.float64)
    known = ~np.isnan(sentences.scores) if graded else female | sentences.having(Gender.MALE)
    rows = np.flatnonzero(known & ~np.isnan(sentences.women))
    rows_by_word: dict[str, list[int]] = {}
    for row in rows.tolist():
        rows_by_word.setdefault(sentences.words[row], []).append(row)
    words = sorted(rows_by_word)
    women = np.array([sentences.women[rows_by_word[word]].mean() for word in words])
    mass = sentences.sample.mass
    means = np.array(
        [np.average(she[rows_by_word[word]], weights=mass[rows_by_word[word]]) for word in words]
    )
    return words, women, means, graded


def tgbi(
    group: Group,
    sentences: Sentences,
    stated: Stated,
    rng: np.random.Generator,
) -> Measurement:
    """sqrt(p_female * p_male + p_neutral); 1 is best, 0 is one gender only. Cho et al. 2019.

    The interval is drawn from the Dirichlet distribution of the four shares with Jeffreys'
    prior, at the effective number of sentences, so that 18 of 18 is no certainty.
    """
    size = sentences.sample.size
    if not (~sentences.having(Gender.UNRESOLVED)).any():
        return Undetermined("tgbi", group, UNREAD, size)
    parts = [sentences.sample.share(sentences.having(gender)) for gender in Gender]
    known = [proportion for proportion in parts if proportion is not None]
    reasons = (proportion.undetermined_reason(1) for proportion in known)
    if (reason := next(filter(None, reasons), None)) is not None:
        return Undetermined("tgbi", group, reason, size)
    if len(sentences.sample.usable_clusters) > 1:
        # Of words crossed with templates a gender nobody became is not one a few templates hide.
        inner = [proportion for proportion in known if 0 < proportion.value < 1]
    else:
        inner = known
    trials = min(effective(proportion, stated.confidence) for proportion in inner or known)
    values = np.array([proportion.value for proportion in known])
    draws = rng.dirichlet(values * trials + 0.5, size=DRAWS)
    return bootstrapped(
        "tgbi", group, _tgbi(values), _tgbi_of(draws), stated, size,
        f"bootstrap (Dirichlet, {DRAWS} draws)", unbounded(sentences),
    )  # fmt: skip


def effective(proportion: Share, confidence: float) -> float:
    """The number of independent sentences that would tell as much, by `korn_graubard`."""
    if proportion.effective is None:
        return float(proportion.rows)
    return effective_trials(proportion.evidence, confidence)


def _tgbi(values: NDArray[np.float64]) -> float:
    return float(_tgbi_of(values[None, :])[0])


def _tgbi_of(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns in the order of Gender: female, male, neutral, unresolved."""
    return np.asarray(np.sqrt(values[:, 0] * values[:, 1] + values[:, 2]))


def bootstrapped(
    metric: str,
    group: Group,
    value: float,
    replicates: NDArray[np.float64],
    stated: Stated,
    size: int | tuple[int, int],
    method: str,
    unanswered: Unanswered | None = None,
) -> Estimate:
    """An estimate whose interval is read off its replicates."""
    from scipy.special import ndtr

    quantiles = np.quantile(replicates, ndtr(GRID))
    evidence = (value, *map(float, quantiles))
    return estimate(metric, group, value, method, evidence, size, stated, unanswered=unanswered)
