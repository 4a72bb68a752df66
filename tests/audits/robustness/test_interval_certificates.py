import numpy as np
import pytest

from audits.robustness.interval_certificates import certify
from tests.pixel_models import gallery, linear, margins


class Edged:
    """A linear model whose answers are shown to stand up to their true edge, and no farther."""

    def __init__(self, model):
        self.model = model

    def stands(self, pixels, codes, radii):
        return margins(self.model, pixels, codes, 1) > radii


@pytest.fixture(scope="module")
def pictures():
    model, data = linear(), gallery()
    pixels = model.pixels(data.features(("picture",), np.arange(len(data))))
    return model, pixels, model.classify_pixels(pixels).codes


def test_it_finds_the_edge_from_below(pictures):
    model, pixels, codes = pictures
    edges = margins(model, pixels, codes, 1)
    held = certify(Edged(model), pixels, codes, 0.5)
    assert (held.codes == codes).all()
    assert (held.radii <= edges).all()
    assert (held.radii >= np.minimum(edges, 0.5) - 0.5 / 4000).all()


def test_what_stands_at_the_largest_has_the_largest(pictures):
    model, pixels, codes = pictures
    smallest = margins(model, pixels, codes, 1).min() / 2
    assert (certify(Edged(model), pixels, codes, smallest).radii == smallest).all()


def test_what_does_not_stand_at_all_has_no_class(pictures):
    model, pixels, codes = pictures
    held = certify(Edged(model), pixels, 1 - codes, 0.5)
    assert (held.codes == -1).all()
    assert (held.radii == 0).all()
    nobody = certify(Edged(model), pixels, np.full(len(codes), -1), 0.5)
    assert (nobody.codes == -1).all()
