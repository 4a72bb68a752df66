"""A share as a hundred dots."""

import re

import pytest

from audits.report.charts import people


@pytest.mark.parametrize("count", [0, 45, 100])
def test_a_hundred_dots_are_a_hundred(count):
    on, off = re.findall(r' d="([^"]*)"', str(people.draw(count)))
    assert (on.count("M"), off.count("M")) == (count, 100 - count)
    places = re.findall(r"M[\d.]+ [\d.]+", on + off)
    assert len(set(places)) == 100
