"""What a row weighs by its label and its answers then and now, in kinds that hold few or none too.

Weights follow what the rows were sampled by, which is often the earlier answer. Kinds that nobody
is in have no weight of their own; what the others tell of it is `typical_weights`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.comparison import transitions as states
from audits.comparison.transitions import Transitions
from audits.data.arrays import Floats
from audits.data.tallies import Tally
from audits.data.typical_weights import typical_weights
from audits.statistics.one_unseen_change import UNSEEN_TIMES, ChangedWeights

Kinds = NDArray[np.bool_]
_LABELS = states.NEGATIVE | states.POSITIVE
_ANSWERS = (
    states.FLIPPED
    | states.GIVEN_THEN
    | states.GIVEN_NOW
    | states.POSITIVE_THEN
    | states.POSITIVE_NOW
)


@dataclass(frozen=True, eq=False)
class PairKinds:
    """Label by pair of answers: which kind each state of the transitions is of.

    labels: bits of the label, shape (labels,). answers: bits of the pairs of answers that somebody
    has, shape (pairs,). of_state: shape (states,), the kind of each, counted along the pairs.
    """

    labels: NDArray[np.intp]
    answers: NDArray[np.intp]
    of_state: NDArray[np.intp]

    @property
    def size(self) -> int:
        """How many kinds there are."""
        return len(self.labels) * len(self.answers)

    def weights(self, tally: Tally) -> Floats | None:
        """Of each group, label and pair of answers what a row weighs; None without weights.

        tally: shape (groups, states). Returns shape (groups, labels, pairs).
        """
        if tally.weights is None or tally.squares is None or self.size == 0:
            return None
        shape = (len(tally.rows), len(self.labels), len(self.answers))
        kind = np.arange(shape[0])[:, None] * self.size + self.of_state
        sums = []
        for counts in (tally.rows, tally.weights, tally.squares):
            added = np.bincount(kind.ravel(), counts.ravel(), minlength=shape[0] * self.size)
            sums.append(added.astype(np.float64).reshape(shape))
        return typical_weights(np.rint(sums[0]).astype(np.int64), sums[1], sums[2])

    def changed(self, typical: Floats, metric: str) -> ChangedWeights:
        """What a row weighs that a share gains, and one that it loses; the heaviest such kind.

        typical: of one group, shape (labels, pairs). metric: a share of `classes`. Where nobody's
        answers changed to that side, it may weigh what any row of these labels does.
        """
        trial, gained, lost = self._sides(metric)

        def heaviest(kinds: Kinds) -> float:
            return float(typical[kinds & trial if (kinds & trial).any() else trial].max(initial=0))

        shown = bool((gained & trial).any()), bool((lost & trial).any())
        lightest = typical[typical > 0].min(initial=np.inf)
        unseen = float(max(typical.max(initial=0), UNSEEN_TIMES * lightest))
        return ChangedWeights(heaviest(gained), heaviest(lost), shown, unseen)

    def _sides(self, metric: str) -> tuple[Kinds, Kinds, Kinds]:
        """(rows it is about, gained, lost); each shape (labels, pairs)."""
        given, positive = (
            self._moved(then, now)
            for then, now in (
                (states.GIVEN_THEN, states.GIVEN_NOW),
                (states.POSITIVE_THEN, states.POSITIVE_NOW),
            )
        )
        is_positive, is_negative = (
            np.repeat((self.labels == label)[:, None], len(self.answers), axis=1)
            for label in (states.POSITIVE, states.NEGATIVE)
        )
        if metric == "selection_rate":
            return np.ones_like(is_positive), *given
        if metric == "accuracy":
            # A negative's answer is right where it is its label; of many classes any flip may be.
            flipped = (self.answers & states.FLIPPED > 0)[None]
            sides = [(is_positive & to) | (is_negative & flipped & ~to) for to in positive]
            return is_positive | is_negative, sides[0], sides[1]
        trial = is_positive if metric == "true_positive_rate" else is_negative
        return trial, *positive

    def _moved(self, then: int, now: int) -> tuple[Kinds, Kinds]:
        """Which pairs have the answer now and not then, and the reverse; shape (1, pairs)."""
        before, after = self.answers & then > 0, self.answers & now > 0
        return (after & ~before)[None], (before & ~after)[None]


def pair_kinds(crossing: Transitions) -> PairKinds:
    """The kinds that the states of these transitions are of."""
    labels, label = np.unique(crossing.states & _LABELS, return_inverse=True)
    answers, pair = np.unique(crossing.states & _ANSWERS, return_inverse=True)
    of_state = label.reshape(-1) * len(answers) + pair.reshape(-1)
    return PairKinds(labels.astype(np.intp), answers.astype(np.intp), of_state.astype(np.intp))
