"""What a profile takes a column for by its name, so that its kind can be told; the plan decides.

What people are offered, with its reason, is guessed from the finished profile
(`audits/planning/role_guesses.py`).
"""

import re
from dataclasses import replace

from audits.data.reading.spelling import number_of
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import MOST_CLASSES, Kind, Role

_ROLE_WORDS = {
    Role.LABEL: "label labels target y outcome truth actual class",
    Role.PREDICTION: "prediction predicted predictions pred yhat",
    Role.SCORE: "score probability proba",
    Role.PROTECTED: "sex gender race ethnicity ethnic age religion disability nationality",
    Role.WEIGHT: "weight weights",
    Role.COUNT: "count frequency",
    Role.SPLIT: "split fold",
    Role.LANGUAGE: "language lang",
    Role.ID: "id uuid guid",
}  # fmt: skip
_ROLES = {word: role for role, words in _ROLE_WORDS.items() for word in words.split()}


def role_of_name(name: str) -> Role | None:
    """What a column may be for by the last of its words that is known; None where none is.

    name: of the column, in words, with underscores or in camel case.
    """
    words = re.split(r"[^a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())
    if words[0] == "y" and len(words) > 1:
        words = words[1:]  # y_pred, y_score
    return next((_ROLES[word] for word in reversed(words) if word in _ROLES), None)


def _is_whole(text: str) -> bool:
    number = number_of(text)
    return number is not None and number.is_integer()


def with_label(columns: list[ColumnProfile]) -> list[ColumnProfile]:
    """Where no name says "label", the last column with few values is guessed to be it.

    columns: of the table, in its order.
    """
    if any(column.role in (Role.LABEL, Role.PREDICTION) for column in columns):
        return columns
    last = columns[-1]
    few = 2 <= last.distinct <= MOST_CLASSES
    if last.role is Role.FEATURE and few and last.kind is not Kind.IMAGE:
        whole = last.kind is Kind.NUMBER and all(_is_whole(v) for v in last.values)
        kind = Kind.CATEGORY if whole else last.kind
        low, high = (None, None) if whole else (last.minimum, last.maximum)
        columns[-1] = replace(last, kind=kind, role=Role.LABEL, minimum=low, maximum=high)
    return columns
