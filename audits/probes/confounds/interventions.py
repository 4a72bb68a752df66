"""Does the answer change when the nuisance changes and nothing else does?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audits.confounds.intervention_report import Flips, gallery, sentences, table
from audits.confounds.interventions import Intervention, declared, usual
from audits.data.dataset import Dataset, Images, Texts
from audits.errors import NotApplicable
from audits.measurement import (
    Estimate,
    Exhibit,
    Group,
    Measurement,
    Undetermined,
    undetermined,
)
from audits.models import Classifier
from audits.perturbations.exchange import sample
from audits.planning import forward_passes
from audits.probing.batched_inference import ask
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, Rows, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.lent_shares import few_lenders, lent_share
from audits.statistics.share_measurements import Share, Stated, rate
from audits.statistics.tests import more_often

METRIC = "intervention_flip_rate"


@probe(
    metrics=(
        Metric(
            METRIC,
            "Share of answers that change when the nuisance is changed and nothing else.",
            Scale.SHARE,
            overall=False,
        ),
    ),
    honours=(Role.MASK,),
    model=Classifier,
    version=3,
    passes=forward_passes.interventions,
    sampled=({"asked_rows": 200}, {"asked_rows": 100}),
)
def interventions(
    subject: Subject,
    *,
    asked_rows: Rows = 400,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Change the nuisance and nothing else, and count the answers that change.

    A declared nuisance is exchanged with that of another row of the same label: the column itself
    if the model reads it, else the pixels or words in which it shows. The control exchanges the
    same pixels or words between rows alike in label and nuisance; p is the exact paired test that
    the nuisance changes more answers than its control. Pictures and texts are changed in the
    usual ways too (blur, light, border, background; case, length, typos): a model may well need
    what those take away, so they say how sensitive it is and accuse nobody.

    asked_rows: how many rows are asked again, drawn at random.
    smallest_group: fewer rows than this are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model = subject.model
    assert isinstance(model, Classifier)
    if not _changeable(subject.data, model.reads):
        raise NotApplicable(
            "no nuisance is declared, and the model reads neither pictures nor texts",
            "give a column that should not matter the role nuisance",
        )
    rows = sample(subject.data, model.reads, asked_rows, subject.rng("interventions"))
    data = subject.data.take(rows)
    original = Answered.of(model, data)
    planned = [
        *declared(data, model.reads, subject.rng),
        *usual(data, model.reads, subject.rng),
    ]
    all_flips: list[Flips] = []
    for index, item in enumerate(planned):
        measured, flips = _measure(model, item, original, stated)
        yield measured
        if flips is not None:
            all_flips.append(flips)
        subject.on_progress((index + 1) / len(planned))
    yield from sentences(all_flips, subject.advice[METRIC])
    yield from gallery(all_flips)
    if all_flips:
        yield table(all_flips)


def _changeable(data: Dataset, reads: tuple[str, ...]) -> bool:
    """Whether there is anything to change."""
    return bool(data.having(Role.NUISANCE)) or any(
        isinstance(data.fed_values(name), Images | Texts) for name in reads
    )


@dataclass(frozen=True, eq=False)
class Answered:
    """codes: shape (rows,). probabilities: shape (rows, classes), or None."""

    codes: NDArray[np.intp]
    probabilities: NDArray[np.float64] | None

    @classmethod
    def of(cls, model: Classifier, data: Dataset) -> "Answered":
        codes, probabilities = ask(model, data, model.classify, lambda fraction: None)
        return cls(np.asarray(codes), probabilities)

    def take(self, rows: NDArray[np.intp]) -> "Answered":
        before = None if self.probabilities is None else self.probabilities[rows]
        return Answered(self.codes[rows], before)


def _measure(
    model: Classifier, item: Intervention, original: Answered, stated: Stated
) -> tuple[Measurement, Flips | None]:
    group: Group = (("nuisance", item.nuisance),)
    if item.why_not is not None or item.after is None or item.rows is None or item.before is None:
        return Undetermined(METRIC, group, item.why_not or "nothing to change", 0), None
    before, after = original.take(item.rows), Answered.of(model, item.after)
    changed = before.codes != after.codes
    share = Share(int(changed.sum()), len(changed), len(changed))
    if item.lent is not None:
        share = lent_share(changed, item.lent)
    p_value = controlled = None
    if item.control is not None:
        still = before.codes != Answered.of(model, item.control).codes
        controlled = Share(int(still.sum()), len(still), len(still))
        p_value = more_often(int((changed & ~still).sum()), int((still & ~changed).sum()))
    measured = rate(METRIC, group, share, stated, p_value=p_value)
    reason = few_lenders(share)
    if reason is not None:
        measured = undetermined(measured, reason)
    if not isinstance(measured, Estimate):
        return measured, None
    certain = (
        None
        if before.probabilities is None or after.probabilities is None
        else (before.probabilities, after.probabilities)
    )
    note = f" ({item.known_by})" if item.known_by else ""
    note += "" if controlled is None else " (p against an exchange that keeps the nuisance)"
    measured = replace(measured, method=f"{measured.method}{note}")
    return measured, Flips(
        item, measured, controlled, tuple(model.classes), before.codes, after.codes, certain
    )
