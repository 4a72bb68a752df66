"""Statements that nobody reads are refused: they would stand nowhere."""

import pytest

from audits.errors import Refused
from tests.audits.planning.test_documented import STATED, planned


def test_statements_that_no_step_reads_are_refused():
    with pytest.raises(Refused) as refusal:
        planned(reproducibility=STATED, probes=["fairness.error_rates"])
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("reproducibility", "not_read")
    assert "reproducibility.checklist" in problem.remedy
