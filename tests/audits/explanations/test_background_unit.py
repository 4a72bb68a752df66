"""Object and background told apart, and what is seen when one is absent."""

import numpy as np

from audits.explanations.background_unit import grounded, spread_colours
from audits.perturbations.background_guess import behind


def square():
    picture = np.full((12, 12, 3), (10, 60, 90), dtype=np.uint8)
    picture[3:9, 3:9] = 240
    return picture


def test_what_looks_like_the_border_is_background():
    found = behind(square())
    assert not found[3:9, 3:9].any()
    assert found.sum() == 144 - 36


def test_a_plain_picture_is_all_background():
    assert behind(np.full((5, 5, 3), 7, dtype=np.uint8)).all()


def test_absent_pieces_show_the_background_that_is_there():
    picture = square()
    colours = np.array([[200.0, 0, 0]])
    cut = grounded(0, "picture", picture, behind(picture), colours)
    assert len(cut.units) == 10
    whole = np.ones((1, 10), dtype=bool)
    np.testing.assert_array_equal(cut.features(whole)["picture"][0], picture)
    no_object = whole.copy()
    no_object[0, 1:] = False
    assert (cut.features(no_object)["picture"][0] == (10, 60, 90)).all()
    nothing = np.zeros((1, 10), dtype=bool)
    assert (cut.features(nothing)["picture"][0] == (200, 0, 0)).all()


def test_colours_are_spread_over_their_brightness():
    colours = np.array([[1.0, 1, 1], [9, 9, 9], [5, 5, 5], [3, 3, 3]])
    assert spread_colours(colours, 2).tolist() == [[1, 1, 1], [9, 9, 9]]
