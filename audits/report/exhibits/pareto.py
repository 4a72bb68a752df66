"""Kind `pareto`: forms of a model by what they are worth and what they cost.

content: `variants`, each `name`, `dominated_by` (names), `change` (words), `size` and `packed`
(bytes), and `accuracy`, `accuracy_change`, `flips`, `latency`, `energy`, `worst_group` and `gap`
(each `value`, `interval`, `n`, perhaps `why` it decides nothing; or null; the last two with their
`group`); `criteria` (keys that all were compared by) and `words` of each, `left_out` (words of
criteria that not all have), `missing` (`name`, `why`), `rows`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts.shapes import columns
from audits.report.components import Figures, Heading, Part, Tabled, Text
from audits.report.exhibits._method import method_of
from audits.report.exhibits._pareto_figures import (
    FORMS,
    dominated_by,
    of_group,
    pareto_figures,
    shown,
)
from audits.report.number_format import (
    BYTES,
    JOULES,
    MILLISECONDS,
    POINTS,
    SHARE,
    listed,
    size,
    with_unit,
)
from audits.report.view import View

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
    figures = pareto_figures(
        forms, content, exhibit["title"], FORMS, method_of(exhibit), f"fig-{name}"
    )
    yield Heading(f"{name}-title", exhibit["title"])
    yield Text(_sentence(content))
    if figures:
        yield Figures(figures)
    worth = columns(WORTH, [_worth(form) for form in forms], _caption(content))
    yield Tabled(f"{name}-worth", worth)
    yield Tabled(f"{name}-costs", columns(COSTS, [_costs(form) for form in forms]))


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


def _worth(form: Form) -> tuple[str, ...]:
    return (
        str(form["name"]),
        dominated_by(form),
        shown(form["accuracy"], SHARE),
        shown(form["accuracy_change"], POINTS),
        of_group(form["worst_group"]),
        of_group(form["gap"]),
        shown(form["flips"], SHARE),
    )


def _costs(form: Form) -> tuple[str, ...]:
    return (
        str(form["name"]),
        shown(form["latency"], MILLISECONDS),
        shown(form["energy"], JOULES),
        with_unit(form["size"], BYTES),
        with_unit(form["packed"], BYTES),
        str(form["change"]),
    )
