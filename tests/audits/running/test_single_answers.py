"""Numbers among others beside numbers alone."""

import numpy as np
import pytest

from audits.running.single_answers import Differs, agreement_text, largest


def test_the_largest_difference_is_relative_beyond_one():
    assert largest("x", ["a", "b"], [0.5, 1000.1], [0.5002, 1000.0]) == pytest.approx(2e-4)


def test_what_is_missing_on_both_sides_is_equal_and_on_one_is_named():
    assert largest("x", ["a"], [np.nan], [np.nan]) == 0
    with pytest.raises(Differs, match=r"^b has a x of 1 when it is asked alone, and nan"):
        largest("x", ["a", "b"], [np.nan, np.nan], [np.nan, 1.0])


def test_a_difference_beyond_rounding_names_the_first():
    with pytest.raises(Differs, match=r"^b has a size of 2 when it is asked alone, and 2\.01"):
        largest("size", ["a", "b"], [1.0, 2.01], [1.0, 2.0])
    assert (
        agreement_text("size", 2e-7) == "no size lies more than 2e-07 from the one that is audited"
    )
