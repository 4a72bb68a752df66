"""Block 9: what turned the answers, within which budget, and what that is no proof of."""

from collections.abc import Iterator

from audits.json_types import Json
from audits.report.blocks.generic import caveats, joined, not_run, remaining, summaries
from audits.report.components import Block, Folded, How, Part, Text
from audits.report.exhibits import draw
from audits.report.number_format import SHARE, between, size, with_unit
from audits.report.view import View, worst
from audits.specification.probe_manifest import section

SECTION = "robustness"
# The figure to quote first: of all attacks, else of those by gradients, by scores, by classes.
STANDING = (
    "worst_case_accuracy", "robust_accuracy", "score_attack_accuracy", "decision_attack_accuracy",
    "patch_accuracy", "transfer_accuracy", "word_change_accuracy", "column_change_accuracy",
)  # fmt: skip
# Curves by the probe whose says most, and one gallery of changed pictures.
CURVES = (
    "robustness.gradient_attack", "robustness.score_attack", "robustness.decision_attack",
    "robustness.certified", "robustness.corruptions", "robustness.patch", "robustness.substitute",
    "robustness.words", "robustness.columns", "robustness.fooling",
)  # fmt: skip


def block(view: View) -> Block | None:
    """The block, or None where nothing of the section was planned."""
    if SECTION not in view.sections:
        return None
    measurements = view.of_section(SECTION)
    judged = [v for m in measurements if (v := view.verdict(m)) != "none"]
    idle = not measurements and not view.exhibits(section=SECTION)
    verdict = worst(judged) if judged else ("not_run" if idle else "none")
    parts = tuple(joined(tuple(_parts(view))))
    return Block(SECTION, section(SECTION).title, lede(view), parts, verdict)


def lede(view: View) -> str:
    """What stands under attack, beside what was right before; or why nothing is said of it."""
    for metric in STANDING:
        found = next((m for m in view.of_metric(metric) if not m["group"]), None)
        if found is None:
            continue
        if "value" not in found:
            reason = str(found["undetermined"])
            return f"{reason[:1].upper()}{reason[1:]}."
        note = str(found["method"]).partition(" (")[2].partition(")")[0]
        return f"{_told(found)} of the answers are right and withstood {note}."
    certified = view.estimate("certified_accuracy")
    if certified is not None:
        return f"{_told(certified)} of the rows are certified, of the smoothed classifier."
    corrupted = view.estimate("corruption_accuracy")
    if corrupted is not None:
        return f"{_told(corrupted)} of the answers stay right where inputs get worse by themselves."
    return section(SECTION).lede


def _told(found: Json) -> str:
    shown = with_unit(found["value"], SHARE)
    return f"{shown} {between(found['interval'], SHARE)} (n {size(found['sample_size'])})"


def _parts(view: View) -> Iterator[Part]:
    yield from not_run(view, SECTION)
    curves = sorted(view.exhibits(section=SECTION, kind="curve"), key=_place)
    for index, exhibit in enumerate(curves):
        yield from draw(view, exhibit, f"{SECTION}-curve-{index}")
    galleries = view.exhibits(section=SECTION, kind="pairs")
    for exhibit in galleries[:1]:
        yield from draw(view, exhibit, f"{SECTION}-pairs")
    for index, exhibit in enumerate(view.exhibits(section=SECTION, kind="sentences")):
        yield from draw(view, exhibit, f"{SECTION}-rows-{index}")
    yield from caveats(SECTION)
    facts = view.exhibits(section=SECTION, kind="facts")
    checks = [
        part
        for index, exhibit in enumerate((*facts, *galleries[1:]))
        for part in draw(view, exhibit, f"{SECTION}-fact-{index}")
    ]
    if checks:
        summary = "What each attack was given, what it took, and the checks of its failures"
        yield Folded(f"{SECTION}-checks", summary, tuple(checks))
    numbers = joined(remaining(view, SECTION, ()))
    if numbers:
        yield Folded(
            f"{SECTION}-numbers", "Every number, by attack, size and group", tuple(numbers)
        )
    if not curves and not facts and not numbers:
        yield Text("Nothing was measured.")
    how = summaries(view, SECTION)
    if how:
        yield How(how)


def _place(exhibit: Json) -> int:
    """Curves of probes that are named come first, in that order."""
    probe = exhibit["probe"]
    return CURVES.index(probe) if probe in CURVES else len(CURVES)
