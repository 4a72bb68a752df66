"""The smallest change of a person's row, of those that are possible, that turns the answer."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from audits.measurement import Exhibit, Measurement
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.masking import unless_masked
from audits.robustness.measuring import Names, Outcome, share
from audits.robustness.query_budget import rows_paid_for
from audits.robustness.row_changes import Change, Goal, Searcher, away_from, other_than
from audits.robustness.row_domains import UNIT, Domains, Feasible, domains_of
from audits.robustness.row_measuring import (
    cost_points,
    cost_quantile,
    labelled_rows,
    may_change,
    often_changed,
    shown_changes,
    told_of,
    within,
)
from audits.robustness.steadiness import one_answer
from audits.robustness.what_stands import what_stands
from audits.specification.parameter_bounds import (
    Between,
    ColumnNames,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

NAMES = Names(
    "column_change_accuracy",
    "column_change_success_rate",
    "column_change_accuracy_difference",
    "column_change_clean_accuracy",
    quoted=100,
)
SMALLEST, QUANTILES = "smallest_column_change", (0.1, 0.5, 0.9)
FIELD = "probes.robustness.columns"


@probe(
    metrics=(
        *NAMES.metrics("feasible changes of columns"),
        Metric(
            SMALLEST,
            "The cost at which this `fraction` of the rows answered rightly before is turned, in "
            "percentile shifts: the share of rows that a value passes on its way, summed over the "
            "columns changed.",
            Scale.NUMBER,
            overall=False,
            title="smallest change of columns that turns an answer",
            evidence=Evidence.ATTACK,
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    passes=forward_passes.row_changes,
    sampled=({"attacked_rows": 50}, {"attacked_rows": 30}),
    by_default=False,
    version=2,
)
def columns(
    subject: Subject,
    *,
    immutable: ColumnNames = (),
    only_up: ColumnNames = (),
    only_down: ColumnNames = (),
    most_columns: Annotated[int, Between(1, 4)] = 2,
    values: Annotated[int, Between(2, 1000)] = 20,
    category_cost: Annotated[float, Between(0.001, 1000)] = 1.0,
    queries: Annotated[int, Between(10, 10**6)] = 5000,
    attacked_rows: Rows = 100,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """How few cells of a row must change, and by how little, before a right answer is wrong.

    A cell is only given a value that another row has in that column: whole numbers stay whole, and
    categories and ranges are kept. Protected columns are never changed, missing cells and texts
    neither. Changes are asked the cheapest first, so the first that turns the answer is the
    smallest of those tried. Every row is searched alike, whatever its group.

    immutable: columns that the model reads and that nobody can change, beside protected ones.
    only_up: columns of numbers that may only rise (years of education).
    only_down: columns of numbers that may only fall.
    most_columns: changed at once.
    values: of a column, at most so many are tried, spread evenly over its values; the cell that
        turned the answer is then moved back over all values as far as the answer stays turned.
    category_cost: of another category, in percentile shifts; 1 is a number's whole range.
    queries: rows asked for one row at most.
    attacked_rows: at most so many labelled rows, spread evenly.
    most_queries: questions in all; fewer rows where they do not reach.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model = subject.model
    assert isinstance(model, Classifier)
    paid = rows_paid_for(subject, attacked_rows, queries + most_columns, most_queries)
    attacked = labelled_rows(subject, model, paid)
    feasible = Feasible(immutable, only_up, only_down, values, category_cost)
    domains = domains_of(subject.data, model.reads, subject.content_order, feasible, FIELD)
    right = attacked.rows_to_turn
    searcher = Searcher(model, domains, most_columns, queries)
    searches = [
        (row, Goal(other_than(label), away_from(label)))
        for row, label in zip(
            attacked.rows[right].tolist(), attacked.labels[right].tolist(), strict=True
        )
    ]
    changes = searcher.search_each(subject.data, searches, subject.on_progress)
    method = told_of(changes, most_columns)
    standing = attacked.standing(np.array([change.is_turned for change in changes]))
    outcome = Outcome(attacked, standing, method, stated)
    reason = one_answer(subject, ~standing[right])
    yield from what_stands(NAMES, subject, outcome, reason)
    for quantile in QUANTILES:
        group = (("fraction", f"{quantile:g}"),)
        cost = cost_quantile(SMALLEST, group, quantile, changes, stated, method)
        yield unless_masked(cost, reason)
    yield from _shown(changes, domains, model.classes, attacked.codes[right].tolist(), stated)


def _shown(
    changes: list[Change],
    domains: Domains,
    classes: tuple[str, ...],
    before: list[int],
    stated: Stated,
) -> Iterator[Exhibit]:
    turned = sum(change.is_turned for change in changes)
    incomplete = sum(not change.complete for change in changes)
    line = [
        (cost, share(NAMES.success, (), within(changes, cost), len(changes), stated))
        for cost in cost_points(changes)
    ]
    note = f"{turned:,} of {len(changes):,} right answers turned"
    note += f"; most often by {often_changed(changes)}. " if turned else ". "
    yield exhibits.curve_of(
        "Right answers turned, by the cost of the change", {"turned": line},
        f"cost at most, in {UNIT}", "turned", note=note + exhibits.NO_PROOF,
    )  # fmt: skip
    table = shown_changes("Smallest changes that turned a row", changes, classes, before)
    if table is not None:
        yield table
    searched = "every cheaper change of those listed was asked"
    if incomplete:
        searched = f"{incomplete:,} of {len(changes):,} searches ended at their budget before that"
    asked = sum(change.queries for change in changes)
    yield exhibits.budget(
        "What may be changed",
        [*may_change(domains), ("Search", f"{asked:,} changed rows asked; {searched}")],
    )
