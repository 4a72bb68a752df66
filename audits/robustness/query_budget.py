"""How many rows, or steps, a budget of questions pays for, so that each is attacked to the end.

Rows are left out beforehand and not where the questions run out: those left then would be the ones
that are hard to turn, and what is said would be of the easy ones.
"""

from audits.errors import NotApplicable
from audits.probing.subject import Subject


def rows_paid_for(
    subject: Subject, rows: int, each: int, most_queries: int | None, *, fixed: int = 0
) -> int:
    """At most so many rows, as far as their questions are within the budget; with a warning.

    each: questions that a row takes at most, a pass forward and one back being two. fixed: those
    asked whatever the number of rows. Raises `NotApplicable` where not one row is paid for.
    """
    if most_queries is None:
        return rows
    paid = max(0, most_queries - fixed) // max(1, each)
    if not paid:
        raise NotApplicable(
            f"one row takes up to {fixed + each:,} questions, and `most_queries` is "
            f"{most_queries:,}",
            "raise `most_queries`, or give the attack fewer steps",
        )
    if paid < min(rows, len(subject.data)):
        subject.warn(
            f"`most_queries` ({most_queries:,}) pays for {paid:,} rows of at most {each:,} "
            "questions each; the others are not attacked, and nothing is said of them"
        )
    return min(rows, paid)


def steps_paid_for(steps: int, each: int, most_queries: int, fixed: int) -> int:
    """At most so many steps, as far as their questions are within the budget.

    each: questions of a step. fixed: those asked whatever the number of steps. Raises
    `NotApplicable` where not one step is paid for.
    """
    paid = max(0, most_queries - fixed) // each
    if not paid:
        raise NotApplicable(
            f"one step takes {fixed + each:,} questions, and `most_queries` is {most_queries:,}",
            "raise `most_queries`, or give fewer sizes or `attacked_rows`",
        )
    return min(steps, paid)
