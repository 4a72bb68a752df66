"""What is behind the object of a picture where no mask says it."""

import numpy as np

from audits.perturbations.background_guess import behind, colour_of


def scene(ground=(10, 20, 30), thing=(200, 200, 200)):
    picture = np.empty((20, 30, 3), dtype=np.uint8)
    picture[:] = ground
    picture[5:15, 10:20] = thing
    return picture


def test_what_looks_like_the_border_is_behind():
    expected = np.ones((20, 30), dtype=bool)
    expected[5:15, 10:20] = False
    np.testing.assert_array_equal(behind(scene()), expected)


def test_an_object_that_touches_the_border_is_no_ground():
    picture = scene()
    picture[15:, 10:20] = 200
    assert not behind(picture)[5:, 10:20].any()


def test_one_colour_is_all_ground():
    assert behind(scene(thing=(10, 20, 30))).all()


def test_the_colour_of_the_ground_is_its_median():
    picture = scene()
    picture[0, 0] = 255
    assert colour_of(picture, behind(scene())).tolist() == [10, 20, 30]
