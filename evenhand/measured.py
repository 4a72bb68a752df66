"""What was measured, as tables of text: the main numbers of every group, with interval and n."""

from collections.abc import Iterator, Sequence

from audits.json_types import Json
from audits.report.number_format import POINTS, SHARE, bare, between, probability, size
from audits.report.rate_phrases import classes_counted
from audits.report.terminal_text import printable
from audits.report.view import View, group_name
from audits.specification.probe_manifest import columns, declared
from evenhand import stereotyped
from evenhand.layout import fit, wrap

WIDE = 120
READINGS = {
    "female_share": "she",
    "male_share": "he",
    "neutral_share": "it, they",
    "unresolved_share": "unresolved",
}
# Where a translation was asked for; a metric that has no other key is about all of them.
WHERE = frozenset({"language", "system"})
MOST_METRICS, MOST_GROUPS, MOST_OTHERS, MOST_TRANSLATED = 6, 12, 12, 24
# Columns of a number with its interval and n, and at least of the name before them.
NUMBER, LABEL = 30, 18


def lines(view: View, width: int) -> Iterator[str]:
    """Tables no wider than `width`; nothing where nothing was measured for a person to read here.

    With a policy the first metrics are enough: its findings stand above.
    """
    judged = bool(view.findings)
    yield from stereotyped.lines(view, width)
    yield from _translations(view, width, briefly=judged)
    yield from _by_group(view, width, briefly=judged)
    if not judged:
        yield from _others(view, width)


def _by_group(view: View, width: int, *, briefly: bool) -> Iterator[str]:
    """Groups down, metrics across: the first columns that were measured, as many as fit."""
    grouped_metrics = [metric for metric in columns() if _groups(view, metric)]
    across = (width - LABEL) // NUMBER
    label = width - 2 - NUMBER * across
    shown_metrics = grouped_metrics[: across if briefly else MOST_METRICS]
    for start in range(0, len(shown_metrics), across):
        metrics = shown_metrics[start : start + across]
        yield ""
        yield ("  " + fit("group", label) + "".join(_head(metric) for metric in metrics)).rstrip()
        yield from _rows(view, metrics, label)


def _rows(view: View, metrics: Sequence[str], label: int) -> Iterator[str]:
    """A line a group, under the name of its attribute where there are several."""
    groups: dict[str, dict[str | None, Json]] = {}
    for m in (m for metric in metrics for m in _groups(view, metric)):
        name = next(iter(m["group"]), "")
        groups.setdefault(name, {})[m["group"].get(name)] = m["group"]
    several = len(groups.keys() - {""}) > 1
    for attribute, members in groups.items():
        indent = "    " if several and attribute else "  "
        if several and attribute:
            yield f"  {fit(printable(attribute), label)}".rstrip()
        for group in list(members.values())[:MOST_GROUPS]:
            name = fit(printable(group_name(group)), label + 1 - len(indent))
            row = "".join(_number(view, view.one(metric, group)) for metric in metrics)
            yield f"{indent}{name} {row}".rstrip()
        if len(members) > MOST_GROUPS:
            yield f"{indent}and {len(members) - MOST_GROUPS} more in the report"


def _groups(view: View, metric: str) -> list[Json]:
    """Everyone, then every group of one protected attribute; unknown and small ones too."""
    known = set(view.attributes)
    return view.ordered(
        m for m in view.of_metric(metric) if len(m["group"]) < 2 and set(m["group"]) <= known
    )


def _head(metric: str) -> str:
    return f"{fit(metric, NUMBER - 3)} n "


def _number(view: View, measurement: Json | None) -> str:
    """`35.8 [32.1, 39.7]      600`; in parentheses what is too small to tell."""
    if measurement is None:
        return " " * NUMBER
    return f"{fit(_told(view, measurement), NUMBER - 8)}{size(measurement['sample_size']):>7} "


def _told(view: View, measurement: Json, *, digits: int | None = None) -> str:
    scale = view.word(measurement["metric"]).scale
    shown = measurement if "value" in measurement else measurement.get("raw")
    if shown is None:
        return "undetermined"
    interval = between(shown["interval"], scale, digits=digits).replace(" to ", ", ")
    text = f"{bare(shown['value'], scale, digits=digits)} {interval}"
    return text if "value" in measurement else f"({text})"


def _translations(view: View, width: int, *, briefly: bool) -> Iterator[str]:
    """He or she, by language, by system where several were recorded, and by category."""
    rows = [] if not view.of_metric("female_share") else list(_pronouns(view, briefly=briefly))
    if not rows:
        return
    digits = None if width >= WIDE else 0
    column = 20 if width >= WIDE else 14
    label = width - 2 - 8 - column * len(READINGS)
    if label < 12:  # no room for names beside the numbers: they stand above them
        label, column = 0, 12
    heads = "".join(fit(words, column) for words in READINGS.values())
    yield ""
    if not label:
        yield "  translations"
    yield f"  {fit('translations', label)}{heads}{'n':>7}"
    for indent, name, she in rows[:MOST_TRANSLATED]:
        parts = [view.one(metric, she["group"]) for metric in READINGS]
        texts = ["" if m is None else _told(view, m, digits=digits) for m in parts]
        row = "".join(fit(text, column) for text in texts)
        if not label:
            yield f"{indent}{fit(printable(name), width - 4).rstrip()}"
        named = fit(printable(name), label + 1 - len(indent)) if label else ""
        yield f"{indent if label else ' '}{named} {row}{size(she['sample_size']):>7}"
    if len(rows) > MOST_TRANSLATED:
        yield f"  and {len(rows) - MOST_TRANSLATED} more in the report"


def _pronouns(view: View, *, briefly: bool) -> Iterator[tuple[str, str, Json]]:
    """Indent, name and female share: of a language as a whole, then of its categories."""
    shares = view.of_metric("female_share")
    last = None
    for whole in (m for m in shares if set(m["group"]) <= WHERE):
        system = whole["group"].get("system")
        if briefly and system is not None and whole["group"].get("language") == last:
            # No categories stand between, so the language need not be said again.
            yield "    ", str(system), whole
        else:
            yield "  ", group_name(whole["group"]), whole
        last = whole["group"].get("language")
        for m in () if briefly else shares:
            more = dict(m["group"].items() - whole["group"].items())
            if (
                len(more) == 1
                and len(m["group"]) == len(whole["group"]) + 1
                and not WHERE & {*more}
            ):
                yield "    ", group_name(more), m


def _others(view: View, width: int) -> Iterator[str]:
    """What no table above holds: one line a number, the first of each probe's section."""
    shown = {*columns(), *READINGS, "majority_share", "reading_share"}
    for section in view.sections:
        measurements = [
            m
            for m in view.of_section(section)
            if m["metric"] not in shown
            and not stereotyped.tells(m)
            and "value" in m
            and (section not in ("fairness", "imbalance") or declared(m["metric"]).idle is not None)
            and (section != "imbalance" or not m["group"])
            and (section != "translation" or not set(m["group"]) & set(view.attributes))
        ]
        if not measurements:
            continue
        label = width - 2 - NUMBER - 9
        yield ""
        yield f"  {fit(section, label)}{'':<22}{'n':>7}  p".rstrip()
        for m in measurements[:MOST_OTHERS]:
            name = m["metric"] + (f", {group_name(m['group'])}" if m["group"] else "")
            p = probability(m.get("p_value"))
            yield f"  {fit(printable(name), label - 1)} {_number(view, m)} {p}".rstrip()
        if len(measurements) > MOST_OTHERS:
            yield f"  and {len(measurements) - MOST_OTHERS} more in the report"


def legend(view: View, width: int) -> Iterator[str]:
    """What brackets and parentheses mean, where there is a table."""
    level = f"{100 * view.confidence:g}"
    shares = any(view.word(m["metric"]).scale in (SHARE, POINTS) for m in view.measurements)
    unjudged = [m for m in view.measurements if "raw" in m and len(m["group"]) < 2]
    text = f"{'Shares in percent; in' if shares else 'In'} brackets the {level} % interval"
    if unjudged:
        few = all(_fewest(m) < view.smallest_group for m in unjudged)
        # Weights, clusters and numbers without limits need more than the smallest group.
        why = f"people to tell (under {view.smallest_group})" if few else "known to tell"
        text += f"; in parentheses too {'few' if few else 'little'} {why}"
    text += "."
    if classes := classes_counted(view):
        text += f" {classes}"
    yield from (f"  {line}" for line in wrap(text, width - 4))


def _fewest(measurement: Json) -> int:
    """Its rows; of a comparison those of the smaller side."""
    rows = measurement["sample_size"]
    return min(rows) if isinstance(rows, list | tuple) else int(rows)
