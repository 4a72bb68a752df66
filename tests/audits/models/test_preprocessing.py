"""Pictures become tensors value by value as the plan says."""

import numpy as np
import pytest

from audits.errors import Refused
from audits.models.preprocessing import PicturePreparation, matrix_of
from audits.specification.document import Preprocessing

PICTURES = list(np.random.default_rng(0).integers(0, 256, (3, 4, 5, 3)).astype(np.uint8))
MEAN, STD = [0.5, 0.4, 0.3], [0.2, 0.3, 0.4]


def preparation(shape, dtype=np.float32, **spec):
    return PicturePreparation.of(Preprocessing(**spec), shape, np.dtype(dtype))


@pytest.mark.parametrize("layout", ["nchw", "nhwc"])
def test_each_value_is_scaled_and_normalised_by_its_channel(layout):
    shape = (None, 3, 4, 5) if layout == "nchw" else (None, 4, 5, 3)
    found = preparation(shape, mean=MEAN, std=STD).tensor(PICTURES)
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    for at, row, column, channel in np.ndindex(3, 4, 5, 3):
        place = (channel, row, column) if layout == "nchw" else (row, column, channel)
        value = (PICTURES[at][row, column, channel] / 255 - MEAN[channel]) / STD[channel]
        assert found[(at, *place)] == pytest.approx(value, abs=1e-6)


def test_whole_numbers_are_fed_as_they_are():
    found = preparation((None, 4, 5, 3), np.uint8).tensor(PICTURES)
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, PICTURES)


def test_a_grey_model_gets_one_channel():
    grey = [np.full((4, 5, 3), level, dtype=np.uint8) for level in (0, 51, 255)]
    found = preparation((None, 1, 4, 5), mean=[0.2], std=[0.4]).tensor(grey)
    assert found.shape == (3, 1, 4, 5)
    assert found[:, 0, 2, 3] == pytest.approx([-0.5, 0.0, 2.0], abs=1e-6)


def test_pictures_of_several_sizes_need_a_size():
    held = preparation((None, 3, None, None))
    with pytest.raises(Refused, match="different sizes"):
        held.tensor([PICTURES[0], PICTURES[1][:2]])
    resized = preparation((None, 3, None, None), size=(2, 2)).tensor([PICTURES[0], PICTURES[1][:2]])
    assert resized.shape == (2, 3, 2, 2)


def test_bgr_turns_the_colours_and_nothing_else() -> None:
    """OpenCV's order: by hand, the planes of blue, green and red."""
    picture = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)
    spec = Preprocessing(order="bgr", mean=[0.1, 0.2, 0.3])  # in the model's order
    prepared = PicturePreparation.of(spec, (None, 3, 5, 4), np.dtype(np.float32))
    found = prepared.tensor([picture])[0]
    for plane, colour, mean in ((0, 2, 0.1), (1, 1, 0.2), (2, 0, 0.3)):
        np.testing.assert_allclose(found[plane], picture[:, :, colour] / 255 - mean, atol=1e-6)
    assert (
        prepared.description
        == "5 x 4, BGR, channels first, values times 1/255, mean [0.1, 0.2, 0.3]"
    )


@pytest.mark.parametrize(
    ("dtype", "values", "reason"),
    [
        ("int64", [37.0, 37.5], "holds 37.5, and the model takes whole numbers (int64)"),
        ("int64", ["37", "37.5"], "holds 37.5"),
        ("uint8", [300.0, 1.0], "holds 300"),
        ("bool", [2.0, 1.0], "holds 2, and the model takes true and false"),
        ("int32", [np.nan, 1.0], "has missing values"),
    ],
)
def test_a_matrix_is_never_made_of_other_numbers(dtype, values, reason):
    kind = object if isinstance(values[0], str) else np.float64
    features = {"age": np.array(values, dtype=kind)}
    with pytest.raises(Refused) as refused:
        matrix_of(features, ["age"], np.dtype(dtype))
    (problem,) = refused.value.problems
    assert problem.field == "dataset.columns.age"
    assert reason in problem.reason
    whole = matrix_of({"age": np.array(["1", "0"], dtype=object)}, ["age"], np.dtype(dtype))
    assert whole[:, 0].tolist() == [1, 0]


def test_pixels_that_bytes_cannot_hold_are_refused():
    """0.5 / 0.2 below 0: as bytes it would be 254."""
    prepared = preparation((None, 4, 5, 3), np.uint8, mean=MEAN, std=STD)
    with pytest.raises(Refused, match="uint8 does not hold"):
        prepared.tensor([np.zeros((4, 5, 3), dtype=np.uint8)])
    with pytest.raises(Refused, match="int8 does not hold"):
        preparation((None, 4, 5, 3), np.int8).tensor([np.full((4, 5, 3), 200, dtype=np.uint8)])
