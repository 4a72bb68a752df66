"""What the verdicts of an audit come to: the gate, and whether it blocks."""

from collections.abc import Collection

from audits.specification.verdicts import WORST_FIRST, Verdict

# Stands in the place of a waiver with `mode: new_only`: nobody waived it, it was there before.
NOT_NEW = "since the last accepted audit had it"


def gate_of(verdicts: Collection[Verdict], *, findings: int) -> Verdict:
    """The worst verdict; no finding at all is inconclusive, and all of them waived is a pass.

    verdicts: of findings that are not waived. findings: how many there are, waived ones too.
    """
    if not verdicts and findings:
        return Verdict.PASS
    return next((v for v in WORST_FIRST if v in verdicts), Verdict.INCONCLUSIVE)


def blocks(verdicts: Collection[Verdict], *, on_inconclusive: str, on_not_run: str) -> bool:
    """Whether any of them is not forgiven; a lesser one blocks behind a forgiven worse one.

    on_inconclusive, on_not_run: "block" or "pass", as the policy says.
    """
    forgiven = {Verdict.PASS}
    if on_inconclusive == "pass":
        forgiven.add(Verdict.INCONCLUSIVE)
    if on_not_run == "pass":
        forgiven.add(Verdict.NOT_RUN)
    return any(verdict not in forgiven for verdict in verdicts)
