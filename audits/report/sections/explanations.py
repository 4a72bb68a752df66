"""Block 7: why single answers came out as they did, and how far each method may be believed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from audits.json_types import Json
from audits.report.blocks.generic import (
    WORST,
    absent,
    broken,
    joined,
    remaining,
    section_verdict,
)
from audits.report.blocks.metrics import metric_figure
from audits.report.blocks.titles import parted
from audits.report.charts.shapes import Figure
from audits.report.components import Block, Figures, Folded, Heading, How, Part, Text
from audits.report.exhibits import draw
from audits.report.exhibits.reliability import STAMP
from audits.report.number_format import SHARE, between, plain, size, with_unit
from audits.report.view import View, group_name
from audits.specification.probe_manifest import section

SECTION = "explanations"
SIDE_BY_SIDE, ROWS_EACH, CURVES, MOST_TERMS = 2, 2, 8, 8
IMPORTANCE = "explanations-importance"
ROW_KINDS = ("highlighted_text", "heat_picture", "signed_bars")
# Drawn inside the cards.
ON_CARDS = ("_stability", "_fidelity", "_sanity", "deletion_auc", "insertion_auc", "_gap")


def block(view: View) -> Block | None:
    """The block, or None where no explanation was planned."""
    if SECTION not in view.sections:
        return None
    return Block(
        SECTION, section(SECTION).title, lede(view), tuple(joined(tuple(_parts(view)))),
        section_verdict(view, SECTION),
        first=(
            *(f"fig-{IMPORTANCE}-{method}" for method in _by_trust(view)), *_judged_curves(view)
        ),
        open=tuple(broken(view, SECTION)),
        absent=tuple(absent(view, SECTION)),
        closing=section(SECTION).caveat,
    )  # fmt: skip


def lede(view: View) -> str:
    """How many methods may be relied on, and whether they agree."""
    cards = view.exhibits(section=SECTION, kind="reliability")
    recourse = view.estimate("recourse_share")
    if not cards and recourse is not None:
        share = f"{with_unit(recourse['value'], SHARE)} {between(recourse['interval'], SHARE)}"
        n = size(recourse["sample_size"])
        if not recourse["value"]:
            return (
                f"Of {n} refused, none was found who could turn the answer by what they can "
                f"change ({share})."
            )
        return f"Of {n} refused, {share} could have turned the answer by what they can change."
    if not cards:
        return section(SECTION).lede
    contents = [card["content"] for card in cards]
    stamped = [card for card in contents if card["stamped"]]
    unsure = [card for card in contents if not card["stamped"] and card.get("unsure")]
    unchecked = [card for card in contents if _is_unchecked(card)]
    passed = len(cards) - len(stamped) - len(unsure) - len(unchecked)
    one = f"{'passes its' if passed == 1 else 'pass their'} checks here"
    many = f"{passed} of {len(cards)} methods {one}"
    if len(cards) == 1:
        many = (
            f"The one method {'passes its checks here' if passed else 'does not pass its checks'}"
        )
        if unchecked:
            many = "Not every check of the one method could be made here"
    if unsure and len(cards) > 1:
        many += f"; {len(unsure)} more {'is' if len(unsure) == 1 else 'are'} not sure"
    if unchecked and len(cards) > 1:
        many += f"; not every check of {len(unchecked)} more could be made"
    if stamped and len(cards) > 1:
        many += f"; {len(stamped)} should not be relied on"
    agreement = view.estimate("explanation_agreement")
    if agreement is None:
        return f"{many}."
    return f"{many}; any two share {plain(agreement['value'], 2)} of their pattern on average."


def _is_unchecked(card: Json) -> bool:
    """Of a method that nothing speaks against, whether a threshold has no number beside it."""
    if card["stamped"] or card.get("unsure"):
        return False
    return any(
        row.get("threshold") is not None and row.get("value") is None for row in card["rows"]
    )


def _parts(view: View) -> Iterator[Part]:
    importance = tuple(_importance(view))
    if importance:
        yield Heading("what-matters", "What matters over many rows")
        yield Figures(importance)
    beside = view.exhibits(section=SECTION, kind="side_by_side")[:SIDE_BY_SIDE]
    for index, exhibit in enumerate(beside):
        yield from draw(view, exhibit, f"explanations-row-{index}")
    for probe in _by_probe(view):
        yield from _method(view, probe, {_row_of(exhibit) for exhibit in beside})
    on_cards = [m["metric"] for m in view.of_section(SECTION) if m["metric"].endswith(ON_CARDS)]
    shown = [*on_cards, *_by_trust(view)]
    yield from remaining(view, SECTION, shown)
    yield How(
        "Rows are named in the plan, or chosen: typical, most uncertain, most wrong by group, and "
        "those that together show the most (sub-modular pick). The class explained is the one "
        "the model answers. A method under its thresholds keeps its drawings and gets the stamp; "
        "thresholds and the simulation behind them stand in docs/explanations.md."
    )


def _by_trust(view: View) -> list[str]:
    """Metrics of global importance, those of methods that pass their checks first."""
    doubt = {
        card["probe"]: 2 * bool(card["content"]["stamped"]) + bool(card["content"].get("unsure"))
        for card in view.exhibits(section=SECTION, kind="reliability")
    }
    owners = {
        m["metric"]: m["probe"]
        for m in view.of_section(SECTION)
        if m["metric"].endswith("importance") and "term" in m["group"]
    }
    return sorted(owners, key=lambda metric: doubt.get(owners[metric], 0))


def _importance(view: View) -> Iterator[Figure]:
    """How much of each method's weight lies on a column or word, over many rows."""
    cards = {c["probe"]: c["content"] for c in view.exhibits(section=SECTION, kind="reliability")}
    for metric in _by_trust(view):
        measured = [m for m in view.of_metric(metric) if "value" in m]
        if not measured:
            continue
        figure = metric_figure(
            view, metric, sorted(measured, key=lambda m: -m["value"])[:MOST_TERMS],
            name=f"{IMPORTANCE}-{metric}", title=_leading(view, metric, measured),
            axis="mean share of the weight",
        )  # fmt: skip
        if figure is not None:
            card = cards.get(measured[0]["probe"], {})
            yield replace(figure, stamp=STAMP if card.get("stamped") else "")


def _leading(view: View, metric: str, measured: Sequence[Json]) -> str:
    """What carries most of the weight, where its interval lies above that of the next."""
    first, *others = sorted(measured, key=lambda m: -m["value"])
    name, phrase = group_name(first["group"]), view.word(metric).phrase
    share = f"{with_unit(first['value'], SHARE)} {between(first['interval'], SHARE)}"
    if not others:
        return f"{phrase}: {name} carries {share} of the weight"
    if parted(others[0]["interval"], first["interval"]):
        return f"{phrase}: {name} carries most of the weight, {share}"
    return f"{phrase}: {name} and {group_name(others[0]['group'])} lead, not told apart"


def _judged_curves(view: View) -> Iterator[str]:
    """Ids of the curves seen at once that are of an attribute which a rule judges, worst first."""
    judged = [m for m in view.of_section(SECTION) if m["group"] and view.judged(m)]
    judged.sort(key=lambda m: WORST.index(view.verdict(m)))
    attributes = dict.fromkeys(", ".join(m["group"]) for m in judged)
    for probe, exhibits in _by_probe(view).items():
        if _explains_rows(exhibits):
            continue
        for attribute in attributes:
            for index, exhibit in enumerate(exhibits):
                if str(exhibit["title"]).endswith(f"by {attribute}"):
                    yield f"fig-{probe.replace('.', '-')}-{index}"


def _by_probe(view: View) -> dict[str, list[Json]]:
    by_probe: dict[str, list[Json]] = {}
    for exhibit in view.exhibits(section=SECTION):
        by_probe.setdefault(exhibit["probe"], []).append(exhibit)
    return by_probe


def _explains_rows(exhibits: Sequence[Json]) -> bool:
    """Whether they are of a method, with a card or rows, or set methods side by side.

    Else its curves are what is to be seen.
    """
    return any(e["kind"] in ("reliability", "side_by_side", *ROW_KINDS) for e in exhibits)


def _row_of(exhibit: Json) -> str:
    """Which row it is about: what stands before the colon of its title."""
    return str(exhibit["title"]).partition(":")[0]


def _method(view: View, probe: str, beside: Collection[str]) -> Iterator[Part]:
    """A method's card; its curves and the rows that do not stand side by side are folded."""
    exhibits = _by_probe(view)[probe]
    slug = probe.replace(".", "-").replace("_", "-")
    if not _explains_rows(exhibits):
        for index, exhibit in enumerate(exhibits):
            yield from draw(view, exhibit, f"{slug}-{index}")
        return
    curves: list[Figure] = []
    folded: list[Part] = []
    rows = 0
    for index, exhibit in enumerate(exhibits):
        name = f"{slug}-{index}"
        if exhibit["kind"] == "reliability":
            yield Heading(name, exhibit["title"].removeprefix("How far ").split(" may be")[0])
            yield from draw(view, exhibit, name)
        elif exhibit["kind"] == "curve":
            for part in draw(view, exhibit, name):
                if isinstance(part, Figures):
                    curves += part.figures
        elif exhibit["kind"] in ROW_KINDS:
            if _row_of(exhibit) in beside:
                continue
            rows += 1
            if rows <= ROWS_EACH:
                folded += draw(view, exhibit, name)
        elif exhibit["kind"] != "side_by_side":
            yield from draw(view, exhibit, name)
    if curves:
        folded.insert(0, Figures(tuple(curves[:CURVES])))
    if rows > ROWS_EACH:
        folded.append(Text(f"{rows - ROWS_EACH} more rows stand in the JSON report."))
    if folded:
        words = "More rows, and the answer as units go and come" if curves else "More rows"
        yield Folded(f"{slug}-more", words, tuple(joined(folded)))
