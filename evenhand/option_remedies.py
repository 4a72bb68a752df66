"""Remedies in the words of who gave options and wrote no document."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from audits.errors import Problem, Refused
from audits.planning.counted_rows import CODE as COUNT_OR_FEATURE
from audits.planning.recorded_scores import CODE as SCORES_AS_ANSWERS
from audits.planning.recorded_scores import RANKS
from audits.specification.parsing import load_yaml
from audits.specification.suggestions import listed

# A value as remedies quote it: `audits.specification.missing_words.quoted`.
_VALUE = r'"(?:[^"\\]|\\.)*"'
# How a refusal that asks for the answer that benefits names each of them.
_STATED = re.compile(rf"(?:favourable|positive): ({_VALUE})")
# Said of a column: which key mends it, in the document's words.
OF_A_COLUMN = {
    "no_overlap": "map", "needs_cut": "cut", "needs_groups": "map", "too_many_groups": "map",
    "recoded": "map", "flag_where_set": "map", "score_of_answer": "of",
    "doubtful_class": "missing",
}  # fmt: skip
_AS_FEATURE = "leave it out of the table, or give it the role feature in a document"
# How a remedy names cut points, and the label that each answer may mean.
_CUT = re.compile(r"`cut: (\[[^\]]+\])`")
_SAME = re.compile(r"where \S+ means the same on both sides")
_WHOSE = re.compile(r"`of: (\w+)`(?: on the column (?:'[^']*'|\"[^\"]*\"))?")
_THRESHOLD = re.compile(r"`threshold: ([-\d.]+)`")
_MEANT = re.compile(rf"({_VALUE}): (?:({_VALUE})|\.\.\.)")
_UNKNOWN = re.compile(rf"`missing: \[({_VALUE}(?:, {_VALUE})*)\]`")


def as_options(refused: Refused, spelled: Callable[[str, Any], str]) -> Refused:
    """The refusal in the words of who gave options and wrote no document.

    spelled: an option and its value as they are given there; of `columns` the value is what a
        document says of one column, by its name.
    """
    return Refused([_as_option(problem, spelled) for problem in refused.problems])


def _as_option(problem: Problem, spelled: Callable[[str, Any], str]) -> Problem:
    if problem.code == SCORES_AS_ANSWERS:
        return replace(problem, field="prediction", remedy=_of_scores(problem, spelled))
    if problem.code == RANKS:
        return replace(problem, field="prediction")
    if problem.code in OF_A_COLUMN:
        return replace(problem, remedy=_of_a_column(problem, spelled))
    if problem.code == COUNT_OR_FEATURE:
        column = problem.field.removeprefix("dataset.columns.").removesuffix(".role")
        remedy = f"say {spelled('count', column)} where it does; else {_AS_FEATURE}"
        return replace(problem, field="count", remedy=remedy)
    if problem.code == "reserved_name":
        remedy = f"call the column otherwise in the table; or write a document, {_renamed(problem)}"
        return replace(problem, field="protected", remedy=remedy)
    option = {"favourable_needed": "favourable", "positive_needed": "positive"}.get(problem.code)
    values = [load_yaml(value) for value in _STATED.findall(problem.remedy)]
    if option is None or not values:
        return problem
    choices = " or ".join(spelled(option, value) for value in values)
    return replace(problem, field=option, remedy=f"say it: {choices}")


def _renamed(problem: Problem) -> str:
    """The remedy of a document, which no option says."""
    return problem.remedy.replace("rename it, e.g. `", "where it may have another name, `")


def _of_scores(problem: Problem, spelled: Callable[[str, Any], str]) -> str:
    """The remedy for numbers in the place of answers; `kind` is said in a document alone."""
    column = problem.field.removeprefix("dataset.columns.").removesuffix(".role")
    stated = _THRESHOLD.search(problem.remedy)
    threshold = spelled("threshold", stated[1] if stated else "0.5")
    remedy = (
        f"give them as scores, {spelled('score', column)}, and say from which on an answer is "
        f"positive, e.g. {threshold}"
    )
    meant = _meant(problem.remedy)
    if meant:
        option = spelled("columns", {column: {"map": dict.fromkeys(meant, "...")}})
        remedy += f"; or say which answer each means, {option}"
    return f"{remedy}; or write a document, with `kind: number` on both, where they are quantities"


def _of_a_column(problem: Problem, spelled: Callable[[str, Any], str]) -> str:
    """The remedy with the option that says it."""
    key = OF_A_COLUMN[problem.code]
    column = problem.field.removeprefix("dataset.columns.").removeprefix("protected.")
    column = column.removesuffix(f".{key}").removesuffix(".role")
    if key == "cut":
        points = _CUT.search(problem.remedy)
        if points is None:  # dates that cannot be read have none
            return problem.remedy
        return f"say where it is cut: {spelled('columns', {column: {'cut': load_yaml(points[1])}})}"
    if key == "of":
        return _WHOSE.sub(
            lambda whose: spelled("columns", {column: {"of": whose[1]}}), problem.remedy
        )
    if key == "missing":
        words = _UNKNOWN.search(problem.remedy)
        known = load_yaml(f"[{words[1]}]") if words else []
        each, none = (spelled("columns", {column: {"missing": one}}) for one in (known, []))
        return f"say so, {each}; or, where it is a class, {none}"
    meant, *others = map(_meant, problem.remedy.split("; or "))
    option = spelled("columns", {column: {"map": meant or {"VALUE": "GROUP"}}})
    if problem.code == "recoded":
        equal = spelled("columns", {column: {"map": others[0]}})
        if (where := _SAME.search(problem.remedy)) is not None:
            return f"say what they mean, {option} {where[0]}; or, where it does not, {equal}"
        return f"say what they mean, {option}; or, where equal ones are the same, {equal}"
    if problem.code == "flag_where_set":
        unknown = spelled("columns", {column: {"missing": []}})
        return (
            f"say what a missing cell means, {option}; or, where nothing is known of those rows, "
            f"{unknown}"
        )
    if problem.code == "no_overlap" and meant:
        unknown = _unknown(column, problem.remedy, spelled)
        return f"say which label each answer means, e.g. {option}{unknown}"
    return f"{problem.remedy}: {option}"


def _meant(remedy: str) -> dict[str, str]:
    """What a remedy's `map` says that each value means; `...` of what it leaves open."""
    return {
        load_yaml(value): load_yaml(reading) if reading else "..."
        for value, reading in _MEANT.findall(remedy)
    }


def _unknown(column: str, remedy: str, spelled: Callable[[str, Any], str]) -> str:
    """The option for words of a column that say that nothing is known, where there are any."""
    words = _UNKNOWN.search(remedy)
    if words is None:
        return ""
    missing = load_yaml(f"[{words[1]}]")
    option = spelled("columns", {column: {"missing": missing}})
    return f"; where {listed(missing)} says that nothing is known, {option}"
