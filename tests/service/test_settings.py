"""Settings: from the environment, with the reason where they cannot work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.broker_place import broker_socket
from service.setting_refused import SettingRefused
from service.settings import ClientSettings, Settings


def test_the_defaults_keep_everything_in_one_folder_on_loopback(tmp_path: Path) -> None:
    found = Settings.from_environment({"EVENHAND_HOME": str(tmp_path)})
    assert found.database_url == f"sqlite:///{tmp_path}/evenhand.sqlite"
    assert found.broker_url == f"redis+socket://{broker_socket(tmp_path)}"
    assert found.artifacts_url == str(tmp_path / "artifacts")
    assert (found.host, found.port) == ("127.0.0.1", 8321)
    assert (found.lease_seconds, found.sweep_seconds, found.attempts) == (30, 5, 3)
    assert found.key_file == tmp_path / "api-key"


def test_a_production_setup_names_its_servers(tmp_path: Path) -> None:
    found = Settings.from_environment(
        {
            "DATABASE_URL": "postgresql://db/evenhand",
            "REDIS_URL": "redis://queue:6379/0",
            "EVENHAND_ARTIFACTS": "s3://bucket/evenhand",
            "EVENHAND_HOST": "0.0.0.0",
            "EVENHAND_ALLOWED_HOSTS": "audit.example.org, localhost",
            "EVENHAND_PUBLIC_URL": "https://audit.example.org/",
        }
    )
    assert found.database_url == "postgresql://db/evenhand"
    assert found.broker_url == "redis://queue:6379/0"
    assert found.allowed_hosts == ("audit.example.org", "localhost")
    assert found.public_url == "https://audit.example.org"


def test_listening_everywhere_does_not_allow_every_host() -> None:
    found = Settings.from_environment({"EVENHAND_HOST": "0.0.0.0"})
    assert "0.0.0.0" not in found.allowed_hosts


@pytest.mark.parametrize("text", ["soon", "0", "-1", "nan", "inf"])
def test_a_number_that_cannot_work_is_named(text: str) -> None:
    with pytest.raises(SettingRefused, match="EVENHAND_LEASE_SECONDS"):
        Settings.from_environment({"EVENHAND_LEASE_SECONDS": text})


@pytest.mark.parametrize("text", ["0", "65536", "http"])
def test_a_port_is_a_port(text: str) -> None:
    with pytest.raises(SettingRefused, match="EVENHAND_PORT"):
        Settings.from_environment({"EVENHAND_PORT": text})


def test_what_the_command_line_says_wins(tmp_path: Path) -> None:
    found = Settings.from_environment(
        {"EVENHAND_PORT": "1", "EVENHAND_HOME": "/elsewhere"}, home=str(tmp_path), port=9000
    )
    assert (found.port, found.home) == (9000, tmp_path)
    assert found.to_environment()["EVENHAND_PORT"] == "9000"


def test_a_deep_folder_has_its_socket_where_the_path_is_short_enough(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    assert len(str(broker_socket(deep))) < 100
    assert broker_socket(deep) != broker_socket(tmp_path / ("y" * 120))
    assert broker_socket(deep) == broker_socket(deep)


def test_the_embedded_services_key_is_found(tmp_path: Path) -> None:
    assert ClientSettings.from_environment({"EVENHAND_HOME": str(tmp_path)}).key is None
    (tmp_path / "api-key").write_text("ehk_1_2\n")
    assert ClientSettings.from_environment({"EVENHAND_HOME": str(tmp_path)}).key == "ehk_1_2"
    found = ClientSettings.from_environment(
        {"EVENHAND_HOME": str(tmp_path), "EVENHAND_API_KEY": "ehk_3_4"}
    )
    assert found.key == "ehk_3_4"


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "sqlite:///", "sqlite:///file::memory:?cache=shared",
     "sqlite:///file:x?mode=memory&uri=true"],
)  # fmt: skip
def test_a_database_in_memory_is_refused_with_the_remedy(url: str) -> None:
    with pytest.raises(SettingRefused, match=r"DATABASE_URL.*in memory.*name a file"):
        Settings.from_environment({"DATABASE_URL": url})


@pytest.mark.parametrize("url", ["mysql://db/evenhand", "evenhand.sqlite", "oracle+x://db"])
def test_a_database_that_is_not_spoken_to_is_refused(url: str) -> None:
    with pytest.raises(SettingRefused, match=r"DATABASE_URL.*postgresql://"):
        Settings.from_environment({"DATABASE_URL": url})


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "workers.celery_app"],
        ["-m", "workers.scheduling"],
        ["-m", "service.records.migrating"],
        ["-m", "evenhand.cli", "doctor"],
    ],
)
def test_a_process_says_in_one_line_which_setting_it_cannot_work_with(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "DATABASE_URL": "sqlite:///:memory:"},
        capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode in (1, 3)
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("REDIS_URL", "http://queue", "redis://host:6379/0"),
        ("EVENHAND_LOG_LEVEL", "loud", "DEBUG, INFO"),
        ("EVENHAND_PORT", "99999", "at most 65535"),
    ],
)
def test_a_value_that_cannot_work_is_refused_with_what_can(
    variable: str, value: str, remedy: str
) -> None:
    with pytest.raises(SettingRefused, match=f"{variable}.*{remedy}"):
        Settings.from_environment({variable: value})


def test_a_queue_that_nobody_rings_is_refused() -> None:
    with pytest.raises(SettingRefused, match="EVENHAND_QUEUES: 'gpus' is none of audits, gpu"):
        Settings.from_environment({"EVENHAND_QUEUES": "audits,gpus"})


def test_an_empty_variable_is_one_that_is_not_there() -> None:
    assert Settings.from_environment({"EVENHAND_PORT": " ", "EVENHAND_QUEUES": ""}) == (
        Settings.from_environment({})
    )


@pytest.mark.parametrize(("text", "number"), [("1e6", 1_000_000), ("12", 12), ("3.0", 3)])
def test_a_whole_number_may_be_written_in_several_ways(text: str, number: int) -> None:
    assert Settings.from_environment({"EVENHAND_TENANT_AUDITS": text}).tenant_audits == number


@pytest.mark.parametrize("text", ["maybe", "2"])
def test_a_switch_is_yes_or_no(text: str) -> None:
    assert Settings.from_environment({"EVENHAND_ENCRYPT_ARTIFACTS": "Yes"}).encrypt_artifacts
    with pytest.raises(SettingRefused, match=r"EVENHAND_ENCRYPT_ARTIFACTS.*none of yes, no"):
        Settings.from_environment({"EVENHAND_ENCRYPT_ARTIFACTS": text})


def test_a_constructor_looks_at_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_PORT", "9000")
    assert Settings(host="audit").port == 8321
    assert Settings.from_environment().port == 9000


def test_settings_do_not_change_and_hide_their_keys() -> None:
    found = Settings.from_environment({"EVENHAND_SECRETS_KEY": "key-of-the-test"})
    assert found.secrets_keys == ("key-of-the-test",)
    assert "key-of-the-test" not in repr(found)
    with pytest.raises(ValueError, match="frozen"):
        found.port = 1  # type: ignore[misc]
