"""Block 6: does something that should not matter explain the answers?"""

from collections.abc import Iterator, Sequence

from audits.json_types import Json
from audits.report.blocks.generic import (
    absent,
    broken,
    joined,
    remaining,
    summaries,
)
from audits.report.components import Banner, Block, How, Part, Text
from audits.report.exhibits import draw
from audits.report.number_format import RATIO, between, size, with_unit
from audits.report.view import View, group_name, worst
from audits.specification.probe_manifest import entries, section

SECTION = "confounds"
# Sentences by how much they matter to a reader, then what they stand on.
TONES = ("flag", "clear", "note")
SHOWN = ("heat_map", "pairs")
MOST_EXHIBITS, MOST_SENTENCES, MOST_OPEN = 16, 12, 1


def block(view: View) -> Block | None:
    """The block, or None where no confound probe was planned."""
    if SECTION not in view.sections:
        return None
    measurements = view.of_section(SECTION)
    judged = [v for m in measurements if (v := view.verdict(m)) != "none"]
    return Block(
        SECTION,
        section(SECTION).title,
        lede(view),
        tuple(_parts(view)),
        worst(judged) if judged else "none",
        open=(*broken(view, SECTION), *_flagged(view)[:MOST_OPEN]),
        absent=tuple(absent(view, SECTION)),
        closing=section(SECTION).caveat,
    )


def lede(view: View) -> str:
    """How many of the checks of the model point at a shortcut, and whether the data offer one."""
    statements = view.exhibits(section=SECTION, kind="statement")
    asked = sorted({statement["probe"] for statement in statements if _of_the_model(statement)})
    pointing = {statement["probe"] for statement in statements if _tone(statement) == "flag"}
    offered = bool(pointing - set(asked))
    offer = " The dataset offers one." if offered else ""
    if not asked and statements:
        statements.sort(key=lambda each: TONES.index(_tone(each)))
        first = statements[0]
        return f"Only the dataset was looked at. {first['title']} {first['content']['words']}"
    if not asked:
        return "Nothing was looked at." if not view.of_section(SECTION) else section(SECTION).lede
    count = len(pointing & set(asked))
    checks = f"{len(asked)} checks of the answers" if len(asked) > 1 else "the check of the answers"
    if count:
        one = f"{count} of {checks}" if len(asked) > 1 else "The check of the answers"
        return f"Consistent with a shortcut: {one} point{'s' if count == 1 else ''} at it.{offer}"
    if len(asked) == 1:
        return f"The check of the answers points at no shortcut.{offer}"
    return f"None of {checks} points at a shortcut.{offer}"


def _of_the_model(statement: Json) -> bool:
    """Whether its probe looks at a model's answers; else it looks at the dataset alone."""
    entry = entries().get(statement["probe"])
    return entry is None or entry.model is not None or entry.asks != "nothing"


def _is_of(part: Part, statement: Json) -> bool:
    """Whether this banner is the statement's, and nothing of it is left to draw."""
    is_whole = not statement["content"].get("unmatched")
    return isinstance(part, Banner) and is_whole and part.head == statement["title"] and (
        part.words == str(statement["content"]["words"])
    )  # fmt: skip


def _tone(exhibit: Json) -> str:
    return str(exhibit["content"].get("tone", "note"))


def _flagged(view: View) -> list[Part]:
    """What points at a shortcut, in the probes' own sentences, those about the model first."""
    flagged = [
        exhibit
        for exhibit in view.exhibits(section=SECTION, kind="statement")
        if _tone(exhibit) == "flag"
    ]
    flagged.sort(key=lambda statement: not _of_the_model(statement))
    return [
        part
        for index, exhibit in enumerate(flagged)
        for part in draw(view, exhibit, f"{SECTION}-flag-{index}")
        if isinstance(part, Banner)
    ]


def _parts(view: View) -> Iterator[Part]:
    exhibits = view.exhibits(section=SECTION)
    statements = [exhibit for exhibit in exhibits if exhibit["kind"] == "statement"]
    statements.sort(key=lambda each: (not _of_the_model(each), TONES.index(_tone(each))))
    statements.sort(key=lambda each: _tone(each) == "note")
    open_ = _flagged(view)[:MOST_OPEN]
    statements = [each for each in statements if not any(_is_of(part, each) for part in open_)]
    yield from _drawn(view, statements[:MOST_SENTENCES], "said")
    yield from explained(view)
    seen = [exhibit for exhibit in exhibits if exhibit["kind"] in SHOWN]
    seen.sort(key=lambda each: SHOWN.index(each["kind"]))
    yield from _drawn(view, seen[:MOST_EXHIBITS], "shown")
    yield from joined(remaining(view, SECTION, ()))
    others = [exhibit for exhibit in exhibits if exhibit["kind"] not in (*SHOWN, "statement")]
    yield from _drawn(view, others[:MOST_EXHIBITS], "table")
    hidden = sum(max(0, len(candidates) - MOST_EXHIBITS) for candidates in (seen, others))
    hidden += max(0, len(statements) - MOST_SENTENCES)
    if hidden:
        yield Text(f"{hidden} more exhibits stand in the JSON report.")
    if not exhibits and not view.of_section(SECTION) and not list(absent(view, SECTION)):
        yield Text(
            "There was nothing to look at: no column has the role nuisance, and none could be "
            "read from the data. Give the role to a column that should not matter."
        )
    how = summaries(view, SECTION)
    if how:
        yield How(how)


def _drawn(view: View, exhibits: Sequence[Json], name: str) -> list[Part]:
    parts: list[Part] = []
    for index, exhibit in enumerate(exhibits):
        parts += draw(view, exhibit, f"{SECTION}-{name}-{index}")
    return joined(parts)


def explained(view: View) -> Iterator[Part]:
    """Raw gaps between groups beside the same gaps among people alike in the nuisances."""
    for crude in view.of_metric("crude_odds_ratio"):
        adjusted = view.estimate("adjusted_odds_ratio", crude["group"])
        if "value" not in crude or adjusted is None:
            continue
        who = group_name(crude["group"])
        against = group_name(crude.get("reference") or {})
        nuisances = " and ".join(name for name, _ in view.columns("nuisance"))
        if _apart(crude) and not _apart(adjusted):
            verdict = f"consistent with being explained by {nuisances}"
        elif _apart(crude) and _apart(adjusted):
            verdict = f"not explained away by {nuisances}"
        elif _apart(adjusted):
            verdict = f"seen only once {nuisances} is held fixed"
        else:
            continue
        yield Text(
            f"The gap between {who} and {against} is {verdict}: odds ratio {_ratio(crude)} in all, "
            f"{_ratio(adjusted)} among people alike in {nuisances}."
        )


def _apart(estimate: Json) -> bool:
    """Whether the interval leaves equality out."""
    low, high = estimate["interval"]
    return bool((low is not None and low > 1) or (high is not None and high < 1))


def _ratio(estimate: Json) -> str:
    sizes = estimate["sample_size"]
    count = sum(sizes) if isinstance(sizes, list) else sizes
    shown = with_unit(estimate["value"], RATIO)
    return f"{shown} {between(estimate['interval'], RATIO)}, n {size(count)}"
