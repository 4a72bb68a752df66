"""Labels such as `2,27`, which may be one number with a decimal comma or a list of two codes."""

from audits.errors import Problem
from audits.planning.cell_formats import is_written
from audits.specification.document import ColumnSpec
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Role

# Of so few numbers with a comma, or of so few different ones behind it, nothing is shown.
_FEWEST, _FEWEST_BEHIND = 5, 3
# Of what stands before and behind commas so much stands alone too, where they are codes.
_ALONE = 0.9


def number_or_list(name: str, spec: ColumnSpec, profile: ColumnProfile) -> Problem | None:
    """The question, where nobody said how the numbers of a label or prediction are written.

    Numbers with decimals repeat a digit now and then (3,3), and lists of codes never do.
    """
    if spec.role not in (Role.LABEL, Role.PREDICTION) or is_written(spec) or spec.map is not None:
        return None
    if profile.cells.decimal != ",":
        return None
    pairs = [value.split(",") for value in profile.values if value.count(",") == 1]
    alone = {value for value in profile.values if value.isdecimal()}
    pieces = [piece for pair in pairs for piece in pair]
    if len(pairs) < _FEWEST or len({behind for _, behind in pairs}) < _FEWEST_BEHIND:
        return None
    if not all(one.isdecimal() and str(int(one)) == one for one in pieces):
        return None
    if any(one == other for one, other in pairs):
        return None
    if sum(piece in alone for piece in pieces) < _ALONE * len(pieces):
        return None
    one, other = pairs[0]
    return Problem(
        f"dataset.columns.{name}",
        f"{f'{one},{other}'!r} may be one number or the two labels {one} and {other}, which stand "
        "alone in other rows",
        'say `decimal: ","` where it is one number; where rows have several labels, part them by '
        "`;` and name them under `label_set`",
        "number_or_list",
    )
