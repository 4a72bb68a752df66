"""How messages travel, as Celery reads it."""

from pathlib import Path

from celery import Celery
from celery.app.defaults import NAMESPACES, flatten

from service.delivery import AUDITS, GPU, INSPECTIONS, RETRIES, celery_settings
from service.settings import QUEUES, Settings


def settings(tmp_path: Path, **changed: str) -> Settings:
    return Settings.from_environment({"EVENHAND_HOME": str(tmp_path), **changed})


def test_celery_knows_every_setting(tmp_path: Path) -> None:
    known = {name for name, _ in flatten(NAMESPACES)}
    assert set(celery_settings(settings(tmp_path))) <= known


def test_the_longest_audit_with_all_its_attempts_is_delivered_once(tmp_path: Path) -> None:
    given = settings(tmp_path, EVENHAND_AUDIT_SECONDS="7000", EVENHAND_ATTEMPTS="3")
    options = celery_settings(given)["broker_transport_options"]
    assert options["visibility_timeout"] > 3 * 7000


def test_a_message_is_data_and_never_a_pickle(tmp_path: Path) -> None:
    app = Celery("test")
    app.config_from_object(celery_settings(settings(tmp_path)))
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late  # a worker that dies leaves its message behind


def test_each_queue_has_one_name() -> None:
    assert (AUDITS, GPU, INSPECTIONS, RETRIES) == QUEUES
    assert len(set(QUEUES)) == 4
