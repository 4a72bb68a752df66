"""Settings: from the environment, with the reason where they cannot work."""

from pathlib import Path

import pytest

from service.settings import ClientSettings, SettingRefused, Settings, broker_socket


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
