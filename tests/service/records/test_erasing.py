"""What would go with an object is counted before it goes, and counted by hand here."""

import pytest

from service.records.claims import Outcome
from service.records.erasing import Erasure
from service.records.errors import NoRow
from service.records.unit_of_work import EVERYONE
from tests.service.records.conftest import SHA, Home

JSON, ARTICLE, PAGE = "b" * 64, "c" * 64, "d" * 64


def looked_at(home: Home, object_id: str, tenant: str | None = None) -> Erasure:
    """What would go; nothing is committed."""
    with home.records.writing(tenant or home.ours) as unit:
        return unit.erasing.carry_out(object_id)


def reported(home: Home) -> str:
    """Id of an audit with two findings, its report in files of 100, 200 and 400 bytes."""
    audit = home.audit()
    claim = home.claim(audit)
    result = Outcome(
        gate="fail", blocking=True, findings=[{"id": "a", "verdict": "fail"},
                                              {"id": "b", "verdict": "pass"}],
        canonical_sha256=SHA, json_sha256=JSON, article_sha256=ARTICLE, page_sha256=PAGE,
    )  # fmt: skip
    home.everyone(lambda unit: unit.claims.finish(claim, result))
    sizes = {JSON: 100, ARTICLE: 200, PAGE: 400}
    home.write(lambda unit: unit.artifacts.add_all(home.ours, sizes))
    return audit


def test_an_audit_goes_with_its_rows_and_its_files(home: Home) -> None:
    audit = reported(home)
    gone = looked_at(home, audit)
    assert gone.rows == {
        "audit": 1, "steps": 0, "measurements": 0, "findings": 2, "reports": 1,
        "events": 3,  # queued, running, completed
        "waivers": 0,
        "remarks": 0,
    }  # fmt: skip
    assert (gone.kind, gone.name, gone.object) == ("audit", "nightly", audit)
    assert gone.artifacts == (JSON, ARTICLE, PAGE)
    assert gone.size_bytes == 700
    assert gone.blocked is None


def test_bytes_that_something_else_names_stay(home: Home) -> None:
    audit = reported(home)
    fields = {"filename": "q.csv", "size_bytes": 200}
    home.write(
        lambda unit: unit.datasets.add_version(home.ours, name="q", sha256=ARTICLE, **fields)
    )
    gone = looked_at(home, audit)
    assert gone.artifacts == (JSON, PAGE)
    assert gone.size_bytes == 500


def test_a_version_goes_alone_under_its_file_and_label(home: Home) -> None:
    home.write(lambda unit: unit.artifacts.add(home.ours, SHA, 10))
    gone = looked_at(home, home.dataset)
    assert gone.rows == {"dataset": 1}
    assert gone.name == "p.csv (aaaaaaaaaaaa)"  # a version is named by 12 digits of its SHA-256
    assert (gone.artifacts, gone.size_bytes) == ((SHA,), 10)


def test_to_look_is_not_to_erase(home: Home) -> None:
    audit = reported(home)
    first = looked_at(home, audit)
    assert looked_at(home, audit) == first
    home.write(lambda unit: unit.erasing.carry_out(audit))
    with pytest.raises(NoRow):
        looked_at(home, audit)


def test_what_is_still_needed_stays_whole_and_says_why(home: Home) -> None:
    audit = reported(home)
    blocked = home.write(lambda unit: unit.erasing.carry_out(home.dataset))
    assert blocked.blocked is not None
    assert "1 audits were made with it" in blocked.blocked
    assert (blocked.artifacts, blocked.size_bytes) == ((), 0)
    assert home.read(lambda unit: unit.datasets.find(home.dataset).sha256) == SHA
    running = home.audit()
    home.claim(running)
    assert looked_at(home, running).blocked == "it is running; cancel it first"
    assert home.read(lambda unit: len(unit.audits.findings(audit))) == 2


@pytest.mark.parametrize("object_id", ["x", "aud_" + "0" * 32, "dsv_" + "0" * 32, "ten_x"])
def test_what_is_not_there_is_not_found(home: Home, object_id: str) -> None:
    with pytest.raises(NoRow):
        looked_at(home, object_id, EVERYONE)


def test_others_see_nothing_to_erase(home: Home) -> None:
    with pytest.raises(NoRow):
        looked_at(home, home.dataset, home.theirs)


def test_another_state_of_things_has_another_confirmation(home: Home) -> None:
    audit = reported(home)
    before = looked_at(home, audit).confirmation
    assert len(before) == 16
    assert int(before, 16) >= 0
    home.write(lambda unit: unit.audits.note(unit.audits.find(audit), "state", {}))
    assert looked_at(home, audit).confirmation != before


def test_it_is_shown_with_the_latest_moment_at_which_bytes_are_gone() -> None:
    """An hour that bytes must lie, and the ten minutes between two sweeps: 01:10 after 00:00."""
    free = Erasure("aud_1", "audit", "nightly", {"audit": 1}, (JSON, PAGE), 500, None)
    shown = free.to_json(0.0)
    assert shown["bytes_gone_by"] == "1970-01-01T01:10:00Z"
    assert (shown["files"], shown["bytes"]) == (2, 500)
    assert shown["confirm"] == free.confirmation
    assert shown["blocked"] is None
    blocked = Erasure("aud_1", "audit", "nightly", {"audit": 1}, (), 0, "it is running")
    assert blocked.to_json(0.0)["confirm"] is None
