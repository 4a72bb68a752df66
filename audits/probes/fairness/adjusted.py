"""Whether a gap between groups remains among people who are alike in the nuisances."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.clusters import cluster_codes
from audits.data.dataset import Column, Kind, Role
from audits.data.groups import Division, divide
from audits.data.tallies import Cells, Tally, count_cells
from audits.errors import NotApplicable
from audits.fairness.odds_of_a_pair import odds_of_a_pair, rows_are_worth
from audits.measurement import Exhibit, Group, Measurement, group_to_json
from audits.probing.confusion import PREDICTION
from audits.probing.probe import Asks, Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.statistics.homogeneity import DIFFERENT, homogeneity_p
from audits.statistics.odds_ratios import mantel_haenszel
from audits.statistics.share_measurements import Share, Stated, share_of

Tables = NDArray[np.float64]
MOST_STRATA_SHOWN = 60


@probe(
    metrics=(
        Metric(
            "crude_odds_ratio",
            "Odds of the favourable answer, group over reference; 1 is equality.",
            Scale.RATIO,
            overall=False,
            two_sided=True,
            null=1.0,
            shown=Shown.FIRST,
            column=150,
        ),
        Metric(
            "adjusted_odds_ratio",
            "The same among people alike in every categorical nuisance; 1 is equality.",
            Scale.RATIO,
            overall=False,
            two_sided=True,
            null=1.0,
            shown=Shown.FIRST,
            column=140,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.PROTECTED, Role.NUISANCE),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    version=5,
)
def adjusted(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Odds of the favourable answer, as they are and stratified by the nuisances crossed.

    A gap that shrinks is consistent with being explained by the nuisances; it says nothing of
    why the groups differ in those. A missing nuisance value is a stratum of its own. Where the
    strata do not share one odds ratio (Breslow-Day with Tarone's correction) a warning says so.

    smallest_group: a group, or a reference, with fewer rows is undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    columns = subject.protected
    nuisances = _categorical(subject)
    predictions = subject.predictions
    crossed = {column.name: column.categories for column in (*columns, *nuisances)}
    cells = count_cells(
        subject.data, {**crossed, PREDICTION: predictions}, clusters=cluster_codes(subject.data)
    )
    given = np.array([level in subject.favoured for level in predictions.levels], dtype=bool)
    names = [column.name for column in nuisances]
    for division in divide(columns, cells, subject.warn):
        slots, tally = cells.groups((*division.attributes, *names), (PREDICTION,))
        width = len(division.attributes)
        strata, stratum = np.unique(slots[:, width:], axis=0, return_inverse=True)
        answers = _answers(tally, given)
        tables, spread, rows = _by_stratum(division, slots[:, :width], stratum.reshape(-1), answers)
        shares = _shares(division, cells, given)
        worth = np.array([rows_are_worth(share) for share in shares])[:, None, None]
        labels = [_label(names, nuisances, row) for row in strata.tolist()]
        yield from _division(
            subject, division, tables * worth, spread * worth, rows, labels, shares, stated
        )


def _categorical(subject: Subject) -> list[Column]:
    nuisances = subject.data.having(Role.NUISANCE)
    categories = [column for column in nuisances if column.kind is Kind.CATEGORY]
    if not categories:
        named = ", ".join(column.name for column in nuisances)
        raise NotApplicable(
            f"no nuisance is a category: {named}", "give a nuisance a `cut` or `kind: category`"
        )
    others = [column.name for column in nuisances if column.kind is not Kind.CATEGORY]
    if others:
        message = f"not stratified by {', '.join(others)}: no category (give it a `cut`)"
        subject.warn(message)
    return categories


def _answers(tally: Tally, given: NDArray[np.bool_]) -> tuple[Tables, Tables, NDArray[np.int64]]:
    """(favourable, unfavourable) amounts, their variances and rows of each cell, shapes (cells, 2).

    Weights are brought to the effective number of rows, so that errors are not too small. The
    variance of an amount is then the amount, but where a cell's rows weigh more or less than
    others: as Poisson counts, the sum of the squared weights.
    """

    def split(amounts: NDArray[Any]) -> NDArray[Any]:
        return np.stack([amounts[:, 1:][:, given].sum(1), amounts[:, 1:][:, ~given].sum(1)], axis=1)

    rows = split(tally.rows)
    if tally.weights is None or tally.squares is None:
        return rows.astype(np.float64), rows.astype(np.float64), rows
    scale = float(tally.weights.sum()) / float(tally.squares.sum())
    return split(tally.weights) * scale, split(tally.squares) * scale**2, rows


def _by_stratum(
    division: Division,
    slots: NDArray[np.intp],
    stratum: NDArray[np.intp],
    answers: tuple[Tables, Tables, NDArray[np.int64]],
) -> tuple[Tables, Tables, NDArray[np.int64]]:
    """Amounts and variances, shapes (groups, strata, 2), and rows of each group, (groups,)."""
    index = {tuple(row): code for code, row in enumerate(division.slots.tolist())}
    group = np.array([index[tuple(row)] for row in slots.tolist()], dtype=np.intp)
    amount, variance, rows = answers
    tables = np.zeros((len(division.groups), int(stratum.max()) + 1, 2))
    spread = np.zeros_like(tables)
    np.add.at(tables, (group, stratum), amount)
    np.add.at(spread, (group, stratum), variance)
    return tables, spread, np.bincount(group, rows.sum(1), len(division.groups)).astype(np.int64)


def _division(
    subject: Subject,
    division: Division,
    tables: Tables,
    spread: Tables,
    rows: NDArray[np.int64],
    labels: list[str],
    shares: list[Share],
    stated: Stated,
) -> Iterator[Measurement | Exhibit]:
    reference = division.reference
    known = [index for index in range(len(division.groups)) if division.known[index]]
    if reference is None or len(known) < 2:
        return
    base = division.groups.index(reference) if reference in division.groups else None
    none = np.zeros_like(tables[0])
    size = 0 if base is None else int(rows[base])
    alike: list[dict[str, object]] = []
    for index in known:
        if division.groups[index] != reference:
            # Clusters that favour one of the two at the cost of the other make the ratio vary more.
            times = 1.0 if base is None else shares[index].against(shares[base])
            pairs, spreads = (
                np.stack([of[index], none if base is None else of[base]], axis=1) / times
                for of in (tables, spread)
            )
            sizes = (int(rows[index]), size)
            why = _lacking(shares[index], stated)
            if why is None and base is not None:
                of_reference = _lacking(shares[base], stated)
                why = None if of_reference is None else f"of the reference: {of_reference}"
            sides = (shares[index], shares[index if base is None else base])
            yield from odds_of_a_pair(
                division.groups[index], reference, pairs, spreads, sizes, sides, why, stated
            )
            if why is None and min(sizes) >= stated.smallest_group:
                alike += _alike(subject, division.groups[index], _own_rows(pairs, spreads))
    if len(division.attributes) == 1:
        yield _strata(division, tables, labels, alike)


def _own_rows(pairs: Tables, spreads: Tables) -> Tables:
    """Each stratum's amounts brought to what its own cells are worth; shapes (strata, 2, 2).

    By the variance of its own odds ratio's logarithm, and never more than its weights are worth
    (Kish). What the whole table's weights are worth makes a stratum of equal weights among unequal
    ones look unsure, and one of unequal weights among equal ones look different by chance.
    """
    own = pairs.copy()
    for stratum in np.flatnonzero((pairs > 0).all((1, 2))).tolist():
        cells, variances = pairs[stratum], spreads[stratum]
        worth = float((1 / cells).sum() / (variances / cells**2).sum())
        own[stratum] *= min(worth, float(cells.sum() / variances.sum()))
    return own


def _alike(subject: Subject, group: Group, pairs: Tables) -> Iterator[dict[str, object]]:
    """Whether the strata share the group's odds ratio; a warning where they do not.

    A common ratio of strata that differ is an average which holds in none of them.
    """
    pooled = mantel_haenszel(pairs)
    p_value = None if pooled is None else homogeneity_p(pairs, pooled[0])
    if p_value is None:
        return
    yield {"group": group_to_json(group), "p_value": p_value, "differ": p_value < DIFFERENT}
    if p_value < DIFFERENT:
        named = ", ".join(str(level) for _, level in group)
        message = (
            f"the odds ratio of {named} differs between the strata (Breslow-Day-Tarone p "
            f"{p_value:.2g}): the adjusted one is an average, look at each stratum"
        )
        subject.warn(message)


def _shares(division: Division, cells: Cells, given: NDArray[np.bool_]) -> list[Share]:
    """The favourable share of each group."""
    tally = division.tally(cells, (PREDICTION,))
    success, trial = np.append(False, given), np.append(False, np.ones(len(given), dtype=bool))
    return [share_of(tally[index], success, trial) for index in range(len(division.groups))]


def _lacking(share: Share, stated: Stated) -> str | None:
    return None if share.clusters is None else share.undetermined_reason(stated.smallest_group)


def _label(names: list[str], nuisances: list[Column], slots: list[int]) -> str:
    parts = []
    for name, column, slot in zip(names, nuisances, slots, strict=True):
        parts.append(f"{name} {column.categories.levels[slot - 1] if slot else 'unknown'}")
    return ", ".join(parts)


def _strata(
    division: Division, tables: Tables, labels: list[str], alike: list[dict[str, object]]
) -> Exhibit:
    """Favourable answers of each group in each stratum, the largest strata first."""
    largest = np.argsort(-tables.sum((0, 2)), kind="stable")[:MOST_STRATA_SHOWN]
    return Exhibit(
        "strata",
        "Favourable answers by stratum and " + division.attributes[0],
        {
            "attribute": division.attributes[0],
            "groups": [group_to_json(group) for group in division.groups],
            "strata": [
                {
                    "stratum": labels[stratum],
                    "favourable": tables[:, stratum, 0].tolist(),
                    "n": tables[:, stratum].sum(1).tolist(),
                }
                for stratum in largest.tolist()
            ],
            "left_out": max(0, len(labels) - MOST_STRATA_SHOWN),
            "homogeneity": alike,
        },
    )
