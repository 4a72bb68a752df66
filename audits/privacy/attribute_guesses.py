"""What a row's attribute is guessed to be: from what is known without the model, and with it.

Jayaraman & Evans 2022 (CCS), "Are attribute inference attacks just imputation?": an attack shows a
leak only where it beats a guess that never saw the model. Guesses are rules that are learned on one
half of the rows, whose attribute the attacker knows, and made on the other.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats, Matrix

Codes = NDArray[np.intp]
# Rows that a rule is learned of, at least.
FEWEST_LEARNED = 60


@dataclass(frozen=True, eq=False)
class Guesses:
    """Values guessed on the judged rows, each shape (judged,), codes of the attribute.

    prior: always the commonest. public: from the public columns. imputed: from those, the label
    and the answers of a stand-in that is taught here and never saw the audited model; with_model:
    the same with the audited model's answers in their place.
    """

    prior: Codes
    public: Codes
    imputed: Codes
    with_model: Codes

    def best_public(self, attribute: Codes) -> Codes:
        """Of what needs no model, the guess that is right more often. attribute: the truth."""
        options = (self.public, self.prior)
        return max(options, key=lambda guess: int((guess == attribute).sum()))


def guesses(
    public: Matrix,
    answers: Matrix,
    labels: Codes,
    attribute: Codes,
    known: Flags,
    rng: np.random.Generator,
) -> Guesses:
    """Each guess on the rows whose attribute is not known to the attacker.

    public: shape (rows, columns), NaN where missing: without the attribute. answers: of the audited
    model, shape (rows, answers). labels: shape (rows,), -1 where missing. attribute: shape (rows,).
    known: shape (rows,), the rows that teach the attacker; the stand-in is taught by a half of
    them and answers all others, so that what it answers is never what it was taught.
    """
    judged = ~known
    order = rng.permutation(np.flatnonzero(known))
    halves = order[: len(order) // 2], order[len(order) // 2 :]
    with_label = np.column_stack([public, labels.astype(np.float64)])
    own = np.full((len(labels), max(1, int(labels.max(initial=0)) + 1)), np.nan)
    # Each half is answered by the stand-in of the other; the judged rows by the mean of both.
    for taught, other in (halves, halves[::-1]):
        own[other] = _probabilities(public, labels, taught, other, own.shape[1])
    both = [
        _probabilities(public, labels, taught, np.flatnonzero(judged), own.shape[1])
        for taught in halves
    ]
    own[judged] = np.mean(both, axis=0)
    counts = np.bincount(attribute[known])
    tried = rng.permutation(np.flatnonzero(known))
    columns = (public, np.column_stack([with_label, own]), np.column_stack([with_label, answers]))
    return Guesses(
        np.full(int(judged.sum()), int(counts.argmax()), dtype=np.intp),
        *(_guessed(each, attribute, known, tried) for each in columns),
    )


def _guessed(columns: Matrix, attribute: Codes, known: Flags, tried: Codes) -> Codes:
    """The likeliest value on the other rows, by trees that were taught the known ones.

    tried: of the known rows, in an order by chance: the last third says whether trees that were
    taught the others are right more often than the commonest value, which is guessed otherwise. A
    rule that learned nothing would else be a low bar for the one beside it.
    """
    commonest = int(np.bincount(attribute[known]).argmax())
    always = np.full(int((~known).sum()), commonest, dtype=np.intp)
    if not columns.shape[1] or len(np.unique(attribute[known])) < 2:
        return always
    taught, held_out = tried[: 2 * len(tried) // 3], tried[2 * len(tried) // 3 :]
    if len(np.unique(attribute[taught])) < 2:
        return always
    first = _trees().fit(columns[taught], attribute[taught])
    right = (first.predict(columns[held_out]) == attribute[held_out]).sum()
    if right <= (attribute[held_out] == commonest).sum():
        return always
    trees = _trees().fit(columns[known], attribute[known])
    return np.asarray(trees.predict(columns[~known]), dtype=np.intp)


def _probabilities(
    public: Matrix, labels: Codes, taught: NDArray[np.intp], asked: NDArray[np.intp], classes: int
) -> Floats:
    """What a stand-in taught by these rows answers others, shape (asked, classes)."""
    probabilities = np.zeros((len(asked), classes))
    taught = taught[labels[taught] >= 0]
    if not public.shape[1] or len(np.unique(labels[taught])) < 2:
        return probabilities
    trees = _trees().fit(public[taught], labels[taught])
    probabilities[:, trees.classes_] = trees.predict_proba(public[asked])
    return probabilities


def _trees() -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=15, early_stopping=False, random_state=0
    )
