"""The COMPAS report, as blocks and exhibits look at it."""

import pytest

from audits.report.view import View


@pytest.fixture
def view(report):
    return View(report)
