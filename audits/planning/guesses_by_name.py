"""What a column is for by its name, in many languages, where its values can be that."""

import re
from collections.abc import Sequence

from audits.planning.cut_points import holds_dates
from audits.planning.guess_vocabulary import Guess, listed_words, named_roles
from audits.planning.guesses_by_values import FEWEST_NAMED
from audits.specification.profiles import ColumnProfile
from audits.specification.role_names import aggregated, without_y, words_of_name
from audits.specification.roles import Kind, Role
from audits.specification.row_numbers import is_unique

# These are what a column is only where the whole name says it: `priors_count` is no frequency.
_WHOLE_NAMES = (Role.COUNT, Role.WEIGHT)
# A `customer` of fewer values is a kind of customer.
FEWEST_CLUSTERS = 20
_HELD_OUT = (["y", "test"], ["y", "val"], ["y", "valid"], ["y", "true"])
_MODELER = re.compile(r"\$(?:[RCNLSBGD]|X[FRS])-(.+)")
_WEIGHTS = frozenset({"weight", "weights", "wgt", "wt"})
# Weights of a survey that are scaled to a mean of 1 go up to so much.
_MOST_ABOUT_ONE = 30
# Numbers between these may be years of birth.
_YEARS = 1850, 2100


def guess_by_name(column: ColumnProfile, rows: int) -> Guess | None:
    """What its name says it is for, where its values can be that; rows: of the table."""
    if aggregated(column.name) is not None:  # the column that was aggregated is another one
        return None
    if (answered := _MODELER.match(column.name)) is not None:
        reason = f"SPSS Modeler calls its answers to {answered[1]} so"
        return Guess(Role.PREDICTION, reason, is_sure=False)
    words = words_of_name(column.name)
    # Of scikit-learn's `train_test_split`: the truth of the rows that were held out.
    words = words[:1] if words in _HELD_OUT else without_y(words)
    joined = "_".join(words)
    named = [joined, *reversed(words)]
    # `patient` or `patient_no` names somebody, `applicant_income` does not.
    whole = words[0] if len(words) == 2 and words[1] in listed_words("numbers") else joined
    word = next(
        (
            w
            for w in named
            if w in named_roles() and (w == whole or named_roles()[w] is not Role.CLUSTER)
        ),
        None,
    )
    if word is not None and named_roles()[word] is Role.LABEL:  # predicted_label
        word = next((word for word in named if named_roles().get(word) is Role.PREDICTION), word)
    if (weight := _survey_weight(column, words)) is not None:
        return weight
    if word is None or (word != joined and named_roles()[word] in _WHOLE_NAMES):
        named_otherwise = _numbered(column, words, rows) or _group_by_name(column, words)
        return named_otherwise or _birth(column, words)
    role = named_roles()[word]
    reason = f"its name says {word.replace('_', ' ')}"
    if role in (Role.SCORE, *_WHOLE_NAMES):
        if column.minimum is None:
            return None
        is_share = column.minimum >= 0 and (column.maximum or 0) <= 1
        if not is_share and word in listed_words("shares"):  # an answer to "how likely, of 100?"
            return None
        return Guess(role, reason, role is not Role.SCORE or is_share)
    if role is Role.CLUSTER:
        return _cluster(column, reason, rows)
    if role is Role.ID and not is_unique(column, rows):
        if column.distinct >= (2 if words[0] != word else FEWEST_CLUSTERS):
            return Guess(
                Role.CLUSTER, f"its name says {word}, and several rows share a value", is_sure=False
            )
        return None
    if role is Role.LABEL and word in ("y", "class") and column.distinct > 100:
        return Guess(role, reason, is_sure=False)
    return Guess(role, reason)


def _survey_weight(column: ColumnProfile, words: Sequence[str]) -> Guess | None:
    """`design_weight`, `weight_final`; and `weight` where it lies about 1, as no body's does."""
    low, high = column.minimum, column.maximum
    if low is None or high is None or low < 0 or not set(words) & _WEIGHTS:
        return None
    rest = set(words) - _WEIGHTS
    about_one = 0 < low < 1 < high <= _MOST_ABOUT_ONE and column.distinct > 2
    if (rest and rest <= listed_words("weighted")) or (words == ["weight"] and about_one):
        of = " ".join(words)
        return Guess(Role.WEIGHT, f"its name says {of}" + (", about 1" if not rest else ""))
    return None


def _cluster(column: ColumnProfile, reason: str, rows: int) -> Guess | None:
    """Somebody in several rows; who stands in one each names the rows, few values are kinds."""
    if column.distinct < FEWEST_CLUSTERS or column.kind is Kind.TEXT:
        return None
    if is_unique(column, rows):
        return Guess(Role.ID, f"{reason}, and every row has another", is_sure=False)
    return Guess(Role.CLUSTER, f"{reason}, and several rows share a value", is_sure=False)


def _numbered(column: ColumnProfile, words: Sequence[str], rows: int) -> Guess | None:
    """`Antragsnummer`, `case_no`: names each row once."""
    if rows < FEWEST_NAMED or not words or not is_unique(column, rows):
        return None
    last = words[-1]
    word = next((w for w in listed_words("numbers") if last == w or last.endswith(w)), None)
    if word is None:
        return None
    return Guess(Role.ID, f"its name ends in {word}, and every row has another")


def _group_by_name(column: ColumnProfile, words: Sequence[str]) -> Guess | None:
    """`female`, `black`, `nonwhite` with two values."""
    word = next(
        (
            group
            for group in sorted(listed_words("groups"))
            if any(word == group or (len(group) > 3 and word.endswith(group)) for word in words)
        ),
        None,
    )
    if word is None or column.distinct != 2:
        return None
    return Guess(Role.PROTECTED, f"its name says {word}, and it has two values")


def _birth(column: ColumnProfile, words: Sequence[str]) -> Guess | None:
    """A date or year of birth is an age; a place of birth or a birth weight is none."""
    word = next((word for word in words if word in listed_words("births")), None)
    low, high = column.minimum, column.maximum
    is_year = low is not None and high is not None and _YEARS[0] <= low < high <= _YEARS[1]
    if word is None or not (is_year or holds_dates(column)):
        return None
    what = "year" if is_year else "date"
    return Guess(Role.PROTECTED, f"its name says {word}: a {what} of birth is an age")
