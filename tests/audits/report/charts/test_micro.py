"""The strip beside a finding."""

import re
from dataclasses import replace

from audits.report.charts import micro
from tests.audits.report.charts.drawings import FOREST


def test_a_strip_shows_the_tolerance_of_its_own_rule():
    strip = str(micro.draw(FOREST.dots[0], FOREST))
    assert "m-band" in strip
    assert "m-fail" in strip
    assert "m-band" not in micro.draw(FOREST.dots[0], replace(FOREST, band=None))
    assert "m-zero" not in micro.draw(FOREST.dots[0], replace(FOREST, centre=None))


def test_strips_of_one_rule_share_a_scale():
    """The interval without ends reaches over the whole strip, whatever the dot."""
    strip = str(micro.draw(FOREST.dots[1], FOREST))
    assert 'class="m-int m-not_run" d="M4 9L180 9"' in strip
    bands = {re.search(r'm-band" x="([^"]+)', str(micro.draw(d, FOREST)))[1] for d in FOREST.dots}
    assert len(bands) == 1
