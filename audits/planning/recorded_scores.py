"""Numbers that were given the role of answers: scores or votes beside a label of two classes.

Compared as they stand they would be a regression, which no rule on rates or error rates judges.
"""

from collections.abc import Mapping, Sequence

from audits.errors import Problem
from audits.planning.cell_formats import is_written
from audits.planning.column_kinds import holds_numbers
from audits.planning.column_values import levels
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.missing_words import normal, quoted
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import MOST_CLASSES, Kind, Role
from audits.specification.signs import leading_sign
from audits.specification.suggestions import listed

CODE, RANKS = "scores_as_answers", "ranks_as_answers"
_ANSWERS = (Role.LABEL, Role.PREDICTION)
# So few values that are no label's may each be mapped to one.
_MOST_MAPPED = 4


def check_recorded_scores(
    document: AuditDocument,
    columns: dict[str, ColumnSpec],
    profiles: Mapping[str, ColumnProfile],
    problems: list[Problem],
    *,
    rows: int,
) -> None:
    """Refuse them, unless somebody said what the columns hold; the label stays one of classes.

    rows: of the table.
    """
    declared = document.dataset.columns
    label, prediction = (
        next((name for name, spec in columns.items() if spec.role is role), None)
        for role in _ANSWERS
    )
    task = document.model.task if document.model is not None else None
    answers = [name for name in (label, prediction) if name is not None]
    if task == "regression" or any(declared[name].kind is not None for name in answers):
        return
    if label is not None and prediction is not None:
        if _are_ranks(columns, declared[prediction], profiles[prediction]):
            meaning = (declared[label].positive, declared[label].favourable, declared[label].map)
            graded = meaning == (None, None, None) and holds_numbers(profiles[label])
            of_label = Kind.NUMBER if graded else Kind.CATEGORY
            columns[label] = columns[label].model_copy(update={"kind": of_label})
            columns[prediction] = columns[prediction].model_copy(update={"kind": Kind.NUMBER})
            return
        classes = _two_classes(declared[label], profiles[label])
        numbers = profiles[prediction]
        if classes and _are_asked_about(
            declared[prediction], columns[prediction], numbers, classes
        ):
            columns[label] = columns[label].model_copy(update={"kind": Kind.CATEGORY})
            columns[prediction] = columns[prediction].model_copy(update={"kind": Kind.NUMBER})
            lists = _lists(profiles, prediction, rows)
            problems.append(
                _question(label, prediction, classes, numbers)
                if lists is None
                else _of_ranks(label, prediction, classes, lists)
            )
            return
    for name in answers:
        problems.extend(_classes_of_numbers(name, columns[name]))


def _are_ranks(
    columns: Mapping[str, ColumnSpec], declared: ColumnSpec, profile: ColumnProfile
) -> bool:
    """Whether recorded numbers are places in lists: whoever names the lists says so."""
    roles = {spec.role for spec in columns.values()}
    is_read = declared.map is None and declared.cut is None
    holds = profile.kind is Kind.NUMBER or holds_numbers(profile)
    return Role.QUERY in roles and Role.SCORE not in roles and is_read and holds


def _lists(profiles: Mapping[str, ColumnProfile], prediction: str, rows: int) -> str | None:
    """The column that names lists, where the predictions are the places of the rows in them."""
    from audits.planning.ranked_guesses import is_rank, ranked_lists  # of a plan that is refused

    ranked = ranked_lists(list(profiles.values()), rows) if is_rank(profiles[prediction]) else None
    return None if ranked is None else ranked.lists


def _of_ranks(label: str, prediction: str, classes: Sequence[str], lists: str) -> Problem:
    return Problem(
        f"dataset.columns.{prediction}.role",
        f"{prediction} holds whole numbers where {label} holds {' and '.join(classes)}, and "
        f"{lists} names lists: those are ranks, and no answers as they stand",
        f"give {lists!r} the role query in a document (`evenhand init` writes one, with the same "
        f"options); or say `kind: number` on both where they are quantities",
        RANKS,
    )


def _two_classes(spec: ColumnSpec, profile: ColumnProfile) -> tuple[str, ...]:
    """The label's two values as they are compared; () where it has not exactly two."""
    if spec.cut is not None or (profile.kind is Kind.NUMBER and not holds_numbers(profile)):
        return ()
    known = levels(spec, profile) or ()
    return known if len(known) == 2 else ()


def _are_asked_about(
    declared: ColumnSpec, spec: ColumnSpec, profile: ColumnProfile, classes: Sequence[str]
) -> bool:
    """Whether the predictions are numbers, and others than the label's two.

    declared, spec: as the document says, and as resolved.
    """
    if declared.map is not None or declared.cut is not None:
        return False
    if profile.cells.doubtful and not is_written(declared):
        return False  # which numbers they are is asked first
    if profile.kind is not Kind.NUMBER and not holds_numbers(profile):
        return False
    if profile.distinct > len(profile.values):
        return True
    strange = _strange(profile, classes)
    if spec.kind is Kind.NUMBER:
        return bool(strange)
    # Of whole numbers, read as classes, a single other one is a third class or a code, and told as
    # an answer that counts as wrong. Where none is a label's, that is refused as such.
    broken = not all(map(_is_whole, strange))
    return len(strange) < profile.distinct and (broken or len(strange) > 1)


def _strange(profile: ColumnProfile, classes: Sequence[str]) -> list[str]:
    """The predictions that are neither of the classes, of those that the inspection kept."""
    strange = [value for value in map(normal, profile.values) if value not in classes]
    return sorted(strange, key=lambda value: float(leading_sign(value)))


def _question(
    label: str, prediction: str, classes: Sequence[str], profile: ColumnProfile
) -> Problem:
    low, high = _range(profile)
    strange = _strange(profile, classes)
    between = "" if low is None or high is None else f" from {low:g} to {high:g}"
    remedies = [
        "give it the role score, with the `threshold` from which on an answer is positive, "
        f"e.g. `threshold: {_middle(low, high):g}`"
    ]
    among, what = "", "those are scores, and no answers"
    if profile.distinct <= MOST_CLASSES:
        among, what = f", {listed(strange)} among them,", "those are no answers as they stand"
        if len(strange) <= _MOST_MAPPED:
            means = ", ".join(f"{quoted(value)}: ..." for value in strange)
            remedies.append(f"say which answer each means, `map: {{{means}}}`")
        if all(map(_is_whole, strange)):
            remedies.append("say `kind: category` on both where they are classes")
    remedies.append("say `kind: number` on both where they are quantities")
    return Problem(
        f"dataset.columns.{prediction}.role",
        f"{prediction} holds {profile.distinct:,} different numbers{between}{among or ','} where "
        f"{label} holds {' and '.join(classes)}: {what}",
        "; or ".join(remedies),
        CODE,
    )


def _range(profile: ColumnProfile) -> tuple[float | None, float | None]:
    if profile.minimum is not None or not holds_numbers(profile):
        return profile.minimum, profile.maximum
    numbers = [float(leading_sign(value)) for value in profile.values]
    return min(numbers), max(numbers)


def _middle(low: float | None, high: float | None) -> float:
    """Where scores on such a scale are even: of log-odds 0, of percentages 50, of deciles 5.5.

    Ever within the scale: a threshold beyond it would give everybody the same answer.
    """
    if low is not None and low < 0:
        return 0.0
    if low is None or high is None or high <= 1.5:
        return 0.5
    return 50.0 if low < 50 < high <= 100 else (low + high) / 2


def _is_whole(value: str) -> bool:
    return leading_sign(value).lstrip("-").isdigit()


def _classes_of_numbers(name: str, spec: ColumnSpec) -> list[Problem]:
    """What is said of a class, where the column is read as numbers and has none."""
    if spec.kind is not Kind.NUMBER:
        return []
    return [
        Problem(
            f"dataset.columns.{name}.{word}",
            f"{name} is read as numbers, of which none is a class, so that no rule would use it",
            "leave it out where they are quantities; where they are classes say `kind: category` "
            "of label and prediction, where they are scores give the column the role score",
            "no_classes",
        )
        for word in ("positive", "favourable")
        if getattr(spec, word) is not None
    ]
