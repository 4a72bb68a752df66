"""How much a row's answer looks like one the model was taught: a number for each row and attack.

Every score is larger for rows that look like members.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats

Attack: TypeAlias = Literal[
    "gap", "loss", "entropy", "modified_entropy", "calibrated", "lira", "rmia", "lira_online"
]

# Below this a probability is no smaller: float32 answers of 0 are roundings, not certainties.
LEAST = 1e-12


def scores(
    right: NDArray[np.bool_], probabilities: Floats | None, labels: NDArray[np.intp]
) -> Mapping[Attack, Floats]:
    """The score of each attack that the answers allow; each shape (rows,).

    right: shape (rows,), whether the answer is the label. probabilities: shape (rows, classes), or
    None where the model answers with labels alone; then only the gap attack is left. labels: shape
    (rows,), index into the classes.
    """
    known: dict[Attack, Floats] = {"gap": right.astype(np.float64)}
    if probabilities is not None:
        known["loss"] = -loss(probabilities, labels)
        known["entropy"] = -entropy(probabilities)
        known["modified_entropy"] = -modified_entropy(probabilities, labels)
    return known


def loss(probabilities: Floats, labels: NDArray[np.intp]) -> Floats:
    """Cross-entropy of the label in nats, shape (rows,): Yeom et al. 2018, CSF, section 3."""
    return -np.log(_of_label(probabilities, labels))


def entropy(probabilities: Floats) -> Floats:
    """Entropy of the answer in nats, whatever the label, shape (rows,): Shokri et al. 2017."""
    clipped = np.clip(probabilities, LEAST, 1.0)
    return np.asarray(-(clipped * np.log(clipped)).sum(axis=1))


def modified_entropy(probabilities: Floats, labels: NDArray[np.intp]) -> Floats:
    """Song & Mittal 2021 (USENIX Security), equation 8: an entropy that knows the label.

    -(1 - p_y) log p_y - sum over the other classes of p_i log(1 - p_i); shape (rows,). It is 0 for
    certainty of the label, and infinite (here cut off) for certainty of another class.
    """
    of_label = _of_label(probabilities, labels)
    others = probabilities * np.log(np.clip(1 - probabilities, LEAST, 1.0))
    others[np.arange(len(labels)), labels] = 0.0
    return np.asarray(-(1 - of_label) * np.log(of_label) - others.sum(axis=1))


def _of_label(probabilities: Floats, labels: NDArray[np.intp]) -> Floats:
    """What the model gives the label, shape (rows,), kept off 0."""
    return np.clip(probabilities[np.arange(len(labels)), labels], LEAST, 1.0)
