"""Pictures are cut into regions, and each mask hides the ones it should."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.explanations import image_regions
from audits.explanations.cached_inference import Asker
from audits.explanations.image_regions import PictureInstance, hide, squares, superpixels
from audits.explanations.lime import Lime
from audits.explanations.occlusion import Occlusion
from tests.askable import BrightCorner

NOISE = np.random.default_rng(0).integers(0, 256, (8, 6, 3)).astype(np.uint8)


def quartered(picture=NOISE, fill="grey"):
    regions = squares(picture, side=min(picture.shape[:2]) // 2)
    return PictureInstance(0, "picture", picture, regions, hide(picture, regions, fill))


def test_a_mask_hides_its_absent_regions_and_leaves_all_else():
    instance = quartered()
    masks = np.random.default_rng(1).random((20, len(instance.units))) < 0.5
    for mask, found in zip(masks, instance.pictures(masks), strict=True):
        for row, column in np.ndindex(8, 6):
            present = mask[instance.regions[row, column]]
            expected = NOISE[row, column].tolist() if present else [128, 128, 128]
            assert found[row, column].tolist() == expected


def test_a_region_of_its_own_hidden_colour_is_unchanged():
    picture = NOISE.copy()
    picture[:3, :3] = 128
    picture[3:6, :3] = 128
    picture[5, 2, 1] = 129
    assert quartered(picture).unchanged.tolist() == [True, False, False, False, False, False]


def test_what_changes_nothing_is_not_asked_and_weighs_nothing():
    picture = np.zeros((8, 8, 3), dtype=np.uint8)
    picture[:4, :4] = 200
    regions = squares(picture, side=2)
    instance = PictureInstance(0, "picture", picture, regions, np.zeros_like(picture))
    asker = Asker(BrightCorner())
    found = Occlusion().prepare(asker, np.random.default_rng(0))(instance, 1)
    # The picture itself, nothing at all, and each of the four bright windows taken away.
    assert asker.asked == 6
    assert np.flatnonzero(found.weights).tolist() == [0, 1, 4, 5]


def test_large_pictures_are_made_a_few_at_a_time(monkeypatch):
    whole = Lime(200).prepare(Asker(BrightCorner()), np.random.default_rng(0))(quartered(), 1)
    monkeypatch.setattr(image_regions, "MOST_BYTES", 3 * NOISE.nbytes)
    made = []

    class Counting(PictureInstance):
        def pictures(self, masks):
            made.append(len(masks))
            return super().pictures(masks)

    own = quartered()
    few = Counting(own.row, own.column, own.picture, own.regions, own.hidden)
    found = Lime(200).prepare(Asker(BrightCorner()), np.random.default_rng(0))(few, 1)
    assert max(made) == 3
    assert found.weights.tolist() == whole.weights.tolist()


def test_memory_that_runs_out_halves_the_batch_of_pictures_and_changes_no_weight():
    sizes = []

    class Cramped(BrightCorner):
        def classify(self, features):
            sizes.append(len(features["picture"]))
            if sizes[-1] > 5:
                raise MemoryError
            return super().classify(features)

    roomy = Lime(300).prepare(Asker(BrightCorner()), np.random.default_rng(0))(quartered(), 1)
    asker = Asker(Cramped(), batch=32)
    found = Lime(300).prepare(asker, np.random.default_rng(0))(quartered(), 1)
    assert sizes[:4] == [32, 16, 8, 4]
    assert max(sizes[3:]) == 4
    assert asker.batch == 4
    assert found.weights.tolist() == roomy.weights.tolist()


def test_superpixels_are_numbered_without_gaps():
    blocks = np.kron(NOISE[:4, :4], np.ones((16, 16, 1), dtype=np.uint8))
    found = superpixels(blocks, about=16)
    assert found.shape == (64, 64)
    assert np.unique(found).tolist() == list(range(found.max() + 1))


def test_a_window_larger_than_the_picture_is_refused():
    with pytest.raises(NotApplicable, match="smaller than the window of 7"):
        squares(NOISE, side=7)
