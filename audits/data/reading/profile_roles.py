"""Which column a profile takes for the label where no name says so; the plan decides.

What names say stands in `audits/specification/role_names.py`; what people are offered, with its
reason, is guessed from the finished profile (`audits/planning/role_guesses.py`).
"""

from dataclasses import replace

from audits.data.reading.spelling import number_of
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import FILES, MOST_CLASSES, Kind, Role


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
    has_classes = 2 <= last.distinct <= MOST_CLASSES
    if last.role is Role.FEATURE and has_classes and last.kind not in FILES:
        whole = last.kind is Kind.NUMBER and all(_is_whole(v) for v in last.values)
        kind = Kind.CATEGORY if whole else last.kind
        low, high = (None, None) if whole else (last.minimum, last.maximum)
        columns[-1] = replace(last, kind=kind, role=Role.LABEL, minimum=low, maximum=high)
    return columns
