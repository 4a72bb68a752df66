"""What is shown of claims: the table of them, what to ask, and what stands beside the tests."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from audits.claims.best_of_many import Chosen, expected_largest, expected_validation
from audits.claims.claims import Claim, OverSets
from audits.claims.grounds import Grounds
from audits.claims.over_sets import carried, ranked, signed_rank_p, signs
from audits.claims.scores import Scores
from audits.claims.stochastic_order import MOST_SCORES, upper_limit
from audits.claims.tables import Results
from audits.data.arrays import Floats
from audits.measurement import Exhibit, SampleSize, interval_to_json
from audits.statistics.intervals import limits
from audits.statistics.signed_ranks import METHOD as SIGNED_RANK
from audits.statistics.standardised_differences import METHOD as NONCENTRAL
from audits.statistics.standardised_differences import effect

ALL_SETS = "all data sets"


def table(
    claims: Sequence[Claim],
    compared: Sequence[OverSets],
    confidence: float,
    tried: int,
    units: str | None,
) -> Exhibit:
    """Every claim with what is said of it.

    compared: systems over several data sets. confidence: 1 less the level of false claims. tried:
    variants of each system. units: what a score is one of, or None.
    """
    rows = [_over(one, confidence) for one in compared]
    rows += [_of(one, confidence) for one in claims]
    notes = [
        f"A claim stands where its two-sided p-value, corrected by Holm over the {len(claims)} "
        f"claims of the table, is at most {1 - confidence:.3g}."
    ]
    if compared:
        notes.append(
            f"Over all data sets each counts once ({compared[0].typical.test}, exact, Holm over "
            f"{len(compared)})."
        )
    if tried > 1:
        notes.append(
            f"{tried:,} variants were tried, so each p-value counts so many times; the best of "
            f"so many that are all alike looks better by {expected_largest(tried):.2f} standard "
            "errors."
        )
    if units is None and any(isinstance(one.tested.sizes, int) for one in claims):
        notes.append(
            "What a value is one of was not said (`units`: runs, folds, items): the claim is about "
            "more of the same."
        )
    unpaired = sum(claim.tested.unpaired for claim in claims)
    if unpaired:
        notes.append(f"{unpaired:,} scores of one system alone have no partner and are left out.")
    untested = sum(bool(claim.tested.lacks) for claim in claims)
    if untested:
        notes.append(
            f"To ask the authors, before {untested} of {len(claims)} claims can be tested: "
            + " ".join(to_ask(claims))
        )
    content = {"claims": rows, "note": " ".join(notes), "ask": to_ask(claims)}
    return Exhibit("claims", "What stands", content)


def _of(claim: Claim, confidence: float) -> dict[str, Any]:
    test = claim.tested
    row: dict[str, Any] = {
        "system": claim.system, "baseline": claim.baseline, "on": claim.data_set,
        "standing": str(claim.standing(confidence)), "test": test.test, "n": _size(test.sizes),
        "difference": test.difference, "points": test.of_answers, "adjusted": claim.adjusted,
        "p_value": test.p_value, "needs": claim.needs(confidence),
        "why": test.undetermined_reason, "beside": [list(pair) for pair in test.beside],
    }  # fmt: skip
    if test.effect is not None and not (test.undetermined_reason or test.effect_reason):
        row["effect"] = effect(test.effect)
        row["effect_interval"] = interval_to_json(limits(NONCENTRAL, test.effect, confidence))
    if test.method:
        row["interval"] = interval_to_json(limits(test.method, test.evidence, confidence))
    return row


def _over(one: OverSets, confidence: float) -> dict[str, Any]:
    typical = one.typical
    won, differing, sign_p = signs(one.differences)
    signed = typical.method == SIGNED_RANK
    ranks = ["Wilcoxon's signed ranks", signed_rank_p(one.differences)]
    row: dict[str, Any] = {
        "system": one.system, "baseline": one.baseline, "on": ALL_SETS,
        "standing": str(one.standing(confidence)),
        "test": typical.test if signed else f"sign test ({won} of {differing} won)",
        "n": f"{len(one.sets)} data sets", "difference": typical.value,
        "points": False, "adjusted": one.adjusted, "p_value": typical.p_value, "needs": "",
        "why": typical.undetermined_reason,
        "beside": [[f"sign test ({won} of {differing} won)", sign_p] if signed else ranks],
    }  # fmt: skip
    if typical.undetermined_reason is None:
        row["interval"] = interval_to_json(limits(typical.method, typical.evidence, confidence))
    return row


def _size(sizes: SampleSize) -> str:
    if isinstance(sizes, int):
        return f"{sizes:,}"
    known = [f"{size:,}" if size else "?" for size in sizes]
    return known[0] if known[0] == known[1] else f"{known[0]} and {known[1]}"


def to_ask(claims: Sequence[Claim]) -> list[str]:
    """The questions to the authors, each once, before every claim can be tested."""
    return list(dict.fromkeys(lack.question for claim in claims for lack in claim.tested.lacks))


def over_sets(
    results: Results,
    compared: Sequence[OverSets],
    confidence: float,
    grounds: Grounds,
    *,
    higher: bool,
) -> Iterator[Exhibit]:
    """What carries each mean over data sets, and the ranks of all systems.

    results: of the table. confidence: of the critical difference. grounds: what is stated of
    differences. higher: whether that is better.
    """
    facts = []
    for one in compared:
        if len(one.sets) < 3:
            continue
        hangs = carried(one.sets, one.differences, grounds)
        facts.append(
            (
                f"What carries {one.system} over {one.baseline}",
                f"the mean difference over {len(one.sets)} data sets is {hangs.mean:+.3g}, and "
                f"{hangs.without:+.3g} without {hangs.name}; the typical one {hangs.typical:+.3g}, "
                f"and {hangs.typical_without:+.3g} without it (p {hangs.p_value_without:.2g})",
            )
        )
    facts += _ranks(results, confidence, higher=higher)
    if facts:
        yield Exhibit(
            "facts", "Over the data sets",
            {"facts": [{"question": name, "answer": words} for name, words in facts]},
        )  # fmt: skip


def _ranks(results: Results, confidence: float, *, higher: bool) -> Iterator[tuple[str, str]]:
    systems = results.systems
    sets = [
        name
        for name in results.sets
        if name is not None and all((one, name) in results.reported for one in systems)
    ]
    if len(systems) < 3 or len(sets) < 3:
        return
    means = np.array([[results.reported[one, name].mean for one in systems] for name in sets])
    ranking = ranked(means if higher else -means, 1 - confidence)
    order = np.argsort(ranking.average_ranks, kind="stable")
    ranks = ranking.average_ranks
    named = ", ".join(f"{systems[one]} {ranks[one]:.2f}" for one in order)
    yield (
        "Average ranks (1 is best)",
        f"{named}, n {len(sets)} data sets; Friedman's chi-square {ranking.statistic:.2f} (p "
        f"{ranking.p_value:.2g}), F {ranking.f_statistic:.2f} (p {ranking.f_p_value:.2g})",
    )
    apart = [
        f"{systems[first]} and {systems[second]}"
        for rank, first in enumerate(order)
        for second in order[rank + 1 :]
        if ranks[second] - ranks[first] >= ranking.critical_difference
    ]
    yield (
        "Nemenyi, every pair at once",
        f"average ranks {ranking.critical_difference:.2f} apart or more differ: "
        f"{'; '.join(apart) or 'no pair does'}",
    )


def stochastic_orders(
    claims: Sequence[Claim],
    results: Results,
    confidence: float,
    draws: int,
    rng: np.random.Generator,
    *,
    higher: bool,
) -> Iterator[Exhibit]:
    """The upper limit of the violation ratio of each claim whose scores are there one by one.

    draws, rng: of the bootstrap. higher: whether a higher score is better.
    """
    facts = []
    sign = 1.0 if higher else -1.0
    for claim in claims:
        own, other = (
            results.reported.get((name, claim.data_set)) for name in (claim.system, claim.baseline)
        )
        if not isinstance(own, Scores) or not isinstance(other, Scores) or claim.tested.of_answers:
            continue
        sizes = len(own.values), len(other.values)
        if max(sizes) > MOST_SCORES or min(sizes) < 2:
            continue
        limit = upper_limit(sign * own.values, sign * other.values, confidence, draws, rng)
        where = "" if claim.data_set is None else f" on {claim.data_set}"
        facts.append(
            {
                "question": f"{claim.system} over {claim.baseline}{where}",
                "answer": f"violated to at most {limit:.2f} at {confidence:.0%} confidence "
                f"({'below' if limit < 0.5 else 'not below'} 0.5; n {sizes[0]} and {sizes[1]})",
            }
        )
    if facts:
        yield Exhibit("facts", "Almost stochastic order: better throughout?", {"facts": facts})


def best_of_many(best: Chosen, variants: Sequence[str], baseline: str) -> Exhibit:
    """The winner as it looks, and as units see it that did not choose it.

    variants: names, in the order of the places in `best`. baseline: beside which.
    """
    answers = {
        "The best": f"{variants[best.winner]} of {len(variants)}, chosen on one half of the units",
        f"Looks better than {baseline}": f"by {best.looks:+.3g} on the half that chose it",
        "Is better": f"by {best.corrected:+.3g} on the {best.units:,} units of the other half "
        f"(standard error {best.error:.2g})",
        "Optimism": f"{best.optimism:+.3g}: the winner's curse, of one half of the units",
    }
    return Exhibit(
        "facts", "The best of several",
        {"facts": [{"question": name, "answer": words} for name, words in answers.items()]},
    )  # fmt: skip


def tried_curve(scores: Floats, sign: float) -> Exhibit:
    """The best expected of so many variants.

    scores: shape (variants,), turned so that more is better. sign: -1 where they were turned.
    """
    expected = sign * expected_validation(scores)
    return Exhibit(
        "curve",
        "The best score expected of so many variants tried",
        {
            "series": [{"name": "expected best", "points": [
                [float(number + 1), float(value)] for number, value in enumerate(expected)]}],
            "x": {"title": "variants tried", "scale": "number"},
            "y": {"title": "score of the best", "scale": "number"},
            "note": "Drawn with replacement from the variants of the table (Dodge et al. 2019); "
            "the scores are those that chose it, so each is too good.",
        },
    )  # fmt: skip
