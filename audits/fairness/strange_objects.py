"""Objects that no detection can be: of a class that is never detected, or beyond their text."""

from collections import Counter
from collections.abc import Iterator, Sequence

from audits.data.located_objects import Located
from audits.specification.counts import counted
from audits.specification.suggestions import listed


def told_of_strange(
    truths: Sequence[tuple[Located, ...] | None],
    detections: Sequence[tuple[Located, ...] | None],
    texts: Sequence[str | None] | None,
) -> Iterator[str]:
    """Sentences on them, each of one kind: they count as missed, which may be a slip of the table.

    truths, detections: of each row, None where nobody says or looked. texts: of each row, in which
    spans stand; None where the rows are pictures, or no text is known.
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
    if texts is None:
        return
    beyond = [
        row + 1
        for row, (own, text) in enumerate(zip(truths, texts, strict=True))
        if text is not None
        and any(len(one.ends) == 1 and one.ends[0][1] > len(text) for one in own or ())
    ]
    if beyond:
        rows = counted(len(beyond), "row holds a span", "rows hold spans")
        shown = listed(f"{row:,}" for row in beyond)
        yield (
            f"{rows} beyond the end of the text, where nothing can be detected: row {shown}; "
            "places are counted in letters, from 0 on"
        )


def _classes(labels: Sequence[str]) -> str:
    return listed(repr(label) if label else "no class" for label in labels)
