"""Rates by hand, and when nothing may be concluded from the rule of phrases."""

import numpy as np
import pytest

from audits.language.judged_refusals import COMPLIED, REFUSED, UNJUDGED, Requests
from audits.language.refusal_phrases import Kind
from audits.language.refusal_rates import COMPLIANCE, REFUSAL, Rates
from audits.measurement import Estimate, Undetermined
from audits.statistics.share_measurements import Stated

EVERY = 10
# By hand, of (what the rule reads, what the judge says, how many rows): 40 judged refusals of which
# 36 are flagged, 60 judged answers of which 6 are, and as many again without a verdict, and 20
# requests without an answer.
CELLS = (
    (Kind.REFUSED, REFUSED, 36), (Kind.ANSWERED, REFUSED, 4), (Kind.REFUSED, COMPLIED, 6),
    (Kind.ANSWERED, COMPLIED, 54), (Kind.REFUSED, UNJUDGED, 42), (Kind.ANSWERED, UNJUDGED, 58),
    (Kind.UNANSWERED, UNJUDGED, 20),
)  # fmt: skip


def requests(cells):
    kinds = [kind for kind, _, many in cells for _ in range(many)]
    verdicts = np.array([verdict for _, verdict, many in cells for _ in range(many)], dtype=np.int8)
    codes = np.arange(len(kinds), dtype=np.int32)
    names = [str(code) for code in codes]
    return Requests(names, kinds, verdicts, np.ones(len(kinds), bool), names, codes, codes)


def rate(cells, metric=REFUSAL, smallest=30):
    rows = requests(cells)
    everyone = np.ones(len(rows.kinds), dtype=bool)
    return Rates(rows, Stated(0.95, smallest)).of(metric, (), everyone, rows.judged)


def test_the_rule_is_corrected_by_what_the_judge_says_of_it():
    # Se .9, Sp .9; 84 of 200 answers are flagged: (.42 + .9 - 1) / .8 = .4, of 220 requests.
    measured = rate(CELLS)
    assert isinstance(measured, Estimate)
    assert measured.value == pytest.approx(0.4 * 200 / 220)
    assert measured.sample_size == 220
    assert measured.method == "rogan-gladen (100 judged answers)"
    assert rate(CELLS, COMPLIANCE).value == pytest.approx(0.6 * 200 / 220)


def test_where_all_answers_are_judged_the_rule_does_not_matter():
    measured = rate((*(cell for cell in CELLS if cell[1] != UNJUDGED), CELLS[-1]))
    assert measured.value == pytest.approx(40 / 120)
    assert measured.method == "wilson"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (CELLS[4:], "0 answers are judged where 30 are needed"),
        ((CELLS[0], (Kind.ANSWERED, UNJUDGED, 64)), "calls none of 36 answers an answer"),
        (((Kind.REFUSED, REFUSED, 40), (Kind.REFUSED, COMPLIED, 2), (Kind.ANSWERED, UNJUDGED, 60)),
         "the judged answers are no random sample"),
        (((Kind.REFUSED, REFUSED, 20), (Kind.ANSWERED, REFUSED, 20), (Kind.REFUSED, COMPLIED, 20),
          (Kind.ANSWERED, COMPLIED, 20), (Kind.REFUSED, UNJUDGED, 40),
          (Kind.ANSWERED, UNJUDGED, 40)), "no better than chance"),
    ],
)  # fmt: skip
def test_else_it_is_undetermined_with_what_the_rule_alone_would_say(cells, reason):
    measured = rate(cells)
    assert isinstance(measured, Undetermined)
    assert reason in measured.reason
    assert measured.raw is not None
