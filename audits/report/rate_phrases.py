"""Whom a rate counts, and what happened to so many of them, in the words of the plan's `names`."""

from dataclasses import dataclass

from audits.json_types import Json
from audits.languages import NAMES
from audits.report.number_format import SHARE, TIGHT, between, listed, plain, size
from audits.report.view import LONGEST_NAME, View, value_name
from audits.specification.probe_manifest import declared

# Their values say enough without the name of the column.
_SPEAK_FOR_THEMSELVES = ("language", "system", "nuisance", "category")


@dataclass(frozen=True, slots=True)
class Counted:
    """condition: which rows alone count, ` whose y is “1”`, or nothing. event: `were answered
    “1”`."""

    condition: str
    event: str


def described(group: Json) -> str:
    """`sex female and region south`; a language by its name; nothing for everyone.

    Which form of a model was asked stands behind whom it was asked about: `sex female (fp16)`.
    """
    form = group.get("variant") if len(group) > 1 else None
    people = {key: value for key, value in group.items() if form is None or key != "variant"}
    words = listed([_one(key, value) for key, value in people.items()])
    return words if form is None else f"{words} ({form})"


def _one(key: str, value: str | None) -> str:
    name = value_name(value)
    name = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
    if key == "language":
        return NAMES.get(name, name)
    return name if key in _SPEAK_FOR_THEMSELVES else f"{key} {name}"


def rows_of_group(view: View, group: Json) -> str:
    """`applicants with sex female`; the rows alone where everyone is meant."""
    return f"{view.rows_word} with {described(group)}" if group else view.rows_word


def counted(view: View, rate: str) -> Counted | None:
    """What a rate counts; None where it is no share of rows."""
    positive, favourable = view.stated("positive"), view.stated("favourable")
    label = view.name_of("label") or "label"
    yes = f"“{positive}”" if positive is not None else "the positive class"
    good = f"“{favourable}”" if favourable is not None else "the favourable answer"
    true = view.truth(positive) if positive is not None else yes
    had, had_not = f" whose {label} is {true}", f" whose {label} is not {true}"
    answered = view.said_of(positive) or _decided(view, positive) or f"were answered {yes}"
    not_answered = (
        _denied(view.said_of(positive))
        or _decided(view, positive, "did not get")
        or f"were not answered {yes}"
    )
    known = {
        "selection_rate": ("", _given(view, good)),
        "true_positive_rate": (had, answered),
        "false_negative_rate": (had, not_answered),
        "false_positive_rate": (had_not, answered),
        "true_negative_rate": (had_not, not_answered),
        "positive_predictive_value": (f" that {answered}", f"have the {label} {true}"),
        "negative_predictive_value": (f" that {not_answered}", f"have another {label} than {true}"),
        "accuracy": ("", "were answered correctly"),
        "base_rate": ("", f"have the {label} {true}"),
        "label_error_rate": (" whose class is clear", "carry another label"),
    }.get(rate)
    return None if known is None else Counted(*known)


def classes_counted(view: View) -> str:
    """Which class each rate is of, where favourable is another answer than positive; else empty."""
    favourable, positive = view.stated("favourable"), view.stated("positive")
    if favourable == positive or not view.of_metric("selection_rate"):
        return ""
    return (
        f"Selection rates, and what compares them, count “{favourable}”, the favourable answer; "
        f"base rates and errors are of “{positive}”, the positive class."
    )


def _given(view: View, good: str) -> str:
    """What is said of those who get the favourable answer; of two, the one that is not said."""
    favourable, positive = view.stated("favourable"), view.stated("positive")
    condition = view.said_of(favourable)
    if condition is None and favourable != positive and view.has_two_classes:
        condition = _denied(view.said_of(positive))
    return condition or _decided(view, favourable) or f"were given {good}"


def _decided(view: View, level: str | None, verb: str = "got") -> str | None:
    """What was decided in the words of its column, which need not be the label's."""
    decision = view.decision(level)
    return None if decision is None else f"{verb} the {decision}"


def of_class(view: View, rate: str, group: Json) -> Counted | None:
    """As `counted`, for the rates of one class among many; None where the group is no class."""
    label, value = view.name_of("label") or "label", group.get("class")
    if value is None:
        return None
    return {
        "label_error_rate": Counted(
            f" labelled “{value}” whose class is clear", "are of another class"
        ),
        "class_recall": Counted(f" whose {label} is “{value}”", f"were answered “{value}”"),
        "class_precision": Counted(f" that were answered “{value}”", f"have the {label} “{value}”"),
    }.get(rate)


def _denied(event: str | None) -> str | None:
    """`were flagged` -> `were not flagged`; None where another verb leads."""
    first, _, rest = (event or "").partition(" ")
    return f"{first} not {rest}" if first in ("were", "are", "have") and rest else None


def in_hundred(estimate: Json) -> str:
    """`45 [43 to 47]`: so many of a hundred. What is nearly none or all keeps a digit."""
    share = 100 * estimate["value"]
    digits = 1 if 0 < share < 1 or 99 < share < 100 else 0
    return f"{plain(share, digits)} {between(estimate['interval'], SHARE, digits=digits)}"


def n_of(estimate: Json) -> str:
    """`n 1,795`."""
    return f"n{TIGHT}{size(estimate['sample_size'])}"


def compared_rate(metric: str) -> str:
    """The rate that tells a comparison; what compares none, or several, tells itself."""
    rates = declared(metric).compares
    return rates[0] if len(rates) == 1 else metric
