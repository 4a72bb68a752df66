"""The stages of an audit, from what the worker reports."""

from typing import Any

import pytest

from service.stages import current_stage, percent_of, stages, step_note


@pytest.mark.parametrize(
    ("state", "progress", "has_started", "stage"),
    [
        ("queued", {}, False, "wait"),
        ("running", {}, True, "read"),
        ("running", {"stage": "opening the model"}, True, "open"),
        ("running", {"stage": "fairness.selection_rate"}, True, "measure"),
        ("running", {"stage": "judging"}, True, "judge"),
        ("completed", {"stage": "reading the data"}, True, "judge"),
        ("failed", {}, False, "wait"),
    ],
)
def test_where_an_audit_is(
    state: str, progress: dict[str, Any], has_started: bool, stage: str
) -> None:
    assert current_stage(state, progress, has_started=has_started) == stage


def test_stages_are_done_now_or_to_come() -> None:
    listed = stages("running", {"stage": "reading the data"}, has_model=True)
    assert [(stage.key, stage.state) for stage in listed] == [
        ("plan", "done"), ("wait", "done"), ("open", "done"),
        ("read", "now"), ("measure", "todo"), ("judge", "todo"),
    ]  # fmt: skip


def test_without_a_model_there_is_none_to_open_and_what_stopped_is_at_no_stage() -> None:
    listed = stages("failed", {"stage": "opening the model"}, has_model=False)
    assert "open" not in [stage.key for stage in listed]
    assert [stage.state for stage in listed] == ["done", "done", "todo", "todo", "todo"]
    ended = stages("completed", {}, has_model=True)
    assert {stage.state for stage in ended} == {"done"}


@pytest.mark.parametrize(
    ("state", "percent", "shown"),
    [("running", 40, 40.0), ("running", 250, 99.0), ("running", -3, 0.0), ("running", "x", 0.0),
     ("completed", 40, 100.0), ("failed", 40, 40.0)],
)  # fmt: skip
def test_a_hundred_percent_is_the_end_alone(state: str, percent: object, shown: float) -> None:
    assert percent_of(state, {"percent": percent}) == shown


def test_a_step_says_which_it_is_and_what_it_does() -> None:
    progress = {"step": 2, "of": 7, "stage": "fairness.calibration", "note": "n" * 400}
    assert step_note(progress) == f"step 2 of 7, fairness.calibration, {'n' * 300}"
    assert step_note({"stage": "judging"}) == ""
