"""How much privacy did training spend, at the least? Rows put in by a coin tell."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from scipy.stats import binomtest

from audits.data.training_rows import in_training
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.intervals import limits
from audits.statistics.one_run_epsilon import METHOD, evidence_of, frontier
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

# A coin that gave these numbers would be no fair one.
UNFAIR = 1e-3


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
    smallest_group: fewer canaries of either sort are undetermined.
    confidence: of the interval.
    """
    if claimed_epsilon is not None and accountant is None:
        raise NotApplicable(
            "an epsilon is claimed and its accountant is not named",
            "say `accountant`: pld, rdp, moments, composition or other; the same training has "
            "another epsilon by each",
        )
    data = subject.all_parts
    score, split = data.require(Role.SCORE).numbers, data.require(Role.SPLIT).categories
    known = np.isfinite(score) & (split.codes >= 0)
    inserted = in_training(split) & known
    sides = score[inserted], score[known & ~inserted]
    sizes = len(sides[0]), len(sides[1])
    if not all(sizes):
        raise NotApplicable(
            "there are no canaries of one sort",
            "give the split column `train` for canaries that were put in, and another value for "
            "those that were left out",
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
    yield stated_value(
        "epsilon_lower_bound", (), value, method, evidence, sizes, undetermined_reason, stated
    )
    facts = [
        ("Canaries", f"{sizes[0]:,} put in, {sizes[1]:,} left out, {len(corners):,} thresholds"),
        ("Delta", f"{delta:g}"),
    ]
    if claimed_epsilon is not None:
        facts.append(("Claimed", f"epsilon {claimed_epsilon:g} by the accountant {accountant}"))
    yield Exhibit(
        "facts",
        "What the canaries were",
        {"facts": [{"question": name, "answer": words} for name, words in facts]},
    )
