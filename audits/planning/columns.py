"""The columns of an audit: their roles and levels checked, and what the outcome's classes mean."""

from collections import Counter
from collections.abc import Iterable, Mapping

from audits.errors import Problem
from audits.planning.cell_formats import ambiguous, asked, cut_points, is_written
from audits.planning.class_meanings import check_known, check_model_outcome
from audits.planning.column_kinds import (
    apply_task,
    column_kind,
    holds_numbers,
    join_answer_kinds,
)
from audits.specification.cut_levels import cut_levels
from audits.specification.document import AuditDocument, ColumnSpec, ModelSpec
from audits.specification.missing_words import normal, quoted
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import (
    RESERVED_GROUP_KEYS,
    Kind,
    Role,
    choose_class,
)
from audits.specification.suggestions import listed, nearest
from audits.specification.timestamps import FORM, is_moment

ONE_COLUMN_ONLY = (
    Role.LABEL,
    Role.PREDICTION,
    Role.SCORE,
    Role.WEIGHT,
    Role.COUNT,
    Role.SPLIT,
    Role.TIME,
    Role.CLUSTER,
    Role.MASK,
    Role.LANGUAGE,
    Role.SYSTEM,
    Role.REFERENCE,
    Role.STEREOTYPE,
    Role.WOMEN_SHARE,
)
ANSWERS = (Role.LABEL, Role.PREDICTION, Role.SCORE)
# The inspection keeps this many of a column's values.
VALUES_KEPT = 50


def shown_name(name: str, spec: ColumnSpec) -> str:
    """The column's name in groups, rules and the report."""
    return spec.rename or name


def resolve_columns(
    document: AuditDocument, dataset: DatasetProfile, problems: list[Problem]
) -> dict[str, ColumnSpec]:
    """The declared columns with their kinds resolved."""
    profiles = {profile.name: profile for profile in dataset.columns}
    declared = document.dataset.columns
    columns: dict[str, ColumnSpec] = {}
    stated_categories: set[str] = set()
    for name, spec in declared.items():
        field = f"dataset.columns.{name}"
        if name not in profiles:
            problems.append(
                Problem(
                    field,
                    "the dataset has no such column",
                    nearest(name, profiles),
                    "unknown_column",
                )
            )
            continue
        columns[name] = spec.model_copy(update={"kind": column_kind(spec, profiles[name])})
        if spec.kind is Kind.CATEGORY:
            stated_categories.add(name)
    join_answer_kinds(columns, declared)
    apply_task(document, columns, declared)
    _check_roles(columns, problems)
    for name, spec in columns.items():
        _check_column(name, spec, profiles[name], problems, said_category=name in stated_categories)
    return columns


def levels(spec: ColumnSpec, profile: ColumnProfile) -> tuple[str, ...] | None:
    """The column's values as text after `map`, in text order; None where too many to know."""
    if spec.cut is not None:
        return cut_levels(spec.cut)
    if profile.distinct > min(len(profile.values), VALUES_KEPT):
        return None
    mapped = spec.map or {}
    return tuple(sorted({normal(mapped.get(value, value)) for value in profile.values}))


def outcome_levels(
    columns: Mapping[str, ColumnSpec], dataset: DatasetProfile, classes: Iterable[str] = ()
) -> tuple[str, ...] | None:
    """Classes of label, prediction and model together; None where not all are known."""
    profiles = {profile.name: profile for profile in dataset.columns}
    classes_seen = set(classes)
    for name, spec in columns.items():
        if spec.role in (Role.LABEL, Role.PREDICTION) and spec.kind is Kind.CATEGORY:
            known = levels(spec, profiles[name])
            if known is None:
                return None
            classes_seen.update(known)
    return tuple(sorted(classes_seen))


def check_outcome(
    columns: Mapping[str, ColumnSpec],
    dataset: DatasetProfile,
    classes: Iterable[str],
    problems: list[Problem],
    model: ModelSpec | None = None,
) -> None:
    """Two classes need a meaning: stated, or `1` / `true` among them.

    model: where neither label nor prediction is recorded, the meaning stands there.
    """
    model = model or ModelSpec()
    classes = tuple(classes)
    answers = {
        name: spec
        for name, spec in columns.items()
        if spec.role in (Role.LABEL, Role.PREDICTION) and spec.kind is Kind.CATEGORY
    }
    if not answers:
        check_model_outcome(model, classes, problems)
        return
    known = outcome_levels(columns, dataset, classes)
    positive = next((s.positive for s in answers.values() if s.positive is not None), None)
    stated_favourable = next(
        (s.favourable for s in answers.values() if s.favourable is not None), None
    )
    if positive is None and stated_favourable is None:
        positive, stated_favourable = model.positive, model.favourable
        check_known("model", known, positive, stated_favourable, problems)
    several = stated_favourable if isinstance(stated_favourable, list) else [stated_favourable]
    favourable = several[0] if len(several) == 1 else None
    name = next(iter(answers))
    if known is not None:
        for word, value in (("positive", positive), *(("favourable", one) for one in several)):
            if value is not None and value not in known:
                field = next((n for n, s in answers.items() if getattr(s, word) is not None), None)
                if field is None:
                    continue  # said of the model, and told above
                problems.append(
                    Problem(
                        f"dataset.columns.{field}.{word}",
                        f"{value!r} is none of the column's values",
                        f"its values are {listed(known)}",
                        "unknown_value",
                    )
                )
        unsaid = choose_class(known, positive, favourable) is None
        if len(known) == 2 and unsaid and len(several) == 1:
            problems.append(
                Problem(
                    f"dataset.columns.{name}.favourable",
                    f"nothing says which of {listed(known)} benefits the person",
                    f"state `favourable: {quoted(known[0])}` or `favourable: {quoted(known[1])}` "
                    f"(and `positive`, if it differs) on {name!r}",
                    "favourable_needed",
                )
            )


def _check_roles(columns: Mapping[str, ColumnSpec], problems: list[Problem]) -> None:
    counted = Counter(spec.role for spec in columns.values())
    for role in ONE_COLUMN_ONLY:
        if counted[role] > 1:
            names = [name for name, spec in columns.items() if spec.role is role]
            problems.append(
                Problem(
                    f"dataset.columns.{names[1]}.role",
                    f"more than one column has the role {role}: {listed(names)}",
                    "give it to one of them",
                    "role_twice",
                )
            )
    shown = Counter(shown_name(name, spec) for name, spec in columns.items())
    for name, spec in columns.items():
        if shown[shown_name(name, spec)] > 1 and spec.rename is not None:
            problems.append(
                Problem(
                    f"dataset.columns.{name}.rename",
                    f"another column is called {spec.rename!r}",
                    "choose another name",
                    "name_twice",
                )
            )


def _check_column(
    name: str,
    spec: ColumnSpec,
    profile: ColumnProfile,
    problems: list[Problem],
    *,
    said_category: bool,
) -> None:
    """said_category: the document says that the values are classes, however they look."""
    field = f"dataset.columns.{name}"

    def refuse(key: str, reason: str, remedy: str, code: str = "invalid") -> None:
        problems.append(Problem(f"{field}.{key}" if key else field, reason, remedy, code))

    if spec.role is Role.PROTECTED and shown_name(name, spec) in RESERVED_GROUP_KEYS:
        refuse(
            "rename",
            f"{shown_name(name, spec)!r} is a group key of the report itself",
            f"rename it, e.g. `rename: {name}_of_person`",
            "reserved_name",
        )
    numbers = profile.kind is Kind.NUMBER or holds_numbers(profile)
    if spec.cut is not None and isinstance(spec.cut[0], str):
        strange = next((value for value in profile.values if not is_moment(value)), None)
        if strange is not None:
            refuse("cut", f"the column holds {strange!r}, which is no ISO date", FORM, "not_a_date")
    elif spec.cut is not None and not numbers and not asked(name, spec, profile, problems):
        refuse(
            "cut",
            f"the column holds {profile.kind} values, which cannot be cut",
            "cut columns of numbers, or of dates at dates (`cut: [2026-01-01]`), or use `map`",
        )
    if numbers and profile.cells.doubtful and (spec.kind is Kind.NUMBER or spec.cut is not None):
        if not is_written(spec):
            problems.append(ambiguous(name, profile))
    elif (
        spec.kind is Kind.NUMBER
        and not numbers
        and spec.map is None
        and not asked(name, spec, profile, problems)
    ):
        example = f", e.g. {profile.values[0]!r}" if profile.values else ""
        refuse(
            "kind",
            f"the column holds {profile.kind} values{example}",
            "leave `kind` out, or mend the data",
            "not_a_number",
        )
    if spec.threshold is not None and spec.role is not Role.SCORE:
        refuse("threshold", "only a score column has a threshold", "move it to the score column")
    for word in ("positive", "favourable"):
        if getattr(spec, word) is not None and spec.role not in ANSWERS:
            refuse(
                word,
                f"a {spec.role} column has no {word} answer",
                "state it on the label or the prediction column",
            )
    many = profile.distinct > VALUES_KEPT and spec.cut is None
    if spec.role is Role.PROTECTED and many and profile.kind is Kind.NUMBER and not said_category:
        refuse(
            "cut",
            f"{profile.distinct} different numbers make no groups",
            f"give cut points, e.g. `cut: {cut_points(profile)}`, or say `kind: category` where "
            "they are names",
            "needs_cut",
        )
    known = levels(spec, profile)
    if spec.reference is not None and known is not None and spec.reference not in known:
        refuse(
            "reference",
            f"{spec.reference!r} is none of the column's groups",
            f"its groups are {listed(known)}",
            "unknown_value",
        )
