"""PDFs take turns beside the audits, and their processor time is their owner's."""

import threading
from collections.abc import Iterator

import pytest

from service.records.unit_of_work import EVERYONE
from tests.integration.servers import wait_until
from tests.service.conftest import Place, migrated, place, settings
from workers import drawing, drawing_lane
from workers.context import WorkerContext
from workers.drawing_lane import DrawingLane
from workers.endings import AuditFailed
from workers.metering import count

__all__ = ["migrated", "place", "settings"]  # fixtures


class Pen:
    """In place of drawing: notes what was begun, and holds it until it is let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go = threading.Event()

    def __call__(self, audit_id: str, worker: WorkerContext) -> None:
        self.begun.append(audit_id)
        assert self.go.wait(20)


@pytest.fixture
def pen(monkeypatch: pytest.MonkeyPatch) -> Pen:
    found = Pen()
    monkeypatch.setattr(drawing_lane, "draw_report", found)
    return found


@pytest.fixture
def lane(place: Place, pen: Pen) -> Iterator[DrawingLane]:
    worker = WorkerContext(records=place.records, store=place.store, settings=place.settings)
    found = DrawingLane(worker)
    yield found
    worker.closing.set()
    pen.go.set()
    found.finish(20)


def strangers(place: Place) -> str:
    """A report of the other organisation's."""
    audit = place.completed_audit()
    with place.records.writing(EVERYONE) as unit:
        unit.audits.report(audit).tenant_id = place.tenants["theirs"]
        unit.commit()
    return audit


def test_one_organisations_many_leave_a_place_to_anothers_one(
    place: Place, lane: DrawingLane, pen: Pen
) -> None:
    many = [place.completed_audit() for _ in range(3)]
    one = strangers(place)
    for audit in (*many, one):
        lane.ask(audit)
    wait_until(lambda: len(pen.begun) == 2, 10)
    assert pen.begun == [many[0], one]
    pen.go.set()
    wait_until(lambda: len(pen.begun) == 4, 10)
    assert set(pen.begun[2:]) == set(many[1:])


def test_asked_for_many_times_it_is_drawn_once(place: Place, lane: DrawingLane, pen: Pen) -> None:
    audit = place.completed_audit()
    for _ in range(50):
        lane.ask(audit)
    pen.go.set()
    lane.finish(10)
    assert pen.begun == [audit]
    lane.ask("aud_" + "0" * 32)  # nobody's
    assert pen.begun == [audit]


def test_what_waits_is_bounded_for_each(
    place: Place, lane: DrawingLane, pen: Pen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_lane, "MOST_WAITING", 1)
    mine = [place.completed_audit() for _ in range(4)]
    for audit in mine:
        lane.ask(audit)
    pen.go.set()
    wait_until(lambda: not lane._known, 10)
    assert pen.begun == mine[:2]  # one at work, one waits


def test_one_that_breaks_gives_its_place_back(
    place: Place, lane: DrawingLane, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = place.completed_audit(), place.completed_audit()
    seen: list[str] = []

    def draw(audit_id: str, worker: WorkerContext) -> None:
        seen.append(audit_id)
        if audit_id == first:
            raise ZeroDivisionError

    monkeypatch.setattr(drawing_lane, "draw_report", draw)
    lane.ask(first)
    lane.ask(second)
    wait_until(lambda: seen == [first, second] and not lane._known, 10)


@pytest.mark.parametrize("breaks", [False, True])
def test_the_processor_time_of_a_drawing_is_its_owners_and_bounded(
    place: Place, monkeypatch: pytest.MonkeyPatch, breaks: bool
) -> None:
    drawn: list[int] = []

    def draw(report: object) -> bytes:
        drawn.append(1)
        count(7.0)
        if breaks:
            raise AuditFailed("out_of_memory", "the memory limit was reached")
        return b"%PDF-1.7\nstartxref\n9\n%%EOF\n"

    monkeypatch.setattr(drawing, "drawn_pdf", draw)
    monkeypatch.setattr(drawing, "sealed_pdf", lambda pdf, *_: pdf)
    settings = place.settings.model_copy(update={"tenant_seconds": 10.0})
    worker = WorkerContext(records=place.records, store=place.store, settings=settings)
    for _ in range(4):
        drawing.draw_report(place.completed_audit(), worker)
    assert len(drawn) == 2  # after the second, 14 of 10 seconds are spent
    with place.records.reading(EVERYONE) as unit:
        assert unit.spending.cpu_seconds(place.tenants["ours"]) == 14.0
