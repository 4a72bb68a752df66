"""What each column is most likely for, by its name, its values and its place, with the reason.

A guess is a proposal: `evenhand init` and the web form show it for a person to overrule, and no
audit goes by it alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from audits.planning.column_checks import ONE_COLUMN_ONLY
from audits.planning.counted_rows import counted_column, is_of_people
from audits.planning.guess_vocabulary import Guess, has_role, listed_words, named_roles
from audits.planning.guesses_by_name import guess_by_name
from audits.planning.guesses_by_values import guess_by_values
from audits.specification.profiles import ColumnProfile, DatasetProfile, ModelProfile
from audits.specification.role_names import words_of_name
from audits.specification.roles import FILES, MOST_CLASSES, Kind, Role
from audits.specification.row_numbers import is_unique
from audits.specification.suggestions import listed

# No group and no label stands in them.
UNGROUPED = (*FILES, Kind.SEQUENCE)

# Words of a name that says who judged.
_JUDGES = frozenset(
    {"annotator", "rater", "coder", "worker", "labeler", "labeller", "reviewer", "judge"}
)
# From here on whole numbers that are all different are no amounts.
_LONG = 1e6


def guess_roles(dataset: DatasetProfile, model: ModelProfile | None = None) -> dict[str, Guess]:
    """Columns that are most likely more than a feature, in the order of the table."""
    # A service that starts guesses nothing.
    from audits.planning.class_columns import class_columns
    from audits.planning.rival_guesses import keep_one_each
    from audits.planning.truth_and_answer import answered, turn

    of_classes = class_columns(dataset)
    guesses = {
        column.name: guess
        for column in dataset.columns
        if (guess := guess_by_name(column, dataset.rows) or guess_by_values(column, dataset.rows))
        # `.pred_No` is no answer, and `No` no number of a row.
        and (column.name not in of_classes or guess.role is Role.SCORE)
    }
    counted = counted_column(dataset)
    # `count` of a table of people is of something else: loans before, visits.
    for name in [name for name, guess in guesses.items() if guess.role is Role.COUNT]:
        if name != counted and is_of_people(dataset, name):
            del guesses[name]
    if counted is not None and not any(g.role is Role.COUNT for g in guesses.values()):
        reason = "each row is a combination of the other columns, and it may say of how many"
        guesses[counted] = Guess(Role.COUNT, reason, is_sure=False)
    keep_one_each(guesses, dataset, of_classes)
    _without_kinds(guesses, dataset)
    if not any(column.kind is Kind.TEXT for column in dataset.columns):
        guesses = {n: guess for n, guess in guesses.items() if guess.role is not Role.LANGUAGE}
    if not any(guess.role is Role.LABEL for guess in guesses.values()):
        label = _label(dataset, guesses, model)
        if label is not None:
            name, guess = label
            guesses[name] = guess
    if model is None and Role.PREDICTION not in {g.role for g in guesses.values()}:
        guesses.update(answered(dataset, guesses))
    if model is None:
        turn(guesses, dataset)
    order = [column.name for column in dataset.columns]
    return dict(sorted(guesses.items(), key=lambda item: order.index(item[0])))


def proposed_roles(dataset: DatasetProfile, model: ModelProfile | None = None) -> dict[str, Guess]:
    """The guesses that stand beside each other in one document, which no plan refuses for them.

    Of several columns that are by their names what one column can be, one stays: of clusters the
    one with fewest values, in which those of the others lie as a rule. Ranks of lists answer.
    """
    from audits.planning.ranked_guesses import with_ranks  # of what proposes alone

    guesses = guess_roles(dataset, model)
    profiles = {column.name: column for column in dataset.columns}
    if model is None:
        guesses = with_ranks(guesses, dataset)
    for role in ONE_COLUMN_ONLY:
        claims = [name for name, guess in guesses.items() if guess.role is role]
        # A model answers once about an item that several people judged: the item repeats, not they.
        judged = [name for name in claims if _JUDGES.isdisjoint(words_of_name(name))]
        if role is Role.CLUSTER and judged:
            for name in set(claims).difference(judged):
                del guesses[name]
            claims = judged
        if len(claims) > 1:
            coarsest = min(claims, key=lambda name: profiles[name].distinct)
            for name in claims:
                if name != coarsest:
                    del guesses[name]
            others = [name for name in claims if name != coarsest]
            reason = f"{guesses[coarsest].reason}, as those of {listed(others, 2)} do"
            guesses[coarsest] = replace(guesses[coarsest], reason=reason, is_sure=False)
    return {name: guesses[name] for name in profiles if name in guesses}


def _without_kinds(guesses: dict[str, Guess], dataset: DatasetProfile) -> None:
    """A `class` amid the table, or a `passengerClass`, where another name is an outcome's."""
    ends = (dataset.columns[0].name, dataset.columns[-1].name)
    outcome = any(
        word in listed_words("outcomes") and column.distinct <= MOST_CLASSES
        for column in dataset.columns
        for word in words_of_name(column.name)
    )
    for column in dataset.columns:
        words = words_of_name(column.name)
        labels = {word for word in words if named_roles().get(word) is Role.LABEL}
        of_something = len(words) > 1 or column.name not in ends
        if (
            outcome
            and labels == {"class"}
            and of_something
            and has_role(guesses, column, Role.LABEL)
        ):
            del guesses[column.name]


def _label(
    dataset: DatasetProfile, guesses: Mapping[str, Guess], model: ModelProfile | None
) -> tuple[str, Guess] | None:
    """By the model's classes, by the prediction's values, or by its place at an end."""
    from audits.planning.truth_and_answer import tells_of_answers, truth_beside

    free = [column for column in dataset.columns if column.name not in guesses]
    fed = {item.name for item in model.inputs} if model is not None else set()
    candidates = [
        column
        for column in free
        if column.name not in fed and column.kind not in UNGROUPED and column.distinct >= 2
    ]
    if model is not None and model.classes:
        classes = set(model.classes)
        for column in candidates:
            if set(column.values) == classes:
                return column.name, Guess(Role.LABEL, "its values are the model's classes")
    predicted = next((n for n, guess in guesses.items() if guess.role is Role.PREDICTION), None)
    if predicted is not None:
        answer = next(column for column in dataset.columns if column.name == predicted)
        return truth_beside(candidates, answer)
    asides = listed_words("asides")
    candidates = [
        c
        for c in candidates
        if words_of_name(c.name)[:1] not in _circumstances()
        and asides.isdisjoint(words_of_name(c.name))
        and not _numbers_rows(c, dataset.rows)
    ]
    with_classes = [c for c in candidates if c.distinct <= MOST_CLASSES and c.kind is not Kind.TEXT]
    for column in reversed(with_classes):
        twins = [c for c in with_classes if c is not column and set(c.values) == set(column.values)]
        if len(twins) == 1 and tells_of_answers(column, with_classes):
            return twins[0].name, Guess(Role.LABEL, f"its values are those of {column.name}", False)
    # Where both stand there, what was decided (`decision`) is no truth beside what came (`repaid`).
    with_classes.sort(key=lambda column: tells_of_answers(column, with_classes), reverse=True)
    for column in reversed(with_classes):
        word = next(
            (word for word in words_of_name(column.name) if word in listed_words("outcomes")), None
        )
        if word is not None:
            return column.name, Guess(Role.LABEL, f"its name says {word}", is_sure=False)
    for preferred, rejected in (
        ([c for c in with_classes if c.minimum is None], "has {0.distinct} values"),
        (with_classes, "has {0.distinct} values"),
        ([c for c in candidates if c.kind is Kind.NUMBER], "holds numbers"),
    ):
        for position, column in _ends(preferred, dataset.columns):
            reason = f"it stands {position} and {rejected.format(column)}"
            return column.name, Guess(Role.LABEL, reason, is_sure=False)
    return None


def _numbers_rows(column: ColumnProfile, rows: int) -> bool:
    """Long whole numbers of which every row has another, as those of pupils are."""
    low = column.minimum
    is_long = low is not None and low >= _LONG and all(v.isdigit() for v in column.values)
    return is_long and is_unique(column, rows)


def _circumstances() -> list[list[str]]:
    return [[word] for word in listed_words("circumstances")]


def _ends(
    candidates: Sequence[ColumnProfile], columns: Sequence[ColumnProfile]
) -> Iterator[tuple[str, ColumnProfile]]:
    if candidates and candidates[-1].name == columns[-1].name:
        yield "last", candidates[-1]
    if candidates and candidates[0].name == columns[0].name:
        yield "first", candidates[0]
