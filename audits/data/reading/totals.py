"""Rows that sum the others, as spreadsheets end with: told, for each would be one more of them."""

from collections.abc import Iterator, Mapping

from audits.specification.counts import counted
from audits.specification.suggestions import listed
from audits.specification.total_words import (
    MOST_ROWS,
    READ_LIKE_SUMS,
    READS_LIKE_A_SUM,
    holds_everybody_again,
    is_subtotal,
    is_total,
    reads_like_a_total,
    summed_by,
)
from audits.specification.yaml_spelling import in_yaml

# Of so many people equal sums are no accident.
_MANY = 200


def totals(
    name: str, counts: Mapping[str, int], rows: int, counted_by: str | None = None
) -> Iterator[str]:
    """One sentence about a column's values that name a sum, with what leaves them out.

    name: of the column. counts: in how many rows each value stands. rows: of the table. counted_by:
    the column that says of how many people each row is, whose sums these numbers then are.
    """
    sums = {
        text.strip(): count
        for text, count in counts.items()
        if count and _is_sum(text, count, counts, rows, counted_by)
    }
    if not sums:
        return
    by = "" if counted_by is None else f" by {counted_by!r}"
    many = [
        f"{text!r} ({f'{count:,}{by}' if by else counted(count, 'row', 'rows')})"
        for text, count in sums.items()
    ]
    is_row = list(sums.values()) == [1]
    it, counts_as = ("it", "counts as one more row") if is_row else ("them", "count as more rows")
    read = READS_LIKE_A_SUM if len(sums) == 1 else READ_LIKE_SUMS
    out = ", ".join(map(in_yaml, sums))
    out = out if len(sums) == 1 else f"[{out}]"
    yield (
        f"{listed(many)} in column {name!r} {read}, and {counts_as}: if so, leave {it} out with "
        f"`rows: {{{in_yaml(name)}: {{except: {out}}}}}`"
    )


def _is_sum(
    text: str, count: int, counts: Mapping[str, int], rows: int, counted_by: str | None
) -> bool:
    others = rows - count
    # Beside one other group it may be its opposite, as all beside none.
    if len(counts) > 2 and holds_everybody_again(text, count, others):
        return True
    if counted_by is None:
        # `North Total` below the rows of `North`, as a spreadsheet writes subtotals.
        names_another = summed_by(text) in counts and count <= MOST_ROWS
        return names_another or reads_like_a_total(text, count, others)
    # So many people in one group as in all others together are no accident.
    is_everybody_again = len(counts) > 2 and _MANY <= count == others
    is_named = is_total(text) or is_subtotal(text) or summed_by(text) in counts
    return is_everybody_again or is_named
