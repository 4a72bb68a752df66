"""Objects that are in no number, as the evaluations of their own data sets have it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audits.data.arrays import Flags
from audits.data.located_objects import Located
from audits.fairness.matched_objects import in_a_crowd, of_the_difficult
from audits.specification.counts import counted


def is_counted(one: Located) -> bool:
    """Whether finding the object, or missing it, counts."""
    return not (one.crowd or one.difficult)


@dataclass
class LeftOut:
    """Truths that are in no number, and the detections that are therefore in none."""

    crowds: int = 0
    in_crowds: int = 0
    difficult: int = 0
    on_difficult: int = 0

    def judged(
        self,
        seen: Sequence[Located],
        right: Flags,
        truths: Sequence[Located],
        least: float,
    ) -> list[bool]:
        """Whether each detection is right, of those that count.

        seen: of one picture; right: of each, shape (detections,). truths: all of the picture.
        """
        crowds = [one for one in truths if one.crowd]
        difficult = [one for one in truths if one.difficult and not one.crowd]
        self.crowds += len(crowds)
        self.difficult += len(difficult)
        judged = []
        for one, hit in zip(seen, right.tolist(), strict=True):
            if not hit and in_a_crowd(one, crowds, least):
                self.in_crowds += 1
            elif not hit and of_the_difficult(one, difficult, least):
                self.on_difficult += 1
            else:
                judged.append(hit)
        return judged

    def notes(self) -> Iterator[str]:
        """A sentence on each kind."""
        if self.crowds:
            regions = counted(self.crowds, "region", "regions")
            inside = counted(self.in_crowds, "detection", "detections")
            yield (
                f"{regions} of many objects (`iscrowd`, `DontCare`) and {inside} in them are in no "
                "number, as in COCO's and KITTI's own evaluations"
            )
        if self.difficult:
            objects = counted(self.difficult, "object", "objects")
            met = counted(self.on_difficult, "detection", "detections")
            yield (
                f"{objects} that nobody must find (`difficult`) and {met} of them are in no "
                "number, as in Pascal VOC's own evaluation"
            )
