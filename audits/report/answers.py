"""Who is affected: the numbers that answer a rule's question, with interval and n."""

from audits.json_types import Json
from audits.measurement import is_counted
from audits.report import nuisance_phrases, stereotype_phrases, translation_phrases
from audits.report.metric_phrases import in_sentence, is_claim
from audits.report.number_format import (
    RATIO,
    SHARE,
    TIGHT,
    between,
    lower_first,
    plain,
    significant,
    size,
    with_unit,
)
from audits.report.questions import GAIN
from audits.report.rate_phrases import (
    counted,
    described,
    in_hundred,
    n_of,
    of_class,
    rows_of_group,
)
from audits.report.view import View
from audits.specification.probe_manifest import declared

# Means of numbers that their differences compare.
_MEANS = {
    "mean_error_difference": "mean_error",
    "mean_absolute_error_difference": "mean_absolute_error",
}


def affected(view: View, measured: Json, rate: str, pair: list[Json]) -> str:
    """rate, pair: the rate that tells the measurement, and its one or two estimates."""
    special = (
        _claimed(view, measured)
        or nuisance_phrases.affected(view, measured)
        or _stereotyped(view, measured)
        or _translated(view, measured, pair)
        or _gained(view, measured)
        or _off(view, measured)
        or _ordered(view, measured)
        or _odds(view, measured)
    )
    if special:
        return special
    words = of_class(view, rate, measured["group"]) or counted(view, rate)
    if not pair or words is None:
        return _meant(view, measured)
    group = {key: value for key, value in pair[0]["group"].items() if key != "class"}
    if len(pair) == 1 and nothing_recalled(rate, pair[0]):
        return _recalled_none(view, pair[0], group)
    who = f"{rows_of_group(view, group)}{words.condition}"
    text = f"Of 100 {who}, {in_hundred(pair[0])} {words.event}, {n_of(pair[0])}"
    if len(pair) == 2:
        such = f"such {view.rows_word}" if words.condition else view.rows_word
        other = f"{such} with {described(pair[1]['group'])}"
        text += f"; of 100 {other}, {in_hundred(pair[1])}, {n_of(pair[1])}"
    return f"{text}."


def _claimed(view: View, measured: Json) -> str:
    if not is_claim(measured["metric"]) or not measured.get("reference"):
        return ""
    # Loaded where there is one: a service starts without it.
    from audits.report import claim_phrases

    return claim_phrases.affected(view, measured)


def _meant(view: View, measured: Json) -> str:
    """Whose number it is and what it means; how much it is stands in the amount, once."""
    word, reference = view.word(measured["metric"]), measured.get("reference") or {}
    group = measured["group"]
    people = {key: value for key, value in group.items() if key in view.attributes}
    others = {key: value for key, value in group.items() if key not in view.attributes}
    who = rows_of_group(view, people) if people else f"all {view.rows_word} together"
    if compared := {key: value for key, value in reference.items() if key in people}:
        who += f" beside those with {described(compared)}"
    if others:
        who += f" ({described(others)})"
    text = f"{who[:1].upper()}{who[1:]}, {n_of(measured)}."
    if is_counted(measured.get("method", "")):
        text = "Counted, and not estimated from rows."
    elif declared(measured["metric"]).of_machine:
        text = f"Calls of the model, {n_of(measured)}."
    meaning = word.meaning.rstrip(".")
    return f"{text} {word.phrase}: {lower_first(meaning)}." if meaning else text


def nothing_recalled(rate: str, estimate: Json) -> bool:
    """Whether not one of the positives was found, as doing nothing finds none."""
    return rate == "true_positive_rate" and estimate.get("value") == 0


def _recalled_none(view: View, estimate: Json, group: Json) -> str:
    """`It found 0 of 60 ill people`, with what that may be in a hundred."""
    words = counted(view, "true_positive_rate")
    assert words is not None
    interval = between(estimate["interval"], SHARE, digits=0)
    return (
        f"It found 0 of {size(estimate['sample_size'])} {rows_of_group(view, group)}"
        f"{words.condition} (in 100: 0 {interval}), as doing nothing would."
    )


def _gained(view: View, measured: Json) -> str:
    """Right so often, doing nothing so often, and whether it finds any of the positive class."""
    if measured["metric"] != GAIN:
        return ""
    group = measured["group"]
    right, nothing = view.estimate("accuracy", group), view.estimate("majority_share", group)
    if right is None or nothing is None:
        return ""
    text = (
        f"Of 100 {rows_of_group(view, group)}, the model is right for {in_hundred(right)}, "
        f"{n_of(right)}; doing nothing, for {in_hundred(nothing)}."
    )
    recalled = view.estimate("true_positive_rate", group)
    if recalled is not None and nothing_recalled("true_positive_rate", recalled):
        text += f" {_recalled_none(view, recalled, group)}"
    return text


def _off(view: View, measured: Json) -> str:
    """How far numbers are off on average, for a group and the one it is compared with."""
    metric = str(measured["metric"])
    mean = _MEANS.get(metric, metric)
    if mean not in _MEANS.values():
        return ""
    reference = measured.get("reference")
    groups = [measured["group"], *([reference] if reference else [])]
    estimates = [view.estimate(mean, group) for group in groups]
    known = [estimate for estimate in estimates if estimate is not None]
    if len(known) < len(groups):
        return ""
    return f"On average the answer is {' and '.join(_far(view, m, mean) for m in known)}."


def _far(view: View, estimate: Json, mean: str) -> str:
    value, (low, high) = estimate["value"], estimate["interval"]
    whose = f"for {rows_of_group(view, estimate['group'])} ({n_of(estimate)})"
    if mean == "mean_absolute_error":
        return f"off by {significant(value)} {between((low, high), 'number')} {whose}"
    if low is None or high is None or low <= 0 <= high:
        return f"{with_unit(value, 'difference')} {between((low, high), 'difference')} off {whose}"
    side = "high" if value > 0 else "low"
    ends = (low, high) if value > 0 else (-high, -low)
    return f"{significant(abs(value))} {between(ends, 'number')} too {side} {whose}"


def _ordered(view: View, measured: Json) -> str:
    """The area under the curve is a share of pairs."""
    if measured["metric"] != "roc_auc":
        return ""
    words = counted(view, "true_positive_rate")
    assert words is not None
    whose = f" with {described(measured['group'])}" if measured["group"] else ""
    return (
        f"Of 100 pairs of a {view.row_word}{words.condition} and one whose is not{whose}, the "
        f"score puts {in_hundred(measured)} in the right order, {n_of(measured)}; guessing, 50."
    )


def _odds(view: View, measured: Json) -> str:
    """Odds ratios, alike in the nuisances or not."""
    if measured["metric"] not in ("adjusted_odds_ratio", "crude_odds_ratio"):
        return ""
    words = counted(view, "selection_rate")
    assert words is not None
    alike = [name for name, _ in view.columns("nuisance")]
    among = f" with the same {', '.join(alike)}" if measured["metric"].startswith("adj") else ""
    reference = measured.get("reference")
    other = f" of {described(reference)}" if reference else ""
    return (
        f"Among {view.rows_word}{among}, the odds that those with {described(measured['group'])} "
        f"{words.event} are {plain(measured['value'], 2)} "
        f"{between(measured['interval'], RATIO)} times those{other}, {n_of(measured)}."
    )


def _stereotyped(view: View, measured: Json) -> str:
    if measured["metric"] not in (stereotype_phrases.METRIC, stereotype_phrases.GAP):
        return ""
    tied = stereotype_phrases.leading(view, measured["group"])
    return stereotype_phrases.words(tied) if tied is not None else ""


def _translated(view: View, measured: Json, pair: list[Json]) -> str:
    translated = translation_phrases.affected(measured, pair)
    if translated is None:
        return ""
    return f"{translated} {stereotype_phrases.sentence(view, measured['group'])}".rstrip()


def unmeasured(view: View, finding: Json, measured: Json | None) -> str:
    """Why there is no verdict."""
    name = in_sentence(finding["rule"]["metric"])
    reason = finding.get("reason") or (measured or {}).get("undetermined") or "nothing measured it"
    group = "" if measured is None else f" for {described(measured['group'])}"
    return f"No verdict on {name}{group if group != ' for ' else ''}: {reason.rstrip('.')}."


def raw(view: View, measured: Json | None) -> str:
    """The number that too few rows gave, which is shown and not judged; empty without one."""
    if measured is None or "raw" not in measured:
        return ""
    scale, shown = view.word(measured["metric"]).scale, measured["raw"]
    return (
        f"Measured were {with_unit(shown['value'], scale)} {between(shown['interval'], scale)}, "
        f"n{TIGHT}{size(measured['sample_size'])}: shown, and not judged."
    )
