"""What a column is for by its values."""

from audits.planning.guess_vocabulary import Guess, value_words
from audits.specification.profiles import ColumnProfile
from audits.specification.role_names import plain
from audits.specification.roles import Role
from audits.specification.row_numbers import counts_rows, is_unique
from audits.specification.suggestions import listed

_LETTERS = frozenset({"m", "f", "w"})
# Of so few rows numbers that are all different are no names of rows.
FEWEST_NAMED = 20


def guess_by_values(column: ColumnProfile, rows: int) -> Guess | None:
    """What its values say it is for: whom it is about, a split, a count of the rows."""
    values = {plain(value) for value in column.values}
    sexes = value_words("sexes")
    if 2 <= len(values) <= 4 and values <= sexes | {"other", "unknown", "x"} and values & sexes:
        is_word = bool(values - _LETTERS)
        reason = f"its values are {listed(sorted(column.values), 3)}"
        return Guess(Role.PROTECTED, reason, is_word)
    spoken = {value for value in values if value in value_words("peoples")}
    if len(spoken) >= 2:
        return Guess(Role.PROTECTED, f"its values are {listed(sorted(column.values), 3)}")
    if len(values) >= 2 and values <= value_words("splits"):
        return Guess(Role.SPLIT, f"its values are {listed(sorted(column.values), 3)}")
    if rows >= FEWEST_NAMED and is_unique(column, rows) and counts_rows(column, rows):
        return Guess(Role.ID, "it counts the rows")
    return None
