"""The real worker process around an auditor that only counts and waits: steps of fixed length.

Environment: TEST_STEPS, TEST_STEP_SECONDS, TEST_LOOK_SECONDS.
"""

import os
import signal
import sys
import time
from types import SimpleNamespace
from typing import Any

from workers import celery_app, context
from workers.auditing import AuditFailed


class CountingAuditor:
    """Each step has one measurement; a plan with the seed 666 kills whoever runs it."""

    def carry_out(
        self, plan: Any, *, done: Any, on_step: Any, on_progress: Any, should_stop: Any, **_: Any
    ) -> tuple[str, ...]:
        if plan.settings.seed == 666:
            os.kill(os.getpid(), signal.SIGKILL)
        steps = int(os.environ.get("TEST_STEPS", "3"))
        for number in range(steps):
            if number in done:
                continue
            on_progress({"stage": "counting", "percent": 100 * number // steps})
            ends = time.monotonic() + float(os.environ.get("TEST_STEP_SECONDS", "0.1"))
            while time.monotonic() < ends:
                if should_stop():
                    raise AuditFailed("cancelled", "stopped")
                time.sleep(0.01)
            on_step(
                {
                    "step": number, "probe": "test.count", "version": 1, "status": "ran",
                    "measurements": [
                        {"probe": "test.count", "step": number, "metric": "count", "group": {},
                         "value": float(number), "interval": [0.0, 9.0]}
                    ],
                }
            )  # fmt: skip
        return ("none",)

    def conclude(self, plan: Any, steps: Any, **_: Any) -> SimpleNamespace:
        report = {
            "schema": "evenhand.report/1", "findings": [], "canonical_sha256": "0" * 64,
            "plan": {}, "model": {}, "dataset": {}, "probes": [], "measurements": [],
            "steps": [step["step"] for step in steps],
        }  # fmt: skip
        return SimpleNamespace(
            gate="pass", blocking=False, report=report, article="<p>done</p>", page="<p>done</p>"
        )


class TrustingInspector:
    """Looks for TEST_LOOK_SECONDS; halfway through it, poison kills."""

    def inspect_dataset(self, path: Any, *, limits: Any) -> Any:
        half = float(os.environ.get("TEST_LOOK_SECONDS", "0")) / 2
        time.sleep(half)
        if path.read_bytes().startswith(b"poison"):
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(half)
        profile = {"format": "csv", "rows": 1, "columns": [], "sha256": "0" * 64, "warnings": []}
        return SimpleNamespace(to_json=lambda: profile)

    inspect_model = inspect_dataset


def _counting_worker(make: Any) -> Any:
    def made() -> context.WorkerContext:
        found: context.WorkerContext = make()
        object.__setattr__(found, "auditor", CountingAuditor())
        object.__setattr__(found, "inspector", TrustingInspector())
        return found

    return made


if __name__ == "__main__":
    from functools import cache

    context.worker_context = cache(_counting_worker(context.worker_context))  # type: ignore[assignment]
    sys.exit(celery_app.main())
