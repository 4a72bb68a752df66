"""Counters as Prometheus reads them: of the queue, the audits and this process; no names."""

import os
import resource
import time
from collections.abc import Iterator, Mapping
from typing import Any

from service.records.counting import Counts

STARTED = time.monotonic()
STATES = ("queued", "running", "completed", "failed", "cancelled")


def exposition(found: Counts) -> str:
    """Prometheus's text format, version 0.0.4."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Counts) -> Iterator[str]:
    states = {(("state", state),): found.states.get(state, 0) for state in STATES}
    yield from _metric("evenhand_audits", "gauge", "Audits by state.", states)
    yield from _metric(
        "evenhand_queue_depth", "gauge", "Audits that wait for a worker.",
        {(): found.states.get("queued", 0)},
    )  # fmt: skip
    yield from _metric(
        "evenhand_gpu_queue_depth", "gauge", "Those of them that want a GPU.",
        {(): found.waiting_for_gpu},
    )  # fmt: skip
    yield from _metric(
        "evenhand_workers", "gauge", "Workers that were heard in the last minute.",
        {(("gpu", str(serves).lower()),): found.present.get(serves, 0) for serves in (False, True)},
    )  # fmt: skip
    yield from _metric(
        "evenhand_oldest_queued_seconds", "gauge", "How long the oldest waiting audit has waited.",
        {(): round(found.oldest_queued_seconds, 3)},
    )  # fmt: skip
    yield from _metric(
        "evenhand_workers_busy", "gauge", "Workers that hold an audit now.", {(): found.workers}
    )
    yield from _metric(
        "evenhand_leases_expired", "gauge", "Running audits whose worker fell silent.",
        {(): found.silent},
    )  # fmt: skip
    yield from _metric(
        "evenhand_audits_retried", "gauge", "Stored audits that took more than one attempt.",
        {(): found.retried},
    )  # fmt: skip
    yield from _metric(
        "evenhand_failures", "gauge", "Stored failed audits by reason.",
        {(("reason", reason),): number for reason, number in found.failures.items()},
    )  # fmt: skip
    yield from _metric(
        "evenhand_inspections_waiting", "gauge", "Uploads that wait to be looked into.",
        {(): found.inspections},
    )  # fmt: skip
    yield from _metric(
        "evenhand_deliveries", "gauge", "Messages of the outbox by state.",
        {(("state", state),): number for state, number in found.deliveries.items()},
    )  # fmt: skip
    yield from _metric(
        "evenhand_probe_seconds_sum", "gauge", "Seconds that the last hour's steps took, by probe.",
        {(("probe", probe),): round(total, 3) for probe, (_, total) in found.probes.items()},
    )  # fmt: skip
    yield from _metric(
        "evenhand_probe_seconds_count", "gauge", "Steps of the last hour, by probe.",
        {(("probe", probe),): number for probe, (number, _) in found.probes.items()},
    )  # fmt: skip
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield from _metric(
        "process_cpu_seconds_total", "counter", "Processor time of this process.",
        {(): round(used.ru_utime + used.ru_stime, 3)},
    )  # fmt: skip
    yield from _metric(
        "process_resident_memory_bytes", "gauge", "Memory of this process.",
        {(): resident_bytes()},
    )  # fmt: skip
    yield from _metric(
        "evenhand_uptime_seconds", "gauge", "Age of this process.",
        {(): round(time.monotonic() - STARTED)},
    )  # fmt: skip


def _metric(name: str, kind: str, about: str, values: Mapping[Any, Any]) -> Iterator[str]:
    # values: by labels, each a pair of name and text
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    for labels, value in values.items():
        said = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
        yield f"{name}{{{said}}} {value}" if said else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def resident_bytes() -> int:
    """Memory of this process that lies in RAM; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
