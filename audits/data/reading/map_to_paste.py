"""A `map` as a notice prints it, so that pasting it works where the column has one already."""

from collections.abc import Mapping

from audits.specification.document import ColumnSpec
from audits.specification.missing_words import quoted


def map_to_paste(spec: ColumnSpec, means: Mapping[str, str]) -> str:
    """`map: {Yes: yes}` with what the column's own `map` says already.

    means: of values, after that map, those that they are to become.
    """
    own = {raw: means.get(value, value) for raw, value in (spec.map or {}).items()}
    both = {**means, **own}
    return f"map: {{{', '.join(f'{quoted(raw)}: {quoted(value)}' for raw, value in both.items())}}}"
