import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.models import Answers
from audits.probing.subject import Subject
from audits.robustness.asking import Asker, asker_of
from tests.askable import BrightCorner, LinearTable, album, people, spots
from tests.pixel_models import LinearPixels, gallery, linear


def test_a_model_that_knows_no_pixels_is_handed_pictures_of_0_to_255():
    pictures = spots(count=6)
    data, model = album(pictures), BrightCorner()
    asker = asker_of(Subject(data, model))
    pixels = asker.pixels(data.features(("picture",), slice(None)))
    assert pixels.shape == (6, 3, 16, 16)
    np.testing.assert_allclose(pixels[2].transpose(1, 2, 0) * 255, pictures[2], atol=1e-4)
    np.testing.assert_allclose(
        asker.probabilities(pixels), model.classify({"picture": pictures}).probabilities, atol=1e-6
    )


def test_each_picture_is_counted_and_told():
    told = []
    asker = Asker(linear(), "picture", told.append)
    pixels = np.full((150, 3, 6, 6), 0.5, dtype=np.float32)
    asker.codes(pixels)
    assert (asker.asked, told) == (150, [64, 128, 150])


def test_pictures_of_different_sizes_are_refused_with_a_remedy():
    with pytest.raises(NotApplicable) as refused:
        Asker(BrightCorner(), "picture").pixels({"picture": [*spots(2), *spots(2, side=8)]})
    assert "model.preprocessing.size" in refused.value.remedy


def test_a_table_has_no_pixels():
    model = LinearTable({"x0": 1.0})
    with pytest.raises(NotApplicable, match="no single column of pictures"):
        asker_of(Subject(people(), model))


def test_one_class_cannot_be_turned():
    plain = linear()
    model = LinearPixels(plain.weights, plain.bias, classes=("only",))
    with pytest.raises(NotApplicable, match="one class only"):
        asker_of(Subject(gallery(), model))


def test_without_probabilities_the_attack_by_classes_is_named():
    class Silent(LinearPixels):
        def classify_pixels(self, pixels):
            return Answers(super().classify_pixels(pixels).codes, None)

    plain = linear()
    with pytest.raises(NotApplicable) as refused:
        Asker(Silent(plain.weights, plain.bias), "picture").probabilities(
            np.zeros((1, 3, 6, 6), dtype=np.float32)
        )
    assert "decision_attack" in refused.value.remedy


def test_pixels_beyond_the_range_are_cut_for_a_model_that_takes_pictures():
    """A file holds no value beyond its ends; a model of pixels gets them as they are."""
    from audits.robustness.asking import Asker, answering
    from tests.askable import BrightCorner
    from tests.pixel_models import linear

    asker = Asker(BrightCorner(), "picture")
    white = np.ones((2, 3, 4, 4), dtype=np.float32)
    assert answering(asker)(7 * white).tolist() == answering(asker)(white).tolist() == [1, 1]
    model = linear()
    pixels = np.random.default_rng(0).normal(0.5, 2, (40, 3, 6, 6)).astype(np.float32)
    codes = answering(Asker(model, "picture"))(pixels)
    assert codes.tolist() == model.classify_pixels(pixels).codes.tolist()
    assert codes.tolist() != model.classify_pixels(np.clip(pixels, 0, 1)).codes.tolist()
