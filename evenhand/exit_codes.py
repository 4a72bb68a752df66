"""What the exit code of every command means; pipelines branch on it."""

PASS = 0
FAIL = 1
UNDECIDED = 2  # inconclusive or not run, and blocking
REFUSED = 3  # bad usage, configuration or policy, or an input that does not fit
ERROR = 4  # the service, the machine or a probe failed
WAITED_TOO_LONG = 5  # the audit goes on


def of_gate(gate: str, *, blocking: bool) -> int:
    """The exit code of a judged audit."""
    if gate == "error":
        return ERROR
    if not blocking:
        return PASS
    return {"pass": PASS, "fail": FAIL}.get(gate, UNDECIDED)
