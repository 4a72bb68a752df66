"""Which of two columns with the same values is the truth, and which is what was answered."""

from collections.abc import Mapping, Sequence

from audits.planning.favourable_guesses import better_of
from audits.planning.guess_vocabulary import Guess, has_role, listed_words, named_roles
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.role_names import words_of_name
from audits.specification.roles import MOST_CLASSES, Kind, Role


def answered(dataset: DatasetProfile, guesses: Mapping[str, Guess]) -> dict[str, Guess]:
    """A column whose name tells of answers, with the label's values or two of its own."""
    label = next((c for c in dataset.columns if has_role(guesses, c, Role.LABEL)), None)
    if label is not None and label.distinct > MOST_CLASSES:
        return {}
    # People's verdicts are no answer of a model's, where one of them is one by its name.
    people = [column for column in dataset.columns if _is_of_people(column)]
    others = [column for column in dataset.columns if column not in people]
    for column in (*reversed(others), *reversed(people)):
        word = first_of("answers", column)
        if word is None and label is not None:
            word = first_of("answering_surely", column) or _own_of(column, label)
        if word is None or column.name in guesses or column.distinct < 2:
            continue
        if label is None:
            if column.distinct <= MOST_CLASSES and column.kind is not Kind.TEXT:
                reason = f"its name says {word}"
                return {column.name: Guess(Role.PREDICTION, reason, is_sure=False)}
            continue
        if set(column.values) <= set(label.values):
            reason = f"its name says {word}, and its values are those of {label.name}"
            return {column.name: Guess(Role.PREDICTION, reason, is_sure=False)}
        if column.distinct == label.distinct == 2 and better_of(column.values) is not None:
            reason = f"its name says {word}, and it has two answers, as {label.name} has"
            return {column.name: Guess(Role.PREDICTION, reason, is_sure=False)}
    return {}


def _is_of_people(column: ColumnProfile) -> bool:
    is_named = first_of("truths", column) or first_of("people", column)
    return is_named is not None and first_of("answering", column) is None


def turn(guesses: dict[str, Guess], dataset: DatasetProfile) -> None:
    """A label whose name is one of answers, beside a column of the same values that is none.

    LangSmith's `outputs.answer` beside `reference.answer`, Azure's `Scored Labels` beside a truth.
    """
    label = next((c for c in dataset.columns if has_role(guesses, c, Role.LABEL)), None)
    if label is None or not 2 <= label.distinct <= MOST_CLASSES:
        return
    answering = [c for c in dataset.columns if has_role(guesses, c, Role.PREDICTION)]
    twins = answering or [
        c for c in dataset.columns if c.name not in guesses and set(c.values) == set(label.values)
    ]
    if len(twins) != 1:
        return
    (other,) = twins
    is_answer = _is_plain(other) or first_of("answering", other) is not None
    if not answering and first_of("truths", label) is not None and is_answer:
        reason = f"its values are those of {label.name}"
        guesses[other.name] = Guess(Role.PREDICTION, reason, is_sure=False)
        return
    # As of LangSmith's `reference_outputs.answer`, or a recruiter's beside a model's.
    right = first_of("truths", other) or first_of("people", other)
    is_output = right is None and first_of("answering_surely", other) is not None
    if first_of("truths", label) is not None or is_output:
        return
    surely, perhaps = first_of("answering_surely", label), first_of("answering", label)
    # Of two yeses and noes such as `owns_car` and `response` neither need be an answer.
    is_named = guesses[label.name].is_sure or first_of("outcomes", label) is not None
    is_answer = perhaps is not None and first_of("answering", other) is None
    # `label` beside `gold`, `ai_decision` beside `final_decision`.
    is_plain = right is not None and (_is_plain(label) or perhaps is not None)
    if (
        surely is None
        and not is_plain
        and (not answering or is_named or not (is_answer or right is not None))
    ):
        return
    reason = f"its values are those of {label.name}"
    reason += f", and its name says {right}" if right is not None else ""
    guesses[other.name] = Guess(Role.LABEL, reason, is_sure=False)
    word = surely or perhaps or first_of("answers", label)
    named = f"its name says {word}, and its" if word is not None else "its"
    guesses[label.name] = Guess(
        Role.PREDICTION, f"{named} values are those of {other.name}", is_sure=False
    )


def _own_of(column: ColumnProfile, label: ColumnProfile) -> str | None:
    """The word of who answers where all else of the name is the label's: `AI grade`, `grade`."""
    words = set(words_of_name(column.name))
    answering = words & listed_words("answering")
    shared = words - answering
    return (
        min(answering) if answering and shared and shared <= {*words_of_name(label.name)} else None
    )


def _is_plain(column: ColumnProfile) -> bool:
    """A `label`, as transformers' pipeline calls its answer: beside `gold` it is one."""
    return words_of_name(column.name) == ["label"]


def _twin(candidates: Sequence[ColumnProfile], answers: set[str]) -> ColumnProfile | None:
    """The column with the answers' values that is likeliest the truth: by its name, or the last.

    `y_pred_v1` is another model's answer beside `y_pred`, wherever it stands.
    """
    twins = [
        column
        for column in reversed(candidates)
        if set(column.values) == answers
        and Role.PREDICTION not in map(named_roles().get, words_of_name(column.name))
    ]
    named = [column for column in twins if first_of("truths", column)]
    plain = [column for column in twins if not tells_of_answers(column, candidates)]
    return next(iter((*named, *plain, *twins)), None)


def truth_beside(
    candidates: Sequence[ColumnProfile], answer: ColumnProfile
) -> tuple[str, Guess] | None:
    """The column with the answer's values, by its name or its place; None where there is none.

    Or an outcome by its name, where that one is named like none: `repaid` and not `owns_home`, nor
    what the underwriter decided.
    """
    twin = _twin(candidates, set(answer.values))
    if twin is None or _outcome_of(twin) is None:
        for column in candidates:
            word = _outcome_of(column)
            if word is not None and column.distinct == answer.distinct:
                return column.name, Guess(Role.LABEL, f"its name says {word}", is_sure=False)
    if twin is None:
        return None
    return twin.name, Guess(Role.LABEL, f"its values are those of {answer.name}")


def _outcome_of(column: ColumnProfile) -> str | None:
    """The word that names a truth or an outcome; a decision of other people is none."""
    words = [word for kind in ("truths", "outcomes") if (word := first_of(kind, column))]
    return next((word for word in words if word not in listed_words("answers")), None)


def first_of(kind: str, column: ColumnProfile) -> str | None:
    """The first word of the column's name that stands in this list, if any."""
    return next((word for word in words_of_name(column.name) if word in listed_words(kind)), None)


def tells_of_answers(column: ColumnProfile, beside: Sequence[ColumnProfile]) -> bool:
    """Whether its name is one of answers, or of who answered what another column says."""
    owned = any(_own_of(column, other) for other in beside if other is not column)
    return owned or first_of("answers", column) is not None
