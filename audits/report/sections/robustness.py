"""Block 9: what turned the answers, within which budget, and what that is no proof of."""

from collections.abc import Iterator

from audits.json_types import Json
from audits.report.blocks.generic import (
    absent,
    broken,
    joined,
    remaining,
    section_verdict,
    summaries,
)
from audits.report.components import Block, How, Part
from audits.report.exhibits import draw
from audits.report.number_format import SHARE, between, size, with_unit
from audits.report.view import View
from audits.specification.probe_manifest import measured_by, quoted, section

SECTION = "robustness"


def block(view: View) -> Block | None:
    """The block, or None where nothing of the section was planned."""
    if SECTION not in view.sections:
        return None
    return Block(
        SECTION, section(SECTION).title, lede(view), tuple(joined(tuple(_parts(view)))),
        section_verdict(view, SECTION),
        first=tuple(f"fig-{SECTION}-curve-{index}" for index in range(len(_curves(view)))),
        open=tuple(broken(view, SECTION)),
        absent=tuple(absent(view, SECTION)),
        closing=section(SECTION).caveat,
    )  # fmt: skip


def lede(view: View) -> str:
    """What stands under attack, beside what was right before; or why nothing is said of it."""
    attacks = [metric for metric in quoted(SECTION) if metric.evidence == "attack"]
    for metric in attacks:
        measured = next((m for m in view.of_metric(metric.name) if not m["group"]), None)
        if measured is None:
            continue
        if "value" not in measured:
            reason = str(measured["undetermined"])
            return f"{reason[:1].upper()}{reason[1:]}."
        note = str(measured["method"]).partition(" (")[2].partition(")")[0]
        return f"{_share(measured)} of the answers are right and withstood {note}."
    certified = view.estimate("certified_accuracy")
    if certified is not None:
        whose = "smoothed classifier" if "smoothed" in certified["method"] else "model itself"
        whose = "classifier that was recorded" if "recorded" in certified["method"] else whose
        return f"{_share(certified)} of the rows are certified, of the {whose}."
    corrupted = view.estimate("corruption_accuracy")
    if corrupted is not None:
        return (
            f"{_share(corrupted)} of the answers stay right where inputs get worse by themselves."
        )
    return section(SECTION).lede


def _share(measured: Json) -> str:
    shown = with_unit(measured["value"], SHARE)
    return f"{shown} {between(measured['interval'], SHARE)} (n {size(measured['sample_size'])})"


def _parts(view: View) -> Iterator[Part]:
    for index, exhibit in enumerate(_curves(view)):
        yield from draw(view, exhibit, f"{SECTION}-curve-{index}")
    for kind in ("pairs", "sentences", "facts"):
        for index, exhibit in enumerate(view.exhibits(section=SECTION, kind=kind)):
            yield from draw(view, exhibit, f"{SECTION}-{kind}-{index}")
    yield from joined(remaining(view, SECTION, ()))
    how = summaries(view, SECTION)
    if how:
        yield How(how)


def _curves(view: View) -> list[Json]:
    """What is drawn over sizes, questions, radii and severities, what says most first."""
    first = dict.fromkeys(
        probe for metric in quoted(SECTION) for probe in measured_by()[metric.name]
    )
    rank = {probe: index for index, probe in enumerate(first)}
    curves = view.exhibits(section=SECTION, kind="curve")
    return sorted(curves, key=lambda exhibit: rank.get(exhibit["probe"], len(rank)))
