"""Counters as Prometheus reads them: of the queue, the audits and this process; no names.

Loaded by the first request for them: most processes are never asked.
"""

from collections.abc import Iterator, Mapping

from prometheus_client import ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from service.records.metrics_queries import Counts

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
STATES = ("queued", "running", "completed", "failed", "cancelled")


def exposition(counts: Counts, uptime_seconds: float) -> bytes:
    """Prometheus's text format, version 0.0.4; `uptime_seconds` is the age of this process."""
    registry = CollectorRegistry()
    registry.register(_Records(counts, uptime_seconds))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Records(Collector):
    def __init__(self, counts: Counts, uptime_seconds: float) -> None:
        self.counts = counts
        self.uptime_seconds = uptime_seconds

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family a name."""
        counts = self.counts
        yield _by(
            "evenhand_audits", "Audits by state.", "state",
            {state: counts.states.get(state, 0) for state in STATES},
        )  # fmt: skip
        yield _one(
            "evenhand_queue_depth", "Audits that wait for a worker.", counts.states.get("queued", 0)
        )
        yield _one(
            "evenhand_gpu_queue_depth", "Those of them that want a GPU.", counts.waiting_for_gpu
        )
        yield _by(
            "evenhand_workers", "Workers that were heard in the last minute.", "gpu",
            {str(serves).lower(): counts.present.get(serves, 0) for serves in (False, True)},
        )  # fmt: skip
        yield _one(
            "evenhand_oldest_queued_seconds", "How long the oldest waiting audit has waited.",
            round(counts.oldest_queued_seconds, 3),
        )  # fmt: skip
        yield _one("evenhand_workers_busy", "Workers that hold an audit now.", counts.workers)
        yield _one(
            "evenhand_leases_expired", "Running audits whose worker fell silent.", counts.silent
        )
        yield _one(
            "evenhand_audits_retried", "Stored audits that took more than one attempt.",
            counts.retried,
        )  # fmt: skip
        yield _by("evenhand_failures", "Stored failed audits by reason.", "reason", counts.failures)
        yield _one(
            "evenhand_inspections_waiting", "Uploads that wait to be looked into.",
            counts.inspections,
        )  # fmt: skip
        yield _by(
            "evenhand_deliveries", "Messages of the outbox by state.", "state", counts.deliveries
        )
        yield _by(
            "evenhand_probe_seconds_sum", "Seconds that the last hour's steps took, by probe.",
            "probe", {name: round(total, 3) for name, (_, total) in counts.probes.items()},
        )  # fmt: skip
        yield _by(
            "evenhand_probe_seconds_count", "Steps of the last hour, by probe.",
            "probe", {name: number for name, (number, _) in counts.probes.items()},
        )  # fmt: skip
        yield _one("evenhand_uptime_seconds", "Age of this process.", round(self.uptime_seconds))


def _one(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


def _by(name: str, about: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for text, value in values.items():
        family.add_metric([text], value)
    return family
