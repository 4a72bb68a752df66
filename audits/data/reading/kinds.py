"""What a column holds when nobody said so."""

from collections.abc import Sequence

from audits.data.reading.number_cells import PLAIN, Reading
from audits.data.reading.spelling import number_of, spelled
from audits.specification.roles import Kind, Role

FEW = 20  # whole numbers with at most this many distinct values are read as classes
_LONG_TEXT = 40  # characters on average
_SEVERAL_WORDS = 3

_ALWAYS_NUMBER = frozenset({Role.SCORE, Role.WEIGHT, Role.COUNT, Role.WOMEN_SHARE})
_ALWAYS_CATEGORY = frozenset(
    {
        Role.PROTECTED, Role.CLUSTER, Role.SPLIT, Role.LANGUAGE, Role.SYSTEM, Role.ID,
        Role.STEREOTYPE,
    }
)  # fmt: skip
_NUMBER_IF_MANY = frozenset({Role.LABEL, Role.PREDICTION, Role.NUISANCE})


def kind_of_role(role: Role) -> Kind | None:
    """The kind that the role alone settles."""
    if role in _ALWAYS_NUMBER:
        return Kind.NUMBER
    if role in _ALWAYS_CATEGORY:
        return Kind.CATEGORY
    return {Role.REFERENCE: Kind.TEXT, Role.MASK: Kind.IMAGE}.get(role)


def all_numbers(raw: Sequence[str], reading: Reading = PLAIN) -> bool:
    """Whether every value that is not missing is a number, and there is one."""
    if reading.written.is_plain:
        texts = [text for cell in raw if (text := reading.meant(cell)) is not None]
        return bool(texts) and all(number_of(text) is not None for text in texts)
    known = [cell for cell in raw if reading.meant(cell) is not None]
    return bool(known) and all(reading.number(cell) is not None for cell in known)


def guessed_kind(raw: Sequence[str], rows: int, role: Role | None) -> Kind:
    """The kind of a column with these distinct cells.

    A number that names a class (label, prediction, nuisance) is a category while it is whole and
    there are few; a feature of numbers is a number.
    """
    if role is not None and (settled := kind_of_role(role)) is not None:
        return settled
    texts = [text for text in map(spelled, raw) if text is not None]
    if all_numbers(raw):
        if role not in _NUMBER_IF_MANY:
            return Kind.NUMBER
        whole = all(float(text).is_integer() for text in texts)
        return Kind.CATEGORY if whole and len(texts) <= FEW else Kind.NUMBER
    return Kind.TEXT if _reads_like_text(texts, rows) else Kind.CATEGORY


def _reads_like_text(texts: Sequence[str], rows: int) -> bool:
    if not texts:
        return False
    if sum(map(len, texts)) / len(texts) > _LONG_TEXT:
        return True
    words = sum(len(text.split()) for text in texts) / len(texts)
    return len(texts) > rows / 2 and len(texts) > FEW / 4 and words >= _SEVERAL_WORDS
