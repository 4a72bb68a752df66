"""This audit's answers beside an earlier audit's, row by row."""

# Of the file of answers; more than this are not kept.
MOST_BYTES = 64 << 20


class Unpaired(Exception):
    """The rows cannot be paired, and why, as a clause for the report."""
