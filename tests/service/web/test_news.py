"""What an audit's page tells of its events."""

from types import SimpleNamespace
from typing import Any

import pytest

from service.web.news import Telling, log_line, stage_rows


def event(kind: str, at: float = 0.0, **body: Any) -> Any:
    return SimpleNamespace(kind=kind, body=body, created_at=at)


AUDIT: Any = SimpleNamespace(model_version_id="mdv_1")


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (event("state", state="running"), ("a worker took the audit", False)),
        (event("state", state="failed"), ("failed: the reason stands above", True)),
        (event("step", probe="a.b", status="ran"), ("a.b: measured and saved", False)),
        (event("step", probe="a.b", status="not_run", reason="no label"),
         ("a.b: not run, no label", True)),
        (event("progress", percent=4), None),
        (event("progress", percent=4, note="n" * 400), ("n" * 300, False)),
    ],
)  # fmt: skip
def test_an_event_is_a_line_or_only_a_number(told: Any, line: tuple[str, bool] | None) -> None:
    assert log_line(told) == line


def test_of_a_stopped_audit_the_stage_is_marked_and_the_rest_was_not_reached() -> None:
    rows = stage_rows("failed", {"stage": "reading the data"}, has_model=True)
    words = {row["key"]: row["word"] for row in rows}
    assert words["read"] == "stopped here"
    assert words["open"] == "done"
    assert words["measure"] == words["judge"] == "not reached"


def test_a_running_audit_tells_its_progress_and_how_long_it_may_take() -> None:
    # A percent a second: at a fifth of it, 80 seconds are left.
    telling = Telling(event("progress", at=float(second), percent=second, stage="a.b")
                      for second in range(21))  # fmt: skip
    assert telling.seconds_left == pytest.approx(80, rel=0.1)
    ((name, message),) = telling.in_words(
        AUDIT, event("progress", at=21.0, percent=21, stage="a.b")
    )
    assert name == "progress"
    assert (message["percent"], message["stage_name"]) == (21, "Measure")
    list(telling.in_words(AUDIT, event("state", at=22.0, state="queued")))
    assert telling.seconds_left is None  # another worker begins anew


def test_of_a_stop_only_the_line_is_told_since_the_page_is_loaded_anew() -> None:
    messages = list(Telling().in_words(AUDIT, event("state", state="cancelled")))
    assert [name for name, _ in messages] == ["line"]
