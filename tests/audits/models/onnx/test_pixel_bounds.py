"""Answers that intervals show to stand, in the pixels that files hold."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.models import Bounded
from tests.audits.models.onnx.test_pixel_inputs import PICTURES, network, opened


@pytest.mark.parametrize(
    "preparation",
    [{}, {"mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4]}, {"order": "bgr", "scale": 1.0}],
)
def test_the_radius_is_in_shares_of_a_pixels_range_whatever_the_model_makes_of_it(
    tmp_path, preparation
):
    """Of a linear model the largest radius has a closed form; just within it stands, beyond not."""
    path, weights = network(tmp_path)
    model = opened(path, preprocessing=preparation, output={"meaning": "logit"})
    assert isinstance(model, Bounded)
    pixels = model.pixels({"image": PICTURES}) * np.float32(0.2) + np.float32(0.4)
    codes = model.classify_pixels(pixels).codes
    model.check_bounds(pixels)
    # A pixel of one channel moves the input by so much for each share of its range.
    std = np.array(preparation.get("std", (1, 1, 1)))
    gain = np.repeat(255 * preparation.get("scale", 1 / 255) / std, 20)
    slopes = weights * gain[:, None]
    scores = np.array([weights.T @ np.array(fed).ravel() for fed in fed_to(model, pixels)])
    edges = []
    for row, code in enumerate(codes):
        gaps = scores[row, code] - np.delete(scores[row], code)
        sizes = np.abs(slopes[:, [code]] - np.delete(slopes, code, axis=1)).sum(axis=0)
        edges.append((gaps / sizes).min())
    edges = np.array(edges)
    small = edges < 0.35  # no pixel reaches its end
    assert small.any()
    assert model.stands(pixels, codes, edges * 0.999)[small].all()
    assert not model.stands(pixels, codes, edges * 1.001)[small].any()


def fed_to(model, pixels):
    """What the session is fed, by the model's own preparation."""
    from audits.models.onnx.pixel_inputs import normalised

    _, prepared = model._only_picture()
    return normalised(pixels, prepared, np)


def test_pixels_stay_in_their_range(tmp_path):
    """A picture of white alone can only get darker: a radius of 1 reaches no more than black."""
    path, _ = network(tmp_path)
    model = opened(path, output={"meaning": "logit"})
    white = np.ones((1, 3, 5, 4), dtype=np.float32)
    code = model.classify_pixels(white).codes
    one, many = (model._margins(white, code, np.array([r])) for r in (1.0, 7.0))
    np.testing.assert_allclose(one, many)


def test_a_graph_that_answers_otherwise_is_refused(tmp_path, monkeypatch):
    path, _ = network(tmp_path)
    model = opened(path, output={"meaning": "logit"})
    pixels = model.pixels({"image": PICTURES})
    network_, _ = model._intervals
    source, weights, bias = network_.last[1:]
    network_.last = (network_.last[0], source, -weights, bias)
    with pytest.raises(NotApplicable, match="does not give the session's answers"):
        model.check_bounds(pixels)
