"""Changes of a metric in every group as a report tells them, and how far the gaps moved."""

from collections.abc import Iterable, Mapping, Sequence

from audits.comparison.group_changes import ComparedGroup
from audits.json_types import JsonObject
from audits.measurement import Group, group_to_json
from audits.statistics.paired_shares import Change, change_of_gap
from audits.statistics.shares import Stated
from audits.statistics.tests import holm


def differences_and_gaps(
    groups: Sequence[ComparedGroup],
    changes_by_metric: Iterable[tuple[str, Mapping[Group, Change]]],
    stated: Stated,
    *,
    shares: bool = True,
) -> Mapping[str, list[JsonObject]]:
    """`differences` and `gaps`; p-values are adjusted (Holm) over the groups of a metric.

    changes_by_metric: of each metric the changes by group. shares: whether the metrics are shares
    of rows, so that a gap moves by 2 at the most.
    """
    differences: list[JsonObject] = []
    gaps: list[JsonObject] = []
    most = 2.0 if shares else None
    for metric, changes in changes_by_metric:
        tested = [
            group
            for group, change in changes.items()
            if group and change.undetermined_reason is None
        ]
        adjusted = dict(
            zip(tested, holm([changes[group].p_value for group in tested]), strict=True)
        )
        for compared in groups:
            if (change := changes.get(compared.group)) is None:
                continue
            p_value = adjusted.get(compared.group, change.p_value)
            differences.append(_difference(metric, compared.group, change, p_value, stated))
            against = changes.get(compared.reference) if compared.reference else None
            if (
                against is not None
                and compared.group != compared.reference
                and _is_known(compared.group)
            ):
                assert compared.reference is not None
                gaps.append(
                    _gap(metric, compared.group, compared.reference, (change, against), most)
                )
    return {"differences": differences, "gaps": gaps}


def _difference(
    metric: str, group: Group, change: Change, adjusted: float, stated: Stated
) -> JsonObject:
    entry: JsonObject = {
        "metric": metric,
        "group": group_to_json(group),
        "before": change.before,
        "now": change.now,
        "sample_size": change.rows,
    }
    if change.gained is not None:
        entry |= {"gained": change.gained, "lost": change.lost}
    if change.limits is None:
        return {**entry, "undetermined": change.undetermined_reason or "no variation"}
    number = {"value": change.difference, "interval": list(change.limits)}
    if change.undetermined_reason is not None:
        return {**entry, "undetermined": change.undetermined_reason, "raw": number}
    return {
        **entry,
        **number,
        "method": change.method,
        "p_value": change.p_value,
        "adjusted_p_value": adjusted,
        "is_change": adjusted <= 1 - stated.confidence,
    }


def _gap(
    metric: str, group: Group, reference: Group, sides: tuple[Change, Change], most: float | None
) -> JsonObject:
    own, other = sides
    drawn = change_of_gap(own, other)
    entry: JsonObject = {
        "metric": metric,
        "group": group_to_json(group),
        "reference": group_to_json(reference),
        "before": own.before - other.before,
        "now": own.now - other.now,
        "sample_size": [own.rows, other.rows],
    }
    undetermined_reason = own.undetermined_reason or (
        other.undetermined_reason and _of_reference(other)
    )
    if drawn is None:
        return {**entry, "undetermined": undetermined_reason or "no variation"}
    lower, upper = drawn if most is None else (max(-most, drawn[0]), min(most, drawn[1]))
    number = {"value": own.difference - other.difference, "interval": [lower, upper]}
    if undetermined_reason:
        return {**entry, "undetermined": undetermined_reason, "raw": number}
    return {**entry, **number, "method": "mover of paired differences"}


def _of_reference(change: Change) -> str:
    return f"of the reference: {change.undetermined_reason}"


def _is_known(group: Group) -> bool:
    return all(value is not None for _, value in group)
