"""The membership attacks of one audit: their scores, and which rows each calls members."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.privacy.members import Members
from audits.privacy.membership_scores import Attack, loss, scores
from audits.privacy.threshold_attack import best_threshold, threshold_at, thresholds_by_class
from audits.statistics.auc import areas
from audits.statistics.ranked_scores import ranked

CALLED: Mapping[Attack, str] = {
    "gap": "whether the answer is right (Yeom et al. 2018)",
    "loss": "loss of the label (Yeom et al. 2018)",
    "entropy": "entropy of the answer (Shokri et al. 2017)",
    "modified_entropy": "modified entropy, a threshold a class (Song & Mittal 2021)",
    "calibrated": "loss beyond that of reference models (Watson et al. 2022)",
}


@dataclass(frozen=True, eq=False)
class Attacks:
    """Scores of the attacks on all rows, and what is called on the judged half.

    difficulty: mean loss of reference models on the judged rows, shape (judged,), or None.
    """

    members: Members
    difficulty: Floats | None = None

    @cached_property
    def scores(self) -> Mapping[Attack, Floats]:
        """By attack, shape (rows,); the calibrated one only knows the judged half (NaN else)."""
        of = self.members
        known = dict(scores(of.right, of.probabilities, of.labels))
        if self.difficulty is not None and of.probabilities is not None:
            beyond = np.full(len(of.member), np.nan)
            own = loss(of.probabilities[of.judged], of.labels[of.judged])
            beyond[of.judged] = self.difficulty - own
            known["calibrated"] = beyond
        return known

    @cached_property
    def strongest(self) -> Attack:
        """The one that tells the sides apart best on the rows that choose: it is judged on others.

        Of equals the first.
        """
        member = self.members.member

        def area(attack: Attack) -> float:
            rows = self.choosing(attack)
            ordered = ranked(self.scores[attack][rows], member[rows])
            return areas(ordered).roc if ordered.both else 0.0

        return max(self.scores, key=area)

    def choosing(self, attack: Attack) -> Flags:
        """Shape (rows,): the rows that choose thresholds, and are counted in no share.

        The half that is not judged; of the calibrated attack, whose reference models were taught
        by that half, every other judged row.
        """
        judged = self.members.judged
        if attack != "calibrated":
            return ~judged
        is_chosen = np.zeros(len(judged), dtype=bool)
        for side in (self.members.member, ~self.members.member):
            # Halves were drawn at random, so every other row of one is at random too.
            is_chosen[np.flatnonzero(judged & side)[::2]] = True
        return is_chosen

    def counted(self, attack: Attack) -> Flags:
        """Shape (rows,): the judged rows that choose no threshold."""
        return self.members.judged & ~self.choosing(attack)

    def called(self, attack: Attack) -> Flags:
        """Shape (rows,): called a member at the threshold that gained most on the choosing rows.

        Of the modified entropy each class has its own threshold.
        """
        of, own, other = self.members, self.scores[attack], self.choosing(attack)
        if attack == "modified_entropy":
            each = thresholds_by_class(
                own[other], of.member[other], of.labels[other], len(of.classes)
            )
            return np.asarray(own >= each[of.labels])
        return np.asarray(own >= best_threshold(own[other], of.member[other]))

    def called_at(self, attack: Attack, most_false: float) -> Flags:
        """Shape (rows,): called a member at the threshold that calls this share of non-members.

        most_false: share of the non-members among the choosing rows.
        """
        own, others = self.scores[attack], self.choosing(attack) & ~self.members.member
        return np.asarray(own >= threshold_at(own[others], most_false))
