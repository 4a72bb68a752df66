"""The membership attacks of one audit: their scores, and which rows each calls members."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audits.data.arrays import Flags, Floats, Rows
from audits.privacy import likelihood_ratio
from audits.privacy.members import Members
from audits.privacy.membership_scores import Attack, loss, scores
from audits.privacy.reference_models import References
from audits.privacy.threshold_attack import best_threshold, threshold_at, thresholds_by_class
from audits.statistics.auc import areas
from audits.statistics.ranked_scores import ranked

CALLED: Mapping[Attack, str] = {
    "gap": "whether the answer is right (Yeom et al. 2018)",
    "loss": "loss of the label (Yeom et al. 2018)",
    "entropy": "entropy of the answer (Shokri et al. 2017)",
    "modified_entropy": "modified entropy, a threshold a class (Song & Mittal 2021)",
    "calibrated": "loss beyond that of reference models (Watson et al. 2022)",
    "lira": "answer beyond the spread of models that never saw the row (Carlini et al. 2022)",
    "rmia": "ratio to models' mean answer, above that of other rows (Zarifzadeh et al. 2024)",
    "lira_online": "likelier of models that were taught the row than of others (Carlini 2022)",
}

# Their reference models were taught by the half that is not judged.
REFERENCED = ("calibrated", "lira", "rmia", "lira_online")


@dataclass(frozen=True, eq=False)
class Attacks:
    """Scores of the attacks on all rows, and what is called on the judged half.

    references: models that never saw the judged rows, or None. half_taught: models of which half
    were taught each of them, or None.
    """

    members: Members
    references: References | None = None
    half_taught: References | None = None

    @cached_property
    def scores(self) -> Mapping[Attack, Floats]:
        """By attack, shape (rows,); those with references know the judged half only (NaN else)."""
        of = self.members
        known = dict(scores(of.right, of.probabilities, of.labels))
        if of.probabilities is None:
            return known
        losses = loss(of.probabilities[of.judged], of.labels[of.judged])
        own = np.exp(-losses)
        if self.references is not None:
            known["calibrated"] = self._of_judged(self.references.difficulty - losses)
            known["lira"] = self._of_judged(likelihood_ratio.offline(own, self.references))
            known["rmia"] = self._of_judged(
                likelihood_ratio.relative(own, self.references, self._never_seen)
            )
        if self.half_taught is not None:
            known["lira_online"] = self._of_judged(likelihood_ratio.online(own, self.half_taught))
        return known

    def _of_judged(self, values: Floats) -> Floats:
        """Values of the judged rows among all, shape (rows,), NaN elsewhere."""
        of_all_rows = np.full(len(self.members.judged), np.nan)
        of_all_rows[self.members.judged] = values
        return of_all_rows

    @cached_property
    def _every_other(self) -> Flags:
        """Shape (rows,): every other judged row of each side.

        Halves were drawn at random, so every other row of one is at random too.
        """
        flags = np.zeros(len(self.members.judged), dtype=bool)
        for side in (self.members.member, ~self.members.member):
            flags[np.flatnonzero(self.members.judged & side)[::2]] = True
        return flags

    @property
    def _never_seen(self) -> Rows:
        """Positions, among the judged rows, of choosing rows that the model never saw."""
        choosing = self._every_other & ~self.members.member
        return np.flatnonzero(choosing[self.members.judged])

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

    def strongest_at(self, most_false: float) -> Attack:
        """The one that finds most choosing members where so few others are called; of equals, the
        strongest of all. most_false: share of the choosing non-members.
        """
        member = self.members.member

        def found_share(attack: Attack) -> tuple[float, bool]:
            rows = self.choosing(attack) & member
            called = self.called_at(attack, most_false)[rows]
            return (float(called.mean()) if len(called) else 0.0), attack == self.strongest

        return max(self.scores, key=found_share)

    def choosing(self, attack: Attack) -> Flags:
        """Shape (rows,): the rows that choose thresholds, and are counted in no share.

        The half that is not judged; of attacks whose reference models were taught by that half,
        every other judged row.
        """
        return self._every_other if attack in REFERENCED else ~self.members.judged

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
