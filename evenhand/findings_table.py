"""The findings as text: by verdict, a row each, every number whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audits.report.acceptance import acceptance, is_accepted
from audits.report.findings import reason_of
from audits.report.next_steps import next_step
from audits.report.number_format import bare, interval_text, probability, size
from audits.report.rule_phrases import whose
from audits.report.terminal_text import printable
from audits.report.text_forest import strip, strip_scales
from audits.report.view import MARKS, WORDS, View
from audits.specification.verdicts import READING_ORDER
from evenhand.layout import column, fit, hanging, painted, wrap

STYLES = {
    "fail": "bold red",
    "error": "bold magenta",
    "inconclusive": "bold yellow",
    "not_run": "bold bright_black",
    "pass": "bold green",
}
WIDE = 120
# The report holds every finding; a screen holds the first of each verdict.
MOST = 40
# Columns of a name, an effect and n at least, of p, and of the narrowest strip that shows anything.
_NAME, _WIDE_NAME, _EFFECT, _N, _P, _STRIP = 16, 45, 24, 7, 9, 9


@dataclass(frozen=True)
class _Layout:
    """Columns of each part of a row. strip: 0 where there is no room for one.

    is_below: whether intervals stand below their numbers, since no line holds both.
    """

    width: int
    name: int
    strip: int
    effect: int
    n: int
    is_below: bool

    @property
    def is_wide(self) -> bool:
        return self.width >= WIDE

    @property
    def left(self) -> int:
        """Columns before the strip."""
        return self.name + (3 if self.is_wide else 5)


def lines(view: View, width: int, *, colour: bool = False) -> Iterator[str]:
    """The findings by verdict; nothing where there are none."""
    if not view.findings:
        return
    layout = _layout(view, width)
    scales = strip_scales(view)
    yield ""
    drawn = f"{'░ tolerance':<{layout.strip + 2}}" if layout.strip else ""
    name = "rule and group" if layout.is_wide else "group"
    yield (f"  {name:<{layout.left - 2}}{drawn}{'effect':<{layout.effect}}{'n':>{layout.n}}  p")
    for verdict in READING_ORDER:
        findings = [f for f in view.findings if f["verdict"] == verdict]
        if not findings:
            continue
        yield ""
        yield (
            in_colour(f"{MARKS[verdict]} {WORDS[verdict].upper()}", verdict, colour)
            + f"  {len(findings)}"
        )
        yield from _of_verdict(view, findings[:MOST], scales, layout)
        if len(findings) > MOST:
            yield f"  and {len(findings) - MOST} more in the report"


def in_colour(text: str, verdict: str, colour: bool) -> str:
    """The text in the colour of its verdict, where there is colour."""
    return painted(text, STYLES[verdict]) if colour else text


def _layout(view: View, width: int) -> _Layout:
    """The strip gives way to numbers, and then the name; an interval that still has no room
    stands below its number.
    """
    measured = [m for f in view.findings if (m := view.measured(f)) is not None and "value" in m]
    effects = [" ".join(_effect(view, m)) for m in measured]
    n = column((size(m["sample_size"]) for m in measured), _N + 1) - 1
    before, gap = (_WIDE_NAME + 3, 2) if width >= WIDE else (_NAME + 5, 2)
    most = width - before - n - _P
    is_below = column(effects, 0) > most
    if is_below:
        effects = [_effect(view, m)[0] for m in measured]
    effect = column(effects, min(_EFFECT, most))
    strip_room = most - effect - gap
    name = before - (3 if width >= WIDE else 5)
    return _Layout(
        width, min(name, width - effect - n - _P - 5), strip_room if strip_room >= _STRIP else 0,
        effect, n, is_below,
    )  # fmt: skip


def _of_verdict(
    view: View,
    findings: Sequence[Mapping[str, Any]],
    scales: Mapping[str, Any],
    layout: _Layout,
) -> Iterator[str]:
    last = ""
    unmeasured: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        metric = finding["rule"]["metric"]
        measurement = view.measured(finding)
        group = whose(view, finding)
        if measurement is None or "value" not in measurement:
            key = (metric, next_step(view, finding))
            unmeasured.setdefault(key, []).append(f"{group} ({reason_of(finding, measurement)})")
            continue
        if not layout.is_wide and metric != last:
            yield f"  {metric}"
            last = metric
        yield from _row(view, finding, measurement, group, scales, layout)
        if is_accepted(finding):
            for line in wrap(printable(acceptance(view, finding)), layout.width - layout.left):
                yield " " * layout.left + line
        if finding["verdict"] == "inconclusive" and (step := next_step(view, finding)):
            for line in wrap(printable(step[:1].lower() + step[1:]), layout.width - layout.left):
                yield " " * layout.left + line
    for (metric, then), groups in unmeasured.items():
        text = f"{metric}: {', '.join(groups)}." + (f" {then.rstrip('.')}." if then else "")
        yield from hanging("  ", printable(text), layout.width)


def _row(
    view: View,
    finding: Mapping[str, Any],
    measurement: Mapping[str, Any],
    group: str,
    scales: Mapping[str, Any],
    layout: _Layout,
) -> Iterator[str]:
    metric = measurement["metric"]
    marks = layout.strip
    drawn = f"{strip(measurement, finding, scales[metric], marks)}  " if marks else ""
    value, interval = _effect(view, measurement)
    p = probability(finding.get("adjusted_p_value")) if finding["verdict"] == "fail" else ""
    label = f"  {fit(printable(f'{metric}, {group}'), layout.name)} " if layout.is_wide else (
        f"    {fit(printable(group), layout.name)} "
    )  # fmt: skip
    n = size(measurement["sample_size"])
    effect = value if layout.is_below else f"{value} {interval}"
    yield f"{label}{drawn}{fit(effect, layout.effect)}{n:>{layout.n}}  {p}".rstrip()
    if layout.is_below:
        left = layout.left + (marks + 2 if marks else 0)
        yield from (" " * left + line for line in wrap(interval, layout.width - left))


def _effect(view: View, measurement: Mapping[str, Any]) -> tuple[str, str]:
    """The number, and its interval."""
    scale = view.word(measurement["metric"]).scale
    interval = interval_text(measurement, scale).replace(" to ", ", ")
    return bare(measurement["value"], scale), interval
