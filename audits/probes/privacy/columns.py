"""Whom does the dataset itself name, and who is alone in it?"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.dataset import Categories, Column
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.privacy.personal_columns import Holding, cell_sizes, holdings
from audits.privacy.personal_data import MASKED, PATTERNS
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, ColumnNames, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.share_measurements import Share, Stated, rate

PERSONAL, ALONE, SMALL = "personal_data_share", "unique_row_share", "small_cell_share"
# Values of a feature beyond which it is not taken for what others know of somebody.
MOST_LEVELS = 50
NOTHING = "no column was named, and none is protected or holds categories"


@probe(
    metrics=(
        Metric(
            PERSONAL,
            "Share of rows in which some column holds personal data (e-mail address, account, card "
            "or identity number, name ...); with `column` and `term` of one column and kind.",
            Scale.SHARE,
            title="share of rows with personal data",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            ALONE,
            "Share of rows that are alone with their combination of values in the columns that "
            "others may know.",
            Scale.SHARE,
            title="share of rows alone in their cell",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            SMALL,
            "Share of rows whose combination of values in the columns that others may know has "
            "fewer rows than `fewest`.",
            Scale.SHARE,
            title="share of rows in small cells",
            evidence=Evidence.ATTACK,
        ),
    ),
    by_default=False,
    of_the_rows=True,
)
def columns(
    subject: Subject,
    *,
    known: ColumnNames = (),
    fewest: Annotated[int, Between(2, 1000)] = 5,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Personal data in the columns that the audit reads, and rows that few others are like.

    Personal data is known by stated patterns (e-mail and network addresses, account, card, identity
    and telephone numbers, names behind a title, each with its checksum where it has one), and by
    what a column is called. It is told by column and kind, and no value of it is shown. Rows are
    counted that share their values in the `known` columns with no other row (unique), or with fewer
    than `fewest` (k-anonymity, Sweeney 2002).

    known: columns that others may know of somebody; left out, protected columns and features with
        at most 50 categories.
    fewest: of so many rows a cell is no longer small.
    smallest_group: a share of fewer rows is undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    data = subject.data
    personal = list(holdings(data, subject.on_progress))
    anywhere = np.zeros(len(data), dtype=bool)
    for one in personal:
        anywhere |= one.rows
    yield rate(PERSONAL, (), _share(anywhere), stated)
    for one in personal:
        group: Group = (("column", one.column), ("term", one.kind))
        yield rate(PERSONAL, group, _share(one.rows), stated)
    crossed = _crossed(subject, known)
    sizes = None
    if crossed:
        sizes = cell_sizes(crossed)
        yield rate(ALONE, (), _share(sizes == 1), stated)
        yield rate(SMALL, (), _share(sizes < fewest), stated)
    else:
        yield Undetermined(ALONE, (), NOTHING, len(data))
        yield Undetermined(SMALL, (), NOTHING, len(data))
    yield _personal(personal, len(data))
    yield _cells(crossed, sizes, fewest)


def _share(rows: Flags) -> Share:
    return Share(int(rows.sum()), len(rows), len(rows))


def _crossed(subject: Subject, known: ColumnNames) -> list[Column]:
    """The columns that others may know, in the order of their names."""
    data = subject.data
    for name in sorted(known):
        if name not in data:
            raise NotApplicable(
                f"there is no column {name!r} that others could know",
                "name columns of the dataset in `known`",
            )
    if known:
        return [data[name] for name in sorted(set(known))]
    features = [
        column
        for column in data.having(Role.FEATURE)
        if isinstance(column.values, Categories) and len(column.values.levels) <= MOST_LEVELS
    ]
    both = [*data.having(Role.PROTECTED), *features]
    return sorted(both, key=lambda column: column.name)


def _personal(personal: list[Holding], rows: int) -> Exhibit:
    """By column and kind how many rows, and how often a pattern errs; never a value."""
    chance = {pattern.kind: pattern.chance for pattern in PATTERNS}
    facts = [
        {
            "question": one.column,
            "answer": f"{MASKED.format(kind=one.kind)} in {int(one.rows.sum()):,} of {rows:,} rows"
            + (f"; other texts pass: {chance[one.kind]}" if one.kind in chance else ""),
        }
        for one in personal[:20]
    ]
    if not facts:
        answer = "None of the patterns is there. Names in running text are known by a title alone."
        facts = [{"question": "Personal data", "answer": answer}]
    if len(personal) > len(facts):
        more = f"{len(personal) - 20:,} more stand among the numbers"
        facts.append({"question": "Further columns", "answer": more})
    return Exhibit("facts", "Personal data in the columns that were read", {"facts": facts})


def _cells(crossed: list[Column], sizes: NDArray[np.int64] | None, fewest: int) -> Exhibit:
    facts = [{"question": "Others may know", "answer": NOTHING}]
    if sizes is not None:
        names = ", ".join(column.name for column in crossed[:12])
        more = f" and {len(crossed) - 12:,} more" if len(crossed) > 12 else ""
        least = int(sizes.min(initial=len(sizes)))
        facts = [
            {"question": "Others may know", "answer": names + more},
            {"question": "k-anonymity", "answer": f"{least:,}: the fewest rows that are alike"},
            {"question": "Alone", "answer": f"{int((sizes == 1).sum()):,} of {len(sizes):,} rows"},
            {
                "question": f"With fewer than {fewest:,} alike",
                "answer": f"{int((sizes < fewest).sum()):,} of {len(sizes):,} rows",
            },
        ]
    return Exhibit("facts", "Who is alone with what others may know", {"facts": facts})
