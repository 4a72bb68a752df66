"""A column of file names becomes pictures or sounds, all of which the zip must hold."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Images, Texts
from audits.data.reading.non_numeric_cells import BadColumn
from audits.data.reading.table import Pictures, SoundFiles
from audits.data.sounds import Sounds
from audits.specification.counts import counted


def images_of(texts: Texts, pictures: Pictures | None) -> Images:
    """The pictures of these names; raises `BadColumn` where any is not in the zip."""
    if pictures is None:
        raise _no_zip("images", "no_images")
    return Images(_names(texts, pictures.find, "image", "lost_images"), pictures)


def sounds_of(texts: Texts, sounds: SoundFiles | None) -> Sounds:
    """The sounds of these names; raises `BadColumn` where any is not in the zip."""
    if sounds is None:
        raise _no_zip("sounds", "no_sounds")
    return Sounds(_names(texts, sounds.find, "sound", "lost_sounds"), sounds)


def _no_zip(what: str, code: str) -> BadColumn:
    return BadColumn(
        f"{what} need a zip that holds them beside the table",
        f"pack the table and the {what} into one zip",
        code,
    )


def _names(
    texts: Texts, find: Callable[[str], str | None], what: str, code: str
) -> NDArray[np.object_]:
    names = [None if name is None else name.strip() for name in texts.values]
    lost = [name for name in names if name is not None and find(name) is None]
    if lost:
        shown = ", ".join(map(repr, lost[:5]))
        raise BadColumn(
            counted(len(lost), f"name is of no {what}", f"names are of no {what}s")
            + f" in the zip: {shown}",
            f"name the {what}s as they lie beside the table",
            code,
        )
    return np.array(names, dtype=object)
