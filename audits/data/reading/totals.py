"""Rows that sum the others, as spreadsheets end with: told, for each would be one more of them."""

from collections.abc import Iterator, Mapping

from audits.specification.counts import counted
from audits.specification.total_words import (
    READS_LIKE_A_SUM,
    holds_everybody_again,
    reads_like_a_total,
)
from audits.specification.yaml_spelling import in_yaml

# Of so many people equal sums are no accident.
_MANY = 200


def totals(
    name: str, counts: Mapping[str, int], rows: int, counted_by: str | None = None
) -> Iterator[str]:
    """The sentence about each of a column's values that names a sum, with what leaves it out.

    name: of the column. counts: in how many rows each value stands. rows: of the table. counted_by:
    the column that says of how many people each row is, whose sums these numbers then are.
    """
    for text, count in counts.items():
        # Beside one other group it may be its opposite, as all beside none.
        again = len(counts) > 2 and holds_everybody_again(text, count, rows - count)
        # So many people in one group as in all others together are no accident.
        again |= counted_by is not None and len(counts) > 2 and _MANY <= count == rows - count
        if count and (again or reads_like_a_total(text, count, rows - count)):
            it, counts_as = ("it", "counts as one more row") if count == 1 else (
                "them", "count as more rows"
            )  # fmt: skip
            many = counted(count, "row", "rows")
            if counted_by is not None:
                many = f"{count:,} by {counted_by!r}"
            yield (
                f"{text.strip()!r} ({many}) in column {name!r} "
                f"{READS_LIKE_A_SUM}, and {counts_as}: if so, leave {it} out with "
                f"`rows: {{{in_yaml(name)}: {{except: {in_yaml(text.strip())}}}}}`"
            )
