"""What a column looks as if it held, for its profile; what it is read as is the plan's to say."""

from collections.abc import Sequence

from audits.data.reading.spelling import number_of, spelled
from audits.specification.roles import MOST_CLASSES, Kind, Role, kind_of_role

_LONG_TEXT = 40  # characters on average
_SEVERAL_WORDS = 3
_NUMBER_IF_MANY = frozenset(
    {Role.LABEL, Role.PREDICTION, Role.SINGLE_TASK, Role.NUISANCE, Role.ANNOTATION}
)


def _all_numbers(texts: Sequence[str]) -> bool:
    return bool(texts) and all(number_of(text) is not None for text in texts)


def guessed_kind(raw: Sequence[str], rows: int, role: Role | None) -> Kind:
    """The kind of a column with these distinct cells.

    raw: the cells, each once. rows: how many rows they were in. A number that names a class (label,
    prediction, nuisance) is a category while it is whole and
    there are few; a feature of numbers is a number.
    """
    if role is not None and (settled := kind_of_role(role)) is not None:
        return settled
    texts = [text for text in map(spelled, raw) if text is not None]
    if _all_numbers(texts):
        if role not in _NUMBER_IF_MANY:
            return Kind.NUMBER
        whole = all(float(text).is_integer() for text in texts)
        return Kind.CATEGORY if whole and len(texts) <= MOST_CLASSES else Kind.NUMBER
    return Kind.TEXT if _reads_like_text(texts, rows) else Kind.CATEGORY


def _reads_like_text(texts: Sequence[str], rows: int) -> bool:
    if not texts:
        return False
    if sum(map(len, texts)) / len(texts) > _LONG_TEXT:
        return True
    words = sum(len(text.split()) for text in texts) / len(texts)
    return len(texts) > rows / 2 and len(texts) > MOST_CLASSES / 4 and words >= _SEVERAL_WORDS
