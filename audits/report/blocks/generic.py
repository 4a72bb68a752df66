"""A block for any folder of probes: what it measured appears the day the probe is added."""

from collections.abc import Collection, Iterator

from audits.json_types import Json
from audits.report.blocks.metrics import metric_figure
from audits.report.charts.shapes import columns
from audits.report.components import Banner, Block, Figures, Heading, How, Part, Tabled, Text
from audits.report.exhibits import draw
from audits.report.number_format import between, probability, sizes, with_unit
from audits.report.view import WORDS, View, group_name, worst
from audits.specification.probe_manifest import section as declared_section

MOST_FIGURES, MOST_ROWS, MOST_EXHIBITS = 16, 60, 16


def block(view: View, section: str) -> Block:
    """The block of a folder that has no page of its own."""
    declared = declared_section(section)
    measurements = view.of_section(section)
    judged = [v for m in measurements if (v := view.verdict(m)) != "none"]
    idle = not measurements and not view.exhibits(section=section)
    verdict = worst(judged) if judged else ("not_run" if idle else "none")
    return Block(
        _slug(section), declared.title, declared.lede, tuple(_parts(view, section)), verdict
    )


def _parts(view: View, section: str) -> Iterator[Part]:
    yield from not_run(view, section)
    yield from drawn_exhibits(view, section)
    yield from remaining(view, section, ())
    yield from caveats(section)
    summary = summaries(view, section)
    if summary:
        yield How(summary)


def caveats(section: str) -> Iterator[Part]:
    """What to bear in mind with every report of the section, where it says so."""
    declared = declared_section(section)
    if declared.caveat is not None:
        yield Banner(*declared.caveat)


def not_run(view: View, section: str) -> Iterator[Part]:
    """Probes that did not run or broke, and what to do about it."""
    for probe in view["probes"]:
        if probe["name"].partition(".")[0] != section or probe["status"] == "ran":
            continue
        state = "broke" if probe["status"] == "error" else "did not run"
        remedy = f" {_sentence(probe['remedy'])}" if probe.get("remedy") else ""
        yield Banner(
            f"{probe['name']} {state}.",
            f"{_sentence(probe.get('reason') or 'No reason was given')}{remedy}",
            "stop" if probe["status"] == "error" else "caveat",
        )


def drawn_exhibits(
    view: View, section: str, *, kinds: Collection[str] = (), but: Collection[str] = ()
) -> list[Part]:
    """Exhibits by their renderers, at most so many; neighbouring pictures share a row."""
    parts: list[Part] = []
    exhibits = [
        exhibit
        for exhibit in view.exhibits(section=section)
        if exhibit["kind"] not in but and (not kinds or exhibit["kind"] in kinds)
    ]
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
        grouped = [m for m in many if m["group"] and not (simple and len(m["group"]) > 1)]
        overall += [m for m in many if not m["group"]]
        figure = metric_figure(view, metric, grouped, name=f"{_slug(section)}-{metric}") if (
            grouped
        ) else None  # fmt: skip
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
            rows.append((name, "–", "", sizes(m["sample_size"]), "", m["undetermined"]))
    head = ("Measured", "Value", "Interval", "n", "p", "Verdict")
    return Tabled(f"{_slug(section)}-overall", columns(head, rows), numeric=frozenset({1, 2, 3, 4}))


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
