"""What was measured, as tables of text: the main numbers of every group, with interval and n."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audits.json_types import Json
from audits.report.number_format import POINTS, SHARE, bare, interval_text, probability, size
from audits.report.rate_phrases import classes_counted
from audits.report.terminal_text import printable
from audits.report.view import View, group_name
from audits.specification.probe_manifest import columns, declared, vocabulary
from evenhand import stereotyped
from evenhand.layout import cells, column, fit, wrap

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
# Columns of a number with its interval, of n, and of the name before them, all at the least.
TOLD, SIZE, LABEL = 22, 7, 18
NUMBER = TOLD + SIZE + 1
# A rate that is no column, and the column that is the rest of it.
REST_OF = {"true_positive_rate": "false_negative_rate"}


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
    """Groups down, metrics across, as many as fit: briefly those that the policy stands on."""
    grouped_metrics = [metric for metric in columns() if _groups(view, metric)]
    judged = _judged(view) if briefly else frozenset()
    shown = [metric for metric in grouped_metrics if metric in judged] or grouped_metrics
    rooms = {m: _Room.of(view, _groups(view, m)) for m in shown[:MOST_METRICS]}
    tables = list(_side_by_side(rooms, width - LABEL))
    across = (width - LABEL) // NUMBER
    for metrics in tables[:1] if briefly and not judged else tables:
        taken = sum(rooms[metric].width for metric in metrics)
        label = width - 2 - max(NUMBER * across, taken)
        yield ""
        heads = "".join(_head(metric, rooms[metric]) for metric in metrics)
        yield _heading("group", heads, width, label + 2)
        yield from _rows(view, metrics, rooms, width, label)


def _judged(view: View) -> frozenset[str]:
    """The rates that the policy's rules compare: what a reader of its findings asks next."""
    known = vocabulary()
    rates = {
        rate
        for metric in {finding["rule"]["metric"] for finding in view.findings}
        if metric in known
        for rate in declared(metric).compares or (metric,)
    }
    return frozenset(REST_OF.get(rate, rate) for rate in rates)


@dataclass(frozen=True)
class _Room:
    """Columns of numbers with their intervals, and of their sizes."""

    number: int
    size: int

    @classmethod
    def of(cls, view: View, measurements: Sequence[Json]) -> "_Room":
        """What shows each of them whole."""
        return cls(
            column((_shown_number(view, m) for m in measurements), TOLD),
            column((size(m["sample_size"]) for m in measurements), SIZE + 1) - 1,
        )

    @property
    def width(self) -> int:
        return self.number + self.size + 1


def _side_by_side(rooms: Mapping[str, _Room], width: int) -> Iterator[list[str]]:
    """The metrics of each table: as many as fit, and one at least."""
    metrics: list[str] = []
    for metric, room in rooms.items():
        if metrics and sum(rooms[m].width for m in metrics) + room.width > width:
            yield metrics
            metrics = []
        metrics.append(metric)
    if metrics:
        yield metrics


def _rows(
    view: View, metrics: Sequence[str], rooms: Mapping[str, _Room], width: int, label: int
) -> Iterator[str]:
    """A line a group, under the name of its attribute where there are several."""
    groups: dict[str, dict[str | None, Json]] = {}
    for m in (m for metric in metrics for m in _groups(view, metric)):
        name = next(iter(m["group"]), "")
        groups.setdefault(name, {})[m["group"].get(name)] = m["group"]
    several = len(groups.keys() - {""}) > 1
    for attribute, members in groups.items():
        indent = "    " if several and attribute else "  "
        if several and attribute:
            yield f"  {fit(printable(attribute), max(label, LABEL))}".rstrip()
        for group in list(members.values())[:MOST_GROUPS]:
            row = "".join(_number(view, view.one(m, group), rooms[m]) for m in metrics)
            yield from _named(f"{indent}{printable(group_name(group))}", row, width, label + 2)
        if len(members) > MOST_GROUPS:
            yield f"{indent}and {len(members) - MOST_GROUPS} more in the report"


def _groups(view: View, metric: str) -> list[Json]:
    """Everyone, then every group of one protected attribute; unknown and small ones too."""
    known = set(view.attributes)
    return view.ordered(
        m for m in view.of_metric(metric) if len(m["group"]) < 2 and set(m["group"]) <= known
    )


def _named(name: str, row: str, width: int, label: int) -> Iterator[str]:
    """The name beside its numbers, or above them where one line does not hold both."""
    if label >= LABEL:
        yield f"{fit(name, label - 1)} {row}".rstrip()
        return
    yield fit(name, width).rstrip()
    row = row.rstrip()
    if cells(row) <= width:
        yield f"{row:>{width}}"
    else:
        yield from (f"    {line}" for line in wrap(" ".join(row.split()), width - 4))


def _heading(name: str, heads: str, width: int, label: int) -> str:
    """The heads above a table whose names have these columns, as `_named` lays it out."""
    if label >= LABEL:
        return f"{fit(f'  {name}', label)}{heads}".rstrip()
    return fit(f"  {name}: {', '.join(heads.split())}", width).rstrip()


def _head(metric: str, room: _Room) -> str:
    return f"{fit(metric, room.width - 3)} n "


def _number(view: View, measurement: Json | None, room: _Room) -> str:
    """`35.8 [32.1, 39.7]      600`; in parentheses what is too small to tell."""
    if measurement is None:
        return " " * room.width
    n = size(measurement["sample_size"])
    return f"{fit(_shown_number(view, measurement), room.number)}{n:>{room.size}} "


def _shown_number(view: View, measurement: Json, *, digits: int | None = None) -> str:
    scale = view.word(measurement["metric"]).scale
    shown = measurement if "value" in measurement else measurement.get("raw")
    if shown is None:
        return "undetermined"
    interval = interval_text(measurement, scale, digits=digits).replace(" to ", ", ")
    text = f"{bare(shown['value'], scale, digits=digits)} {interval}"
    return text if "value" in measurement else f"({text})"


def _translations(view: View, width: int, *, briefly: bool) -> Iterator[str]:
    """He or she, by language, by system where several were recorded, and by category."""
    rows = [] if not view.of_metric("female_share") else list(_pronouns(view, briefly=briefly))
    if not rows:
        return
    digits = None if width >= WIDE else 0
    shares = {
        id(she): [view.one(metric, she["group"]) for metric in READINGS] for _, _, she in rows
    }
    texts_of_row = {
        key: ["" if m is None else _shown_number(view, m, digits=digits) for m in of_row]
        for key, of_row in shares.items()
    }
    every = [text for texts in texts_of_row.values() for text in texts]
    room = column(every, 20 if width >= WIDE else 14)
    label = width - 2 - 8 - room * len(READINGS)
    if label < 12:  # no room for names beside the numbers: they stand above them
        label, room = 0, column(every, 12)
    if 10 + room * len(READINGS) > width:
        yield from _translations_below(rows, texts_of_row, width)
        return
    heads = "".join(fit(words, room) for words in READINGS.values())
    yield ""
    if not label:
        yield "  translations"
    yield f"  {fit('translations', label)}{heads}{'n':>7}"
    for indent, name, she in rows[:MOST_TRANSLATED]:
        row = "".join(fit(text, room) for text in texts_of_row[id(she)])
        if not label:
            yield f"{indent}{fit(printable(name), width - 4).rstrip()}"
        named = fit(printable(name), label + 1 - len(indent)) if label else ""
        yield f"{indent if label else ' '}{named} {row}{size(she['sample_size']):>7}"
    if len(rows) > MOST_TRANSLATED:
        yield f"  and {len(rows) - MOST_TRANSLATED} more in the report"


def _translations_below(
    rows: Sequence[tuple[str, str, Json]], texts_of_row: Mapping[int, Sequence[str]], width: int
) -> Iterator[str]:
    """Each reading in words below its name, where no line holds their numbers side by side."""
    yield ""
    yield "  translations"
    for indent, name, she in rows[:MOST_TRANSLATED]:
        yield f"{indent}{fit(printable(name), width - 4).rstrip()}"
        texts = zip(READINGS.values(), texts_of_row[id(she)], strict=True)
        parts = [f"{words} {text}" for words, text in texts if text]
        text = "; ".join([*parts, f"n {size(she['sample_size'])}"])
        yield from (f"      {line}" for line in wrap(text, width - 6))
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
        room = _Room.of(view, measurements[:MOST_OTHERS])
        label = width - 2 - room.width - 9
        blank = f"{'':<{room.number}}{'n':>{room.size}}  p"
        yield ""
        yield _heading(section, blank, width, label + 2)
        for m in measurements[:MOST_OTHERS]:
            name = m["metric"] + (f", {group_name(m['group'])}" if m["group"] else "")
            p = probability(m.get("p_value"))
            yield from _named(
                f"  {printable(name)}", f"{_number(view, m, room)} {p}", width, label + 2
            )
        if len(measurements) > MOST_OTHERS:
            yield f"  and {len(measurements) - MOST_OTHERS} more in the report"


def legend(view: View, width: int) -> Iterator[str]:
    """What brackets and parentheses mean, where there is a table."""
    level = f"{100 * view.confidence:g}"
    shares = any(view.word(m["metric"]).scale in (SHARE, POINTS) for m in view.measurements)
    unjudged = [m for m in view.measurements if "raw" in m and len(m["group"]) < 2]
    text = f"{'Shares in percent; in' if shares else 'In'} brackets the {level} % interval"
    if unjudged:
        small_groups = all(_fewest(m) < view.smallest_group for m in unjudged)
        # Weights, clusters and numbers without limits need more than the smallest group.
        why = f"people to tell (under {view.smallest_group})" if small_groups else "known to tell"
        text += f"; in parentheses too {'few' if small_groups else 'little'} {why}"
    text += "."
    if classes := classes_counted(view):
        text += f" {classes}"
    yield from (f"  {line}" for line in wrap(text, width - 4))


def _fewest(measurement: Json) -> int:
    """Its rows; of a comparison those of the smaller side."""
    rows = measurement["sample_size"]
    return min(rows) if isinstance(rows, list | tuple) else int(rows)
