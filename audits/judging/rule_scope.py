"""Which measurements a rule is about, and which groups it leaves out and why.

sizes: rows of each group, by its attributes and their values; total: rows in all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audits.measurement import Group, Measurement
from audits.specification.heads import HEAD
from audits.specification.policy_document import RuleSpec
from audits.specification.probe_manifest import measured_by

# Keys that say where a measurement was taken, beside the attribute a rule names.
WHERE = frozenset({"language", "system", "variant"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A measurement with its place: index in the report, and the probe and step it came from."""

    index: int
    probe: str
    step: int
    measurement: Measurement


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A group that a rule was told not to judge."""

    rule: int
    metric: str
    group: Group
    reason: str


def in_scope(rule: RuleSpec, placed: Placed) -> bool:
    """Whether the rule is about this measurement, exclusions aside."""
    measurement = placed.measurement
    if measurement.metric != rule.metric or (rule.probe is not None and rule.probe != placed.probe):
        return False
    group = dict(measurement.group)
    named = dict(rule.group or {})
    head = group.pop(HEAD, None)
    if head is not None and named.pop(HEAD, head) != head:
        return False
    if rule.heads and head not in rule.heads:
        return False
    if named:
        return group == named
    if rule.attribute is None:
        return not group
    attributes = set(rule.attributes)
    if None in group.values():  # unknown groups are reported and stand in no rule
        return False
    return attributes <= group.keys() and group.keys() - attributes <= WHERE


def left_out(
    rule: RuleSpec, group: Group, sizes: Mapping[frozenset[tuple[str, str | None]], int], total: int
) -> str | None:
    """Why the rule leaves this group out, or None."""
    if any(_names(item, group) for item in rule.excluded):
        return "named in `except`"
    if rule.smallest_share is not None and total > 0:
        size = sizes.get(frozenset(group))
        if size is not None and size / total < rule.smallest_share:
            return f"{size:,} of {total:,} rows is under the smallest share {rule.smallest_share:g}"
    return None


def is_left_out(
    rule: RuleSpec, sizes: Mapping[frozenset[tuple[str, str | None]], int], total: int, group: Group
) -> bool:
    """Whether the rule leaves this group out, whatever the reason."""
    return left_out(rule, group, sizes, total) is not None


def _names(item: str | dict[str, str], group: Group) -> bool:
    values = dict(group)
    if isinstance(item, dict):
        return all(values.get(key) == value for key, value in item.items())
    return item in values.values()


def idle_exclusions(
    rules: Sequence[RuleSpec],
    measurements: Sequence[Placed],
    sizes: Mapping[frozenset[tuple[str, str | None]], int],
) -> tuple[str, ...]:
    """A sentence for each entry of an `except` that leaves nothing out: no group is called so."""
    sentences = []
    for position, rule in enumerate(rules):
        if not rule.excluded:
            continue
        groups = {placed.measurement.group for placed in measurements if in_scope(rule, placed)}
        # The reference stands in no difference, and is there.
        groups |= {
            tuple(size) for size in sizes if {key for key, _ in size} == set(rule.attributes)
        }
        there = sorted({value for group in groups for _, value in group if value is not None})
        for item in rule.excluded if groups else ():
            if not any(_names(item, group) for group in groups):
                groups_shown = ", ".join(map(repr, there[:8])) + (" ..." if len(there) > 8 else "")
                sentences.append(
                    f"`except` of rule {position + 1} ({rule.metric}) names {item!r}, which is no "
                    "group of that rule, and leaves nothing out. Mend its spelling, or remove it"
                    + (f"; there are {groups_shown}." if there else ".")
                )
    return tuple(sentences)


def select(
    position: int,
    rule: RuleSpec,
    measurements: Sequence[Placed],
    sizes: Mapping[frozenset[tuple[str, str | None]], int],
    total: int,
) -> tuple[list[Placed], list[LeftOut]]:
    """The measurements to judge, and the groups left out. position: of the rule in its policy."""
    selected: list[Placed] = []
    out: list[LeftOut] = []
    for placed in measurements:
        if not in_scope(rule, placed):
            continue
        reason = left_out(rule, placed.measurement.group, sizes, total)
        if reason is None:
            selected.append(placed)
        else:
            out.append(LeftOut(position, rule.metric, placed.measurement.group, reason))
    return _once(rule, selected), out


def _once(rule: RuleSpec, selected: list[Placed]) -> list[Placed]:
    """What several probes measure of one group is judged as the owner measured it."""
    probes = {placed.probe for placed in selected}
    if len(probes) < 2:
        return selected
    owner = next(name for name in measured_by()[rule.metric] if name in probes)
    of_owner = {placed.measurement.group for placed in selected if placed.probe == owner}
    return [
        placed
        for placed in selected
        if placed.probe == owner or placed.measurement.group not in of_owner
    ]
