"""Kind `pareto`: forms of a model by what they are worth and what they cost.

content: `variants`, each `name`, `dominated_by` (names), `change` (words), `size` and `packed`
(bytes), and `accuracy`, `accuracy_change`, `flips`, `latency`, `energy`, `worst_group` and `gap`
(each `value`, `interval`, `n`, perhaps `why` it decides nothing; or null; the last two with their
`group`); `criteria` (keys that all were compared by) and `words` of each, `left_out` (words of
criteria that not all have), `missing` (`name`, `why`), `rows`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts import scatter, vega
from audits.report.charts.shapes import Axis, Figure, Mark, Scatter, columns
from audits.report.components import Figures, Heading, Part, Tabled, Text
from audits.report.exhibits._method import method_of
from audits.report.number_format import (
    BYTES,
    JOULES,
    MILLISECONDS,
    POINTS,
    SHARE,
    bare,
    between,
    listed,
    size,
    with_unit,
)
from audits.report.view import View, group_name

# By the criterion's name: the key of its number, its scale, and its axis.
UP: Mapping[str, tuple[str, str]] = {
    "accuracy": ("accuracy", "accuracy, %"),
    "worst_group": ("worst_group", "worst group's accuracy, %"),
    "gap": ("gap", "widest gap between groups, %"),
    "changed": ("flips", "answers that changed, %"),
}
ACROSS: Mapping[str, tuple[str, str, str]] = {
    "latency": ("latency", MILLISECONDS, "latency of a row, ms"),
    "size": ("size", BYTES, "size on disk, MB"),
    "energy": ("energy", JOULES, "energy of a row, mJ"),
    "packed": ("packed", BYTES, "size of the download, MB"),
}
PICTURES = 3
WORTH = (
    "Form",
    "Dominated by",
    "Accuracy",
    "Change",
    "Worst group",
    "Widest gap",
    "Answers changed",
)
COSTS = ("Form", "Latency of a row", "Energy of a row", "On disk", "Download", "Made by")

Form = Mapping[str, Any]


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """Pictures of a quality against a cost each, a sentence on how they are read, the numbers."""
    content = exhibit["content"]
    forms = content["variants"]
    up = [key for key in UP if key in content["criteria"]]
    across = [key for key in ACROSS if key in content["criteria"]][:PICTURES]
    figures = tuple(
        _figure(exhibit, forms, up[index % len(up)], key, f"fig-{name}-{index}")
        for index, key in enumerate(across if up else ())
    )
    yield Heading(f"{name}-title", exhibit["title"])
    yield Text(_sentence(content))
    if figures:
        yield Figures(figures)
    worth = columns(WORTH, [_worth(form) for form in forms], _caption(content))
    yield Tabled(f"{name}-worth", worth)
    yield Tabled(f"{name}-costs", columns(COSTS, [_costs(form) for form in forms]))


def _figure(
    exhibit: Mapping[str, Any], forms: list[Form], quality: str, cost: str, name: str
) -> Figure:
    key, title = UP[quality]
    cost_key, scale, cost_title = ACROSS[cost]
    marks = tuple(
        Mark(
            _value(form[cost_key]) / _unit(scale), _quality(form, quality),
            form["name"],
            -1 if form["dominated_by"] else 0, _interval(form.get(key)),
        )
        for form in forms
    )  # fmt: skip
    chart = Scatter(marks, Axis(cost_title), Axis(title, SHARE), named=len(marks))
    words = exhibit["content"]["words"]
    alt = (
        f"Scatter plot of {len(marks)} forms: {words[quality]} against {words[cost]}. "
        f"{exhibit['title']}."
    )
    rows = [
        (mark.label, _by(form), f"{bare(mark.y, SHARE)} {_between(mark.interval)}".strip(),
         with_unit(_value(form[cost_key]), scale))
        for mark, form in zip(marks, forms, strict=True)
    ]  # fmt: skip
    return Figure(
        name, f"{words[quality].capitalize()} against {words[cost]}",
        "Hollow: dominated." if any(form["dominated_by"] for form in forms) else "", alt,
        scatter.draw(chart, alt=alt, wide=False),
        columns(("Form", "Dominated by", title, cost_title), rows),
        method_of(exhibit), vega.scatter_spec(chart),
    )  # fmt: skip


def _unit(scale: str) -> float:
    return {BYTES: 1e6, JOULES: 1e-3}.get(scale, 1.0)


def _value(number: Any) -> float:
    return float(number["value"] if isinstance(number, Mapping) else number)


def _quality(form: Form, quality: str) -> float:
    number = form[UP[quality][0]]
    if number is None and quality == "changed":  # the model itself
        return 0.0
    return _value(number)


def _interval(number: Any) -> tuple[float | None, float | None] | None:
    if not isinstance(number, Mapping) or number.get("interval") is None:
        return None
    low, high = number["interval"]
    return low, high


def _between(interval: tuple[float | None, float | None] | None) -> str:
    return "" if interval is None else between(interval, SHARE)


def _sentence(content: Mapping[str, Any]) -> str:
    words = content["words"]
    compared = listed([words[key] for key in content["criteria"]])
    dominated = [form for form in content["variants"] if form["dominated_by"]]
    sentence = (
        f"Compared by {compared}, on the same {size(content['rows'])} rows. A form is "
        "dominated, and drawn hollow, where another is as good at all of these and surely better "
        "at one; times and energy differ where their intervals lie apart."
    )
    for form in dominated:
        sentence += f" {form['name'].capitalize()} is dominated by {listed(form['dominated_by'])}."
    if content["left_out"]:
        sentence += f" Not compared, since not every form has it: {listed(content['left_out'])}."
    return sentence


def _caption(content: Mapping[str, Any]) -> str:
    lines = [f"{each['name'].capitalize()} was not made: {each['why']}."
             for each in content["missing"]]  # fmt: skip
    return " ".join(lines)


def _by(form: Form) -> str:
    return listed(form["dominated_by"]) if form["dominated_by"] else "–"


def _worth(form: Form) -> tuple[str, ...]:
    return (
        str(form["name"]),
        _by(form),
        _shown(form["accuracy"], SHARE),
        _shown(form["accuracy_change"], POINTS),
        _of_group(form["worst_group"]),
        _of_group(form["gap"]),
        _shown(form["flips"], SHARE),
    )


def _costs(form: Form) -> tuple[str, ...]:
    return (
        str(form["name"]),
        _shown(form["latency"], MILLISECONDS),
        _shown(form["energy"], JOULES),
        with_unit(form["size"], BYTES),
        with_unit(form["packed"], BYTES),
        str(form["change"]),
    )


def _shown(number: Any, scale: str) -> str:
    """Value, interval and n; what decides nothing in brackets, as it was seen."""
    if number is None or number.get("value") is None:
        return "–"
    text = with_unit(number["value"], scale)
    if number.get("interval") is not None:
        text = f"{text} {between(number['interval'], scale)}"
    text = f"{text} (n {size(number['n'])})"
    return f"undetermined: {text}" if "why" in number else text


def _of_group(extreme: Any) -> str:
    return "–" if extreme is None else f"{group_name(extreme['group'])}: {_shown(extreme, SHARE)}"
