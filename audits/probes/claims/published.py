"""Do the outcomes that are recorded for a printed figure give it?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from audits.claims.published_figures import (
    READINGS,
    Compared,
    Counted,
    Reading,
    counts_of,
    lacking_answers,
    names_of,
    printed_figures,
    readings_of,
)
from audits.errors import NotApplicable
from audits.measurement import (
    Estimate,
    Exhibit,
    Group,
    Interval,
    Measurement,
    Unanswered,
    Undetermined,
)
from audits.probing.probe import Metric, Scale, StatedNeed, Subject, probe
from audits.specification.parameter_bounds import ColumnNames, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.against_a_figure import METHOD
from audits.statistics.share_measurements import Share, Stated, rate
from audits.statistics.shares import too_few
from audits.statistics.with_interval import stated_value

NEED = StatedNeed(
    "nothing says which figure was printed",
    "write the printed figures in the probe's `printed` (`63 %`, or `NAME: 63 %` of the rows of "
    "that name); where a column has the role `system`, each system is counted without one",
    roles=(Role.SYSTEM,),
    parameters=("printed",),
)
RECORDED, DIFFERENCE = "recorded_share", "published_difference"


@probe(
    metrics=(
        Metric(
            RECORDED,
            "Share of the recorded outcomes that count, by one reading of the table: answers that "
            "are right or changed, targets that were reached, successes as recorded.",
            Scale.SHARE,
            overall=False,
        ),
        Metric(
            DIFFERENCE,
            "Recorded share, by the reading that is stated, less the printed figure; its interval "
            "is of more rows of the kind.",
            Scale.SHARE_DIFFERENCE,
            null=0.0,
            two_sided=False,
            title="difference to the printed figure",
        ),
    ),
    honours=(Role.SYSTEM, Role.COUNT),
    by_default=False,
    stated=NEED,
    version=2,
)
def published(
    subject: Subject,
    *,
    printed: ColumnNames = (),
    reading: Reading = "right",
    by: ColumnNames = (),
    target: str | None = None,
    outcome: str | None = None,
    same_rows: bool = True,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Hold printed figures against the recorded outcomes that they are said to be of.

    Every reading that the table allows is counted. A figure agrees where the stated reading of its
    own rows gives it to its last digit, or of other rows within chance (exact binomial test); else
    it contradicts, or measures something else where another reading gives it to the last digit.

    printed: figures, `63 %` or `0.63`; `NAME: 63 %` of the rows of that name.
    reading: what the figure is said to count.
    by: columns whose values name a figure's rows, joined by commas; left out, the system.
    target: the column of what each attempt was to reach.
    outcome: the column of success as recorded (1, true, yes).
    same_rows: whether these are the rows that the figures were counted on, or others of the kind.
    smallest_group: a share of fewer rows is undetermined.
    confidence: of every interval, and 1 less the level of a false contradiction by other rows.
    """
    stated = Stated(confidence, smallest_group)
    data, system = subject.data, subject.data.one(Role.SYSTEM)
    columns = list(by) or ([] if system is None else [system.name])
    for name in columns:
        if name not in data:
            raise NotApplicable(
                f"there is no column {name!r} among those that the audit reads",
                f"declare it in the document, `columns: {{{name}: {{role: feature}}}}`",
            )
    readings = readings_of(data, target, outcome)
    counts = data.one(Role.COUNT)
    times = np.ones(len(data)) if counts is None else np.nan_to_num(counts.numbers)
    names: list[str | None] = names_of(data, columns) if columns else [None] * len(data)
    unanswered = lacking_answers(data)
    key = "set" if by else "system"
    compared = []
    for figure in printed_figures(printed):
        rows = np.array([figure.name is None or name == figure.name for name in names], dtype=bool)
        if not rows.any():
            there = ", ".join(sorted({name for name in names if name is not None})[:10])
            raise NotApplicable(
                f"no row is of {figure.name!r}, of which {figure.text} is printed",
                f"name rows that are there: {there or 'nothing names rows; say `by`'}",
            )
        counted = dict(counts_of(readings, rows * times))
        without = 0 if reading == "recorded" else round((rows * times)[unanswered].sum())
        one = Compared(figure, counted, reading, same_rows, 1 - confidence, without)
        compared.append(one)
        group: Group = () if figure.name is None else ((key, figure.name),)
        yield _difference(one, group, stated)
        yield from _open(_recorded(counted, group, stated), (rows * times)[unanswered].sum())
    if not compared:
        for name in sorted({name for name in names if name is not None}) or [""]:
            rows = np.array([not name or one == name for one in names], dtype=bool)
            of_rows: Group = ((key, name),) if name else ()
            shares = _recorded(dict(counts_of(readings, rows * times)), of_rows, stated)
            yield from _open(shares, (rows * times)[unanswered].sum())
    if compared:
        yield _table(compared)


def _recorded(
    counts: Mapping[Reading, Counted], group: Group, stated: Stated
) -> Iterator[Measurement]:
    """The share of the rows by every reading."""
    for reading, counted in counts.items():
        share = Share(counted.successes, counted.trials, counted.trials)
        yield rate(RECORDED, (("reading", reading), *group), share, stated)


def _open(shares: Iterable[Measurement], without: float) -> Iterator[Measurement]:
    """The shares of answers with what rows without one could make of them.

    without: as how many rows these count.
    """
    rows = round(without)
    for share in shares:
        if not isinstance(share, Estimate) or not rows or ("reading", "recorded") in share.group:
            yield share
            continue
        hits, trials = share.evidence
        low, high = (hits, trials + rows), (hits + rows, trials + rows)
        bounds = Interval(low[0] / low[1], high[0] / high[1])
        yield replace(share, unanswered=Unanswered(rows, (low, high), bounds))


def _difference(one: Compared, group: Group, stated: Stated) -> Measurement:
    counted = one.counted
    if counted is None or not counted.trials:
        return Undetermined(DIFFERENCE, group, _why(one) or "no row is a trial", 0)
    if one.unanswered:
        left_out, as_wrong = (
            counted.share,
            counted.successes / (counted.trials + one.unanswered),
        )
        reason = (
            f"{one.unanswered:,} rows have no answer, and it is {left_out:.4g} without them and "
            f"{as_wrong:.4g} where they count as failures: leave them out with `rows`, or write "
            "an answer that is wrong"
        )
        return Undetermined(DIFFERENCE, group, reason, counted.trials)
    is_small = counted.trials < stated.smallest_group
    evidence = (float(counted.successes), float(counted.trials), one.figure.share)
    return stated_value(
        DIFFERENCE, group, counted.share - one.figure.share, METHOD, evidence, counted.trials,
        too_few(counted.trials, stated.smallest_group) if is_small else None, stated,
        p_value=one.p_value,
    )  # fmt: skip


def _table(compared: list[Compared]) -> Exhibit:
    rows = [[one.figure.name or "all rows", one.figure.text, *_counted(one), str(one.standing),
             _why(one)] for one in compared]  # fmt: skip
    own = "the very rows of the figures" if compared[0].same_rows else "other rows of the kind"
    content: dict[str, Any] = {
        "head": ["Of", "Printed", "Recorded", "Says", "Why"],
        "rows": rows,
        "caption": f"Held against {own}; counted where {READINGS[compared[0].stated]}.",
    }
    return Exhibit("sentences", "Printed figures beside what is recorded", content)


def _counted(one: Compared) -> list[str]:
    return ["–" if one.counted is None else _share(one.counted)]


def _share(counted: Counted) -> str:
    return f"{counted.successes:,} of {counted.trials:,}" + (
        f" ({100 * counted.share:.1f} %)" if counted.trials else ""
    )


def _why(one: Compared) -> str:
    readings = [f"{READINGS[reading]}: {_share(one.counts[reading])}" for reading in one.others]
    if one.counted is None:
        unsaid = f"the table does not say whether {READINGS[one.stated]}"
        return "; ".join([unsaid, *(f"it is what is counted where {text}" for text in readings)])
    if readings and str(one.standing) != "agrees":
        return f"it is what is counted where {'; '.join(readings)}"
    if not one.same_rows and one.p_value is not None:
        return f"exact p {one.p_value:.2g}"
    return ""
