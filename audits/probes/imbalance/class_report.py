"""How well each class is found, and how far its answers can be believed."""

from collections.abc import Iterator

from audits.data.dataset import Kind, Role
from audits.measurement import Exhibit, Group, Measurement
from audits.probing.confusion import Confusion, confusion
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.probing.used_cells import used_cells
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.statistics.matrix_scores import as_f1
from audits.statistics.share_measurements import Ends, Stated, rate, share_of


@probe(
    metrics=(
        Metric(
            "class_recall",
            "Of the rows labelled with the class, the share that is answered with it.",
            Scale.SHARE,
            overall=False,
            title="recall of a class",
        ),
        Metric(
            "class_precision",
            "Of the rows answered with the class, the share that is labelled with it.",
            Scale.SHARE,
            overall=False,
            title="precision of a class",
        ),
        Metric(
            "class_f1",
            "Harmonic mean of the class's two shares.",
            Scale.UNIT,
            overall=False,
            title="F1 of a class",
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    version=2,
)
def class_report(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Recall, precision and F1 of every class, and the confusion matrix.

    smallest_group: a share with a smaller denominator is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    confusions = confusion(subject)
    tally = confusions.overall
    cells = used_cells(confusions, tally)
    for index, name in enumerate(confusions.classes):
        group: Group = (("class", name),)
        ends_of = _ends(confusions, name)
        label, predicted = cells.is_label(index), cells.is_prediction(index)
        parts = {"class_recall": label, "class_precision": predicted, "class_f1": label | predicted}
        for metric, trials in parts.items():
            share, open_ = share_of(cells.tally, label & predicted, trials), ends_of[metric]
            made = rate(metric, group, share, stated, ends=open_)
            yield as_f1(made) if metric == "class_f1" else made
    if len(confusions.classes) <= 50:
        yield Exhibit(
            "confusion_matrix",
            "Labels against predictions",
            {"classes": list(confusions.classes), "rows": tally.rows.tolist()},
        )


def _ends(confusions: Confusion, name: str) -> dict[str, Ends | None]:
    """Each share of the class with the unanswered rows at their worst and best."""
    if confusions.overall_open is None:
        return {"class_recall": None, "class_precision": None, "class_f1": None}
    label, predicted = confusions.is_label(name), confusions.is_prediction(name)
    both = label & predicted
    parts = {"class_recall": label, "class_precision": predicted, "class_f1": label | predicted}
    return {metric: confusions.everyones_ends(both, trials) for metric, trials in parts.items()}
