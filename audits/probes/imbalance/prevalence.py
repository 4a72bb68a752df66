"""What precision and accuracy become where the positive class is rarer, or less rare."""

from collections.abc import Iterator

from audits.data.dataset import Kind, Role
from audits.measurement import (
    Estimate,
    Exhibit,
    Group,
    Measurement,
    Undetermined,
    interval_to_json,
)
from audits.probing.confusion import confusion
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.statistics.ratios import precision_of
from audits.statistics.share_measurements import Share, Stated, method_of, share_of
from audits.statistics.shares import as_summed
from audits.statistics.with_interval import stated_value

# From one in a thousand to one in two; the text is the key in the measurement's group.
PREVALENCES = ("0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.4", "0.5")


@probe(
    metrics=(
        Metric(
            "precision_at_prevalence",
            "Share of positive answers that would be right if positives were this frequent.",
            Scale.SHARE,
            overall=False,
        ),
        Metric(
            "accuracy_at_prevalence",
            "Share of answers that would be right if positives were this frequent.",
            Scale.SHARE,
            overall=False,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    version=3,
)
def prevalence(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Precision and accuracy as the share of positives moves from 0.1 % to 50 %.

    Assumes label shift: the true and the false positive rate stay as they were measured.

    smallest_group: with fewer positives, or negatives, the curve is undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    positive = subject.positive
    confusions = confusion(subject)
    label, predicted = confusions.is_label(positive), confusions.is_prediction(positive)
    hits = share_of(confusions.overall, predicted, label)
    alarms = share_of(confusions.overall, predicted, ~label)
    quiet = share_of(confusions.overall, ~predicted, ~label)
    points = []
    for name in PREVALENCES:
        group: Group = (("prevalence", name),)
        precision = _precision(group, float(name), hits, alarms, stated)
        accuracy = _accuracy(group, float(name), hits, quiet, stated)
        yield precision
        yield accuracy
        if isinstance(precision, Estimate) and isinstance(accuracy, Estimate):
            points.append(
                {
                    "prevalence": float(name),
                    "precision": precision.value,
                    "precision_interval": interval_to_json(precision.interval),
                    "accuracy": accuracy.value,
                    "accuracy_interval": interval_to_json(accuracy.interval),
                    "majority_share": max(float(name), 1 - float(name)),
                }
            )
    if points:
        rows = hits.rows + alarms.rows
        measured = {"points": points, "n": rows, "prevalence": hits.rows / rows}
        yield Exhibit("prevalence", "Precision and accuracy as prevalence moves", measured)


def _precision(
    group: Group, prevalence: float, hits: Share, alarms: Share, stated: Stated
) -> Measurement:
    metric, sizes = "precision_at_prevalence", hits.rows + alarms.rows
    undetermined_reason = _few(hits, alarms, stated)
    if not (hits.possible and alarms.possible):
        return Undetermined(metric, group, undetermined_reason or "all weights are 0", sizes)
    if hits.successes + alarms.successes <= 0:
        return Undetermined(
            metric, group, undetermined_reason or "nothing is ever answered positive", sizes
        )
    method = method_of(hits, "koopman-precision", "linearised-precision")
    # Of a ratio it is what clusters give to one and take from the other that would be lacking.
    times = hits.against(alarms)
    parts = alarms.worth_less(times), hits.worth_less(times)
    evidence = (*parts[0].evidence, *parts[1].evidence, prevalence)
    value = precision_of(alarms.value / hits.value, prevalence) if hits.successes > 0 else 0.0
    return stated_value(metric, group, value, method, evidence, sizes, undetermined_reason, stated)


def _accuracy(
    group: Group, prevalence: float, hits: Share, quiet: Share, stated: Stated
) -> Measurement:
    metric, sizes = "accuracy_at_prevalence", hits.rows + quiet.rows
    undetermined_reason = _few(hits, quiet, stated)
    if not (hits.possible and quiet.possible):
        return Undetermined(metric, group, undetermined_reason or "all weights are 0", sizes)
    method = method_of(hits, "mover", "linearised-mover")
    parts = as_summed((hits, quiet))
    evidence = (prevalence, *parts[0].evidence, 1 - prevalence, *parts[1].evidence)
    value = prevalence * hits.value + (1 - prevalence) * quiet.value
    return stated_value(metric, group, value, method, evidence, sizes, undetermined_reason, stated)


def _few(hits: Share, others: Share, stated: Stated) -> str | None:
    for share, kind in ((hits, "positives"), (others, "negatives")):
        undetermined_reason = share.undetermined_reason(stated.smallest_group)
        if undetermined_reason is not None:
            return f"{kind}: {undetermined_reason}"
    return None
