"""How much each step asks of the model, in which order steps run, and what fewer would be.

The order of running is not that of numbering: what the policy judges comes first, then what asks
nothing again, then the cheapest, so that an audit which ends early ends with what matters.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from audits.planning.forward_passes import Asked, counted_by
from audits.planning.steps import Step
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.policy_document import PolicySpec
from audits.specification.probe_manifest import ProbeEntry, entries, measured_by
from audits.specification.roles import Kind, Role

# Sentences that are asked a second time, one by one (`audits.running.sentence_check`).
ASKED_TWICE = 30


def with_passes(
    steps: Sequence[Step],
    model: ModelSpec | None,
    columns: Mapping[str, ColumnSpec],
    rows: int,
    known: Mapping[str, ProbeEntry],
) -> tuple[Step, ...]:
    """The steps with their `passes`, as far as files' profiles tell them.

    model: with its `inputs` resolved. rows: of the file; a choice of rows may leave fewer.
    """
    if model is None or model.format == "recorded":
        return tuple(steps)
    fed = {name for names in (model.inputs or {}).values() for name in names}
    asked = Asked(
        kind=_kind([columns[name].kind for name in sorted(fed) if name in columns]),
        rows=rows,
        columns=len(fed),
        nuisances=sum(spec.role is Role.NUISANCE for spec in columns.values()),
        parameters={},
        forced=model.url is None or (model.endpoint or {}).get("logprobs") not in (None, False),
        roles=frozenset(spec.role for spec in columns.values()),
        texts=any(
            spec.role is Role.FEATURE and spec.kind in (Kind.TEXT, None)
            for spec in columns.values()
        ),
    )
    return tuple(replace(step, passes=passes(step, asked, known)) for step in steps)


def passes(step: Step, asked: Asked, known: Mapping[str, ProbeEntry] | None = None) -> int:
    """About how often this step asks the model beyond one answer a row; 0 where it does not run."""
    entry = (entries() if known is None else known).get(step.probe)
    if entry is None or entry.passes is None or step.reason is not None:
        return 0
    return counted_by(entry.passes)(replace(asked, parameters=step.parameters))


def rungs(step: Step, asked: Asked) -> Iterator[Step]:
    """The step as it was planned, then with ever fewer samples; each asks less than the last."""
    last = replace(step, passes=passes(step, asked))
    yield last
    for fewer in entries()[step.probe].sampled:
        parameters = {**step.parameters, **_lowered(step.parameters, fewer)}
        cheaper = replace(step, parameters=parameters)
        cheaper = replace(cheaper, passes=passes(cheaper, asked))
        if cheaper.passes < last.passes:
            last = cheaper
            yield cheaper


def announced(steps: Sequence[Step], budget: str, *, compared: int = 0) -> str:
    """What the steps ask again in all, in a sentence for before they start; "" where nothing.

    compared: requests that are sent a second time, to compare answers.
    """
    parts = []
    asked = sum(step.passes for step in steps)
    if asked:
        parts.append(
            f"{_rounded(asked):,} questions to the model beyond its answer to each row, as far as "
            f"they fit a budget of {budget}"
        )
    if compared:
        parts.append(f"{compared} requests sent a second time to compare the answers")
    return ", and ".join(parts)


def in_order(steps: Sequence[Step], policy: PolicySpec | None) -> list[Step]:
    """As they run: judged first, then those that ask nothing again, then by what they ask."""
    judging = judged(policy)
    return sorted(
        steps,
        key=lambda step: (step.probe not in judging, step.passes > 0, step.passes, step.index),
    )


def judged(policy: PolicySpec | None) -> frozenset[str]:
    """Probes that measure a metric which a rule names."""
    rules = () if policy is None else policy.rules
    return frozenset(probe for rule in rules for probe in measured_by().get(rule.metric, ()))


def _rounded(count: int) -> int:
    """To two digits: it is an estimate."""
    return round(count, 2 - len(str(count)))


def _kind(kinds: Sequence[Kind | None]) -> Kind:
    """As explanations see it: one picture, text, sound or sequence, or else a table."""
    if len(kinds) == 1 and kinds[0] in (Kind.IMAGE, Kind.TEXT, Kind.AUDIO, Kind.SEQUENCE):
        return kinds[0]
    return Kind.CATEGORY


def _lowered(given: Mapping[str, Any], fewer: Mapping[str, int]) -> dict[str, int]:
    """Never more than was asked for."""
    return {
        name: value if given.get(name) is None else min(value, given[name])
        for name, value in fewer.items()
        if not isinstance(given.get(name), list | tuple)
    }
