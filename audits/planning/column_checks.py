"""What is said of each column, held against what the inspection found in it."""

from collections import Counter
from collections.abc import Mapping

from audits.errors import Problem
from audits.planning.amounts import check_amounts
from audits.planning.cell_formats import ambiguous, asked, is_in_doubt, is_written, spoilt
from audits.planning.column_kinds import holds_numbers
from audits.planning.column_values import VALUES_KEPT, levels, shown_name
from audits.planning.cut_points import code_of, cut_of_dates, cut_points, holds_dates
from audits.specification.document import ColumnSpec
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import MOST_CLASSES, RESERVED_GROUP_KEYS, Kind, Role, kind_of_role
from audits.specification.suggestions import listed
from audits.specification.timestamps import FORM, is_moment

ONE_COLUMN_ONLY = (
    Role.LABEL,
    Role.PREDICTION,
    Role.SCORE,
    Role.WEIGHT,
    Role.COUNT,
    Role.SPLIT,
    Role.TIME,
    Role.DURATION,
    Role.EVENT,
    Role.QUERY,
    Role.OBJECTS,
    Role.DETECTIONS,
    Role.LABEL_SET,
    Role.ANSWER_SET,
    Role.CLUSTER,
    Role.MASK,
    Role.LANGUAGE,
    Role.SYSTEM,
    Role.REFERENCE,
    Role.STEREOTYPE,
    Role.WOMEN_SHARE,
    Role.ANNOTATOR,
    Role.SINGLE_TASK,
)
# Where amounts that are read as text become groups, classes or words.
_READ_BY_VALUE = (
    Role.LABEL, Role.PREDICTION, Role.PROTECTED, Role.NUISANCE, Role.FEATURE, Role.ANNOTATION,
)  # fmt: skip
# A column of more groups names rows, or what has to be joined first.
MOST_GROUPS_COMPARED = 1000
ANSWERS = (Role.LABEL, Role.PREDICTION, Role.SCORE)
_PLAINLY = "write them as plain numbers (digits 0 to 9, a point or a comma)"


def _is_silently_read(spec: ColumnSpec, profile: ColumnProfile) -> bool:
    """Whether each of the numbers that could be two would be a class of its own."""
    stated = spec.cut is not None or spec.map is not None or is_written(spec)
    is_text = spec.kind is not Kind.NUMBER and spec.role in _READ_BY_VALUE
    return profile.cells.doubtful and is_text and not stated


def _are_no_answers(name: str, spec: ColumnSpec, profile: ColumnProfile) -> Problem | None:
    # A service that starts plans none.
    from audits.planning.numbers_or_lists import number_or_list
    from audits.planning.scored_labels import lists_of_objects, scored_labels

    checks = number_or_list, scored_labels, lists_of_objects
    return next((problem for check in checks if (problem := check(name, spec, profile))), None)


def _is_spoilt(spec: ColumnSpec, profile: ColumnProfile) -> bool:
    """Whether a few words would make of numbers as many classes: of both answers, so that neither
    shows that the other is one of numbers."""
    stated = spec.map is not None or is_written(spec)
    is_answer = spec.role in (Role.LABEL, Role.PREDICTION) and spec.kind is Kind.CATEGORY
    has_words = bool(profile.cells.strange) and profile.distinct > MOST_CLASSES
    return is_answer and has_words and not stated


def check_roles(columns: Mapping[str, ColumnSpec], problems: list[Problem]) -> None:
    """A role that one column can have is given once, and so is each name."""
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


def check_column(
    name: str,
    spec: ColumnSpec,
    profile: ColumnProfile,
    problems: list[Problem],
    *,
    said_kind: Kind | None,
) -> None:
    """Every option of the column fits its values and its role.

    said_kind: by the document, however the values look.
    """
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
    is_of_numbers = kind_of_role(spec.role) is Kind.NUMBER
    if is_of_numbers and said_kind not in (None, Kind.NUMBER):
        refuse(
            "kind",
            f"the role {spec.role} is one of numbers, and {said_kind} is said",
            f"leave `kind` out; {_PLAINLY} where they are not",
            "not_a_number",
        )
    numbers = profile.kind is Kind.NUMBER or holds_numbers(profile)
    if spec.cut is not None and isinstance(spec.cut[0], str):
        strange = next((value for value in profile.values if not is_moment(value)), None)
        if strange is not None:
            refuse(
                "cut",
                f"the column holds {strange!r}, which is no date that can be read",
                FORM,
                "not_a_date",
            )
    elif spec.cut is not None and not numbers and holds_dates(profile):
        refuse("cut", "the column holds dates, and these are numbers", cut_of_dates(profile))
    elif spec.cut is not None and not numbers and not asked(name, spec, profile, problems):
        refuse(
            "cut",
            f"the column holds {profile.kind} values, which cannot be cut",
            "cut columns of numbers, or of dates at dates (`cut: [2026-01-01]`), or use `map`",
        )
    if numbers and profile.cells.doubtful and (spec.kind is Kind.NUMBER or spec.cut is not None):
        if is_in_doubt(spec, profile.cells):
            problems.append(ambiguous(name, profile))
    elif (
        spec.kind is Kind.NUMBER
        and not numbers
        and spec.map is None
        and (said_kind is not None or _are_no_answers(name, spec, profile) is None)
        and not asked(name, spec, profile, problems)
    ):
        example = f", e.g. {profile.values[0]!r}" if profile.values else ""
        why, remedy = (
            (f", and the role {spec.role} is one of numbers", _PLAINLY)
            if is_of_numbers
            else ("", "leave `kind` out, or mend the data")
            if said_kind is not None
            else (
                ", and what it is compared with holds numbers",
                f"{_PLAINLY}, or say `kind: category` of both where they are classes",
            )
        )
        reason = f"the column holds {profile.kind} values{example}{why}"
        refuse("kind", reason, remedy, "not_a_number")
    if _is_silently_read(spec, profile) and said_kind is None:
        problems.append(ambiguous(name, profile, classes=True))
    elif said_kind is None and (question := _are_no_answers(name, spec, profile)):
        problems.append(question)
    elif _is_spoilt(spec, profile) and said_kind is None:
        problems.append(spoilt(name, profile, "say `kind: category` of label and prediction"))
    is_read_as_text = said_kind is None and spec.cut is None and spec.map is None
    if is_read_as_text and spec.kind is not Kind.NUMBER and spec.role in _READ_BY_VALUE:
        check_amounts(name, spec, profile, problems)
    if spec.threshold is not None and spec.role is not Role.SCORE:
        refuse("threshold", "only a score column has a threshold", "move it to the score column")
    if spec.of is not None and spec.role is not Role.SCORE:
        refuse("of", "only a score is of an answer", "move it to the score column")
    for word in ("positive", "favourable"):
        of_a_class = word == "positive" and spec.role in (Role.CLASS_PROBABILITY, Role.EVENT)
        if getattr(spec, word) is not None and spec.role not in ANSWERS and not of_a_class:
            refuse(
                word,
                f"a {spec.role} column has no {word} answer",
                "state it on the label or the prediction column",
            )
    many = profile.distinct > VALUES_KEPT and spec.cut is None
    numeric = profile.kind is Kind.NUMBER or spec.unit is not None
    is_open = spec.role is Role.PROTECTED and many and said_kind is not Kind.CATEGORY
    if is_open and spec.map is None and holds_dates(profile):
        refuse(
            "cut",
            f"{profile.distinct:,} dates make no groups",
            cut_of_dates(profile),
            "needs_cut",
        )
    elif is_open and numeric and (code := code_of(profile)) is not None:
        refuse(
            "map",
            f"{profile.distinct:,} codes such as {code} are no quantities, and too many groups",
            "join them with `map`, or say `kind: category` where each is to be a group",
            "needs_groups",
        )
    elif is_open and not numeric and spec.map is None and profile.distinct > MOST_GROUPS_COMPARED:
        refuse(
            "map",
            f"{profile.distinct:,} groups are too many to compare: each has few rows",
            "join them with `map`, or leave the column out where it names rows",
            "too_many_groups",
        )
    elif is_open and numeric:
        refuse(
            "cut",
            f"{profile.distinct} different numbers make no groups",
            f"give cut points, e.g. `cut: {cut_points(profile)}`, or say `kind: category` where "
            "they are names",
            "needs_cut",
        )
    known = levels(spec, profile)
    is_said = spec.role is Role.EVENT and spec.positive is not None
    if is_said and known is not None and spec.positive not in known:
        refuse(
            "positive",
            f"{spec.positive!r} is none of the column's values, so that no row had the event",
            f"its values are {listed(known)}",
            "unknown_value",
        )
    if spec.reference is not None and known is not None and spec.reference not in known:
        refuse(
            "reference",
            f"{spec.reference!r} is none of the column's groups",
            f"its groups are {listed(known)}",
            "unknown_value",
        )
