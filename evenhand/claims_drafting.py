"""`evenhand init` of a table of results: a document that tests its claims, and what is missing.

What a table cannot say by itself is asked: which system is the baseline, of what its error bars
are, over what, and of how many values each mean is. Whoever does not know leaves it out: then
nothing is tested, and the report lists what to ask the authors.
"""

from dataclasses import dataclass
from typing import get_args

from audits.claims.over_sets import FEWEST_SETS
from audits.claims.scores import ErrorBar, Over
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.missing_words import quoted
from audits.specification.parsing import accept_document, load_yaml
from audits.specification.profiles import DatasetProfile
from audits.specification.suggestions import listed, nearest
from audits.specification.yaml_spelling import in_yaml
from evenhand.initialising import Ask, Written, agree
from evenhand.result_tables import ResultTable, Shape, likely_bar, likely_baseline

UNKNOWN = "unknown"
BARS, OVER = get_args(ErrorBar), get_args(Over)


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked. baseline: a system, and why it was taken. None: nobody knows."""

    baseline: str
    why: str
    error_bar: str | None
    error_over: str | None
    better: str


def write_claims(
    data: str,
    dataset: DatasetProfile,
    table: ResultTable,
    *,
    encoding: str | None = None,
    ask: Ask = agree,
) -> Written:
    """The document. data: its path as the document shall name it. table: where results stand.

    encoding: as of `evenhand.initialising.write_document`. What is still to say stands in the
    document as comments. Raises `Refused` where an answer names no system.
    """
    systems = _systems(dataset, table)
    answered = _asked(table, systems, ask)
    missing = tuple(_missing(table, answered))
    metric, attribute = _judged(_sets(dataset, table))
    if metric == "median_improvement":
        missing = tuple(f"to judge a single data set: {one}" for one in missing)
    lines = [
        "# Results of systems, and which claims of improvement they carry; docs/claims.md.",
        *(f"# Still to say: {one}" for one in missing),
        "dataset:",
        f"  path: {in_yaml(data)}  # {dataset.rows:,} rows, each {table.shape}",
        *([] if encoding is None else [f"  encoding: {encoding}"]),
        "  columns:",
        *_columns(table, answered),
        "probes:",
        "  - claims.comparison:",
        *_parameters(table, answered),
        "policy:",
        "  rules:",
        f"    - {{metric: {metric}, attribute: {attribute}, above: 0}}",
    ]
    text = "\n".join(lines) + "\n"
    try:
        make_plan(accept_document(load_yaml(text)), dataset=dataset, model=None)
    except Refused as refused:
        missing = (*missing, *map(str, refused.problems))
    return Written(text, {}, missing)


def _sets(dataset: DatasetProfile, table: ResultTable) -> int:
    """On how many data sets the systems are compared."""
    if table.shape is Shape.SET:
        return dataset.rows
    if table.shape is Shape.SYSTEM:
        return len(table.values)
    return next((one.distinct for one in dataset.columns if one.name == table.sets), 1)


def _judged(sets: int) -> tuple[str, str]:
    """The metric and what it is judged by; over several data sets nothing needs to be stated."""
    if sets >= FEWEST_SETS:
        return "median_improvement", "system"
    return "improvement", "set" if sets > 1 else "system"


def _systems(dataset: DatasetProfile, table: ResultTable) -> tuple[str, ...]:
    if table.shape in (Shape.SET, Shape.UNIT):
        return table.values
    return next(column.values for column in dataset.columns if column.name == table.names)


def _asked(table: ResultTable, systems: tuple[str, ...], ask: Ask) -> Answered:
    guess, why = likely_baseline(systems)
    baseline = ask("Which system are the others held against?", guess, systems)
    if baseline not in systems:
        raise Refused.because(
            "reference", f"the table has no system {baseline!r}", nearest(baseline, systems),
            "unknown_value",
        )  # fmt: skip
    if baseline != guess:
        why = "you said so"
    better = ask("Which score is better, higher or lower?", "higher", ("higher", "lower"))
    bar, over = (one or UNKNOWN for one in likely_bar(table))
    if table.has_bars:
        bar = ask("What is the number behind ±?", bar, (*BARS, UNKNOWN))
        over = ask("Over what does it vary?", over, (*OVER, UNKNOWN))
    known = [None if one == UNKNOWN else one for one in (bar, over)]
    return Answered(baseline, why, known[0], known[1], better)


def _missing(table: ResultTable, answered: Answered) -> list[str]:
    """What no cell says, one sentence each; without it nothing is tested."""
    is_scores = table.shape in (Shape.SCORE, Shape.UNIT) and not table.has_bars
    if is_scores:
        if table.unit is None and table.shape is Shape.SCORE:
            return ["which scores are of the same run, fold or item: give that column the role id"]
        return ["of under 1,000 scores, `assumes: normal` or the `limits` between which they lie"]
    missing = []
    if not table.has_bars:
        missing.append("how far scores vary from run to run: give error bars, or the single scores")
    elif answered.error_bar is None:
        missing.append(f"`error_bar`, what the number behind ± is: {listed(BARS)}")
    if answered.error_over is None and table.has_bars:
        missing.append(f"`error_over`, over what it varies: {listed(OVER)}")
    if table.runs is None:
        missing.append("`runs`, of how many values each mean is")
    return [*missing, "`assumes: normal`, where means of a few runs may be tested by t"]


def _columns(table: ResultTable, answered: Answered) -> list[str]:
    is_named = table.shape in (Shape.SYSTEM, Shape.SCORE)
    lines = []
    if table.names is not None:
        role = (
            f"role: system, reference: {quoted(answered.baseline)}" if is_named else "role: feature"
        )
        if table.shape is Shape.UNIT:
            role = "role: id"
        reason = f"{table.shape}; the baseline: {answered.why}" if is_named else str(table.shape)
        lines.append(f"    {in_yaml(table.names)}: {{{role}}}  # {reason}")
    for name, role in ((table.sets, "feature"), (table.runs, "count"), (table.unit, "id")):
        if name is not None and name != table.names:
            lines.append(f"    {in_yaml(name)}: {{role: {role}}}")
    role = "score" if table.shape is Shape.SCORE else "feature"
    lines += [f"    {in_yaml(name)}: {{role: {role}}}" for name in table.values]
    lines += [f"    {in_yaml(name)}: {{role: feature}}  # behind ±" for name in table.errors]
    if table.others:
        lines.append(f"    # not taken for scores: {listed(table.others, 12)}")
    return lines


def _parameters(table: ResultTable, answered: Answered) -> list[str]:
    lines = []
    if table.shape is not Shape.SCORE:
        lines.append(f"columns: [{', '.join(map(quoted, table.values))}]")
    if table.shape in (Shape.SET, Shape.UNIT):
        lines.append(f"reference: {quoted(answered.baseline)}  # {answered.why}")
    if table.sets is not None and table.sets != "dataset":
        lines.append(f"dataset_column: {quoted(table.sets)}")
    if table.errors:
        lines.append(f"error_columns: [{', '.join(map(quoted, table.errors))}]")
    for key, value in (("error_bar", answered.error_bar), ("error_over", answered.error_over)):
        if value is not None:
            lines.append(f"{key}: {value}")
    if table.unit is not None:
        is_fold = table.unit.casefold() in ("fold", "split")
        lines.append(f"units: {'folds' if is_fold else 'runs'}  # folds, runs or items")
    lines.append(f"better: {answered.better}")
    return [f"      {line}" for line in lines]
