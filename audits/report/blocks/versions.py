"""Versions of a model by what they are worth and what they cost, for the model's own page."""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts.shapes import columns
from audits.report.components import Figures, How, Part, Tabled, Text
from audits.report.exhibits._pareto_figures import (
    VERSIONS,
    dominated_by,
    of_group,
    pareto_figures,
    shown,
)
from audits.report.number_format import BYTES, JOULES, MILLISECONDS, SHARE, listed, with_unit

WORTH = ("Version", "Dominated by", "Accuracy", "Worst group", "Widest gap")
COSTS = ("Version", "Latency of a row", "Energy of a row", "On disk")
METHOD = (
    "Values and intervals are those that the newest audit of each version stored; nothing is "
    "measured anew. The interval of the worst group and of the widest gap is that group's own and "
    "makes no allowance for its being the worst of several; groups count that every version has a "
    "value for. Latency and energy are compared only where their method names the same machine, "
    "runtime and way of measuring for every version."
)

Content = Mapping[str, Any]


def version_parts(content: Content) -> Iterator[Part]:
    """The answer in words, pictures of a quality against a cost each, and two tables.

    content: `audits.cost.version_report.compared_versions`', with `data` (a name), `missing`
    (`name`, `why` of each version that is not compared) and `newest` (how many versions were
    looked at, None where all were).
    """
    versions = content["versions"]
    yield Text(_answer(content))
    if len(versions) > 1:
        yield Text(_reading(content))
    figures = pareto_figures(
        versions, content, content["title"], VERSIONS, METHOD, "fig-versions"
    ) if len(versions) > 1 else ()  # fmt: skip
    if figures:
        yield Figures(figures)
    else:
        yield How(METHOD)
    worth = "What each version is worth, with its interval and the number of rows"
    costs = "What each version costs, with the interval and the number of measured times"
    yield Tabled("versions-worth", columns(WORTH, [_worth(each) for each in versions], worth))
    yield Tabled("versions-costs", columns(COSTS, [_costs(each) for each in versions], costs))


def _answer(content: Content) -> str:
    """Which versions are dominated, and which are not compared and why."""
    sentences = [f"{content['title']}."]
    sentences += [
        f"{one['name']} is dominated by {listed(one['dominated_by'])}."
        for one in content["versions"]
        if one["dominated_by"]
    ]
    sentences += [f"{one['name']} is left out: {one['why']}." for one in content["missing"]]
    if content["newest"] is not None:
        sentences.append(f"Older versions than the newest {content['newest']} are left out.")
    return " ".join(sentences)


def _reading(content: Content) -> str:
    """How the pictures are read, and by what nobody is compared."""
    words = content["words"]
    compared = listed([words[key] for key in content["criteria"]]) or "nothing"
    sentences = [
        f"Compared by {compared}, on the same rows of {content['data']}. A version is dominated, "
        "and drawn hollow, where another is as good at all of these and surely better at one: in "
        "size, or in latency or energy with intervals that lie apart. A better score alone is "
        "never sure."
    ]
    sentences += [f"Not compared by {one['words']}: {one['why']}." for one in content["left_out"]]
    return " ".join(sentences)


def _worth(version: Content) -> tuple[str, ...]:
    return (
        str(version["name"]),
        dominated_by(version),
        shown(version["accuracy"], SHARE),
        of_group(version["worst_group"]),
        of_group(version["gap"]),
    )


def _costs(version: Content) -> tuple[str, ...]:
    stored = version["size"]
    return (
        str(version["name"]),
        shown(version["latency"], MILLISECONDS),
        shown(version["energy"], JOULES),
        "–" if stored is None else with_unit(stored["value"], BYTES),
    )
