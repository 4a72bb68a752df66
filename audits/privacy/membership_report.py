"""What is shown of the membership attacks: their curves, and what was checked first."""

from collections.abc import Iterator, Mapping

import numpy as np

from audits.measurement import Exhibit
from audits.privacy.membership_measures import Judged
from audits.privacy.membership_scores import Attack
from audits.privacy.shift_check import Shift
from audits.statistics.auc import areas
from audits.statistics.ranked_scores import ranked

# A report draws five lines of so many points that the numbers behind them can be read.
MOST_POINTS = 24
NAMES: Mapping[Attack, str] = {
    "modified_entropy": "modified entropy", "lira": "LiRA", "rmia": "RMIA",
    "lira_online": "LiRA, online",
}  # fmt: skip


def shown(judged: Judged, shifted: Shift | None, called: Mapping[Attack, str]) -> Iterator[Exhibit]:
    """The curve over rates of false positives, and the facts behind the numbers."""
    attacks = judged.attacks
    members = attacks.members
    yield Exhibit(
        "curve",
        "Training rows found, against other rows called so by mistake",
        {
            "series": [
                {"name": NAMES.get(attack, attack), "points": _curve(judged, attack)}
                for attack in _strongest_first(judged)
            ],
            "diagonal": "chance",
            "x": {"title": "other rows called members", "scale": "share"},
            "y": {"title": "training rows found", "scale": "share", "domain": [0, 1]},
            "note": "What an attack did not find is not shown to be hidden: a stronger one may.",
        },
    )
    yield Exhibit(
        "facts",
        "What was checked, and what the attacker knows",
        {
            "facts": [
                {"question": "Do the two sides differ by themselves?", "answer": _shift(shifted)},
                {
                    "question": "Rows",
                    "answer": f"{members.sizes[0]:,} that the model was trained on, "
                    f"{members.sizes[1]:,} that it never saw; thresholds are chosen on one half "
                    "and judged on the other",
                },
                {
                    "question": "Knows",
                    "answer": "the row, its label, and the model's answer"
                    + (" with probabilities" if members.probabilities is not None else " alone"),
                },
                *(
                    {"question": "Reference models", "answer": references.source}
                    for references in (attacks.references, attacks.half_taught)
                    if references is not None
                ),
                *(
                    {"question": f"Attack {NAMES.get(attack, attack)}", "answer": called[attack]}
                    for attack in attacks.scores
                ),
            ]
        },
    )


def _shift(shifted: Shift | None) -> str:
    if shifted is None:
        return "not checked: there are too few rows, or no column to look at"
    if shifted.is_shifted:
        return f"yes: {shifted.reason}"
    return (
        f"not that it shows: without the model they are told apart with an AUC of "
        f"{shifted.area:.3f} (p {shifted.p_value:.2f}, {shifted.rows:,} rows)"
    )


def _strongest_first(judged: Judged) -> list[Attack]:
    """The attacks from the largest area on the rows that are counted, as they are drawn."""
    attacks = judged.attacks

    def area(attack: Attack) -> float:
        rows = attacks.counted(attack)
        ordered = ranked(attacks.scores[attack][rows], attacks.members.member[rows])
        return areas(ordered).roc if ordered.both else 0.0

    return sorted(attacks.scores, key=area, reverse=True)


def _curve(judged: Judged, attack: Attack) -> list[list[float]]:
    """At most so many points of the curve on the rows that are counted."""
    counted = judged.attacks.counted(attack)
    scores = judged.attacks.scores[attack][counted]
    member = judged.attacks.members.member[counted]
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(member[order]) / max(1, int(member.sum()))
    false = np.cumsum(~member[order]) / max(1, int((~member).sum()))
    last = np.flatnonzero(np.concatenate((np.diff(scores[order]) != 0, [True])))
    corners = last[np.unique(np.linspace(0, len(last) - 1, MOST_POINTS).astype(np.intp))]
    return [[0.0, 0.0], *([float(false[corner]), float(hits[corner])] for corner in corners)]
