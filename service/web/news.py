"""What the page of an audit tells of its events and stages, in words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.answers.events import Message
from service.records.tables import Audit, Event
from service.shapes import rfc3339
from service.stages import current_stage, percent_of, stages, step_note
from service.time_left import Pace
from service.time_left import in_words as time_in_words
from service.web.rendering import clock

STOPPED = ("failed", "cancelled")
_ICONS = {"done": "pass", "now": "running", "todo": "not_run", "failed": "error"}
_CLASSES = {"done": "done", "now": "now-stage", "todo": "todo"}
_WORDS = {"done": "done", "now": "now", "todo": "waiting"}


class Telling:
    """What the page's script shows of each event: a line of the log, and how far the audit is."""

    def __init__(self, seen: Iterable[Event] = ()) -> None:
        """seen: what the page knows already; without it the pace would have to be learnt anew."""
        self._pace = Pace()
        self.seconds_left: float | None = None
        for event in seen:
            self._see(event)

    def in_words(self, audit: Audit, event: Event) -> Iterator[Message]:
        """The messages of one event."""
        line = log_line(event)
        if line is not None:
            yield (
                "line",
                {
                    "datetime": rfc3339(event.created_at),
                    "clock": clock(event.created_at),
                    "text": line[0],
                    "warn": line[1],
                },
            )
        state = str(event.body.get("state") or "running")
        if state in STOPPED:
            return  # the page is loaded anew, and says where it stopped
        if event.kind == "state" or "percent" in event.body:
            self._see(event)
            progress = event.body if event.kind != "state" else {}
            listed = stage_rows(state, progress, has_model=audit.model_version_id is not None)
            now = next((stage for stage in listed if stage["state"] == "now"), listed[-1])
            yield (
                "progress",
                {
                    "percent": percent_of(state, progress),
                    "stage_name": now["name"],
                    "step_note": step_note(progress),
                    "stages": listed,
                    "left": time_in_words(self.seconds_left),
                    "seconds_left": self.seconds_left,
                },
            )

    def _see(self, event: Event) -> None:
        is_progress = event.kind != "state" and "percent" in event.body
        if is_progress:
            self.seconds_left = self._pace.seconds_left(event.body, event.created_at)
        elif event.kind == "state":
            self.seconds_left = None


def log_line(event: Event) -> tuple[str, bool] | None:
    """The event in a line, and whether it is a warning; None where it is only a number."""
    body = event.body
    match event.kind:
        case "state":
            state = str(body.get("state", ""))
            line = {
                "queued": "waiting for a worker",
                "running": "a worker took the audit",
                "completed": "judged; the report is written",
                "failed": "failed: the reason stands above",
                "cancelled": "cancelled",
            }.get(state, state)
            return line, state == "failed"
        case "step":
            status = str(body.get("status", "ran"))
            probe = str(body.get("probe", ""))
            if status == "ran":
                return f"{probe}: measured and saved", False
            return f"{probe}: {status.replace('_', ' ')}, {body.get('reason') or ''}", True
        case "progress" if body.get("note"):
            return str(body["note"])[:300], False
    return None


def stage_rows(
    state: str, progress: Mapping[str, Any], *, has_model: bool, has_started: bool = True
) -> list[dict[str, str]]:
    """Every stage in words; of an audit that failed or was cancelled, the one it stopped at too."""
    stopped_at = current_stage(state, progress, has_started=has_started) if state in STOPPED else ""
    rows = []
    for stage in stages(state, progress, has_model=has_model, has_started=has_started):
        shown, word = str(stage.state), _WORDS[stage.state]
        if stage.key == stopped_at:
            shown, word = state, "stopped here"
        elif state in STOPPED and shown == "todo":
            word = "not reached"
        rows.append(
            {
                "key": stage.key,
                "name": stage.name,
                "state": shown,
                "icon": _ICONS.get(shown, "not_run"),
                "class": _CLASSES.get(shown, "now-stage"),
                "word": word,
                "note": "",
            }
        )
    return rows
