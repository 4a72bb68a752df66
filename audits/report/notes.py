"""What was noticed, as notes: the many that are about one budget are one note, and the last."""

import re
from collections.abc import Iterable

# `audits.planning.time_budget` words them so, a probe each; stored reports hold them too.
_SAMPLED = re.compile(
    r"(?P<probe>\S+) ran with (?P<fewer>.+) to fit the budget of (?P<budget>\S+): whole it would "
    r"take about (?P<whole>\S+)\. How many samples fit depends on this machine's pace .*?; "
    r"(?P<remedy>set .*)"
)


def notes(warnings: Iterable[str]) -> list[str]:
    """The warnings of a report in their order; several probes that were sampled as one."""
    warnings = list(warnings)
    sampled = [found for warning in warnings if (found := _SAMPLED.fullmatch(warning))]
    if len(sampled) < 2:
        return warnings
    others = [warning for warning in warnings if not _SAMPLED.fullmatch(warning)]
    each = "; ".join(f"{it['probe']} with {it['fewer']} (whole about {it['whole']})"
                     for it in sampled)  # fmt: skip
    last = sampled[-1]
    return [
        *others,
        f"to fit the budget of {last['budget']}, {len(sampled)} probes asked the model less often "
        f"than they would: {each}. How many samples fit depends on this machine's pace; "
        f"{last['remedy']}",
    ]


def sentence_of(note: str) -> str:
    """A note as a sentence of its own. A probe's name stays as it is spelt."""
    first = note.split(" ", 1)[0]
    text = note if "." in first.rstrip(".") else f"{note[:1].upper()}{note[1:]}"
    return text if text.endswith((".", "?")) else f"{text}."
