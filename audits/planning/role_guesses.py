"""What each column is most likely for, by its name, its values and its place, with the reason.

A guess is a proposal: `evenhand init` and the web form show it for a person to overrule, and no
audit goes by it alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from audits.planning.cut_points import holds_dates
from audits.specification.parsing import load_yaml
from audits.specification.profiles import ColumnProfile, DatasetProfile, ModelProfile
from audits.specification.role_names import ROLES, plain, without_y, words_of_name
from audits.specification.roles import MOST_CLASSES, Kind, Role
from audits.specification.suggestions import listed


@dataclass(frozen=True, slots=True)
class Guess:
    """role: proposed. reason: what speaks for it. is_sure: whether a name or values say it."""

    role: Role
    reason: str
    is_sure: bool = True


@cache
def _words_of() -> Mapping[str, Any]:
    text = (Path(__file__).parent / "role_words.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = load_yaml(text)
    return words


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(_words_of()[kind].split())


@cache
def _roles() -> Mapping[str, Role]:
    """What a column is for, by a word of its name; `weight` alone is as often a body's."""
    names = _words_of()["names"]
    further = {word: Role(role) for role, words in names.items() for word in words.split()}
    return {**{word: role for word, role in ROLES.items() if word != "weight"}, **further}


@cache
def _values(kind: str) -> frozenset[str]:
    return frozenset(_words_of()["values"][kind].split())


# These are what a column is only where the whole name says it: `priors_count` is no frequency.
_WHOLE_NAMES = (Role.COUNT, Role.WEIGHT)
_LETTERS = frozenset({"m", "f", "w"})
# A `customer` of fewer values is a kind of customer.
FEWEST_CLUSTERS = 20
# Numbers between these may be years of birth.
_YEARS = 1850, 2100
# Of so few rows numbers that are all different are no names of rows.
_FEWEST_NAMED = 20


def guess_roles(dataset: DatasetProfile, model: ModelProfile | None = None) -> dict[str, Guess]:
    """Columns that are most likely more than a feature, in the order of the table."""
    guesses = {
        column.name: guess
        for column in dataset.columns
        if (guess := _by_name(column, dataset.rows) or _by_values(column, dataset.rows))
    }
    _one_each(guesses, dataset)
    _without_kinds(guesses, dataset)
    if not any(column.kind is Kind.TEXT for column in dataset.columns):
        guesses = {n: guess for n, guess in guesses.items() if guess.role is not Role.LANGUAGE}
    if not any(guess.role is Role.LABEL for guess in guesses.values()):
        label = _label(dataset, guesses, model)
        if label is not None:
            name, guess = label
            guesses[name] = guess
    if model is None and Role.PREDICTION not in {g.role for g in guesses.values()}:
        guesses.update(_prediction(dataset, guesses))
    order = [column.name for column in dataset.columns]
    return dict(sorted(guesses.items(), key=lambda item: order.index(item[0])))


def _prediction(dataset: DatasetProfile, guesses: Mapping[str, Guess]) -> dict[str, Guess]:
    """A column whose name tells of answers, with the label's values or two of its own."""
    label = next((c for c in dataset.columns if _is(guesses, c, Role.LABEL)), None)
    if label is not None and label.distinct > MOST_CLASSES:
        return {}
    for column in reversed(dataset.columns):
        word = next(
            (word for word in words_of_name(column.name) if word in _listed("answers")), None
        )
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


def _is(guesses: Mapping[str, Guess], column: ColumnProfile, role: Role) -> bool:
    return column.name in guesses and guesses[column.name].role is role


def favourable_guess(column: ColumnProfile) -> str | None:
    """The value of two that most likely benefits the person: `1`, `yes`, `approved`; else None.

    Where column or value name a harm (`deny`, `arrest`, `dead`), it is the other one.
    """
    if column.distinct != 2 or len(column.values) != 2:
        return None
    good = better_of(column.values)
    is_harm = any(word in _listed("harms") for word in words_of_name(column.name))
    if good is not None and is_harm and plain(good) in _values("affirmed"):
        return next(value for value in sorted(column.values) if value != good)
    return good


def better_of(values: Sequence[str]) -> str | None:
    """The one value that by its own words is good, or no harm; else None."""
    good = [value for value in values if plain(value) in _values("good")]
    if not good:
        good = [value for value in values if plain(value) not in _listed("harms")]
    return good[0] if len(good) == 1 else None


def likely_map(answers: Sequence[str], labels: Sequence[str]) -> dict[str, str]:
    """Which of two labels each of two answers most likely means: the better one the better.

    Empty where their words do not say it.
    """
    if len(answers) != 2 or len(labels) != 2:
        return {}
    good, better = better_of(answers), better_of(labels)
    if good is None or better is None:
        return {}
    (worse,) = (label for label in labels if label != better)
    return {answer: better if answer == good else worse for answer in answers}


def _by_name(column: ColumnProfile, rows: int) -> Guess | None:
    words = without_y(words_of_name(column.name))
    joined = "_".join(words)
    named = [joined, *reversed(words)]
    # `patient` or `patient_no` names somebody, `applicant_income` does not.
    whole = words[0] if len(words) == 2 and words[1] in _listed("numbers") else joined
    word = next(
        (w for w in named if w in _roles() and (w == whole or _roles()[w] is not Role.CLUSTER)),
        None,
    )
    if word is not None and _roles()[word] is Role.LABEL:  # predicted_label
        word = next((word for word in named if _roles().get(word) is Role.PREDICTION), word)
    if word is None or (word != joined and _roles()[word] in _WHOLE_NAMES):
        named_otherwise = _numbered(column, words, rows) or _group_by_name(column, words)
        return named_otherwise or _birth(column, words)
    role = _roles()[word]
    reason = f"its name says {word.replace('_', ' ')}"
    if role in (Role.SCORE, *_WHOLE_NAMES):
        if column.minimum is None:
            return None
        is_share = column.minimum >= 0 and (column.maximum or 0) <= 1
        if not is_share and word in _listed("shares"):  # an answer to "how likely, of 100?"
            return None
        return Guess(role, reason, role is not Role.SCORE or is_share)
    if role is Role.CLUSTER:
        return _cluster(column, reason, rows)
    if role is Role.ID and not _is_unique(column, rows):
        if column.distinct >= (2 if words[0] != word else FEWEST_CLUSTERS):
            return Guess(
                Role.CLUSTER, f"its name says {word}, and several rows share a value", is_sure=False
            )
        return None
    if role is Role.LABEL and word in ("y", "class") and column.distinct > 100:
        return Guess(role, reason, is_sure=False)
    return Guess(role, reason)


def _cluster(column: ColumnProfile, reason: str, rows: int) -> Guess | None:
    """Somebody in several rows; who stands in one each names the rows, few values are kinds."""
    if column.distinct < FEWEST_CLUSTERS or column.kind is Kind.TEXT:
        return None
    if _is_unique(column, rows):
        return Guess(Role.ID, f"{reason}, and every row has another", is_sure=False)
    return Guess(Role.CLUSTER, f"{reason}, and several rows share a value", is_sure=False)


def _numbered(column: ColumnProfile, words: Sequence[str], rows: int) -> Guess | None:
    """`Antragsnummer`, `case_no`: names each row once."""
    if rows < _FEWEST_NAMED or not words or not _is_unique(column, rows):
        return None
    last = words[-1]
    word = next((w for w in _listed("numbers") if last == w or last.endswith(w)), None)
    if word is None:
        return None
    return Guess(Role.ID, f"its name ends in {word}, and every row has another")


def _group_by_name(column: ColumnProfile, words: Sequence[str]) -> Guess | None:
    """`female`, `black`, `nonwhite` with two values."""
    word = next(
        (
            group
            for group in sorted(_listed("groups"))
            if any(word == group or (len(group) > 3 and word.endswith(group)) for word in words)
        ),
        None,
    )
    if word is None or column.distinct != 2:
        return None
    return Guess(Role.PROTECTED, f"its name says {word}, and it has two values")


def _birth(column: ColumnProfile, words: Sequence[str]) -> Guess | None:
    """A date or year of birth is an age; a place of birth or a birth weight is none."""
    word = next((word for word in words if word in _listed("births")), None)
    low, high = column.minimum, column.maximum
    is_year = low is not None and high is not None and _YEARS[0] <= low < high <= _YEARS[1]
    if word is None or not (is_year or holds_dates(column)):
        return None
    what = "year" if is_year else "date"
    return Guess(Role.PROTECTED, f"its name says {word}: a {what} of birth is an age")


def _by_values(column: ColumnProfile, rows: int) -> Guess | None:
    values = {plain(value) for value in column.values}
    sexes = _values("sexes")
    if 2 <= len(values) <= 4 and values <= sexes | {"other", "unknown", "x"} and values & sexes:
        is_word = bool(values - _LETTERS)
        reason = f"its values are {listed(sorted(column.values), 3)}"
        return Guess(Role.PROTECTED, reason, is_word)
    spoken = {value for value in values if value in _values("peoples")}
    if len(spoken) >= 2:
        return Guess(Role.PROTECTED, f"its values are {listed(sorted(column.values), 3)}")
    if len(values) >= 2 and values <= _values("splits"):
        return Guess(Role.SPLIT, f"its values are {listed(sorted(column.values), 3)}")
    if rows >= _FEWEST_NAMED and _is_unique(column, rows) and _counts_rows(column, rows):
        return Guess(Role.ID, "it counts the rows")
    return None


def _is_unique(column: ColumnProfile, rows: int) -> bool:
    """Whether each row has a value of its own, as far as values were counted."""
    return column.distinct >= min(rows - column.missing, 10_000) > 0


def _counts_rows(column: ColumnProfile, rows: int) -> bool:
    low, high = column.minimum, column.maximum
    return low in (0.0, 1.0) and high is not None and high - low == rows - 1


def _one_each(guesses: dict[str, Guess], dataset: DatasetProfile) -> None:
    """Of several labels, predictions or scores one stays: the others are left features."""
    for role in (Role.LABEL, Role.PREDICTION, Role.SCORE, Role.WEIGHT, Role.COUNT, Role.SPLIT):
        claims = [name for name, guess in guesses.items() if guess.role is role]
        if len(claims) > 1:
            # Of scores the plainest name: `v_decile_score` stands beside `decile_score`.
            claimed = min(claims, key=len) if role is Role.SCORE else claims[-1]
            others = [name for name in claims if name != claimed]
            for name in others:
                del guesses[name]
            reason = f"{guesses[claimed].reason}, as those of {listed(others, 2)} do"
            guesses[claimed] = Guess(role, reason, is_sure=False)
    protected = {name for name, guess in guesses.items() if guess.role is Role.PROTECTED}
    if any(guesses[name].is_sure for name in protected):
        for name in protected:  # F and M may be felony and misdemeanour
            if not guesses[name].is_sure:
                del guesses[name]


def _without_kinds(guesses: dict[str, Guess], dataset: DatasetProfile) -> None:
    """A `class` amid the table, or a `passengerClass`, where another name is an outcome's."""
    ends = (dataset.columns[0].name, dataset.columns[-1].name)
    outcome = any(
        word in _listed("outcomes") and column.distinct <= MOST_CLASSES
        for column in dataset.columns
        for word in words_of_name(column.name)
    )
    for column in dataset.columns:
        words = words_of_name(column.name)
        labels = {word for word in words if _roles().get(word) is Role.LABEL}
        of_something = len(words) > 1 or column.name not in ends
        if outcome and labels == {"class"} and of_something and _is(guesses, column, Role.LABEL):
            del guesses[column.name]


def _label(
    dataset: DatasetProfile, guesses: Mapping[str, Guess], model: ModelProfile | None
) -> tuple[str, Guess] | None:
    """By the model's classes, by the prediction's values, or by its place at an end."""
    free = [column for column in dataset.columns if column.name not in guesses]
    fed = {item.name for item in model.inputs} if model is not None else set()
    candidates = [
        column
        for column in free
        if column.name not in fed and column.kind is not Kind.IMAGE and column.distinct >= 2
    ]
    if model is not None and model.classes:
        classes = set(model.classes)
        for column in candidates:
            if set(column.values) == classes:
                return column.name, Guess(Role.LABEL, "its values are the model's classes")
    predicted = next((n for n, guess in guesses.items() if guess.role is Role.PREDICTION), None)
    if predicted is not None:
        answers = set(next(c.values for c in dataset.columns if c.name == predicted))
        for column in reversed(candidates):
            if set(column.values) == answers:
                return column.name, Guess(Role.LABEL, f"its values are those of {predicted}")
        return None
    candidates = [c for c in candidates if words_of_name(c.name)[:1] not in _circumstances()]
    few = [c for c in candidates if c.distinct <= MOST_CLASSES and c.kind is not Kind.TEXT]
    for column in reversed(few):
        twins = [c for c in few if c is not column and set(c.values) == set(column.values)]
        if len(twins) == 1 and _tells_of_answers(column):
            return twins[0].name, Guess(Role.LABEL, f"its values are those of {column.name}", False)
    # Where both stand there, what was decided (`decision`) is no truth beside what came (`repaid`).
    few.sort(key=_tells_of_answers, reverse=True)
    for column in reversed(few):
        word = next(
            (word for word in words_of_name(column.name) if word in _listed("outcomes")), None
        )
        if word is not None:
            return column.name, Guess(Role.LABEL, f"its name says {word}", is_sure=False)
    for preferred, rejected in (
        ([c for c in few if c.minimum is None], "has {0.distinct} values"),
        (few, "has {0.distinct} values"),
        ([c for c in candidates if c.kind is Kind.NUMBER], "holds numbers"),
    ):
        for position, column in _ends(preferred, dataset.columns):
            reason = f"it stands {position} and {rejected.format(column)}"
            return column.name, Guess(Role.LABEL, reason, is_sure=False)
    return None


def _first_of(kind: str, column: ColumnProfile) -> str | None:
    return next((word for word in words_of_name(column.name) if word in _listed(kind)), None)


def _tells_of_answers(column: ColumnProfile) -> bool:
    return _first_of("answers", column) is not None


def _circumstances() -> list[list[str]]:
    return [[word] for word in _listed("circumstances")]


def _ends(
    candidates: Sequence[ColumnProfile], columns: Sequence[ColumnProfile]
) -> Iterator[tuple[str, ColumnProfile]]:
    if candidates and candidates[-1].name == columns[-1].name:
        yield "last", candidates[-1]
    if candidates and candidates[0].name == columns[0].name:
        yield "first", candidates[0]
