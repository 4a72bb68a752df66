"""Which queue an audit waits in: a pure decision, so that whoever rings decides alike."""

from service.delivery import AUDITS, GPU

WANTS_GPU = "gpu"


def queue_for(
    device: str | None,
    *,
    created_at: float,
    gpu_seen_at: float | None,
    now: float,
    wait_seconds: float,
) -> str:
    """The queue for an audit of this `device` (the row's own: "gpu" or None).

    created_at, gpu_seen_at, now: seconds by the database's clock; `gpu_seen_at` is when a worker
    that serves GPU audits was last heard, None where there never was one. An audit waits for such
    a worker for `wait_seconds` after both moments, then any worker may have it.
    """
    if device != WANTS_GPU or gpu_seen_at is None:
        return AUDITS
    return GPU if now - max(created_at, gpu_seen_at) <= wait_seconds else AUDITS
