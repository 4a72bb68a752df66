import numpy as np

from audits.language.association_exhibits import directions_table
from audits.language.attribute_directions import Direction


def test_a_direction_says_what_it_was_made_of():
    axis = Direction(np.array([1.0, 0.0]), 0.7, 6, 7, 0.02)
    (fact,) = directions_table([((("layer", "03"), ("set", "gender")), axis)]).content["facts"]
    assert fact["question"] == "03, gender"
    assert "7 pairs, which holds 70% of their variance; 6 of 7 pairs" in fact["answer"]
