"""Passes that stand only where people of unknown groups are like those whose group is known.

A verdict is about the rows whose group is known. `bounds` says what the others could make of the
number, and a reader of the verdict alone would not know it.
"""

from collections.abc import Mapping, Sequence

from audits.judging.equivalence import whole_inside
from audits.judging.findings import Finding
from audits.judging.rule_scope import Placed
from audits.measurement import Estimate, Interval
from audits.specification.counts import counted
from audits.specification.heads import HEAD
from audits.specification.verdicts import Verdict

MOST_NAMED = 3
# Fewer unknown people than this share are let be where nothing bounds them.
_FEW = 0.01


def told_of_unknown_people(
    findings: Sequence[Finding],
    placed: Sequence[Placed],
    sizes: Mapping[frozenset[tuple[str, str | None]], int],
) -> list[str]:
    """A sentence for each metric of which a pass could be undone by people of unknown groups.

    sizes: rows of each group, those of unknown people under None.
    """
    passes_of: dict[tuple[str, tuple[str, ...]], list[tuple[Finding, Interval]]] = {}
    for finding in findings:
        bounds = _that_undo(finding, placed)
        if bounds is not None:
            attributes = tuple(name for name, _ in finding.group if name != HEAD)
            passes_of.setdefault((finding.metric, attributes), []).append((finding, bounds))
    bounded = [_sentence(*of, passes) for of, passes in passes_of.items()]
    unbounded = dict.fromkeys(
        of for finding in findings if (of := _unbounded(finding, placed, sizes)) is not None
    )
    return [*bounded, *(_unbounded_sentence(*of) for of in unbounded)]


def _unbounded(
    finding: Finding,
    placed: Sequence[Placed],
    sizes: Mapping[frozenset[tuple[str, str | None]], int],
) -> tuple[str, str, int] | None:
    """The metric, attribute and unknown rows of a pass that nothing bounds them for; else None."""
    attributes = [name for name, _ in finding.group if name != HEAD]
    if finding.verdict is not Verdict.PASS or finding.measurement is None or len(attributes) != 1:
        return None
    measured = finding.judged or placed[finding.measurement].measurement
    if not isinstance(measured, Estimate) or measured.bounds is not None:
        return None
    (name,) = attributes
    unknown = sizes.get(frozenset({(name, None)}), 0)
    everyone = sum(n for group, n in sizes.items() if {one for one, _ in group} == {name})
    return (finding.metric, name, unknown) if unknown > _FEW * everyone else None


def _unbounded_sentence(metric: str, name: str, unknown: int) -> str:
    return (
        f"{metric} passes among those whose {name} is known. {counted(unknown, 'row', 'rows')} do "
        f"not say it, and nothing bounds what they could change: find out their {name}, or say "
        f'what a missing value means (`map: {{"": ...}}` on the column)'
    )


def _that_undo(finding: Finding, placed: Sequence[Placed]) -> Interval | None:
    """The bounds of a pass that would be none at an end of them, as far from it as it is unsure."""
    if finding.verdict is not Verdict.PASS or finding.measurement is None:
        return None
    measured = finding.judged or placed[finding.measurement].measurement
    sure, bounds = finding.interval, measured.bounds if isinstance(measured, Estimate) else None
    if bounds is None or sure is None or not isinstance(measured, Estimate):
        return None
    ends = Interval(
        bounds.lower - max(0.0, measured.value - sure.lower),
        bounds.upper + max(0.0, sure.upper - measured.value),
    )
    return None if whole_inside(finding.rule, ends) else bounds


def _sentence(
    metric: str, attributes: tuple[str, ...], passes: list[tuple[Finding, Interval]]
) -> str:
    named = [
        f"{', '.join(str(level) for name, level in finding.group if name != HEAD)} "
        f"({bounds.lower:.3g} to {bounds.upper:.3g})"
        for finding, bounds in passes[:MOST_NAMED]
    ]
    if len(passes) > MOST_NAMED:
        named.append(f"{len(passes) - MOST_NAMED:,} more")
    what = " and ".join(attributes)
    return (
        f"{metric} passes among people whose {what} is known. Wherever the others belong it lies "
        f"within these ends, near which it would not surely pass: {'; '.join(named)}. Find out "
        f'their {what}, or say what a missing value means (`map: {{"": ...}}` on the column)'
    )
