"""Which queue: by the rows alone."""

import pytest

from service.delivery import AUDITS, GPU
from service.routing import queue_for


@pytest.mark.parametrize(
    ("device", "created", "seen", "queue"),
    [
        (None, 1000.0, 1000.0, AUDITS),  # wants nothing
        ("gpu", 1000.0, None, AUDITS),  # nobody ever served one: no waiting for nothing
        ("gpu", 1000.0, 999.0, GPU),
        ("gpu", 1000.0, 940.0, GPU),
        ("gpu", 1000.0, 0.0, GPU),  # the worker may be on its way: this audit is new
        ("gpu", 900.0, 995.0, GPU),  # old, and a worker is there
        ("gpu", 900.0, 939.0, AUDITS),  # both too long ago
        ("gpu", 939.9, 0.0, AUDITS),
    ],
)
def test_an_audit_waits_for_a_gpu_as_long_as_there_is_hope(
    device: str | None, created: float, seen: float | None, queue: str
) -> None:
    found = queue_for(device, created_at=created, gpu_seen_at=seen, now=1000.0, wait_seconds=60.0)
    assert found == queue
