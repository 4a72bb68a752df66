"""Wilson's interval without SciPy is the one that audits are measured with."""

from hypothesis import given
from hypothesis import strategies as st

from audits.report.pointwise import wilson, z_quantile
from audits.statistics import proportions


@given(st.integers(1, 20_000), st.data(), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_it_is_the_interval_of_the_measurements(rows, data, confidence):
    successes = data.draw(st.integers(0, rows))
    low, high = wilson(successes / rows, rows, z_quantile(confidence))
    expected = proportions.wilson((successes, rows), confidence)
    assert abs(low - expected[0]) < 1e-9
    assert abs(high - expected[1]) < 1e-9
