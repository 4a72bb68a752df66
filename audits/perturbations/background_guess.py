"""What is behind the object of a picture where no mask says it: what looks like the border."""

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Picture

Behind = NDArray[np.bool_]
Colours = NDArray[np.float64]


def behind(picture: Picture) -> Behind:
    """Shape (height, width): true where the picture looks like its own border.

    The distance to the border's median colour is split in two by Otsu's threshold. A guess, good
    for objects on plain ground; a mask column is better, and is used where there is one.
    """
    from skimage.filters import threshold_otsu

    values = picture.astype(np.float64)
    border = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    away = np.abs(values - np.median(border, axis=0)).sum(axis=2)
    if away.max() <= 0:
        return np.ones(away.shape, dtype=bool)
    threshold = float(threshold_otsu(away))  # type: ignore[no-untyped-call]
    return np.asarray(away <= threshold)


def colour_of(picture: Picture, ground: Behind) -> Colours:
    """The median colour of the background, shape (3,)."""
    return np.asarray(np.median(picture[ground], axis=0), dtype=np.float64)
