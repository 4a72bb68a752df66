"""Measurements of several audits by their metrics."""

from tests.service.records.conftest import Home
from tests.service.records.test_worst_gaps import measured


def test_what_was_determined_comes_by_audit_as_the_report_tells_it(home: Home) -> None:
    one = measured(home, ("gap", 0.1), ("rate", None), ("other", 0.5), ("rate", 0.9))
    two = measured(home, ("rate", None), ("other", 0.4))
    metrics = {"gap", "rate"}
    found = home.read(lambda unit: unit.audits.figures([one, two], metrics))
    assert {audit: [e["metric"] for e in entries] for audit, entries in found.items()} == {
        one: ["gap", "rate"], two: [],
    }  # fmt: skip
    assert found[one][1]["value"] == 0.9
    assert found[one][1]["group"] == {"sex": "3"}
    assert home.read(lambda unit: unit.audits.with_any([one, two], metrics)) == {one}
    assert home.read(lambda unit: unit.audits.with_any([two], {"other"})) == {two}


def test_strangers_have_none(home: Home) -> None:
    audit = measured(home, ("rate", 0.9))
    assert home.read(lambda unit: unit.audits.figures([audit], {"rate"}), home.theirs) == {
        audit: []
    }
    assert home.read(lambda unit: unit.audits.with_any([audit], {"rate"}), home.theirs) == set()
