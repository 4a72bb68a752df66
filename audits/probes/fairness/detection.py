"""Whose objects are found, in pictures or in texts, and how often a detection is right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from audits.data.dataset import Categories, Column
from audits.data.groups import Division, compared, divide, divisions_of, everyone, row_groups
from audits.data.tallies import Cells, count_cells
from audits.fairness.detected import Detected, Objects, detected
from audits.measurement import Measurement, SampleSize, Unanswered, Undetermined
from audits.probing.confusion import unknown_share
from audits.probing.probe import Asks, Metric, Scale, Shown, Subject, probe
from audits.probing.unanswered import ends
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.share_measurements import Pair, Share, Stated, gap, rate, share_of

RECALL, PRECISION = "object_recall", "object_precision"
RIGHT = "right"
# Of an object by its slot: unanswered, missed or wrong, right.
GIVEN, ANSWERED = np.array([False, False, True]), np.array([False, True, True])
OF_SEVERAL = "pictures hold several of these groups, and a detection is no group's own"
NONE_DETECTED = "nothing was detected"


@probe(
    metrics=(
        Metric(
            RECALL,
            "Share of the objects that are there which were detected.",
            Scale.SHARE,
            title="recall of objects",
            shown=Shown.FIRST,
            column=77,
        ),
        Metric(
            f"{RECALL}_difference",
            "Recall of the group's objects minus that of the reference's.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in recall of objects",
            compares=(RECALL,),
        ),
        Metric(
            PRECISION,
            "Share of the detections that are an object that is there.",
            Scale.SHARE,
            title="precision of detections",
            column=78,
        ),
        Metric(
            f"{PRECISION}_difference",
            "Precision in the group's pictures minus that in the reference's.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in precision of detections",
            compares=(PRECISION,),
        ),
    ),
    needs=(Role.OBJECTS,),
    asks=Asks.DETECTIONS,
    honours=(
        Role.WEIGHT,
        Role.COUNT,
        Role.CLUSTER,
        Role.ID,
        Role.OBJECTS,
        Role.DETECTIONS,
    ),
)
def detection(
    subject: Subject, *, overlap: Annotated[float | None, Between(0.01, 1)] = None,
    smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95,
) -> Iterator[Measurement]:  # fmt: skip
    """Recall and precision of boxes in pictures, or of spans in texts, overall and by group.

    The columns `objects` and `detections` hold lists in JSON, as detectors and taggers write them,
    or words with their tags (BIO); a model that answers with boxes or spans is asked in place of
    the second. A row is a picture or a text; or an object, where several rows have one `id`: then
    recall is told by the group of the object. Each detection, the surest first, finds the object of
    its class that it overlaps most. Objects of one picture count as a cluster.

    overlap: intersection over union that is needed; left out, 0.5 of boxes and all of spans.
    smallest_group: fewer objects, or detections, are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    seen = detected(subject, overlap)
    for metric, objects in ((RECALL, seen.truths), (PRECISION, seen.detections)):
        yield from _Side(metric, objects, seen).measured(subject, stated)


@dataclass(frozen=True, eq=False)
class _Side:
    """Truths and how many were found, or detections and how many are right."""

    metric: str
    objects: Objects
    seen: Detected

    def measured(self, subject: Subject, stated: Stated) -> Iterator[Measurement]:
        """Overall, by group, and the differences."""
        columns = self.seen.data.having(Role.PROTECTED)
        if not len(self.objects.row):
            yield Undetermined(self.metric, (), NONE_DETECTED, 0)
            return
        cells = self._cells(columns)
        total = everyone(cells, (RIGHT,))
        overall = rate(
            self.metric, (), share_of(total, GIVEN, ANSWERED), stated,
            ends=ends(total, GIVEN, ANSWERED),
        )  # fmt: skip
        yield self._open(overall, len(self.seen.unseen))
        mixed = self._mixed(columns) if self.metric == PRECISION else frozenset()
        for division in divisions_of(self.seen.data, columns, subject.warn) if mixed else ():
            if mixed & {*division.attributes}:
                yield from self._of_several(division)
        for division in divide(columns, cells, subject.warn):
            if not mixed & {*division.attributes}:
                unseen = np.zeros(len(division.groups) + 1, dtype=np.intp)
                for _, codes in row_groups(columns, [division]):
                    np.add.at(unseen, codes[self.seen.unseen], 1)
                yield from self._division(division, cells, stated, unseen.tolist())

    def _open(self, measured: Measurement, rows: SampleSize) -> Measurement:
        """Of precision, that nothing says how much was detected where nobody looked."""
        if self.metric == RECALL or isinstance(measured, Undetermined) or not np.any(rows):
            return measured
        return replace(measured, unanswered=Unanswered(rows))

    def _cells(self, columns: tuple[Column, ...]) -> Cells:
        """Objects counted by their groups; those of one picture are a cluster."""
        objects = self.objects
        codes = np.where(objects.answered, objects.right, -1).astype(np.int8)
        own = {column.name: column.categories.take(objects.row) for column in columns}
        repeats = len(np.unique(objects.cluster)) < len(objects.cluster)
        return count_cells(
            self.seen.data.take(objects.row), {RIGHT: Categories(codes, ("no", "yes")), **own},
            clusters=objects.cluster if repeats else None,
        )  # fmt: skip

    def _mixed(self, columns: tuple[Column, ...]) -> frozenset[str]:
        """The attributes of which some picture holds several groups."""
        several = [rows for rows in self.seen.pictures if len(rows) > 1]
        return frozenset(
            column.name
            for column in columns
            if any(len({*column.categories.codes[list(rows)].tolist()}) > 1 for rows in several)
        )

    def _of_several(self, division: Division) -> Iterator[Measurement]:
        for group in division.groups:
            yield Undetermined(self.metric, group, OF_SEVERAL, 0)
        for group, reference, _ in compared(division):
            name = f"{self.metric}_difference"
            yield Undetermined(name, group, OF_SEVERAL, (0, 0), None, reference)

    def _division(
        self, division: Division, cells: Cells, stated: Stated, unseen: Sequence[int]
    ) -> Iterator[Measurement]:
        """unseen: pictures in which nobody looked, by the group's code, and 0 of none."""
        tally = division.tally(cells, (RIGHT,))
        codes_of_groups = range(len(division.groups))
        shares = [share_of(tally[code], GIVEN, ANSWERED) for code in codes_of_groups]
        unknown = [
            unknown_share(division, tally, code, GIVEN, ANSWERED) for code in codes_of_groups
        ]
        open_ = [ends(tally[code], GIVEN, ANSWERED) for code in codes_of_groups]
        for code, group in enumerate(division.groups):
            measured = rate(
                self.metric, group, shares[code], stated, unknown=unknown[code],
                ends=open_[code],
            )  # fmt: skip
            yield self._open(measured, unseen[code])
        for group, reference, (code, base) in compared(division):
            its = (unknown[base], open_[base]) if base >= 0 else (None, None)
            theirs = shares[base] if base >= 0 else Share(0, 0, 0)
            pair = Pair(shares[code], theirs, unknown[code], its[0], open_[code], its[1])
            measured = gap(f"{self.metric}_difference", group, reference, pair, stated)
            yield self._open(measured, (unseen[code], unseen[base] if base >= 0 else 0))
