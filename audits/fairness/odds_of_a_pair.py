"""The odds of the favourable answer in a group over those in its reference, crude and by strata."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.measurement import Group, Measurement, Undetermined
from audits.statistics import unlike_strata
from audits.statistics.common_odds import evidence_of
from audits.statistics.effective_shares import effective_trials, matched_trials
from audits.statistics.odds_ratios import mantel_haenszel, weights_inflate
from audits.statistics.share_measurements import Share, Stated, too_few
from audits.statistics.with_interval import stated_value

Tables = NDArray[np.float64]


def rows_are_worth(share: Share) -> float:
    """What a row of a group is worth where rows are clustered, else 1.

    Counts are divided by the design effect of the group's favourable share (Rao & Scott 1992,
    Biometrics 48:577); those of rows that weigh are brought to what the weights are worth before.
    """
    if share.clusters is None or not share.effective:
        return 1.0
    return share.effective / (share.rows if share.worth is None else share.worth)


def _side(share: Share, confidence: float) -> unlike_strata.Side:
    evidence = share.evidence
    if share.clusters is None or not share.effective:
        return unlike_strata.Side(evidence[-1])
    # Few clusters know the effect badly, which the quantiles of t reckon with by themselves.
    remaining = matched_trials(evidence, confidence) / effective_trials(evidence, confidence)
    return unlike_strata.Side(evidence[-1], min(1.0, remaining))


def odds_of_a_pair(
    group: Group,
    reference: Group,
    pairs: Tables,
    spreads: Tables,
    sizes: tuple[int, int],
    sides: tuple[Share, Share],
    undetermined_reason: str | None,
    stated: Stated,
) -> Iterator[Measurement]:
    """Both ratios of one group; pairs: shape (strata, 2, 2), group first, favourable first.

    spreads: the variances of those amounts. sides: the favourable shares of both. Amounts and
    variances are of rows as they are worth, also for what clusters take from one and give the other
    (`Share.against`).
    """
    for size, who in zip(sizes, ("", "the reference has "), strict=True):
        if size < stated.smallest_group and undetermined_reason is None:
            undetermined_reason = who + too_few(size, stated.smallest_group)
    whole = bool(np.allclose(pairs, np.rint(pairs), rtol=1e-9) and np.allclose(pairs, spreads))
    whole = whole and sides[0].clusters is None

    def stated_ratio(metric: str, tables: Tables, variances: Tables, note: str) -> Measurement:
        inflation = weights_inflate(tables, variances)
        pooled = mantel_haenszel(tables, inflation)
        assert pooled is not None
        value, error, p_value = pooled
        method, evidence = "mantel-haenszel", evidence_of(value, error, tables)
        if not whole:
            method = unlike_strata.METHOD
            own, other = (_side(share, stated.confidence) for share in sides)
            evidence = unlike_strata.evidence_of(value, error, tables, variances, (own, other))
            p_value = unlike_strata.p_value(evidence)
        return stated_value(
            metric, group, value, f"{method} ({note})", evidence, sizes, undetermined_reason,
            stated, reference=reference, p_value=p_value,
        )  # fmt: skip

    (a, b), (c, d) = pairs.sum(0).tolist()
    together = pairs.sum(0)[None]
    if b * c == 0:
        reason = (
            undetermined_reason
            or "nobody of the group is refused, or nobody of the reference accepted"
        )
        yield Undetermined("crude_odds_ratio", group, reason, sizes, None, reference)
    elif a * d == 0 and not whole:
        # One row more may weigh anything, or be a cluster of its own kind.
        reason = (
            undetermined_reason
            or "nobody of the group is accepted, or nobody of the reference refused"
        )
        yield Undetermined("crude_odds_ratio", group, reason, sizes, None, reference)
    elif whole:
        single = mantel_haenszel(together)
        yield stated_value(
            "crude_odds_ratio", group, a * d / (b * c), "mid-p", (a, b, c, d), sizes,
            undetermined_reason, stated, reference=reference,
            p_value=None if single is None else single[2],
        )  # fmt: skip
    else:
        yield stated_ratio("crude_odds_ratio", together, spreads.sum(0)[None], "effective rows")
    informative = (pairs.sum(2) > 0).all(1) & (pairs.sum(1) > 0).all(1)
    telling = pairs[informative]
    if not informative.any() or mantel_haenszel(telling) is None:
        reason = undetermined_reason or "in no stratum do both groups have both answers"
        yield Undetermined("adjusted_odds_ratio", group, reason, sizes, None, reference)
        return
    strata = len(telling)
    note = f"{strata} {'stratum' if strata == 1 else 'strata'}"
    yield stated_ratio("adjusted_odds_ratio", telling, spreads[informative], note)
