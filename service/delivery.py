"""How messages travel: Celery's settings, shared by those who send and those who receive."""

from typing import Any

from service.settings import QUEUES, Settings

# GPU is heard only by workers that serve it (service.routing); RETRIES is for audits whose worker
# died, so that they do not wait behind everybody again.
AUDITS, GPU, INSPECTIONS, RETRIES = QUEUES
RUN_AUDIT = "evenhand.run_audit"
INSPECT = "evenhand.inspect"
DRAW_PDF = "evenhand.draw_pdf"


def celery_settings(settings: Settings) -> dict[str, Any]:
    """The row is the job and the message only a bell: lost or doubled, nothing is harmed."""
    return {
        "broker_url": settings.broker_url,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            # Longer than the longest audit, or a long one is delivered twice for nothing.
            "visibility_timeout": int(settings.audit_seconds * settings.attempts) + 3600,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_keepalive": True,
            "socket_connect_timeout": 2,
            "health_check_interval": 10,
        },
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_store_errors_even_if_ignored": False,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_create_missing_queues": True,
        "task_default_queue": AUDITS,
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_soft_shutdown_timeout": settings.shutdown_seconds,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_pool": "threads",
        "worker_concurrency": settings.worker_threads,
        "event_queue_expires": 60,
    }
