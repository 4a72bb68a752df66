"""Shortcuts: how much of an explanation lies on what should not matter."""

from collections.abc import Iterator

import numpy as np

from audits.errors import NotApplicable
from audits.explanations.lent_words import error_over_rows, numbered
from audits.explanations.shortcut_share import ALL, RowShares, Shortcuts
from audits.explanations.subject_to_explain import STEADY, ExplanationTask
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, HowMany, RowNumbers, Samples
from audits.specification.roles import Kind, Role
from audits.statistics.means_over_rows import mean_over_rows

METRIC = "shortcut_attribution"


@probe(
    metrics=(
        Metric(
            METRIC,
            "Share of what speaks for the answers that lies on declared nuisances, nuisance words "
            "or a picture's background; 0 means the answers rest on none of it.",
            Scale.UNIT,
        ),
    ),
    honours=(Role.MASK,),
    model=Classifier,
    passes=forward_passes.shortcut,
    sampled=({"how_many": 8}, {"how_many": 8, "samples": 250}, {"how_many": 4, "samples": 250}),
    version=2,
)
def shortcut(
    subject: Subject,
    *,
    rows: RowNumbers = (),
    how_many: HowMany | None = None,
    samples: Samples | None = None,
    tokens: tuple[str, ...] = (),
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Share of the support on what should not matter, by LIME and by prediction difference.

    The support is the weight of the units that speak for the answer given.

    Tables: columns with the role nuisance that the model reads. Texts: the words named in
    `tokens`, and the value of a nuisance column where the text holds it. Pictures: the
    background, which is the mask column's black where there is one, else what looks like the
    picture's border; the background is one unit, the object up to nine, an absent piece shows the
    background and an absent background another picture's. High shares are
    consistent with a shortcut; the confound probes say whether the answers depend on it.

    rows: numbers of the rows to look at, counted from 0; left out, rows spread over the
        model's confidence.
    how_many: rows to look at; left out, 100 of a table and 16 texts or pictures.
    samples: LIME's draws a row; left out, 5,000 for a table and 500 else.
    tokens: words of a text that should not matter.
    confidence: of every interval.
    """
    task = ExplanationTask(subject, purpose="shortcut")
    if task.one_answer is not None:
        yield Undetermined(METRIC, (), task.one_answer, 0)
        return
    tabular = task.kind is Kind.CATEGORY
    looked = Shortcuts(task, tokens, samples or (5000 if tabular else 500))
    nuisances = looked.nuisances
    rows_explained = list(rows) or task.pool(how_many or (100 if tabular else 16))
    if task.unsteadiness(rows_explained) > STEADY:
        reason = "the model answers differently to the same input"
        subject.warn(f"explanations.shortcut: {reason}")
        yield Undetermined(METRIC, (), reason, len(rows_explained))
        return
    by_method = _shares(looked, rows_explained, subject)
    block_of = numbered(rows_explained)
    for method, by_row in by_method.items():
        rows_seen = sorted(by_row)
        own = [block_of[row] for row in rows_seen]
        yield _mean((("set", method),), ALL, [[by_row[row]] for row in rows_seen], own, confidence)
    both = sorted(set.intersection(*(set(by_row) for by_row in by_method.values())))
    own = [block_of[row] for row in both]
    methods = [[by_row[row] for by_row in by_method.values()] for row in both]
    yield _mean((), ALL, methods, own, confidence)
    for nuisance in nuisances:
        yield _mean((("nuisance", nuisance),), nuisance, methods, own, confidence)


def _mean(
    group: Group, name: str, rows: list[list[RowShares]], own: list[int], level: float
) -> Measurement:
    """Mean over rows of the mean share over methods.

    name: of the nuisance. rows: of each row, by each method. own: the blocks of the rows.
    """
    values = [float(np.mean([method.shares[name] for method in methods])) for methods in rows]
    without = []
    for methods in rows:
        blocks = max(len(method.without) for method in methods)
        each = [[one[name] for one in method.without] or [method.shares[name]] * blocks
                for method in methods]  # fmt: skip
        without.append(np.mean(each, axis=0) if blocks else np.empty(0))
    error = error_over_rows(values, without, own)
    return mean_over_rows(METRIC, group, values, least=0, greatest=1, confidence=level, error=error)


def _shares(
    looked: Shortcuts, rows: list[int], subject: Subject
) -> dict[str, dict[int, RowShares]]:
    """By method and row; rows that cannot be looked at are named in a warning."""
    by_method: dict[str, dict[int, RowShares]] = {}
    left_out: dict[int, str] = {}
    methods = looked.by_method(rows)
    for index, (method, share_of) in enumerate(methods.items()):
        by_method[method] = {}
        for position, row in enumerate(rows):
            try:
                by_method[method][row] = share_of(row)
            except NotApplicable as error:
                left_out[row] = error.reason
            subject.on_progress((index + (position + 1) / len(rows)) / len(methods))
    if left_out:
        first = next(iter(left_out.values()))
        subject.warn(
            f"explanations.shortcut: {len(left_out)} of {len(rows)} rows left out ({first})"
        )
    return by_method
