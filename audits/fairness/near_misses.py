"""Objects that were missed by how they were written: ends counted otherwise, twice, as corners."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from math import log, sqrt
from statistics import correlation, median
from typing import TypeAlias

from audits.data.located_objects import Located
from audits.specification.counts import counted

# An object that was missed, and what was detected in its text or picture.
Miss: TypeAlias = tuple[Located, Sequence[Located]]
Rows: TypeAlias = Sequence[tuple[Located, ...] | None]
Ends: TypeAlias = tuple[tuple[float, float], ...]
Form: TypeAlias = Callable[[Located], Ends]
Sides: TypeAlias = tuple[bool, bool]
# Fewer misses, or boxes, are no pattern; over half of the misses are one.
_FEWEST, _SHARE, _ALMOST_ALL = 10, 0.5, 0.9
_FEWEST_BOXES = 30
# The logarithm of a median of evenly spread places has a standard error of one over the root of
# how many there are; so many of them are no chance.
_SURELY = 4.0
# The least correlation of corners.
_ALONG = 0.3
# What shares of a picture are rounded by.
_ROUNDED = 0.005
# How far a whole span may lie beside the one that was meant: a letter for each emoji before it.
_FARTHEST = 9


def _exchanged(box: Located) -> Ends:
    return box.ends[::-1]


def _with_sizes(box: Located) -> Ends:
    return tuple((first, first + (last if not box.sized else last - first))
                 for first, last in box.ends)  # fmt: skip


def _around_the_middle(box: Located) -> Ends:
    sizes = [last - first if box.sized else last for first, last in box.ends]
    return tuple((first - size / 2, first + size / 2)
                 for (first, _), size in zip(box.ends, sizes, strict=True))  # fmt: skip


# Other orders of four numbers, and the box that they are where they were read as corners, or with
# their width and height.
_FORMS: tuple[tuple[str, Form], ...] = (
    ("[top, left, bottom, right]", _exchanged),
    ("[left, top, width, height]", _with_sizes),
    ("[centre, middle, width, height]", _around_the_middle),
)


def told_of_misses(misses: Sequence[Miss], objects: int) -> Iterator[str]:
    """Sentences on misses that one way of counting letters, or places, explains.

    objects: how many are there in all, found or missed.
    """
    if len(misses) < _FEWEST:
        return
    forms = Counter(form for miss in misses if (form := _form(*miss)) is not None)
    ((how, by), times), *_ = forms.most_common(1) or [(("", 0), 0)]
    # Ends that are counted otherwise are so of all spans; a few misses may be full stops.
    if times > _SHARE * len(misses) and (by == 0 or len(misses) >= _SHARE * objects):
        yield (
            f"{times:,} of the {len(misses):,} spans that were missed {how}: letters are counted "
            "from 0 on, the end is the first letter behind the span, and an emoji is one letter "
            "(JavaScript and Java count two)"
        )
        return
    beside = [miss for miss in misses if any(one.label == miss[0].label for one in miss[1])]
    for order, read in _FORMS:
        # Exchanged axes meet whichever side is exchanged.
        truths = "objects that are there" + (" or the detections" if read is _exchanged else "")
        for what, sides in (
            (truths, (True, False)),
            ("detections", (False, True)),
            ("objects that are there and the detections", (True, True)),
        ):
            met = sum(_meets_as(miss, read, sides) for miss in beside)
            if met > _SHARE * len(misses) and not _by_chance(beside, read, sides, met):
                yield (
                    f"{met:,} of the {len(misses):,} boxes that were missed are met where the "
                    f"{what} are read as {order}: boxes are [left, top, right, bottom] in pixels, "
                    "so write them so (or `bbox` in objects of [left, top, width, height])"
                )
                return
    touching = sum(map(_meets, beside))
    apart = len(misses) > _ALMOST_ALL * objects and touching < _SHARE * len(beside)
    if len(beside) >= _FEWEST_BOXES and apart and _are_elsewhere(beside):
        touched = f"only {touching:,} touch" if touching else "none touches"
        yield (
            f"of {len(beside):,} missed objects with detections of their class in the same text or "
            f"picture {touched} one: they may be written in other units, or in another order "
            "(pixels or shares of the picture, of its size or of another; left before top)"
        )


def told_of_writing(truths: Rows, detections: Rows) -> Iterator[str]:
    """Sentences on objects that stand twice in a row, and on boxes that look like two corners."""
    for rows, what in ((truths, "object"), (detections, "detection")):
        twice = [
            number + 1
            for number, row in enumerate(rows)
            if row and len({(one.ends, one.label) for one in row}) < len(row)
        ]
        if twice:
            one, many = f"row holds the same {what} twice", f"rows hold the same {what} twice"
            yield (
                f"{counted(len(twice), one, many)} (the first is row {twice[0]:,}): each counts, "
                "and only one of them can be met"
            )
        if (corners := told_of_corners(rows, what)) is not None:
            yield corners


def told_of_corners(rows: Rows, what: str) -> str | None:
    """That boxes written with their sizes look like two corners; None where they do not.

    what: `object` or `detection`.
    """
    sized = [one for one in chain.from_iterable(row or () for row in rows) if one.sized]
    if len(sized) < _FEWEST_BOXES or not all(map(_like_corners, sized)) or not _go_along(sized):
        return None
    return (
        f"the {len(sized):,} {what}s under the key `bbox` are read as [left, top, width, "
        "height], as COCO writes them; in all of them the last two numbers are above the "
        "first two, as of [left, top, right, bottom]: if they are that, call the key `box`"
    )


def told_of_centres(rows: Rows) -> str | None:
    """That boxes in shares of their picture can only be written by their centres; None elsewhere.

    As [left, top, width, height] many would reach beyond their picture, and by their centres none.
    """
    shares = [one for one in chain.from_iterable(row or () for row in rows) if one.sized]
    ends = [end for one in shares for end in one.ends]
    if len(shares) < _FEWEST_BOXES or any(
        first > 1 or last - first > 1 + _ROUNDED for first, last in ends
    ):
        return None
    beyond = sum(any(last > 1 + _ROUNDED for _, last in one.ends) for one in shares)
    fits = all(
        first >= -_ROUNDED and last <= 1 + _ROUNDED
        for one in shares
        for first, last in _around_the_middle(one)
    )
    if not fits or beyond < _FEWEST:
        return None
    return (
        f"{beyond:,} of {len(shares):,} boxes under the key `bbox` reach beyond their picture as "
        "[left, top, width, height], as COCO writes them, and none does as [centre, middle, width, "
        "height], as YOLO writes shares of the picture"
    )


def _form(truth: Located, seen: Sequence[Located]) -> tuple[str, int] | None:
    """How a span lies beside a detection of its class; None of others, and of boxes.

    In words, and by how much the end alone differs.
    """
    if len(truth.ends) != 1:
        return None
    ((first, last),) = truth.ends
    for one in seen:
        if one.label != truth.label or len(one.ends) != 1:
            continue
        begins, ends = one.ends[0][0] - first, one.ends[0][1] - last
        if begins == ends and 0 < abs(begins) <= _FARTHEST:
            return (
                "are as long as a detection of their class that begins a few letters from them",
                0,
            )
        if begins == 0 and abs(ends) == 1:
            words = "begin where a detection of their class does and end a letter from its end"
            return words, int(ends)
    return None


def _meets_as(miss: Miss, read: Form, sides: Sides) -> bool:
    """Whether a detection of the class overlaps by half once read otherwise.

    sides: whether the object is read so, and whether detections are.
    """
    truth, seen = miss
    if len(truth.ends) != 2:
        return False
    own = read(truth) if sides[0] else truth.ends
    return any(
        one.label == truth.label
        and len(one.ends) == 2
        and _overlap(own, read(one) if sides[1] else one.ends) >= _SHARE
        for one in seen
    )


def _by_chance(beside: Sequence[Miss], read: Form, sides: Sides, met: int) -> bool:
    """Whether the detections of other pictures meet the objects about as often.

    Boxes that fill most of their pictures overlap however their numbers are read, and so do some of
    objects that stand in the same places of every picture.
    """
    others = [*beside[1:], *beside[:1]]
    pairs = [(truth, seen) for (truth, _), (_, seen) in zip(beside, others, strict=True)]
    elsewhere = sum(_meets_as(pair, read, sides) for pair in pairs)
    is_surely_more = met - elsewhere > _SURELY * sqrt(met + elsewhere)
    return 2 * elsewhere >= met and not is_surely_more


def _overlap(one: Ends, other: Ends) -> float:
    """Intersection over union of two boxes."""
    shared, areas = 1.0, [1.0, 1.0]
    for (first, last), (other_first, other_last) in zip(one, other, strict=True):
        shared *= max(0.0, min(last, other_last) - max(first, other_first))
        areas = [areas[0] * (last - first), areas[1] * (other_last - other_first)]
    return shared / (sum(areas) - shared) if shared else 0.0


def _are_elsewhere(beside: Sequence[Miss]) -> bool:
    """Whether detections reach about other places than objects do, or meet them turned round.

    A detector that sees nothing has them in the same places as objects, by chance.
    """
    truths = [truth for truth, _ in beside]
    seen = [one for truth, others in beside for one in others if one.label == truth.label]
    axes = min(len(one.ends) for one in (*truths, *seen))
    logs = 0.0
    for axis in range(axes):
        there, here = (median(abs(one.ends[axis][1]) for one in ones) for ones in (truths, seen))
        if not there or not here:
            return there != here
        logs += log(here / there) / axes
    turned = [(truth, [replace(one, ends=one.ends[::-1]) for one in own]) for truth, own in beside]
    is_far = abs(logs) > _SURELY * sqrt(2 / (axes * len(beside)))
    return is_far or sum(map(_meets, turned)) >= _SHARE * len(beside)


def _meets(miss: Miss) -> bool:
    """Whether a detection of the class touches the object."""
    truth, seen = miss
    return any(
        one.label == truth.label
        and len(one.ends) == len(truth.ends)
        and all(
            first < other_last and other_first < last
            for (first, last), (other_first, other_last) in zip(truth.ends, one.ends, strict=True)
        )
        for one in seen
    )


def _go_along(boxes: Sequence[Located]) -> bool:
    """Whether the last two numbers grow with the first two, as corners do.

    The farther a box begins, the smaller it must be to lie in its picture.
    """
    for axis in (0, 1):
        first, last = zip(*(one.ends[axis] for one in boxes), strict=True)
        sizes = [end - begin for begin, end in zip(first, last, strict=True)]
        if len(set(first)) > 1 and len(set(sizes)) > 1 and correlation(first, sizes) < _ALONG:
            return False
    return True


def _like_corners(box: Located) -> bool:
    return all(last - first > first for first, last in box.ends)
