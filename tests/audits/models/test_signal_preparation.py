"""Lengths, padding, channels and rates of what runs over time, against shapes by hand."""

import numpy as np
import pytest

from audits.data.sounds import Sound
from audits.errors import Refused
from audits.models.signal_preparation import SignalPreparation, beside
from audits.specification.document import Preprocessing

FLOAT = np.dtype(np.float32)


def preparation(shape, dtype=FLOAT, **spec):
    return SignalPreparation("x", shape, dtype, Preprocessing(**spec))


def rows(*lengths, channels=1):
    return [np.arange(1.0, n * channels + 1).reshape(n, channels) for n in lengths]


def test_without_a_stated_padding_nothing_is_padded():
    fitted = preparation((None, None)).rows(rows(3, 5), "x")
    assert [len(each) for each in fitted] == [3, 5]


@pytest.mark.parametrize(
    ("side", "expected"), [("end", [1, 2, 3, -1, -1]), ("start", [-1, -1, 1, 2, 3])]
)
def test_a_stated_value_stands_in_for_the_steps_that_are_missing(side, expected):
    prepared = preparation((None, None), pad=-1.0, pad_side=side)
    tensor = prepared.tensor(prepared.rows(rows(3, 5), "x"))
    assert tensor.shape == (2, 5)
    np.testing.assert_array_equal(tensor[0], expected)


def test_mask_and_lengths_say_what_is_real():
    prepared = preparation((None, None), pad=0.0, mask="m", lengths="n")
    real = beside(prepared, rows(3, 5), "x")
    assert {name: values.tolist() for name, values in real.items()} == {"m": [3, 5], "n": [3, 5]}
    mask = prepared.mask(real["m"], 5, np.dtype(bool))
    assert mask.tolist() == [[True] * 3 + [False] * 2, [True] * 5]
    at_start = preparation((None, None), pad=0.0, pad_side="start", mask="m")
    assert at_start.mask(np.array([2]), 3, np.dtype(np.int64)).tolist() == [[0, 1, 1]]


def test_a_fixed_length_takes_no_other_unless_the_document_says_what_to_do():
    with pytest.raises(Refused, match=r"\[steps 4\].* has 3 steps") as refused:
        preparation((None, 4)).rows(rows(3), "x")
    assert "pad: 0" in refused.value.problems[0].remedy
    with pytest.raises(Refused, match="has 5 steps") as refused:
        preparation((None, 4), pad=0.0).rows(rows(5), "x")
    assert "crop: true" in refused.value.problems[0].remedy
    both = preparation((None, 4), pad=0.0, crop=True)
    tensor = both.tensor(both.rows(rows(3, 5), "x"))
    np.testing.assert_array_equal(tensor, [[1, 2, 3, 0], [1, 2, 3, 4]])
    assert "lost their end" in both.description()


@pytest.mark.parametrize(
    ("shape", "spec", "expected"),
    [
        ((None, None, 2), {}, (1, 3, 2)),
        ((None, 2, None), {}, (1, 2, 3)),
        ((None, None, None), {}, (1, 3, 2)),
        ((None, None, None), {"steps": "last"}, (1, 2, 3)),
        ((None, 3, 2), {}, (1, 3, 2)),
    ],
)
def test_the_channels_tell_which_axis_the_steps_are_on(shape, spec, expected):
    prepared = preparation(shape, **spec)
    assert prepared.tensor(prepared.rows(rows(3, channels=2), "x")).shape == expected


def test_channels_that_the_input_does_not_take_are_refused_with_its_shape():
    with pytest.raises(Refused, match=r"shape \[axis 1 any, axis 2 4\].*2 channels"):
        preparation((None, None, 4)).rows(rows(3, channels=2), "x")


def test_sounds_need_a_stated_rate_and_are_resampled_to_it():
    sound = Sound(np.ones(1_600, np.float32), 16_000)
    with pytest.raises(Refused) as refused:
        preparation((None, None)).rows([sound], "x")
    assert refused.value.problems[0].field == "model.preprocessing.sampling_rate"
    prepared = preparation((None, 1, None), sampling_rate=8_000)
    assert prepared.tensor(prepared.rows([sound], "x")).shape == (1, 1, 800)
    assert "16,000 Hz are resampled" in prepared.description()


def test_missing_steps_are_no_whole_numbers():
    prepared = preparation((None, None), dtype=np.dtype(np.int64))
    with pytest.raises(Refused, match="a step has missing values"):
        prepared.tensor([np.array([[1.0], [np.nan]])])
    with pytest.raises(Refused, match=r"a step holds 0\.5, and the model takes whole numbers"):
        prepared.tensor([np.array([[1.0], [0.5]])])
    with pytest.raises(Refused, match="no steps"):
        prepared.rows([None], "x")
