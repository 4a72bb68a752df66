"""Objects that no detection can be: of a class that is never detected, or beyond where it ends."""

from collections import Counter
from collections.abc import Iterator, Sequence

from audits.data.located_objects import Located
from audits.data.span_tags import OUTSIDE, is_tag
from audits.specification.counts import counted
from audits.specification.suggestions import listed

# Of one axis and of two: what they are, where they reach to, how places are written.
_KINDS = (
    (1, "span", "beyond the end of the text", "places are counted in letters, from 0 on"),
    (
        2, "box", "beyond the edges of the picture",
        "places are pixels of the file, [left, top, right, bottom]",
    ),
)  # fmt: skip
_MANY = {"span": "s", "box": "es"}


def told_of_strange(
    truths: Sequence[tuple[Located, ...] | None],
    detections: Sequence[tuple[Located, ...] | None],
    extents: Sequence[tuple[int, ...] | None],
) -> Iterator[str]:
    """Sentences on them, each of one kind: they count as missed, which may be a slip of the table.

    truths, detections: of each row, None where nobody says or looked. extents: of each row how far
    what is looked at reaches: letters of a text, or width and height of a picture in pixels; None
    where nobody knows.
    """
    there = Counter(one.label for row in truths for one in row or ())
    classes = {one.label for row in detections for one in row or ()}
    never = sorted((label or "" for label in there if label not in classes), key=str)
    if classes and never:
        objects = counted(sum(there[label or None] for label in never), "object", "objects")
        yield (
            f"{objects} of {_classes(never)}, which nothing was detected as, can only be missed: "
            f"detections are of {_classes(sorted(label or '' for label in classes))}"
        )
    pairs = list(zip(truths, extents, strict=True))
    for axes, what, beyond, places in _KINDS:
        rows = [
            row + 1
            for row, (own, extent) in enumerate(pairs)
            if extent is not None
            and any(len(one.ends) == axes and _reaches_out(one, extent) for one in own or ())
        ]
        if rows:
            hold = counted(len(rows), f"row holds a {what}", f"rows hold {what}{_MANY[what]}")
            shown = listed(f"{row:,}" for row in rows)
            turned = [
                all(len(one.ends) == axes and not _reaches_out(one, extent[::-1])
                    for one in pairs[row - 1][0] or ())
                for row in rows
                if (extent := pairs[row - 1][1]) is not None
            ]  # fmt: skip
            as_well = "" if axes == 1 or not all(turned) else (
                ". With width and height exchanged each would fit: they may be written [top, left, "
                "bottom, right], which is put in order by writing the first two numbers the other "
                "way round and the last two likewise, or drawn on photographs as they are stored, "
                "which are turned here as their EXIF says (save those without it)"
            )  # fmt: skip
            yield f"{hold} {beyond}, where nothing can be detected: row {shown}; {places}{as_well}"
    boxes = [one for own, extent in pairs if extent is not None for one in own or () if
             len(one.ends) == len(extent) == 2]  # fmt: skip
    if boxes and all(last <= 1 for one in boxes for _, last in one.ends):
        yield (
            "no box that is there is larger than a pixel of its picture, so that nothing can meet "
            "it: if they are shares of the picture, multiply them by its width and height"
        )


def are_tokens(rows: Sequence[tuple[Located, ...] | None]) -> bool:
    """Whether the spans are words with their tags, of which several make one object.

    All are tagged and some as those that begin one, or some are outside of all objects.
    """
    labels = {one.label for row in rows for one in row or () if len(one.ends) == 1}
    tags = [label for label in labels if label is not None and is_tag(label)]
    begins = any(tag[:2] in ("B-", "I-") for tag in tags)
    return OUTSIDE in labels or (begins and len(tags) == len(labels))


def _reaches_out(one: Located, extent: tuple[int, ...]) -> bool:
    """Whether an object lies beyond what it is of; edges of boxes are rounded, by a pixel."""
    let = len(extent) - 1  # a span has none
    return len(extent) == len(one.ends) and any(
        first < -let or last > size + let
        for (first, last), size in zip(one.ends, extent, strict=True)
    )


def _classes(labels: Sequence[str]) -> str:
    return listed(repr(label) if label else "no class" for label in labels)
