"""What is shown of variants: each beside the others, and how each was made and asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from audits.cost.pareto import (
    ACCURACY,
    CHANGED,
    CRITERIA,
    ENERGY,
    GAP,
    LATENCY,
    PACKED,
    SIZE,
    WORST,
    Level,
    Scored,
    compared_by,
    dominated,
)
from audits.cost.variant_costs import ENERGY as OF_ENERGY
from audits.cost.variant_costs import LATENCY as OF_LATENCY
from audits.cost.variant_costs import energy_level
from audits.cost.variant_groups import ACCURACY as OF_ACCURACY
from audits.cost.variant_groups import (
    CHANGE,
    FLIPS,
    Extreme,
    Judged,
    of_variant,
    widest_gap,
    worst_group,
)
from audits.cost.variants import Tried, Variant
from audits.measurement import Estimate, Exhibit, Group, Measurement, Undetermined
from audits.statistics.shares import Stated

Shown = dict[str, Any]


def pareto(
    tried: Tried, judged: Judged, of: Mapping[str, Sequence[Measurement]], stated: Stated
) -> Exhibit:
    """Every variant by every criterion, and which of them others beat. of: by the name."""
    scored = [_scored(each, judged, of[each.name], stated) for each in tried.all]
    beaten = dominated(scored)
    criteria = compared_by(scored)
    known = {name for one in scored for name in one.levels}
    content = {
        "criteria": [each.name for each in criteria],
        "left_out": [
            c.words
            for c in CRITERIA
            if c not in criteria and (c.name in known or c in (LATENCY, ENERGY))
        ],
        "variants": [
            _shown(variant, one, beaten[one.name], judged, of[one.name], stated)
            for variant, one in zip(tried.all, scored, strict=True)
        ],
        "missing": [{"name": name, "why": why.reason} for name, why in tried.missing.items()],
        "rows": len(tried.rows),
        "words": {each.name: each.words for each in CRITERIA},
    }
    return Exhibit("pareto", _title(scored, beaten), content)


def _title(scored: Sequence[Scored], beaten: Mapping[str, tuple[str, ...]]) -> str:
    if len(scored) == 1:
        return "No smaller form could be made"
    standing = [one.name for one in scored if not beaten[one.name]]
    losing = [one.name for one in scored if beaten[one.name]]
    if not losing:
        return "No form of the model is dominated by another"
    words = f"{_listed(losing)} {'is' if len(losing) == 1 else 'are'} dominated"
    rest = f"{_listed(standing)} {'is' if len(standing) == 1 else 'are'} not"
    return f"{words[:1].upper()}{words[1:]}; {rest}"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _scored(
    variant: Variant, judged: Judged, measurements: Sequence[Measurement], stated: Stated
) -> Scored:
    group = of_variant((), variant.name)
    levels: dict[str, Level] = {
        SIZE.name: _counted(variant.size.size_bytes),
        PACKED.name: _counted(variant.size.packed_bytes),
    }
    for criterion, metric in ((ACCURACY, OF_ACCURACY), (LATENCY, OF_LATENCY)):
        one = _of(measurements, metric, group)
        if isinstance(one, Estimate):
            levels[criterion.name] = Level(one.value, one.interval.lower, one.interval.upper)
    energy = _of(measurements, OF_ENERGY, group)
    level = None if energy is None else energy_level(variant, energy, stated)
    if level is not None:
        levels[ENERGY.name] = level
    if judged.right is None:  # or whatever is smaller would be better
        changed = _of(measurements, FLIPS, group)
        levels[CHANGED.name] = _counted(changed.value if isinstance(changed, Estimate) else 0.0)
    for criterion, find in ((WORST, worst_group), (GAP, widest_gap)):
        extreme = find(judged, variant.name, stated)
        if extreme is not None:
            levels[criterion.name] = Level(extreme.value, extreme.low, extreme.high)
    return Scored(variant.name, levels)


def _counted(value: float) -> Level:
    return Level(float(value), float(value), float(value))


def _shown(
    variant: Variant,
    scored: Scored,
    by: Sequence[str],
    judged: Judged,
    measurements: Sequence[Measurement],
    stated: Stated,
) -> Shown:
    group = of_variant((), variant.name)
    return {
        "name": variant.name,
        "dominated_by": list(by),
        "change": variant.change,
        "size": variant.size.size_bytes,
        "packed": variant.size.packed_bytes,
        "accuracy": _number(_of(measurements, OF_ACCURACY, group)),
        "accuracy_change": _number(_of(measurements, CHANGE, group)),
        "flips": _number(_of(measurements, FLIPS, group)),
        "worst_group": _extreme(worst_group(judged, variant.name, stated)),
        "gap": _extreme(widest_gap(judged, variant.name, stated)),
        "latency": _number(_of(measurements, OF_LATENCY, group)),
        "energy": _number(_of(measurements, OF_ENERGY, group)),
    }


def _extreme(extreme: Extreme | None) -> Shown | None:
    if extreme is None:
        return None
    return {
        "value": extreme.value, "interval": [extreme.low, extreme.high], "n": extreme.rows,
        "group": dict(extreme.group),
    }  # fmt: skip


def _of(measurements: Sequence[Measurement], metric: str, group: Group) -> Measurement | None:
    return next((m for m in measurements if m.metric == metric and m.group == group), None)


def _number(measured: Measurement | None) -> Shown | None:
    """Value, interval and n; of what is undetermined the reason, with what was seen beside it."""
    if measured is None:
        return None
    if isinstance(measured, Undetermined):
        raw = measured.raw
        return {
            "why": measured.reason,
            "value": None if raw is None else raw[0],
            "interval": None if raw is None else _limits(raw[1].lower, raw[1].upper),
            "n": measured.sample_size,
        }
    interval = measured.interval
    return {
        "value": measured.value, "interval": _limits(interval.lower, interval.upper),
        "n": measured.sample_size,
    }  # fmt: skip


def _limits(low: float, high: float) -> list[float | None]:
    return [None if abs(each) == float("inf") else each for each in (low, high)]


def facts(tried: Tried, machine: Mapping[str, str]) -> Exhibit:
    """How each was made, why others were not, and what it was measured on."""
    lines = [(each.name.capitalize(), each.change) for each in tried.all]
    lines += [(f"{name.capitalize()}: not made", why.reason) for name, why in tried.missing.items()]
    lines.append(
        ("Rows", f"{len(tried.rows):,} rows judge each form, the same for all; "
                 f"{tried.calibrating:,} others set the ranges of static int8")
    )  # fmt: skip
    calls = [len(times.seconds) for each in tried.made for times in each.times]
    if calls:
        lines.append(
            ("Times", f"the model and a form of it answered the same input in turns, "
                      f"{min(calls):,} to {max(calls):,} times a size of batch")
        )  # fmt: skip
    lines += [(name.capitalize(), value) for name, value in machine.items()]
    lines.append(("Runtime", tried.engine))
    shown = [{"question": question, "answer": answer} for question, answer in lines]
    return Exhibit("facts", "How the smaller forms were made", {"facts": shown})
