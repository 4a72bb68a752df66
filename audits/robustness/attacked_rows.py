"""The rows that are attacked: labelled pictures, each once, with what the model makes of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.content_order import evenly
from audits.data.dataset import Categories, Dataset
from audits.errors import NotApplicable
from audits.perturbations.norm_balls import Pixels
from audits.probing.subject import Subject
from audits.robustness.asking import Asker
from audits.robustness.losses import Labels
from audits.robustness.picture_range import check_range
from audits.specification.roles import Role

# Pictures read at once to look for copies.
_AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class Attacked:
    """Rows to attack, in the order of their content.

    rows: their places in the data, shape (rows,). pixels: as the model sees them. labels: the true
    class of each, as the model counts its classes; -1 where it is none of them. codes: what is
    answered before any attack. data: these rows alone.
    """

    rows: NDArray[np.intp]
    pixels: Pixels
    labels: Labels
    codes: NDArray[np.intp]
    data: Dataset

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Shape (rows,): answered with the true class before any attack."""
        return np.asarray((self.codes == self.labels) & (self.labels >= 0))

    @property
    def rows_to_turn(self) -> NDArray[np.intp]:
        """Positions among these rows of those answered rightly, shape (right,): what is attacked.

        Raises `NotApplicable` where there is none.
        """
        positions = np.flatnonzero(self.right)
        if not len(positions):
            raise NotApplicable(
                "no labelled row is answered rightly, so there is nothing to attack",
                "check that the labels and the model's classes are spelled alike",
            )
        return positions

    def standing(self, turned: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Answered rightly before, and not turned, shape (rows,).

        turned: of those answered rightly, in the order of `rows_to_turn`, shape (right,).
        """
        flags = np.zeros(len(self), dtype=bool)
        flags[self.rows_to_turn[~turned]] = True
        return flags


def rows_to_attack(subject: Subject, asker: Asker, most: int) -> Attacked:
    """At most so many labelled rows, spread evenly; a picture that stands twice counts once.

    Raises `NotApplicable` where no label is a class of the model.
    """
    labels, labelled = labels_of(subject, asker.model.classes)
    order = subject.content_order
    attacked = evenly(_each_once(subject, asker, order[labelled[order]], most), most)
    if not len(attacked):
        raise NotApplicable("no row has a label", "give the label column its values")
    features = subject.data.features(asker.model.reads, attacked)
    pixels = asker.pixels(features)
    answered = subject.answered_codes[attacked].astype(np.intp)
    check_range(subject, asker.model, pixels, labels[attacked], answered)
    return Attacked(attacked, pixels, labels[attacked], answered, subject.data.take(attacked))


def take(attacked: Attacked, places: NDArray[np.intp]) -> Attacked:
    """Some of the rows alone. places: among those attacked, shape (taken,)."""
    return Attacked(
        attacked.rows[places], attacked.pixels[places], attacked.labels[places],
        attacked.codes[places], attacked.data.take(places),
    )  # fmt: skip


def labels_of(subject: Subject, classes: tuple[str, ...]) -> tuple[Labels, NDArray[np.bool_]]:
    """Codes of the labels, as of `codes_of`, and which rows have one, both of shape (rows,).

    A label that is none of the classes is told: its row counts as wrong. Raises `NotApplicable`
    where all are.
    """
    column = subject.data.require(Role.LABEL)
    labels = codes_of(column.categories, classes)
    labelled = column.categories.codes >= 0
    if not (labels >= 0).any():
        known = ", ".join(map(repr, classes[:6]))
        raise NotApplicable(
            f"no label is one of the model's classes ({known})",
            "bring the labels to the model's spelling with `map`, or name its `labels`",
        )
    foreign = int((labelled & (labels < 0)).sum())
    if foreign:
        subject.warn(
            f"{foreign:,} label{' is' if foreign == 1 else 's are'} none of the model's classes: "
            "attacks count such rows as wrong"
        )
    return labels, labelled


def codes_of(categories: Categories, classes: tuple[str, ...]) -> Labels:
    """Of each row the place of its label among the model's classes, shape (rows,); -1 for none."""
    places = np.array(
        [*(classes.index(level) if level in classes else -1 for level in categories.levels), -1]
    )
    return np.asarray(places[categories.codes], dtype=np.intp)


def _each_once(
    subject: Subject, asker: Asker, rows: NDArray[np.intp], most: int
) -> NDArray[np.intp]:
    """The rows without those whose picture came before, told apart by name and then by content.

    Contents are compared where so many rows or fewer are left that all would be attacked, or among
    a few times as many as will be; beyond, reading every picture would cost more than the attack.
    """
    names = subject.data.fed_values(asker.column)
    known = getattr(names, "names", None)
    if known is not None:
        _, first = np.unique([str(known[row]) for row in rows.tolist()], return_index=True)
        rows = rows[np.sort(first)]
    looked_at = evenly(rows, 2 * most)
    seen: set[bytes] = set()
    distinct = []
    for start in range(0, len(looked_at), _AT_ONCE):
        batch = looked_at[start : start + _AT_ONCE]
        pictures = subject.data.features((asker.column,), batch)[asker.column]
        for row, picture in zip(batch.tolist(), pictures, strict=True):
            content = np.ascontiguousarray(picture).tobytes() + str(np.shape(picture)).encode()
            if content not in seen:
                seen.add(content)
                distinct.append(row)
    return np.array(distinct, dtype=np.intp)
