"""Is the system that is said to be better better, by what the table gives?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from math import inf
from typing import Annotated, Literal

import numpy as np
from scipy.stats import binomtest

from audits.claims.best_of_many import measured_choice
from audits.claims.claims import Claim, baseline_of, claims_of, matched, over_several_sets
from audits.claims.difference_tests import ROUNDING
from audits.claims.grounds import Basis, Grounds, of_differences
from audits.claims.lacking_answers import (
    absent_units,
    completed,
    lacking_rows,
    told_of_absent,
    told_of_lacking,
)
from audits.claims.over_sets import FEWEST_SETS, Typical, signs
from audits.claims.report import (
    best_of_many,
    over_sets,
    stochastic_orders,
    table,
    tried_curve,
)
from audits.claims.scores import ErrorBar, Over, StatedError
from audits.claims.tables import Layout, Results, results_of
from audits.data.arrays import Floats
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Interval, Measurement, Undetermined, WhyNot
from audits.probing.probe import Metric, Scale, StatedNeed, Subject, probe
from audits.specification.parameter_bounds import (
    Between,
    ColumnNames,
    Confidence,
    Draws,
    ScoreLimits,
    SmallestGroup,
)
from audits.specification.roles import Role
from audits.statistics.open_rows import open_to
from audits.statistics.shares import Stated, too_few
from audits.statistics.standardised_differences import METHOD as NONCENTRAL
from audits.statistics.standardised_differences import effect
from audits.statistics.with_interval import stated_value

NEED = StatedNeed(
    "nothing says which system a value is of",
    "give the column of systems the role `system` and its baseline as `reference`, or name the "
    "columns that hold one system's values each in the probe's `columns`",
    roles=(Role.SYSTEM,),
    parameters=("columns",),
)
IMPROVEMENT, RIGHT, MEDIAN = "improvement", "accuracy_improvement", "median_improvement"
EFFECT, WON, CORRECTED = "effect_size", "win_share", "corrected_improvement"
# More data sets are no longer a table of a paper, and all pairs of them are averaged.
MOST_SETS = 1_000


@probe(
    metrics=(
        Metric(
            IMPROVEMENT,
            "Mean score of the claimed system less that of the baseline, in the unit of the "
            "scores, turned so that more is better.",
            Scale.DIFFERENCE,
            overall=False,
            null=0.0,
        ),
        Metric(
            RIGHT,
            "Share of items that the claimed system answers right less that of the baseline.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            null=0.0,
            title="improvement in accuracy",
        ),
        Metric(
            MEDIAN,
            "Typical difference over data sets, each counting once: the median of the claimed "
            "system's means less the baseline's; Hodges and Lehmann's where it is stated that "
            "differences are symmetric.",
            Scale.DIFFERENCE,
            overall=False,
            null=0.0,
            title="typical improvement over data sets",
        ),
        Metric(
            EFFECT,
            "The improvement in standard deviations: of the pairs' differences, or within the two "
            "systems (Hedges' g).",
            Scale.DIFFERENCE,
            overall=False,
            null=0.0,
        ),
        Metric(
            WON,
            "Of the data sets (items, runs) on which the two differ, the share on which the "
            "claimed system is the better one; 0.5 is chance.",
            Scale.SHARE,
            overall=False,
            null=0.5,
            title="share of wins",
        ),
        Metric(
            CORRECTED,
            "Improvement of the best of several variants, on units other than those that chose it.",
            Scale.DIFFERENCE,
            overall=False,
            null=0.0,
            title="improvement of the best, corrected for the choice",
        ),
    ),
    # A count is of how many values a mean is.
    honours=(Role.SYSTEM, Role.ID, Role.COUNT),
    by_default=False,
    stated=NEED,
    version=4,
)
def comparison(
    subject: Subject,
    *,
    columns: ColumnNames = (),
    reference: str | None = None,
    variants: ColumnNames = (),
    tried: Annotated[int, Between(1, 10**6)] = 1,
    better: Literal["higher", "lower"] = "higher",
    units: Literal["runs", "folds", "items"] | None = None,
    dataset_column: str = "dataset",
    error_columns: ColumnNames = (),
    error_bar: ErrorBar | None = None,
    error_over: Over | None = None,
    runs: Annotated[int, Between(1, 10**9)] | None = None,
    assumes: Literal["nothing", "normal"] = "nothing",
    assumes_of_sets: Literal["nothing", "symmetric"] = "nothing",
    limits: ScoreLimits = (),
    fewest: Annotated[int, Between(2, 1000)] = 3,
    draws: Draws = 1000,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Hold every system of a table against its baseline, by the test that the table allows.

    Right or wrong answers to the same items: McNemar's exact test. Scores of the same runs, folds
    or items: paired t. Other scores, or printed means with their errors: Welch's t. Several data
    sets: the sign test, Wilcoxon's signed ranks, Friedman with Nemenyi. Holm over all rows. Of few
    scores t concludes nothing unless it is stated that they are normal: of five runs it cannot be
    seen whether one in ten diverges. Where a table does not say of how many values a mean is, or
    what its error bar is of, nothing is tested, and the questions to its authors are listed.

    columns: that hold values, one a system; beside a column with the role `system` one a data set.
        Cells may read `93.1 ± 0.4`.
    reference: the baseline, a system (or column) that the others are held against; left out, the
        `reference` of the column of systems.
    variants: systems of which the best was kept, whose scores are all in the table.
    tried: variants of each claimed system that were tried, where only the best is in the table.
    better: whether a higher or a lower score is better.
    units: what a score is one of; folds share their training rows, which the test takes into
        account.
    dataset_column: the column that says the data set, where there are several.
    error_columns: columns with the numbers behind ±, one for all systems or one each.
    error_bar: what these numbers are.
    error_over: of what; models that one run kept are no repeats of it.
    runs: of how many values each mean is; a column with the role `count` says it by row.
    assumes: `normal` where the differences of pairs (else the scores of a system) are normal, so
        that t may be relied on; values that plainly are not contradict it.
    assumes_of_sets: `symmetric` where differences between data sets lie alike on both sides of the
        typical one, so that Wilcoxon's test may be relied on in place of the sign test; those that
        plainly lean contradict it.
    limits: the least and the greatest score that can be, `[0, 1]`; between them few scores are
        judged without an assumption.
    fewest: of fewer scores of a system nothing is concluded.
    draws: bootstrap samples for the almost stochastic order.
    smallest_group: of fewer items whose answers are right or wrong nothing is concluded.
    confidence: of every interval, and 1 less the level of claims that stand falsely.
    """
    stated, rng = Stated(confidence, smallest_group), subject.rng("claims.comparison")
    stated_error = StatedError(error_bar, error_over, runs)
    layout = Layout(columns, error_columns, dataset_column, stated_error)
    results = results_of(subject.data, layout)
    for note in results.notes:
        subject.warn(note)
    for note in told_of_lacking(results):
        subject.warn(note)
    held_against = baseline_of(results, reference)
    if len(results.sets) > MOST_SETS:
        raise NotApplicable(
            f"there are {len(results.sets):,} data sets where {MOST_SETS:,} are the most",
            "name the column of data sets in `dataset_column`",
        )
    higher = better == "higher"
    grounds = replace(_grounds(assumes, limits), symmetric_sets=assumes_of_sets == "symmetric")
    claims_made = partial(
        claims_of, baseline=held_against, higher=higher, folds=units == "folds", fewest=fewest,
        tried=tried, grounds=grounds,
    )  # fmt: skip
    claims = list(claims_made(results, rng=rng))
    is_labelled = subject.data.one(Role.LABEL) is not None
    metric = RIGHT if is_labelled or any(c.tested.of_answers for c in claims) else IMPROVEMENT
    ends: dict[float, Results] = {}
    if is_labelled:
        # Each row without an answer as right of the one and wrong of the other, and turned round.
        for right in (0.0, 1.0):
            answers, ends[right] = partial(_answer, held_against, right), results
            if results.unanswered:
                ends[right] = results_of(subject.data, layout, answers)
    for claim in claims:
        blank = lacking_rows(results, claim.system, held_against, (claim.data_set,))
        absent = absent_units(results, claim.system, held_against, claim.data_set)
        # A blank row of a unit that the other has is one of them.
        beyond = max(0, absent[0] - blank[0]), max(0, absent[1] - blank[1])
        for note in told_of_absent(claim.system, held_against, beyond):
            subject.warn(note)
        rows = (blank[0] + beyond[0], blank[1] + beyond[1]) if is_labelled else blank
        of_ends: list[list[Measurement]] = []
        for right, answered in ends.items() if sum(rows) else ():
            pair = completed(answered, claim.system, held_against, right)
            again = [one for one in claims_made(pair, rng=None) if one.data_set == claim.data_set]
            of_ends.append([each for one in again for each in _of_claim(one, metric, stated)])
        for each in _of_claim(claim, metric, stated):
            yield open_to(each, rows, of_ends)
    for system, data_set in results.silent:
        group, other = _groups(system, held_against, data_set)
        yield Undetermined(metric, group, "it has no answer or score", 0, None, other)
    compared = over_several_sets(results, held_against, higher=higher, tried=tried, grounds=grounds)
    for one in compared:
        rows = lacking_rows(results, one.system, held_against, one.sets)
        for each in _typical(one.system, held_against, one.differences, one.typical, stated):
            yield open_to(each, rows)
    yield table(claims, compared, confidence, tried, units)
    yield from over_sets(results, compared, confidence, grounds, higher=higher)
    yield from stochastic_orders(claims, results, confidence, draws, rng, higher=higher)
    if variants:
        rows = sum(results.unanswered.values()), 0
        for made in _best(subject, results, held_against, variants, better, grounds, stated):
            yield made if isinstance(made, Exhibit) else open_to(made, rows)


def _answer(baseline: str, right: float, system: str) -> float:
    """What rows without an answer are taken as: those of others than the baseline the reverse."""
    return right if system == baseline else 1.0 - right


def _grounds(assumes: Literal["nothing", "normal"], limits: tuple[float, ...]) -> Grounds:
    """What is stated of the scores; `NotApplicable` where the limits are none."""
    if not limits:
        return Grounds(assumes == "normal")
    if len(limits) != 2 or limits[0] >= limits[1]:
        raise NotApplicable(
            f"`limits` {list(limits)} are not two numbers that rise",
            "give the least and the greatest score that can be, e.g. `limits: [0, 1]`",
        )
    return Grounds(assumes == "normal", (limits[0], limits[1]))


def _of_claim(claim: Claim, untested: str, stated: Stated) -> Iterator[Measurement]:
    """The numbers of one claim. untested: the metric of what has no test, so that a rule on the
    others' covers it. stated: what the audit states for all of them."""
    test = claim.tested
    group, reference = _groups(claim.system, claim.baseline, claim.data_set)
    is_tested = test.difference is not None and bool(test.method)
    metric = (RIGHT if test.of_answers else IMPROVEMENT) if is_tested else untested
    reason = test.undetermined_reason
    items = test.sizes if isinstance(test.sizes, int) else min(test.sizes)
    if test.of_answers and items < stated.smallest_group:
        reason = too_few(items, stated.smallest_group)
    if test.difference is None or not test.method:
        raw = None if test.difference is None else (test.difference, Interval(-inf, inf))
        words = reason or "it cannot be tested"
        yield Undetermined(metric, group, words, test.sizes, raw, reference)
        return
    yield stated_value(
        metric, group, test.difference, test.method, test.evidence, test.sizes, reason, stated,
        reference=reference, p_value=test.p_value,
    )  # fmt: skip
    if test.effect is not None:
        yield stated_value(
            EFFECT, group, effect(test.effect), NONCENTRAL, test.effect, test.sizes,
            reason or test.effect_reason, stated, reference=reference, p_value=test.p_value,
        )  # fmt: skip
    if test.won is not None:
        yield _won(group, reference, test.won, test.p_value if test.of_answers else None, stated)


def _groups(system: str, baseline: str, data_set: str | None) -> tuple[Group, Group]:
    """Whom a claim is about, and beside whom."""
    where: Group = () if data_set is None else (("set", data_set),)
    return (("system", system), *where), (("system", baseline), *where)


def _won(
    group: Group, reference: Group, won: tuple[int, int], p_value: float | None, stated: Stated
) -> Measurement:
    """The share of units won of those that differ, with the sign test's p-value."""
    better, differing = won
    if differing < FEWEST_SETS:
        reason = f"the two differ on {differing} where {FEWEST_SETS} are needed"
        return Undetermined(WON, group, reason, differing, None, reference)
    if p_value is None:
        p_value = float(binomtest(better, differing).pvalue)
    return stated_value(
        WON, group, better / differing, "wilson", (float(better), float(differing)), differing,
        None, stated, reference=reference, p_value=p_value,
    )  # fmt: skip


def _typical(
    system: str, baseline: str, differences: Floats, typical: Typical, stated: Stated
) -> Iterator[Measurement]:
    """The typical difference over data sets, and on how many of them the system wins."""
    group, reference = _groups(system, baseline, None)
    won, differing, p_value = signs(differences)
    yield _won(group, reference, (won, differing), p_value, stated)
    sets = len(differences)
    if sets < FEWEST_SETS:
        yield Undetermined(MEDIAN, group, str(typical.undetermined_reason), sets, None, reference)
        return
    reason = typical.undetermined_reason
    if float(np.ptp(differences)) <= ROUNDING * float(np.abs(differences).max()):
        reason = "the systems differ alike on every data set"
    yield stated_value(
        MEDIAN, group, typical.value, typical.method, typical.evidence, sets, reason, stated,
        reference=reference, p_value=typical.p_value,
    )  # fmt: skip


def _best(
    subject: Subject,
    results: Results,
    baseline: str,
    variants: Sequence[str],
    better: Literal["higher", "lower"],
    grounds: Grounds,
    stated: Stated,
) -> Iterator[Measurement | Exhibit]:
    """What the best of the variants is worth on units that did not choose it."""
    others = [name for name in dict.fromkeys(variants) if name != baseline]
    unknown = [name for name in others if name not in results.systems]
    if unknown or len(others) < 2:
        raise NotApplicable(
            f"{unknown[0]!r} is no system of the table" if unknown else
            "one variant alone was not chosen from",
            f"name two or more of {', '.join(results.systems)} in `variants`",
        )  # fmt: skip
    sign = 1.0 if better == "higher" else -1.0
    scores = matched(results, [baseline, *others])
    if isinstance(scores, WhyNot):
        yield Undetermined(CORRECTED, (("variant", "the best"),), scores.reason, 0)
        return
    best = measured_choice(
        sign * (scores[:, 1:] - scores[:, :1]), subject.rng("claims.comparison, chosen")
    )
    group: Group = (("variant", "the best"),)
    reference: Group = (("system", baseline),)
    method = "student_t"
    evidence: tuple[float, ...] = (best.corrected, best.error, float(best.units - 1))
    reason = None if best.error > 0 else "every unit differs alike"
    basis = of_differences(best.differences, grounds) if reason is None else None
    if isinstance(basis, Basis):
        method, evidence, reason = basis.method, basis.evidence, basis.undetermined_reason
    elif basis is not None:
        reason = basis.reason
    yield stated_value(
        CORRECTED, group, best.corrected, method, evidence, best.units, reason, stated,
        reference=reference,
    )  # fmt: skip
    yield best_of_many(best, others, baseline)
    yield tried_curve(sign * scores[:, 1:].mean(axis=0), sign)
