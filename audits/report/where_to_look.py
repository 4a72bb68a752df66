"""Where to look first when a number fails: at labels, thresholds, sentences, or its section."""

from audits.json_types import Json
from audits.report.number_format import SHARE, with_unit
from audits.report.view import View, group_name
from audits.specification.probe_manifest import declared, measured_by, section

READ_THRESHOLDS = "Read the threshold chart"


def where_to_look(view: View, measured: Json) -> str:
    """The one step that says most about why it fails. measured: the number with its group."""
    metric, group = measured["metric"], measured["group"]
    if "language" in group:
        return f"Open {_section_of(measured)} and read the sentences, each with what it became"
    alike = answers_alike(view, group)
    if alike:
        return alike
    drawn = {each["content"].get("attribute") for each in view.exhibits(kind="thresholds")}
    by = next((name for name in group if name in drawn), None)
    if by is not None and metric != "accuracy_gain_over_majority":
        return f"{READ_THRESHOLDS} by {by} in the report before changing anything"
    base_rates = _base_rates(view, measured)
    if base_rates:
        return base_rates
    return f"Open {_section_of(measured)}, which shows where it comes from"


def _base_rates(view: View, measured: Json) -> str:
    """How often the labels of two groups that are compared are of the class that is compared.

    That is the favourable class of selection rates, of other rates the positive one.
    """
    group, reference = measured["group"], measured.get("reference")
    rates = declared(measured["metric"]).compares
    if not reference or not rates or group == reference:
        return ""
    ours, other = view.estimate("base_rate", group), view.estimate("base_rate", reference)
    if not ours or not other:
        return ""
    event, shares = view.stated("positive"), (ours["value"], other["value"])
    favourable = view.stated("favourable")
    if set(rates) == {"selection_rate"} and favourable != event:
        matrices = [each["content"] for each in view.exhibits(kind="confusion_matrix")]
        if {name for matrix in matrices for name in matrix["classes"]} != {event, favourable}:
            return ""  # how many have a favourable label is not measured
        event, shares = favourable, (1 - shares[0], 1 - shares[1])
    names = group_name(group), group_name(reference)
    label = view.name_of("label") or "label"
    texts = [
        f"{with_unit(share, SHARE)} of {name}" for share, name in zip(shares, names, strict=True)
    ]
    seen = f"See how many have the {label} “{event}” ({', '.join(texts)})"
    return f"{seen} before reading this alone"


def _section_of(measured: Json) -> str:
    """The section below that holds what the metric's probe drew."""
    probe = str(measured["probe"])
    measuring = measured_by().get(measured["metric"], (probe,))
    drawn_by = probe if probe in measuring else measuring[0]
    return f"“{section(drawn_by.partition('.')[0]).title}” in the report"


def answers_alike(view: View, group: Json) -> str:
    """What to do about a model that gives all the same answer, which is what doing nothing does."""
    rates = [view.estimate(rate, group) for rate in ("true_positive_rate", "false_positive_rate")]
    shares = {None if estimate is None else estimate["value"] for estimate in rates}
    positive = view.stated("positive")
    if shares == {0}:
        return (
            f"It never answers “{positive}”: lower the threshold, or weigh “{positive}” more in "
            "training, and audit again"
        )
    if shares == {1}:
        return (
            f"It answers “{positive}” every time: raise the threshold, or weigh “{positive}” less "
            "in training, and audit again"
        )
    return ""
