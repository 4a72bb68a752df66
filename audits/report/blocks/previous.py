"""Block 10: against the audit before: findings, flips, paired differences, the trend."""

from collections.abc import Iterator, Sequence
from typing import Any

from audits.json_types import Json
from audits.report.blocks import conditions
from audits.report.blocks.paired import change_figures, flips_figure, gap_figures, noun_of
from audits.report.blocks.paired_texts import examples
from audits.report.blocks.trend import day, trend_figures
from audits.report.charts.shapes import columns
from audits.report.components import Block, Figures, Folded, Heading, How, Link, Part, Tabled
from audits.report.metric_phrases import phrase
from audits.report.number_format import NUMBER, SHARE, between, listed, with_unit
from audits.report.view import WORDS, View, group_name

BECAME = {
    "new": "new",
    "still_failing": "still failing",
    "fixed": "fixed",
    "undecided": "not decided any more",
    "lapsed": "passed before and not decided now",
    "other_rule": "by a rule that the audit before did not have",
    "rule_gone": "by a rule that is gone",
}
# What a verdict was, and what it is; None where the audit has no such finding.
THEN = {
    "pass": "passed before", "fail": "failed before", "inconclusive": "was inconclusive",
    "not_run": "did not run before", "error": "broke before", None: "was not asked before",
}  # fmt: skip
NOW = {
    "pass": "passes now", "fail": "fails now", "inconclusive": "is inconclusive now",
    "not_run": "did not run now", "error": "broke now", None: "is not asked now",
}  # fmt: skip
HIGHEST = "is the group that others are compared with now"
WAS_HIGHEST = "was the group that others were compared with"
# What became of a finding whose rule, or whose group, only one of the audits has.
ONE_SIDED = ("other_rule", "rule_gone")
MOST_FINDINGS, MOST_CHANGES = 30, 30
METHOD = (
    "Findings are followed by their id, which is made of the rule, the metric and the group. "
    "Fixed means that it failed and passes now; one that failed and is open or no longer judged "
    "is not fixed. A failure is new only where the audit before had the same rule. The comparison "
    "stands outside of the signed part: it is about two audits."
)


def block(view: View) -> Block | None:
    """The block, or None where there is no audit to compare with."""
    comparison = view.report.get("comparison")
    if not comparison:
        return None
    return Block(
        "previous",
        "Against the previous audit",
        lede(view, comparison),
        tuple(_parts(view, comparison)),
        first=("fig-flips",),
        open=(_link(view, comparison),),
    )


def lede(view: View, comparison: Json) -> str:
    """What became of the findings, and how many answers changed."""
    if is_unchanged(comparison):
        noun, flips = noun_of(comparison["paired"]), comparison["paired"]["flips"][0]
        return f"The same {noun} as before on all {flips['n']:,} rows: no rate moved."
    counts = [
        f"{len(comparison[key])} {words}" for key, words in BECAME.items() if comparison.get(key)
    ]
    text = f"Of the findings that changed or fail: {listed(counts)}." if counts else (
        "No finding failed, then or now."
    )  # fmt: skip
    return f"{_answers(comparison)} {text}".strip()


def is_unchanged(comparison: Json) -> bool:
    """Whether every row was answered as before, and every finding is as it was."""
    paired = comparison["paired"]
    if paired is None or any(comparison.get(key) for key in BECAME if key != "still_failing"):
        return False
    flips = paired["flips"][0]
    moved = paired.get("moved_by")
    return (
        flips.get("flipped") == 0
        and bool(flips["n"])
        and not paired["without_answer"]
        and (moved is None or not moved["value"])
        and not comparison["changes"]
    )


def _answers(comparison: Json) -> str:
    if comparison.get("withheld"):
        reason = str(comparison["withheld"])
        return f"{reason[:1].upper()}{reason[1:]}."
    paired = comparison["paired"]
    if paired is None:
        return f"Answers are not compared row by row: {comparison['unpaired']}."
    flips = paired["flips"][0]
    if "flipped" not in flips or not flips["n"]:
        return ""
    number = flips if "value" in flips else flips.get("raw", {})
    share = f", {with_unit(number['value'], SHARE)} {between(number['interval'], SHARE)}" if (
        number
    ) else ""  # fmt: skip
    text = f"{flips['flipped']:,} of {flips['n']:,} {noun_of(paired)} changed{share}"
    if (moved := paired.get("moved_by")) is not None:
        text += (
            f"; by {with_unit(moved['value'], NUMBER)} {between(moved['interval'], NUMBER)} "
            "on average over all rows"
        )
    if "to_favourable" in flips:
        text += (
            f": {flips['to_favourable']:,} to favourable, "
            f"{flips['to_unfavourable']:,} to unfavourable"
        )
    without_answer = paired["without_answer"]
    if without_answer and noun_of(paired) != "answers":
        text += f"; {without_answer:,} more rows lack one in one of the audits"
    return f"{text}."


def _parts(view: View, comparison: Json) -> Iterator[Part]:
    yield from conditions.table(comparison)
    both = {key: comparison[key] for key in BECAME if key not in ONE_SIDED and key in comparison}
    one_sided = {key: comparison[key] for key in ONE_SIDED if key in comparison}
    if rows := list(findings(both)):
        yield _became("previous-findings", rows)
    if rows := list(findings(one_sided)):
        words = f"Failures by rules that only one of the audits had ({len(rows)})"
        yield _became("previous-other-rules", rows, words)
    if is_unchanged(comparison):
        yield How(METHOD)
        return
    if comparison["paired"] is not None:
        yield from row_by_row(view, comparison["paired"])
    trend = trend_figures(view, comparison["trend"])
    if trend:
        yield Heading("trend", "The last audits")
        yield Figures(tuple(trend), key=True)
    if comparison["changes"]:
        yield Tabled(
            "numbers-moved", _numbers(view, comparison), summary=_numbers_summary(comparison)
        )
    yield How(METHOD)


def _became(anchor: str, rows: Sequence[tuple[str, str]], summary: str = "") -> Tabled:
    head = ("Finding", "What became of it")
    table = columns(head, rows[:MOST_FINDINGS], _left(rows))
    return Tabled(anchor, table, summary=summary, numeric=frozenset())


def row_by_row(view: View, paired: Json) -> Iterator[Part]:
    """Flips and paired differences; how the gaps moved is folded away."""
    flips = flips_figure(view, paired)
    figures = [*([flips] if flips else []), *change_figures(view, paired)]
    if figures:
        yield Heading("row-by-row", "The same rows, then and now")
        yield Figures(tuple(figures))
    if (shown := examples(paired)) is not None:
        yield shown
    gaps = gap_figures(view, paired)
    if gaps:
        yield Folded("gaps-moved", "How the gaps between groups moved", (Figures(tuple(gaps)),))


def _link(view: View, comparison: Json) -> Link:
    """What it is compared with, in a sentence, and the addresses inside the service."""
    version = comparison["model"].get("version") or comparison["dataset"].get("version")
    then = f"{comparison['audit']}, {day(comparison['finished'])} UTC"
    facts = [
        f"version {version}" if version else "",
        f"gate {WORDS.get(comparison['gate'], str(comparison['gate'])).lower()}",
        _rows(view, comparison),
        *(() if comparison.get("what_changed") else _briefly(view, comparison)),
    ]
    now = view["audit"].get("id", "")
    return Link(
        f"The audit before: {then}; {', '.join(filter(None, facts))}.",
        (
            ("Its report", f"/audits/{comparison['audit']}"),
            ("Both side by side", f"/comparisons?audit={now}&before={comparison['audit']}"),
        ),
    )


def _rows(view: View, comparison: Json) -> str:
    """Whether the rows are the same, and what is another where their file is."""
    if not comparison["same_rows"]:
        return "other data"
    if comparison.get("same_file", True):
        return "the same rows"
    flips = (comparison["paired"] or {}).get("flips") or [{}]
    if view["model"].get("format") != "recorded":
        return "the same rows in another file"
    return f"the same rows, {'other' if flips[0].get('flipped') else 'the same'} predictions"


def _briefly(view: View, comparison: Json) -> Iterator[str]:
    """What reports of earlier releases know of what changed."""
    yield _models(view, comparison)
    yield "the same columns" if comparison["same_columns"] else "other columns or thresholds"
    yield "the same policy" if comparison["same_policy"] else "another policy"


def _models(view: View, comparison: Json) -> str:
    if view["model"].get("format") == "recorded":
        return "recorded answers" if view.has_answers else "no model"
    if comparison["same_model"] is None:
        return "a model that may be another by now"
    return "the same model" if comparison["same_model"] else "another model version"


def findings(comparison: Json) -> Iterator[tuple[str, str]]:
    """Each finding that fails or failed, and what became of it."""
    for key, words in BECAME.items():
        for finding in comparison.get(key, ()):
            group = group_name(finding["group"]) if finding.get("group") else "everyone"
            then, now = finding["was"], finding["verdict"]
            became = HIGHEST if key == "fixed" and now is None else NOW[now]
            was = WAS_HIGHEST if key == "lapsed" and then is None else THEN[then]
            verdicts = {"other_rule": [NOW[now]], "rule_gone": [THEN[then]]}
            both = verdicts.get(key, [was, became])
            change = words if then == now else f"{words}: {', '.join(both)}"
            yield f"{phrase(finding['metric'])}, {group}", change


def _left(rows: Sequence[object]) -> str:
    hidden = len(rows) - MOST_FINDINGS
    return f"{hidden} more stand in the JSON report." if hidden > 0 else ""


def _numbers_summary(comparison: Json) -> str:
    number = len(comparison["changes"]) + comparison["left_out"]
    return f"{'Other numbers' if comparison['paired'] else 'Numbers'} that moved ({number:,})"


def _numbers(view: View, comparison: Json) -> Any:
    rows = []
    for change in comparison["changes"][:MOST_CHANGES]:
        scale = view.word(change["metric"]).scale
        rows.append((
            f"{phrase(change['metric'])}, {group_name(change['group'])}",
            with_unit(change["before"], scale), with_unit(change["now"], scale),
            f"{change['difference']:+.4f}",
            " to ".join("∞" if end is None else f"{end:+.4f}" for end in change["interval"]),
        ))  # fmt: skip
    caption = (
        "Intervals of the difference take the audits as independent samples (MOVER) and are not "
        "adjusted for how many numbers there are: some will stand here by chance."
    )
    hidden = len(comparison["changes"]) + comparison["left_out"] - len(rows)
    if hidden > 0:
        caption += f" {hidden} more stand in the JSON report."
    return columns(("Number", "Before", "Now", "Difference", "Interval"), rows, caption)
