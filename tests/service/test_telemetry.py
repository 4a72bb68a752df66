"""The numbers that Prometheus is given."""

from prometheus_client.parser import text_string_to_metric_families

from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place
from tests.service.worker_hands import claimed, failed


def test_every_line_is_a_sample_and_the_numbers_are_those_of_the_records(place: Place) -> None:
    place.completed_audit()
    failed(place.records, claimed(place.records, place.audit()), "timeout", "too slow")
    place.audit()
    claimed(place.records, place.audit())
    text = place.client.get("/metrics").text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert all(family.documentation for family in families.values())
    assert families["process_cpu_seconds"].samples[0].value > 0
    assert families["process_resident_memory_bytes"].samples[0].value > 10_000_000
    for line in (
        'evenhand_audits{state="completed"} 1.0',
        'evenhand_audits{state="queued"} 1.0',
        'evenhand_audits{state="running"} 1.0',
        "evenhand_queue_depth 1.0",
        "evenhand_gpu_queue_depth 0.0",
        'evenhand_workers{gpu="true"} 0.0',
        "evenhand_workers_busy 1.0",
        'evenhand_failures{reason="timeout"} 1.0',
        'evenhand_probe_seconds_count{probe="fairness.selection_rate"} 1.0',
        'evenhand_probe_seconds_sum{probe="fairness.selection_rate"} 0.1',
    ):
        assert line in text.splitlines(), line


def test_the_oldest_waiting_audit_has_an_age(place: Place) -> None:
    place.audit()
    with place.records.reading(EVERYONE) as unit:
        assert 0 <= unit.metrics_queries.all().oldest_queued_seconds < 60
