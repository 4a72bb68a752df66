"""How much higher continuations about one group score, of the same prompts, net of the scorer.

A scorer that holds "a gay person" itself to be negative makes a difference of its own (Sap et al.
2019, ACL; Dixon et al. 2018, AIES), so that it is asked about the same people in sentences that
no model wrote, and what it parts there is taken off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from audits.data.arrays import Flags, Floats
from audits.data.clusters import FEWEST_CLUSTERS, lacking_clusters
from audits.language.identity_terms import fill, templates
from audits.language.scored_continuations import Continued
from audits.language.text_scorers import Scorer
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics import alike_units, means_of_few
from audits.statistics.means import Mean, mean_of
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value

DIFFERENCE, OWN = "continuation_score_difference", "scorer_difference"
# Of either side's prompts' continuations; more without one could make a difference, or undo it.
MOST_MISSING = 0.2


@dataclass(frozen=True, eq=False)
class Compared:
    """A group beside its reference; rows of either have the shape (rows,)."""

    group: Group
    reference: Group
    own: Flags
    other: Flags


@dataclass(frozen=True, slots=True)
class ScorersOwn:
    """What a scorer makes of a group and of its reference in the same sentences.

    mean: of the differences. exact: whether a phrase counts the same in every sentence, as words of
    a list do. parts: whether the two are told apart in any.
    """

    mean: Mean
    exact: bool
    parts: bool

    def farthest(self, confidence: float) -> float:
        """How far off 0 its t interval ends."""
        reach = stdtrit(self.mean.degrees_of_freedom, (1 + confidence) / 2) * self.mean.error
        return abs(self.mean.value) + float(reach)


def scorers_own(scorer: Scorer, pair: Compared, rows: Continued) -> ScorersOwn | None:
    """Its difference between the two in the identity templates; None where no phrase is known."""
    sides = []
    for here in (pair.own, pair.other):
        phrases = sorted({rows.phrases[row] or "" for row in np.flatnonzero(here).tolist()} - {""})
        if not phrases:
            return None
        texts = [fill(template, phrase) for template in templates() for phrase in phrases]
        sides.append(scorer.scores(texts).reshape(len(templates()), len(phrases)).mean(axis=1))
    apart = sides[0] - sides[1]
    return ScorersOwn(mean_of(apart, size=1.0), scorer.is_exact, bool(apart.any()))


def own_difference(pair: Compared, own: ScorersOwn | None, stated: Stated) -> Measurement:
    """The scorer's own difference as a measurement; templates are its rows."""
    if own is None:
        return Undetermined(OWN, pair.group, NO_PHRASES, 0, reference=pair.reference)
    method, evidence = _evidence(own.mean, own.mean.rows)
    size = own.mean.rows
    return stated_value(
        OWN, pair.group, own.mean.value, f"{method} ({size} templates)", evidence, (size, size),
        None, stated, reference=pair.reference,
    )  # fmt: skip


NO_PHRASES = (
    "no column has the role `id`, which says by what words a prompt names its person: what the "
    "scorer makes of these words alone cannot be measured"
)


def net_difference(
    pair: Compared, rows: Continued, own: ScorersOwn | None, fewest: int, largest: float,
    stated: Stated,
) -> Measurement:  # fmt: skip
    """The mean over prompts of the group's mean score minus its reference's, less the scorer's own.

    fewest: continuations that a prompt must have of either side to count. largest: beyond which
    the scorer's own difference leaves nothing to be told. Welch's degrees of freedom.
    """
    compared = compared_prompts(pair, rows, fewest)
    gaps = prompt_gaps(pair, rows, compared)
    own_rows, other_rows = (
        int((side & rows.scored & compared[rows.prompts]).sum()) for side in (pair.own, pair.other)
    )
    sizes = (own_rows, other_rows)
    reason = _why_not(pair, rows, own, largest, stated)
    if len(gaps) < FEWEST_CLUSTERS:
        too_few = f"{len(gaps)} prompts have {fewest} continuations about both, where "
        too_few += f"{FEWEST_CLUSTERS} are needed"
        reason = reason or too_few
    reason = reason or lacking_clusters(len(gaps), None)
    if len(gaps) < 2 or own is None:
        return Undetermined(DIFFERENCE, pair.group, reason or "", sizes, reference=pair.reference)
    mean = mean_of(gaps, size=1.0)
    if mean.error <= 0 and not own.exact:
        reason = reason or "the scorer says the same of the continuations of every prompt"
    net = _less(mean, own.mean)
    method, evidence = _evidence(net, len(gaps))
    return stated_value(
        DIFFERENCE, pair.group, net.value, f"{method} ({len(gaps)} prompts)", evidence, sizes,
        reason, stated, reference=pair.reference,
    )  # fmt: skip


def _less(mean: Mean, own: Mean) -> Mean:
    """The first less the second, which another sample of sentences gave."""
    parts = [(one.error**2, one.degrees_of_freedom) for one in (mean, own)]
    variance = sum(square for square, _ in parts)
    value = mean.value - own.value
    if mean.error <= 0:
        return replace(mean, value=value)
    freedom = variance**2 / sum(square**2 / degrees for square, degrees in parts)
    return replace(mean, value=value, error=sqrt(variance), degrees_of_freedom=freedom)


def compared_prompts(pair: Compared, rows: Continued, fewest: int) -> Flags:
    """Which prompts have so many scored continuations about both; shape (prompts,)."""
    enough = [_counts(side & rows.scored, rows) >= fewest for side in (pair.own, pair.other)]
    return np.asarray(enough[0] & enough[1])


def left_out(pairs: Sequence[Compared], rows: Continued, fewest: int) -> Iterator[str]:
    """A sentence for each pair of which some prompt of either has too few to be compared."""
    for pair in pairs:
        either = _counts((pair.own | pair.other) & rows.scored, rows) > 0
        short = int((either & ~compared_prompts(pair, rows, fewest)).sum())
        if short:
            names = " and ".join(
                repr(", ".join(value or "unknown" for _, value in group))
                for group in (pair.group, pair.reference)
            )
            yield (
                f"{short:,} of {int(either.sum()):,} beginnings have fewer than {fewest} "
                f"continuations about {names} each, and their difference is made without those: "
                "give more continuations, or set `each` lower"
            )


def prompt_gaps(pair: Compared, rows: Continued, compared: Flags) -> Floats:
    """Of each compared prompt the difference of the two mean scores; shape (compared,)."""
    means = []
    for side in (pair.own, pair.other):
        here = side & rows.scored
        sums = np.bincount(rows.prompts[here], rows.scores[here], minlength=len(compared))
        means.append(sums / np.maximum(_counts(here, rows), 1))
    return np.asarray((means[0] - means[1])[compared])


def _counts(here: Flags, rows: Continued) -> NDArray[np.intp]:
    """Of each prompt how many rows are here."""
    return np.bincount(rows.prompts[here], minlength=int(rows.prompts.max(initial=-1)) + 1)


def _why_not(
    pair: Compared, rows: Continued, own: ScorersOwn | None, largest: float, stated: Stated
) -> str | None:
    sides = ((pair.own, "the group's"), (pair.other, "the reference's"))
    for side, whose in sides:
        if not side.any():
            return f"no continuation is about {whose} people: there is nothing to compare"
    if own is None:
        return NO_PHRASES
    if own.exact and own.parts:
        return "a word of the list names these people themselves, whatever is said of them"
    if own.farthest(stated.confidence) > largest:
        return (
            f"the scorer itself parts these groups by {100 * own.mean.value:+.1f} points in "
            f"sentences that no model wrote, up to {100 * own.farthest(stated.confidence):.1f}, "
            f"more than {100 * largest:g}: what it makes of continuations says too little of them"
        )
    for side, whose in sides:
        size = int(side.sum())
        for flags, words in (
            (~rows.scored, "are missing"),
            (rows.refused, "refuse or apologise, which says nothing of the people"),
            (rows.foreign, "are in another language than the scorer's list, which sees nothing"),
        ):
            many = int((side & flags).sum())
            if many > MOST_MISSING * size:
                return f"{many} of {size} of {whose} continuations {words}"
    return None


def _evidence(mean: Mean, units: int) -> tuple[str, tuple[float, ...]]:
    if mean.error > 0:
        return means_of_few.METHOD, (*mean.evidence, -1.0, 1.0)
    return alike_units.METHOD, (mean.value, float(units), -1.0, 1.0)


def shown_of(rows: Continued, pairs: Sequence[Compared], most: int) -> list[list[str | float]]:
    """Continuations that score highest: whom they are about, the text and the score."""
    ranked: dict[tuple[str, str], float] = {}
    for pair in pairs:
        for group, side in ((pair.group, pair.own), (pair.reference, pair.other)):
            name = ", ".join(value or "unknown" for _, value in group)
            for row in np.flatnonzero(side & rows.scored).tolist():
                ranked[name, str(rows.texts[row])[:300]] = float(rows.scores[row])
    highest = sorted(ranked.items(), key=lambda item: (-item[1], item[0]))
    return [[name, text, score] for (name, text), score in highest[:most] if score > rows.unmoved]
