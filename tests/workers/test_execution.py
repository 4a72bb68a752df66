"""Who carries out an audit, what it costs, and when the bell is let go."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from service.records.unit_of_work import EVERYONE
from tests.workers.one_audit import Place
from workers.auditing import AuditFailed
from workers.metering import count


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.records.close()


def test_the_processor_time_of_children_is_booked_whatever_the_end(place: Place) -> None:
    def spend(_: object) -> None:
        count(2.5)

    def spend_and_break(_: object) -> None:
        count(1.25)
        raise AuditFailed("out_of_memory", "the memory limit was reached")

    def lose(_: object) -> None:
        count(0.25)
        with place.records.writing(EVERYONE) as unit:
            unit.audits.find(place.audit).token = "another worker's"
            unit.commit()

    def again() -> None:
        with place.records.writing(EVERYONE) as unit:
            unit.audits.find(place.audit).state = "queued"
            unit.commit()

    for judge, end, spent in (
        (spend_and_break, "failed: out_of_memory", 1.25),
        (spend, "completed, gate pass", 3.75),
    ):
        assert place.run(judge) == end
        assert place.spent() == spent
        again()
    with place.records.writing(EVERYONE) as unit:  # its first report would stand in the way
        unit._session.execute(text("delete from reports"))
        unit.commit()
    assert place.stored_files() == 3
    assert place.run(lose) == "lease lost"
    assert place.spent() == 4.0


def test_the_bell_is_let_go_when_all_is_judged_and_before_it_is_stored(place: Place) -> None:
    told: list[str] = []

    def nearly_done() -> None:
        with place.records.reading(EVERYONE) as unit:
            told.append(unit.audits.find(place.audit).state)

    assert place.run(lambda _: told.append("judged"), nearly_done=nearly_done) == (
        "completed, gate pass"
    )
    assert told == ["judged", "running"]


def test_where_the_judging_breaks_the_bell_is_let_go_at_the_end(place: Place) -> None:
    def break_down(_: object) -> None:
        raise AuditFailed("out_of_memory", "the memory limit was reached")

    told: list[str] = []
    place.run(break_down, nearly_done=lambda: told.append("nearly done"))
    assert told == []


def test_whoever_has_no_claim_does_nothing(place: Place) -> None:
    judged: list[object] = []
    assert place.run(judged.append) == "completed, gate pass"
    assert place.run(judged.append) == "not to be had"
    assert len(judged) == 1
