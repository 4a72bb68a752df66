"""Who is given the favourable answer, and how far the groups are apart."""

from collections.abc import Iterator

import numpy as np

from audits.data.dataset import Kind, Role
from audits.data.groups import Division, divide, everyone
from audits.data.tallies import Cells, Tally
from audits.measurement import Exhibit, Measurement, group_to_json
from audits.probing.confusion import PREDICTION, answer_cells, unknown_share
from audits.probing.probe import Asks, Metric, Scale, Shown, Subject, probe
from audits.probing.unanswered import ends
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.statistics.impact_ratio import Candidate, ratios_to_highest
from audits.statistics.share_measurements import (
    Ends,
    Mask,
    Pair,
    Share,
    Stated,
    gap,
    rate,
    ratio,
    share_of,
)


@probe(
    metrics=(
        Metric(
            "selection_rate",
            "Share of people given the favourable answer.",
            Scale.SHARE,
            shown=Shown.FIRST,
            column=10,
        ),
        Metric(
            "demographic_parity_difference",
            "Selection rate of the group minus the reference group's; 0 is equality.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            compares=("selection_rate",),
            shown=Shown.FIRST,
            column=100,
        ),
        Metric(
            "disparate_impact_ratio",
            "Selection rate of the group over the reference group's; 1 is equality.",
            Scale.RATIO,
            overall=False,
            two_sided=True,
            null=1.0,
            compares=("selection_rate",),
        ),
        Metric(
            "impact_ratio",
            "Selection rate of the group over the highest group's; the four-fifths convention "
            "asks for at least 0.8.",
            Scale.RATIO,
            overall=False,
            null=1.0,
            compares=("selection_rate",),
            shown=Shown.FIRST,
            column=90,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.PROTECTED,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    version=3,
)
def selection_rate(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Share of each group given the favourable answer, and its gap to the others.

    Needs no labels. A group of unknown membership has its rate and is compared with nobody;
    what it could hide stands in the bounds of the others.

    smallest_group: a group with fewer rows is reported as undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    columns = subject.protected
    predictions = subject.predictions
    cells = answer_cells(subject, labels=False)
    given = np.array([False, *(level in subject.favoured for level in predictions.levels)])
    answered = np.array([False, *(True for _ in predictions.levels)])
    total = everyone(cells, (PREDICTION,))
    overall, open_ = share_of(total, given, answered), _ends(total, given, answered)
    yield rate("selection_rate", (), overall, stated, ends=open_)
    for division in divide(columns, cells, subject.warn):
        yield from _division(division, cells, given, answered, stated)
        yield _who(division)


def _division(
    division: Division, cells: Cells, given: Mask, answered: Mask, stated: Stated
) -> Iterator[Measurement]:
    tally = division.tally(cells, (PREDICTION,))
    count = len(division.groups)
    shares = [share_of(tally[index], given, answered) for index in range(count)]
    unknown = [unknown_share(division, tally, index, given, answered) for index in range(count)]
    gaps = bool(tally.rows[..., 0].any())
    open_ = [_ends(tally[index], given, answered) if gaps else None for index in range(count)]
    for index, group in enumerate(division.groups):
        yield rate(
            "selection_rate",
            group,
            shares[index],
            stated,
            unknown=unknown[index],
            ends=open_[index],
        )
    known = [index for index in range(count) if division.known[index]]
    reference = division.reference
    if reference is not None and len(known) > 1:
        reference_index = division.groups.index(reference) if reference in division.groups else None
        base = Share(0, 0, 0) if reference_index is None else shares[reference_index]
        its = (
            (None, None)
            if reference_index is None
            else (unknown[reference_index], open_[reference_index])
        )
        for index in known:
            if division.groups[index] != reference:
                pair = Pair(shares[index], base, unknown[index], its[0], open_[index], its[1])
                group = division.groups[index]
                yield gap("demographic_parity_difference", group, reference, pair, stated)
                yield ratio("disparate_impact_ratio", group, reference, pair, stated)
    if len(known) > 1:
        candidates = [
            Candidate(division.groups[index], shares[index], unknown[index], ends=open_[index])
            for index in known
        ]
        loose = None
        if not division.known.all():
            loose = share_of(tally[~division.known].sum(0), given, answered)
        yield from ratios_to_highest("impact_ratio", candidates, stated, loose=loose)


def _ends(tally: Tally, given: Mask, answered: Mask) -> Ends | None:
    """With the unanswered rows given it, or not: another answer than those seen is there always.

    A table may hold one answer alone: a flag that is written where it is set, and left empty else.
    """
    return ends(tally, given, answered, (not given.any(), True))


def _who(division: Division) -> Exhibit:
    """The groups, how many rows each has, and who the reference is and why."""
    reference = None if division.reference is None else group_to_json(division.reference)
    return Exhibit(
        "groups",
        "Groups by " + " and ".join(division.attributes),
        {
            "attributes": list(division.attributes),
            "groups": [
                {"group": group_to_json(group), "rows": rows}
                for group, rows in zip(division.groups, division.rows.tolist(), strict=True)
            ],
            "reference": reference,
            "why": division.why,
        },
    )
