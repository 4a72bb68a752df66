"""What was found and what was detected in each picture or text of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.clusters import cluster_codes
from audits.data.dataset import Categories, Column, Dataset, Images, Texts
from audits.data.located_objects import FORMS, Located, NotLocated
from audits.data.stacking import stacked
from audits.data.tagged_words import read_cell
from audits.errors import NotApplicable
from audits.fairness.matched_objects import matched
from audits.fairness.near_misses import (
    Miss,
    told_of_centres,
    told_of_corners,
    told_of_misses,
    told_of_writing,
)
from audits.fairness.strange_objects import are_tokens, told_of_strange
from audits.fairness.uncounted_objects import LeftOut, is_counted
from audits.models import Detector
from audits.probing.batched_inference import ask
from audits.probing.subject import Subject
from audits.specification.counts import counted
from audits.specification.roles import Kind, Role

# What was detected in each row; None where nobody looked.
Detections: TypeAlias = list[tuple[Located, ...] | None]
# Of boxes and of spans, where nobody says it.
OF_BOXES, OF_SPANS = 0.5, 1.0
# Where more are missed and one slip of writing explains it, the number is of the slip.
NEARLY_ALL = 0.9


@dataclass(frozen=True, eq=False)
class Objects:
    """Truths, or detections, in the order of the rows; each array has the shape (objects,).

    row: the row of each, of a detection the first of its picture. right: whether a truth was found,
    or a detection is one. answered: whether anything says what was detected there. cluster: what it
    belongs to: its picture, or the cluster that the table names.
    """

    row: NDArray[np.intp]
    right: Flags
    answered: Flags
    cluster: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Detected:
    """pictures: of each the rows. overlap: what a match needs. data: of which those rows are.

    unseen: of each picture in which nobody looked the first row.
    """

    data: Dataset
    truths: Objects
    detections: Objects
    pictures: tuple[tuple[int, ...], ...]
    overlap: float
    unseen: NDArray[np.intp]


def detected(subject: Subject, least: float | None) -> Detected:
    """The objects of every picture matched with what was detected there.

    least: overlap that is needed; None, 0.5 of boxes and all of spans. Rows of one `id` are one
    picture, whose detections stand in each of them. A row without objects is left out and told; one
    without detections is not answered, as those are whose picture cannot be decoded. Raises
    `NotApplicable` where a cell cannot be read, or detections of one picture differ.
    """
    data, detections = _detections(subject)
    written = _written(data, subject)
    truths = _read(data.require(Role.OBJECTS), written)
    known = [row for row, cell in enumerate(truths) if cell is not None]
    if len(known) < len(data):
        one = "row does not say what is there: no number counts it"
        many = "rows do not say what is there: no number counts them"
        subject.warn(counted(len(data) - len(known), one, many))
    if not any(is_counted(one) for row in known for one in truths[row] or ()):
        raise NotApplicable("no row has any object", "give the objects that are there, as JSON")
    for side in (truths, detections):
        if are_tokens(side):
            raise NotApplicable(
                "words stand for objects, with tags such as 'B-PER' or 'O' for classes: an object "
                "of several words would count as several",
                'join them (`aggregation_strategy="simple"` of transformers\' pipeline), or write '
                'the words with their tags, [["Anna", "B-PER"], ["sings", "O"]]',
            )
    _refuse_strangers(truths, detections)
    for side in (truths, detections):
        if (centres := told_of_centres(side)) is not None:
            raise NotApplicable(
                centres,
                "write `box` as [left, top, right, bottom]: the centre less, and plus, half",
            )
    if least is None:
        axes = next(len(cell[0].ends) for row in known if (cell := truths[row]))
        least = OF_BOXES if axes == 2 else OF_SPANS
    extents = _extents(subject.data, truths, written)
    for note in chain(
        told_of_strange(truths, detections, extents), told_of_writing(truths, detections)
    ):
        subject.warn(note)
    for side, what in ((truths, "object"), (detections, "detection")):
        if told_of_corners(side, what) is not None:
            raise NotApplicable(
                f"the {what}s under the key `bbox` look like [left, top, right, bottom]",
                "call the key `box` if they are that, and else write them so under `box`",
            )
    pictures = _pictures(data, known)
    clusters = cluster_codes(data)
    own: tuple[list[tuple[int, ...]], list[tuple[int, ...]]] = ([], [])
    misses: list[Miss] = []
    left_out = LeftOut()
    unseen: list[int] = []
    for number, rows in enumerate(pictures):
        seen = _same(data, detections, rows)
        every = [(row, one) for row in rows for one in truths[row] or ()]
        there = [(row, one) for row, one in every if is_counted(one)]
        met, right = matched([one for _, one in there], seen or (), least)
        judged = left_out.judged(seen or (), right, [one for _, one in every], least)
        answered = seen is not None
        if not answered:
            unseen.append(rows[0])
        misses.extend(
            (one, seen or ()) for (_, one), hit in zip(there, met, strict=True) if not hit
        )
        cluster = number if clusters is None else int(clusters[rows[0]])
        own[0].extend((row, int(hit), answered, cluster)
                      for (row, _), hit in zip(there, met, strict=True))  # fmt: skip
        own[1].extend((rows[0], int(hit), True, cluster) for hit in judged)
    for note in left_out.notes():
        subject.warn(note)
    for note in told_of_misses(misses, len(own[0])):
        subject.warn(note)
        if len(misses) > NEARLY_ALL * len(own[0]):
            raise NotApplicable(
                f"{len(misses):,} of {len(own[0]):,} objects are missed, as where {note}",
                "write both sides alike, and audit again",
            )
    if unseen:
        pictures_lack = counted(len(unseen), "picture or text lacks", "pictures or texts lack")
        subject.warn(
            f"{pictures_lack} what was detected there: their objects are bounded, and precision "
            "does not pass; where nothing was detected, write []"
        )
    return Detected(
        data, _objects(own[0]), _objects(own[1]), tuple(pictures), least,
        np.array(unseen, dtype=np.intp),
    )  # fmt: skip


def _refuse_strangers(truths: Detections, detections: Detections) -> None:
    """Raises `NotApplicable` where no class stands on both sides: all would be missed."""
    there, seen = (
        {one.label for cell in side for one in cell or ()} for side in (truths, detections)
    )
    if there and seen and not there & seen:
        raise NotApplicable(
            f"no class stands on both sides, so that nothing can be found: {_some(there)} are "
            f"there, and {_some(seen)} were detected",
            "write one name for a class on both sides, under `label` of each object, or no class "
            "on either where it does not count",
        )


def _some(labels: set[str | None]) -> str:
    names = sorted("objects of no class" if one is None else repr(one) for one in labels)
    return ", ".join(names[:5]) + (" ..." if len(names) > 5 else "")


def _objects(written: Sequence[tuple[int, ...]]) -> Objects:
    table = np.array(written, dtype=np.intp).reshape(-1, 4)
    row, right, answered, cluster = table.T
    return Objects(row, right > 0, answered > 0, cluster.astype(np.int32))


def _detections(subject: Subject) -> tuple[Dataset, Detections]:
    """The rows, damaged ones last, and what was detected in each: recorded, or asked."""
    data, model = subject.data, subject.model
    recorded = data.one(Role.DETECTIONS)
    if recorded is not None:
        return data, _read(recorded, _written(data, subject))
    if not isinstance(model, Detector):
        raise NotApplicable(
            "nothing says what was detected",
            "give a column with the role detections, or a model that answers with boxes or spans",
        )
    answers = subject.answered
    if answers is None:
        answers = ask(model, data, model.detect, subject.on_progress)
    if subject.unanswered is None:
        return data, list(answers)
    whole = stacked(_without_pictures(data), _without_pictures(subject.unanswered))
    return whole, [*answers, *[None] * len(subject.unanswered)]


def _without_pictures(data: Dataset) -> Dataset:
    return Dataset(tuple(c for c in data.columns if not isinstance(c.values, Images)), data.notes)


def _written(data: Dataset, subject: Subject) -> Sequence[str | None] | None:
    """The texts in which spans stand: those that the model reads, or the only feature of texts."""
    reads = () if subject.model is None else subject.model.reads
    named = [column for column in data.columns if column.name in reads and len(reads) == 1]
    features = [column for column in data.having(Role.FEATURE) if column.kind is Kind.TEXT]
    columns = named or features
    if len(columns) != 1:
        return None
    fed = data.fed_values(columns[0].name)
    return fed.values.tolist() if isinstance(fed, Texts) else None


def _extents(
    data: Dataset, truths: Detections, written: Sequence[str | None] | None
) -> list[tuple[int, ...] | None]:
    """How far the text or the picture of each row reaches; None where nobody knows.

    data: without the damaged rows, which come last among the truths.
    """
    if written is not None:
        return [None if text is None else (len(text),) for text in written]
    pictures = [c.values for c in data.having(Role.FEATURE) if isinstance(c.values, Images)]
    if len(pictures) != 1:
        return [None] * len(truths)
    (only,) = pictures
    return [only.size(row) if row < len(only) and own else None for row, own in enumerate(truths)]


def _read(column: Column, written: Sequence[str | None] | None) -> Detections:
    """The objects of each row, None where the cell is missing; equal cells are read once.

    written: the text of each row, in which tagged words stand.
    """
    if not isinstance(column.values, Texts):
        raise NotApplicable(
            f"column {column.name!r} holds {column.kind}s, not objects", f"give {FORMS}"
        )
    known: dict[tuple[str, str | None], tuple[Located, ...]] = {}
    objects: Detections = []
    for row, cell in enumerate(column.values.values.tolist()):
        key = (cell, None if written is None else written[row])
        if cell is not None and key not in known:
            try:
                known[key] = read_cell(*key)
            except NotLocated as why:
                raise NotApplicable(
                    f"row {row + 1} of {column.name!r} cannot be read: {why}", f"give {FORMS}"
                ) from None
        objects.append(None if cell is None else known[key])
    return objects


def _pictures(data: Dataset, rows: Sequence[int]) -> list[tuple[int, ...]]:
    """The rows of each picture: those of one `id`, or each row where there is none."""
    column = data.one(Role.ID)
    if column is None or not isinstance(column.values, Categories):
        return [(row,) for row in rows]
    codes = column.values.codes
    of_picture: dict[tuple[int, int], list[int]] = {}
    for row in rows:
        code = int(codes[row])
        of_picture.setdefault((code, row if code < 0 else -1), []).append(row)
    return [tuple(own) for own in of_picture.values()]


def _same(data: Dataset, detections: Detections, rows: Sequence[int]) -> tuple[Located, ...] | None:
    """What was detected in a picture, which all of its rows must say alike."""
    if data.one(Role.DETECTIONS) is not None and any(
        detections[row] != detections[rows[0]] for row in rows
    ):
        name = data.require(Role.ID).name
        raise NotApplicable(
            f"rows {rows[0] + 1} and {rows[1] + 1} are of one {name!r} and say other detections",
            f"write all detections of a {name!r} into each of its rows",
        )
    return detections[rows[0]]
