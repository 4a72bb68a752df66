"""How much privacy did training spend, at the least? Rows put in by a coin tell."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from scipy.stats import binomtest, mannwhitneyu

from audits.data.training_rows import in_training
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.intervals import limits
from audits.statistics.one_run_epsilon import METHOD, evidence_of, frontier
from audits.statistics.open_rows import open_to
from audits.statistics.privacy_accountants import (
    Training,
    loss_distribution_epsilon,
    renyi_epsilon,
)
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

# A coin that gave these numbers would be no fair one.
UNFAIR = 1e-3
# Scores of canaries that tell nothing run backwards as clearly as this once in a thousand times.
BACKWARDS = 1e-3
# A claim may be rounded by so much of what is reckoned.
ROUNDED = 0.01


@probe(
    metrics=(
        Metric(
            "epsilon_lower_bound",
            "The epsilon of differential privacy that training spent at the least, as its canaries "
            "show; 0 shows nothing.",
            Scale.NUMBER,
            null=0.0,
            title="epsilon spent at the least",
            evidence=Evidence.ATTACK,
        ),
    ),
    honours=(Role.SPLIT,),
    needs=(Role.SPLIT, Role.SCORE),
    by_default=False,
    of_the_rows=True,
)
def canaries(
    subject: Subject,
    *,
    delta: Annotated[float, Between(0, 0.1)] = 1e-5,
    claimed_epsilon: Annotated[float, Between(0, 1000)] | None = None,
    accountant: Literal["pld", "rdp", "moments", "composition", "other"] | None = None,
    noise_multiplier: Annotated[float, Between(0.1, 1000)] | None = None,
    sampling_rate: Annotated[float, Between(1e-9, 1)] | None = None,
    training_steps: Annotated[int, Between(1, 10_000_000)] | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Bound the privacy that one training run spent from below (Steinke et al. 2023).

    Each row is a canary that a fair coin put into the training data (`split`: train) or left out,
    with a score that is larger for what looks put in, such as minus its loss. The value is the
    lower limit itself: above it nothing is known.

    delta: of the privacy that is claimed.
    claimed_epsilon: what training is said to spend; it is shown beside what it spent at the least.
    accountant: how the claim was reckoned; the same training has other epsilons by others.
    noise_multiplier: of training by noisy gradients, the noise's deviation in clipping norms; with
        the next two, pld and rdp are reckoned here.
    sampling_rate: the chance of each row to be in a batch.
    training_steps: how many batches.
    smallest_group: fewer canaries of either sort are undetermined.
    confidence: of the interval.
    """
    if claimed_epsilon is not None and accountant is None:
        raise NotApplicable(
            "an epsilon is claimed and its accountant is not named",
            "say `accountant`: pld, rdp, moments, composition or other; the same training has "
            "another epsilon by each",
        )
    reckoned = _reckoned(noise_multiplier, sampling_rate, training_steps, accountant, delta)
    data = subject.all_parts
    score, column = data.require(Role.SCORE).numbers, data.require(Role.SPLIT)
    split = column.categories
    known = np.isfinite(score) & (split.codes >= 0)
    inserted = in_training(column) & known
    sides = score[inserted], score[known & ~inserted]
    sizes = len(sides[0]), len(sides[1])
    if not all(sizes):
        raise NotApplicable(
            "there are no canaries of one sort",
            "give the split column `train` for canaries that were put in, and another value for "
            "those that were left out",
        )
    if mannwhitneyu(*sides, alternative="less").pvalue < BACKWARDS:
        raise NotApplicable(
            f"the scores in {data.require(Role.SCORE).name!r} run backwards: canaries that were "
            "put in have the smaller ones, as losses are",
            "write the score so that it is larger for what looks put in, such as minus the loss",
        )
    if binomtest(sizes[0], sum(sizes)).pvalue < UNFAIR:
        subject.warn(
            f"{sizes[0]:,} canaries were put in and {sizes[1]:,} left out: no fair coin gives "
            "that, and the bound holds only where each was put in by one"
        )
    stated, corners = Stated(confidence, smallest_group), frontier(*sides)
    evidence = evidence_of(sum(sizes), delta, corners)
    undetermined_reason = next(
        (too_few(size, smallest_group) for size in sizes if size < smallest_group), None
    )
    value = limits(METHOD, evidence, confidence).lower
    method = f"{METHOD} (canaries, delta {delta:g})"
    bound = stated_value(
        "epsilon_lower_bound", (), value, method, evidence, sizes, undetermined_reason, stated
    )
    yield open_to(bound, int(((split.codes >= 0) & ~known).sum()))
    facts = [
        ("Canaries", f"{sizes[0]:,} put in, {sizes[1]:,} left out, {len(corners):,} thresholds"),
        ("Delta", f"{delta:g}"),
    ]
    if claimed_epsilon is not None:
        facts.append(("Claimed", f"epsilon {claimed_epsilon:g} by the accountant {accountant}"))
    if reckoned is not None:
        facts.append(
            ("Reckoned here", f"epsilon {reckoned:.3g} by the accountant {accountant}: noise "
             f"{noise_multiplier:g}, rate {sampling_rate:g}, {training_steps:,} steps")
        )  # fmt: skip
        if claimed_epsilon is not None and claimed_epsilon < reckoned * (1 - ROUNDED):
            subject.warn(
                f"an epsilon of {claimed_epsilon:g} is claimed, and the accountant {accountant} "
                f"gives {reckoned:.3g} for this noise, rate and number of steps"
            )
    yield Exhibit(
        "facts",
        "What the canaries were",
        {"facts": [{"question": name, "answer": words} for name, words in facts]},
    )


def _reckoned(
    noise: float | None, rate: float | None, steps: int | None, accountant: str | None, delta: float
) -> float | None:
    """What the named accountant gives for such a training; None where none is described."""
    if noise is None and rate is None and steps is None:
        return None
    if noise is None or rate is None or steps is None:
        raise NotApplicable(
            "a training is described in part",
            "give `noise_multiplier`, `sampling_rate` and `training_steps`, or none of them",
        )
    if accountant not in ("pld", "rdp") or delta <= 0:
        raise NotApplicable(
            "no accountant that is known here is named",
            "say `accountant: pld` or `rdp`, with a `delta` above 0",
        )
    reckon = loss_distribution_epsilon if accountant == "pld" else renyi_epsilon
    return reckon(Training(noise, rate, steps), delta)
