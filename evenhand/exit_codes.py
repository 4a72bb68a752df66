"""What the exit code of every command means; pipelines branch on it."""

from audits.specification.verdicts import (
    ERROR,
    FAIL,
    PASS,
    REFUSED,
    UNDECIDED,
    WAITED_TOO_LONG,
    exit_code,
)

__all__ = ["ERROR", "FAIL", "PASS", "REFUSED", "UNDECIDED", "WAITED_TOO_LONG", "exit_code"]
