from pathlib import Path

import pytest

from evenhand import checkup
from service.records.migrating import migrate
from service.settings import Settings


def settings(home: Path, **more) -> Settings:
    return Settings.from_environment({"EVENHAND_HOME": str(home), **more})


def test_a_database_at_the_newest_revision_is_ok(tmp_path):
    found = settings(tmp_path)
    assert "not there yet" in checkup.database(found).detail
    migrate(found.database_url)
    assert checkup.database(found).state == "ok"


def test_a_database_left_behind_is_wrong_and_named(tmp_path):
    (tmp_path / "evenhand.sqlite").touch()
    found = checkup.database(settings(tmp_path))
    assert found.state == "wrong"
    assert "migrating" in found.remedy


def test_two_distributions_of_onnxruntime_are_wrong(monkeypatch, tmp_path):
    class Item:
        def __init__(self, name):
            self.metadata = {"Name": name}

    monkeypatch.setattr(
        checkup, "distributions", lambda: [Item("onnxruntime"), Item("onnxruntime-gpu")]
    )
    assert checkup.one_onnxruntime(settings(tmp_path)).state == "wrong"


def test_a_full_disk_is_a_warning(monkeypatch, tmp_path):
    monkeypatch.setattr(checkup, "ENOUGH_BYTES", 2**62)
    assert checkup.disk(settings(tmp_path)).state == "warning"


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(monkeypatch, tmp_path):
    def broken(_):
        raise ValueError("no")

    monkeypatch.setattr(checkup, "disk", broken)
    found = {item.name: item for item in checkup.examine(settings(tmp_path))}
    assert found["broken"].state == "wrong"
    assert {"python", "database"} <= found.keys()


def test_the_sandbox_says_which_walls_stand(tmp_path):
    found = checkup.sandbox(settings(tmp_path))
    assert found.state in ("ok", "warning")
    assert "no_new_privs" in found.detail


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0"])
def test_a_broker_that_does_not_answer_is_wrong(url, tmp_path):
    found = {item.name: item for item in checkup.examine(settings(tmp_path, REDIS_URL=url))}
    assert found["broker"].state == "wrong"
