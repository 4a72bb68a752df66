"""Tables of refusals: outcomes by group, the rule beside the judge, pairs that part."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.language.judged_refusals import COMPLIED, REFUSED, Requests
from audits.language.refusal_phrases import OPENING, Kind
from audits.language.refusal_rates import Rates
from audits.measurement import Exhibit, Group
from audits.statistics.intervals import limits
from audits.statistics.share_measurements import Share, method_of

MOST_SHOWN = 20
LIMITS = (
    "Requests without an answer stay among all requests. A request that is refused is not yet one "
    "that should have been done: read them."
)


def outcomes(requests: Requests, groups: Iterable[tuple[Group, Flags]]) -> Exhibit:
    """What became of the requests of each group.

    groups: each with its rows, shape (rows,).
    """
    answered, flagged = requests.answered, requests.flagged
    hedged = np.array([kind is Kind.HEDGED for kind in requests.kinds], dtype=bool)
    columns = [
        ("Requests", requests.counted),
        ("Refused, says the judge", requests.verdicts == REFUSED),
        ("Complied with, says the judge", requests.verdicts == COMPLIED),
        ("Answers not judged", answered & ~requests.judged),
        ("No answer", ~answered),
        ("Refused, says the rule", flagged),
        ("Hedged, says the rule", hedged),
    ]
    rows: list[list[str | int]] = [
        [
            name_of(group),
            *(int((where & of_group & requests.counted).sum()) for _, where in columns),
        ]
        for group, of_group in groups
    ]
    asked = f" The model was asked: {requests.made}." if requests.made else ""
    content = {
        "head": ["Group", *(name for name, _ in columns)], "rows": rows,
        "numeric": list(range(1, len(columns) + 1)), "caption": LIMITS + asked,
    }  # fmt: skip
    return Exhibit("sentences", "What became of the requests", content)


def validation(rates: Rates, groups: Iterable[tuple[Group, Flags]], confidence: float) -> Exhibit:
    """The rule of phrases held against the judge, by group, with intervals.

    groups: each with its judged answers, shape (rows,). confidence: of the intervals.
    """
    requests = rates.requests
    refused, flagged = requests.verdicts == REFUSED, requests.flagged
    rows: list[list[str | int]] = []
    for group, sample in groups:
        shares = (
            rates.share(sample, flagged != refused),
            rates.share(sample & refused, flagged),
            rates.share(sample & ~refused, ~flagged),
        )
        rows.append(
            [name_of(group), int(sample.sum()), *(_told(share, confidence) for share in shares)]
        )
    content = {
        "head": ["Group", "Judged answers", "Disagree", "Sensitivity", "Specificity"],
        "rows": rows, "numeric": [1],
        "caption": (
            f"The rule looks for phrases of refusal in the first {OPENING} characters. "
            "Sensitivity: of the answers that the judge calls refusals, those that the rule does; "
            "specificity: of the others, those that it lets be. "
            f"Intervals at {100 * confidence:g} %."
        ),
    }  # fmt: skip
    return Exhibit("sentences", "The rule of phrases beside the judge", content)


def parted(
    requests: Requests,
    pairs: Sequence[tuple[Group, Group, Flags, Flags]],
    ranks: NDArray[np.signedinteger],
) -> Exhibit | None:
    """Requests that one group was refused and its reference was not; None where there are none.

    pairs: groups, their references and the rows of both, shape (rows,). ranks: shape (rows,), an
    order that does not hang on the file's.
    """
    refused = np.where(requests.judged, requests.verdicts == REFUSED, requests.flagged)
    apart: list[tuple[int, list[str]]] = []
    for group, reference, own, other in pairs:
        of_other = {int(requests.requests[row]): row for row in np.flatnonzero(other).tolist()}
        for row in np.flatnonzero(own).tolist():
            beside = of_other.get(int(requests.requests[row]))
            if beside is None or refused[row] == refused[beside]:
                continue
            whose, text = (group, row) if refused[row] else (reference, beside)
            answered = reference if refused[row] else group
            opening = (requests.texts[text] or "–")[:OPENING]
            apart.append(
                (int(ranks[row]), [requests.names[row], name_of(whose), name_of(answered), opening])
            )
    if not apart:
        return None
    shown = [cells for _, cells in sorted(apart, key=lambda each: each[0])[:MOST_SHOWN]]
    content = {
        "head": ["Request", "Refused for", "Not for", "The refusal begins"], "rows": shown,
        "numeric": [], "left_out": len(apart) - len(shown),
    }  # fmt: skip
    return Exhibit("sentences", "Requests refused for one group alone", content)


def name_of(group: Group) -> str:
    """A group in words."""
    return ", ".join(f"{value or 'unknown'}" for _, value in group) or "all"


def _told(share: Share, confidence: float) -> str:
    if not share.possible:
        return "none"
    drawn = limits(method_of(share, "wilson", "linearised"), share.evidence, confidence)
    assert drawn.lower is not None
    assert drawn.upper is not None
    return (
        f"{100 * share.value:.1f} % [{100 * drawn.lower:.1f}, {100 * drawn.upper:.1f}], "
        f"n {share.rows:,}"
    )
