"""What a reader must know of pictures before any number: which are turned as their EXIF says."""

from collections.abc import Iterator

from audits.data.dataset import Dataset, Images
from audits.specification.counts import counted


def told_of_pictures(data: Dataset) -> Iterator[str]:
    """A sentence for each column of pictures with photographs that are stored lying."""
    for column in data.columns:
        if not isinstance(column.values, Images):
            continue
        turned = getattr(column.values.source, "turned", None)
        if turned is None:
            continue
        rows = sum(name is not None and turned(name) for name in column.values.names)
        if rows:
            pictures = counted(rows, "picture is", "pictures are")
            yield (
                f"column {column.name!r}: {pictures} turned as EXIF says (orientation 2 to 8), as "
                "OpenCV and transformers do and Pillow alone does not, and boxes are read in the "
                "turned picture; if the model learned from pictures as they are stored, or boxes "
                "were drawn on them so, save the pictures without their EXIF"
            )
