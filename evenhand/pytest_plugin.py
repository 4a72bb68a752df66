"""Audits as tests: a fixture that audits, and a marker with what every audit of a test shares.

@pytest.mark.evenhand(label="outcome", protected=["sex"], policy="four-fifths")
def test_decisions_keep_the_four_fifths_rule(evenhand_audit):
    evenhand_audit(frame, prediction="decision").assert_passed()
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from evenhand.report import Report

MARKER, OPTION = "evenhand", "--evenhand-reports"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where reports are kept."""
    parser.getgroup("evenhand").addoption(
        OPTION, metavar="DIR", type=Path, help="keep the report of every audit in this folder"
    )


def pytest_configure(config: pytest.Config) -> None:
    """The marker is known, also where markers are strict."""
    config.addinivalue_line(
        "markers", f"{MARKER}(**options): what every audit of the test shares (evenhand.audit)"
    )


@pytest.fixture
def evenhand_audit(request: pytest.FixtureRequest, tmp_path: Path) -> "Callable[..., Report]":
    """`evenhand.audit` with the marker's options; gate and report become the test's properties."""
    marker = request.node.get_closest_marker(MARKER)
    shared = dict(marker.kwargs) if marker is not None else {}
    reports = request.config.getoption(OPTION)
    name = re.sub(r"[^\w.-]+", "_", request.node.nodeid)
    folder = (reports if reports is not None else tmp_path) / name

    def audited(data: Any, **options: Any) -> "Report":
        import evenhand

        report = evenhand.audit(data, **{"progress": False, **shared, **options})
        target = folder if not folder.exists() else folder.with_name(f"{name}.{count()}")
        report.save(target)
        # As `record_property` does, which warns where JUnit is written by its newest scheme.
        request.node.user_properties += [
            ("evenhand_gate", report.gate), ("evenhand_report", str(target / "report.html")),
        ]  # fmt: skip
        request.node.add_report_section("call", "evenhand", f"{report}\n{target / 'report.html'}")
        return report

    def count() -> int:
        return sum(1 for _ in folder.parent.glob(f"{name}*"))

    return audited
