"""How long it will take, before it starts."""

from service.records.unit_of_work import EVERYONE
from service.web.time_expected import expected, last_seconds
from tests.service.conftest import Place


def said(**changed: object) -> str:
    given = {"rows": 400, "probes": 8, "asks_a_model": False, "budget": "10m", "last": None}
    return expected(**{**given, **changed})  # type: ignore[arg-type]


def test_what_the_files_took_before_is_believed_first() -> None:
    assert said(last=42.0) == "These files took 40 seconds the last time."
    assert said(last=7000.0) == "These files took 2 hours the last time."


def test_of_recorded_answers_the_rows_say_it_and_of_a_model_nobody_knows() -> None:
    assert said() == "About ten seconds or less once a worker has taken it."
    assert said(rows=10_000_000) == "About 13 minutes" + said()[len("About ten seconds or less") :]
    assert "ends after 2h" in said(asks_a_model=True, budget="2h")


def test_the_newest_measured_audit_of_the_same_files_counts(place: Place) -> None:
    audit = place.completed_audit()
    with place.records.reading(EVERYONE) as unit:
        data = unit.audits.find(audit).dataset_version_id
        seconds = last_seconds(unit, data, None)
        assert last_seconds(unit, data, "mdv_other") is None
        assert last_seconds(unit, "dsv_other", None) is None
    assert seconds is not None
    assert 0 <= seconds < 60
