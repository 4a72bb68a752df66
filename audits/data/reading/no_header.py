"""A table whose first line is a row: SageMaker's output joined to its input, a database's dump.

It is refused and not told: its cells would be the columns' names, and no number would count it.
"""

from collections.abc import Collection, Mapping

from audits.data.reading.spelling import number_of
from audits.data.reading.table import bad


def check_header(values: Mapping[str, Collection[str]], numbers: Collection[str]) -> None:
    """Some name is neither a number above numbers nor a value of its own column.

    values: by the name of each column, the different cells, as far as they were counted. numbers:
    the names of the columns of numbers. Raises `Refused` with how to write names above. Names such
    as 0, 1, 2 are those that pandas gives.
    """
    names = [name for name in values if name.strip()]
    if len(names) < 2 or names == [str(number) for number in range(len(names))]:
        return
    if not all(_is_cell(name, values[name], name in numbers) for name in names):
        return
    first = ", ".join(repr(name[:20]) for name in names[:3])
    raise bad(
        f"the first line holds no names but what may stand in a row ({first}): it would not be "
        "counted",
        "write a line with the columns' names above it, in pandas "
        "`frame = pd.read_csv(PATH, header=None)` and `frame.columns = [...]`; where these are "
        "names, call one of them otherwise",
        "no_header",
    )


def _is_cell(name: str, values: Collection[str], is_number: bool) -> bool:
    return number_of(name) is not None if is_number else name.strip() in values
