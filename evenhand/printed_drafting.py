"""`evenhand init --printed "NAME: 63 %"`: printed figures against the outcomes that they count."""

from collections.abc import Mapping, Sequence
from typing import get_args

from audits.claims.published_figures import Reading, printed_figures
from audits.errors import NotApplicable, Refused
from audits.planning.plan import make_plan
from audits.planning.role_guesses import guess_roles
from audits.specification.missing_words import quoted
from audits.specification.parsing import accept_document, load_yaml
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role
from audits.specification.suggestions import listed
from audits.specification.yaml_spelling import in_yaml
from evenhand.drafting import Words, roles_of
from evenhand.initialising import Ask, Written, agree

READINGS = get_args(Reading)
NO_READING = (
    "`reading`, what a figure counts: answers that are right, that changed, a target that was "
    "reached, or a success as recorded"
)
NO_ANSWERS = "the columns with the roles label and prediction (`--label`, `--prediction`)"


def write_published(
    data: str,
    dataset: DatasetProfile,
    printed: Sequence[str],
    *,
    encoding: str | None = None,
    words: Words,
    ask: Ask = agree,
) -> Written:
    """The document. data: the table's path as the document shall name it. printed: the figures.

    Columns that name a figure's rows are those that hold the words of its name. encoding, words: as
    of `evenhand.initialising.write_document`. Raises `Refused` for a figure that is no rate, and
    for a name that no column holds.
    """
    try:
        figures = printed_figures(printed)
    except NotApplicable as refusal:
        raise Refused.because("--printed", refusal.reason, refusal.remedy, "no_rate") from refusal
    profiles = {column.name: column for column in dataset.columns}
    stated = roles_of(words, dataset)
    guessed = {n: g.role for n, g in guess_roles(dataset).items() if g.role is Role.COUNT}
    roles = {**guessed, **stated}
    names = [figure.name for figure in figures if figure.name is not None]
    by = _naming(names[0], profiles, stated) if names else []
    reading = ask("What does a printed figure count?", "right", READINGS)
    missing = []
    if not {Role.LABEL, Role.PREDICTION} <= set(stated.values()):
        missing.append(NO_ANSWERS)
    if ask is agree:
        missing.append(NO_READING)
    spelled = ", ".join(quoted(figure) for figure in printed)
    lines = [
        "# Printed figures beside the outcomes that they are said to be of; docs/claims.md.",
        *(f"# Still to say: {one}" for one in missing),
        "dataset:",
        f"  path: {in_yaml(data)}  # {dataset.rows:,} rows",
        *([] if encoding is None else [f"  encoding: {encoding}"]),
        "  columns:",
        *(f"    {in_yaml(name)}: {{role: {role}}}" for name, role in roles.items()
          if name not in by),
        *(f"    {in_yaml(name)}: {{role: feature{_kind(profiles[name])}}}  # names rows"
          for name in by),
        "probes:",
        "  - claims.published:",
        f"      printed: [{spelled}]",
        *([f"      by: [{', '.join(map(quoted, by))}]"] if by else []),
        f"      reading: {reading}",
        "policy:",
        "  rules:",
        "    - {metric: published_difference, attribute: set, within: 0.02}"
        if by else "    - {metric: published_difference, within: 0.02}",
    ]  # fmt: skip
    text = "\n".join(lines) + "\n"
    try:
        make_plan(accept_document(load_yaml(text)), dataset=dataset, model=None)
    except Refused as refused:
        missing += map(str, refused.problems)
    return Written(text, {}, tuple(missing))


def _naming(
    name: str, profiles: Mapping[str, ColumnProfile], stated: Mapping[str, Role]
) -> list[str]:
    """The columns that hold the words of a figure's name, one after the other."""
    by: list[str] = []
    for word in name.split(", "):
        free = (n for n in profiles if n not in (*by, *stated))
        column = next((n for n in free if word in profiles[n].values), None)
        if column is None:
            raise Refused.because(
                "--printed", f"no column holds {word!r}, a part of the name {name!r}",
                f"name rows by values of the columns {listed(list(profiles), 12)}, joined by "
                "commas", "unknown_value",
            )  # fmt: skip
        by.append(column)
    return by


def _kind(column: ColumnProfile) -> str:
    return ", kind: category" if column.kind is Kind.NUMBER else ""
