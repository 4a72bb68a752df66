"""What a window could have been: given a frame that says it, and drawn at the same place."""

import numpy as np

from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.replacing_windows import WindowReplacer


def test_a_conditional_window_follows_its_frame():
    """Pictures of one random grey each: the frame says exactly what the window must be."""
    rng = np.random.default_rng(0)
    greys = rng.integers(30, 220, 80)
    pictures = [np.full((8, 8, 3), grey, dtype=np.uint8) for grey in greys]
    row = np.full((8, 8, 3), 100, dtype=np.uint8)
    instance = PictureInstance(0, "picture", row, squares(row, side=2), row)
    conditional = WindowReplacer(pictures, 2, 2, 20, True)
    marginal = WindowReplacer(pictures, 2, 2, 20, False)
    drawn = [
        np.stack(window.features["picture"])[:, 2:4, 2:4]
        for method in (conditional, marginal)
        for at, window in enumerate(method.windows(instance, np.random.default_rng(1)))
        if at == 5
    ]
    assert np.abs(drawn[0].astype(float) - 100).max() < 12
    assert drawn[1].astype(float).std() > 30
