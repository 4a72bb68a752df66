"""A block for any folder of probes: what it measured appears the day the probe is added."""

from collections.abc import Callable, Collection, Iterator

from audits.json_types import Json
from audits.report.answers import affected
from audits.report.blocks.metrics import metric_figure, numbers_table
from audits.report.components import Banner, Block, Figures, Heading, How, Part, Tabled, Text
from audits.report.exhibits import draw
from audits.report.headline import headline
from audits.report.notes import TRAINED
from audits.report.number_format import between, listed, probability, sizes, with_unit
from audits.report.rate_phrases import counted
from audits.report.view import WORDS, View, group_name, worst
from audits.specification.probe_manifest import section as declared_section
from audits.specification.verdicts import READING_ORDER

MOST_FIGURES, MOST_ROWS, MOST_EXHIBITS = 16, 60, 16
# Of several checks, and of one.
VERBS = {
    "fail": ("fails", "fail"),
    "error": ("broke", "broke"),
    "inconclusive": ("cannot be decided", "cannot be decided"),
    "not_run": ("did not run", "did not run"),
    "pass": ("passes", "pass"),
}
WORST = (*READING_ORDER, "none")
TRAINED_WORDS = (
    "The model was trained on every row that is measured ({where}): what stands here says how well "
    "it knows these rows, not what it does to new people."
)


def block(view: View, section: str) -> Block:
    """The block of a folder that has no page of its own."""
    declared = declared_section(section)
    return Block(
        _slug(section),
        declared.title,
        rules_summary(view, section) or _measured(view, declared.picture) or declared.lede,
        tuple(_parts(view, section)),
        section_verdict(view, section),
        first=first_pictures(view, section),
        open=tuple(broken(view, section)),
        absent=tuple(absent(view, section)),
        closing=declared.caveat,
    )


def section_verdict(view: View, section: str) -> str:
    """The worst of its verdicts; "none" where nothing is judged, "not_run" where nothing is."""
    measurements = view.of_section(section)
    judged = [verdict for each in measurements if (verdict := view.verdict(each)) != "none"]
    if judged:
        return worst(judged)
    return "none" if measurements or view.exhibits(section=section) else "not_run"


def _measured(view: View, metric: str | None) -> str:
    """What the section's own picture shows of everyone; "" where no share of rows does."""
    overall = view.estimate(metric) if metric else None
    if metric is None or overall is None or counted(view, metric) is None:
        return ""
    return affected(view, overall, metric, [overall])


def _parts(view: View, section: str) -> Iterator[Part]:
    yield from drawn_exhibits(view, section)
    yield from remaining(view, section, ())
    summary = summaries(view, section)
    if summary:
        yield How(summary)


def rules_summary(view: View, section: str) -> str:
    """What the policy's rules came to in a section, the worst finding first; "" without rules."""
    positions = {id(m): index for index, m in enumerate(view.measurements)}
    places = {positions[id(m)] for m in view.of_section(section)}
    findings = [f for f in view.findings if f.get("measurement") in places]
    if not findings:
        return ""
    many = len(findings)
    counts = {v: sum(f["verdict"] == v for f in findings) for v in VERBS}
    parts = [
        f"{number} {VERBS[verdict][number != 1]}" for verdict, number in counts.items() if number
    ]
    checks = f"Of {many} checks here" if many > 1 else "The one check here"
    summary = f"{checks}, {listed(parts)}." if many > 1 else f"{checks} {_alone(counts)}."
    if many == 1:
        return f"{summary} {findings[0].get('sentence') or ''}".strip()
    if counts["fail"] + counts["error"] == 0:
        return summary
    worst_verdict = worst(verdict for verdict, number in counts.items() if number)
    failing = [f for f in findings if f["verdict"] == worst_verdict]
    leading = headline(view)
    shown = leading if leading in failing else failing[0]
    return f"{summary} {shown.get('sentence') or ''}".strip()


def _alone(counts: Json) -> str:
    return next(VERBS[verdict][0] for verdict, number in counts.items() if number)


def first_pictures(view: View, section: str) -> tuple[str, ...]:
    """Ids of the pictures that may stand open: what the section declares, then what is judged."""
    declared, slug = declared_section(section).picture, _slug(section)
    judged = [m for m in view.of_section(section) if m["group"] and view.judged(m)]
    judged.sort(key=lambda m: WORST.index(view.verdict(m)))
    leading = headline(view)
    if leading is not None:
        judged.sort(key=lambda m: m["metric"] != leading["rule"]["metric"])
    metrics = [*([declared] if declared else []), *dict.fromkeys(m["metric"] for m in judged)]
    exhibits = [
        f"fig-{slug}-{exhibit['kind']}-{index}"
        for index, exhibit in enumerate(view.exhibits(section=section))
        if exhibit["kind"] == declared
    ]
    return (
        *exhibits,
        *(name for m in metrics for name in (f"fig-{slug}-{m}", f"fig-{m.replace('_', '-')}")),
    )


def broken(view: View, section: str) -> Iterator[Part]:
    """What a reader must know first: that only training rows are measured, and what broke."""
    trained = (TRAINED.fullmatch(str(text)) for text in view.report.get("warnings", ()))
    for match in filter(None, trained):
        yield Banner("Training rows alone.", TRAINED_WORDS.format(where=match[1]))
    for probe in _of(view, section, "error"):
        reason = _sentence(probe.get("reason") or "No reason was given")
        yield Banner(f"{probe['name']} broke.", reason, "stop")


def absent(view: View, section: str) -> Iterator[str]:
    """What did not run and what to do about it: a sentence a reason, however many probes."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for probe in _of(view, section, "not_run"):
        why = str(probe.get("reason") or "no reason was given"), str(probe.get("remedy") or "")
        by_reason.setdefault(why, []).append(probe["name"])
    for (reason, remedy), names in by_reason.items():
        rest = f" {_sentence(remedy)}" if remedy else ""
        yield f"{listed(names)} did not run: {reason.strip().rstrip('.')}.{rest}"


def _of(view: View, section: str, status: str) -> list[Json]:
    return [
        probe
        for probe in view["probes"]
        if probe["name"].partition(".")[0] == section and probe["status"] == status
    ]


def drawn_exhibits(
    view: View,
    section: str,
    *,
    kinds: Collection[str] = (),
    but: Collection[str] = (),
    order: Callable[[Json], int] | None = None,
) -> list[Part]:
    """Exhibits by their renderers, at most so many; neighbouring pictures share a row.

    order: the smaller, the earlier; left out, they stand as they were measured.
    """
    parts: list[Part] = []
    exhibits = [
        exhibit
        for exhibit in view.exhibits(section=section)
        if exhibit["kind"] not in but and (not kinds or exhibit["kind"] in kinds)
    ]
    if order is not None:
        exhibits.sort(key=order)
    if len(exhibits) > MOST_EXHIBITS:
        hidden = len(exhibits) - MOST_EXHIBITS
        parts.append(Text(f"{hidden} more exhibits stand in the JSON report."))
    for index, exhibit in enumerate(exhibits[:MOST_EXHIBITS]):
        parts += draw(view, exhibit, f"{_slug(section)}-{exhibit['kind']}-{index}")
    return joined(parts)


def joined(*many: Collection[Part]) -> list[Part]:
    """Neighbouring pictures in one row."""
    merged: list[Part] = []
    for part in (part for parts in many for part in parts):
        last = merged[-1] if merged else None
        if isinstance(part, Figures) and isinstance(last, Figures):
            merged[-1] = Figures((*last.figures, *part.figures), last.key)
        else:
            merged.append(part)
    return merged


def remaining(
    view: View, section: str, shown: Collection[str], *, simple: bool = False
) -> list[Part]:
    """Figures of metrics measured for groups, and one table of those measured overall.

    simple: leave intersections of attributes out of the pictures.
    """
    by_metric: dict[str, list[Json]] = {}
    for m in view.of_section(section):
        if m["metric"] not in shown:
            by_metric.setdefault(m["metric"], []).append(m)
    figures, overall = [], []
    for metric, many in by_metric.items():
        overall += [m for m in many if not m["group"]]
        crossed = [] if simple else [m for m in many if len(m["group"]) > 1]
        # One attribute at a time first: crossings are many, and a picture of their own.
        for name, grouped in (
            ("", [m for m in many if len(m["group"]) == 1]),
            ("-crossed", crossed),
        ):
            figure = (
                metric_figure(view, metric, grouped, name=f"{_slug(section)}-{metric}{name}")
                if grouped
                else None
            )
            if figure is not None:
                figures.append(figure)
            else:
                overall += grouped
    parts: list[Part] = []
    if overall:
        parts.append(_table(view, section, overall))
    if figures:
        parts.append(Figures(tuple(figures[:MOST_FIGURES]), key=_any_judged(view, section)))
    if len(figures) > MOST_FIGURES:
        parts.append(
            Heading(f"{_slug(section)}-more",
                    f"{len(figures) - MOST_FIGURES} more metrics stand in the JSON report")
        )  # fmt: skip
    return parts


def _table(view: View, section: str, measurements: list[Json]) -> Tabled:
    rows = []
    # Groups that are silent for the same reason as everyone need no row of their own.
    silent = {(m["metric"], m["undetermined"]) for m in measurements if _overall_silence(m)}
    shown = [
        m
        for m in measurements
        if not m["group"] or (m["metric"], m.get("undetermined")) not in silent
    ]
    for m in shown[:MOST_ROWS]:
        word = view.word(m["metric"])
        state = WORDS.get(view.verdict(m), "not judged")
        name = word.phrase if not m["group"] else f"{word.phrase}, {group_name(m['group'])}"
        if "value" in m:
            rows.append(
                (name, with_unit(m["value"], word.scale), between(m["interval"], word.scale),
                 sizes(m["sample_size"]), probability(m.get("p_value")), state)
            )  # fmt: skip
        else:
            # In parentheses, as in the figures: too little known to tell.
            raw = m.get("raw")
            value = f"({with_unit(raw['value'], word.scale)})" if raw else "–"
            interval = between(raw["interval"], word.scale) if raw else ""
            rows.append((name, value, interval, sizes(m["sample_size"]), "", m["undetermined"]))
    head = ("Measured", "Value", "Interval", "n", "p", "Verdict")
    table = numbers_table(head, rows)
    last = len(table.head) - ("Verdict" in table.head)
    return Tabled(f"{_slug(section)}-overall", table, numeric=frozenset(range(1, last)), keys=True)


def _overall_silence(m: Json) -> bool:
    return not m["group"] and "undetermined" in m


def _any_judged(view: View, section: str) -> bool:
    return any(view.judged(m) for m in view.of_section(section))


def summaries(view: View, section: str) -> str:
    """What each probe of the folder does, in its own first line."""
    from audits.specification.probe_manifest import entries

    ran = [p["name"] for p in view["probes"] if p["name"].partition(".")[0] == section]
    known = entries()
    return " ".join(f"{name}: {known[name].summary}" for name in ran if name in known)


def _sentence(words: str) -> str:
    words = words.strip().rstrip(".")
    return f"{words[:1].upper()}{words[1:]}."


def _slug(section: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in section.lower())
