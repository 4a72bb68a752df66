"""This audit's answers beside an earlier audit's, row by row.

May use every room of audits but this one's callers. Must not know where the earlier answers are
kept, nor who asked for the comparison.
"""

# Of the file of answers; more than this are not kept.
MOST_BYTES = 64 << 20


class Unpaired(Exception):
    """The rows cannot be paired, and why, as a clause for the report."""
