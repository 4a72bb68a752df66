"""Before the parts are started; the running service stands in `tests/integration`."""

import fcntl
import socket
import stat
from pathlib import Path

import pytest

from audits.errors import Refused
from evenhand.embedded import Embedded, _address, gunicorn_options, prepare
from service.records.unit_of_work import EVERYONE, Records
from service.settings import ADDRESS, ClientSettings, Settings
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)


def settings(home: Path, **environ: str) -> Settings:
    return Settings.from_environment({"EVENHAND_HOME": str(home), **environ})


def test_the_first_start_makes_one_key_that_opens_the_database(tmp_path: Path) -> None:
    given = settings(tmp_path)
    file = prepare(given)
    assert file == given.key_file
    assert stat.S_IMODE(given.key_file.stat().st_mode) == 0o600
    text = given.key_file.read_text().strip()
    assert prepare(given) is None  # the second start makes none
    assert given.key_file.read_text().strip() == text
    with Records(given.database_url) as records, records.reading(EVERYONE) as unit:
        key = unit.keys.verify(text)
        assert key is not None
        assert sorted(key.scopes) == ["admin", "approve", "operate", "read", "write"]


def test_a_folder_has_one_service(tmp_path: Path) -> None:
    with open(tmp_path / "lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(Refused) as refusal:
            Embedded(settings(tmp_path)).start()
    assert refusal.value.problems[0].code == "already_running"


def test_a_port_that_is_taken_is_said_and_the_folder_is_free_again(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        given = settings(tmp_path, EVENHAND_PORT=str(other.getsockname()[1]))
        for _ in range(2):  # the second time it is not the lock that refuses
            with pytest.raises(Refused) as refusal:
                Embedded(given).start()
            assert refusal.value.problems[0].code == "port_taken"


def test_a_folder_that_cannot_be_made_is_refused_by_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused) as refusal:
        Embedded(settings(tmp_path / "file" / "home"))
    assert refusal.value.problems[0].field == "EVENHAND_HOME"


def test_the_server_is_one_process_of_the_projects_worker(tmp_path: Path) -> None:
    options = gunicorn_options(settings(tmp_path, EVENHAND_PORT="9999", EVENHAND_API_THREADS="7"))
    assert "--bind=127.0.0.1:9999" in options
    assert "--threads=7" in options
    assert "--worker-class=service.serving.Worker" in options
    assert "--workers=1" in options


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({"EVENHAND_PORT": "9123"}, "http://127.0.0.1:9123"),
        ({"EVENHAND_PORT": "9123", "EVENHAND_HOST": "0.0.0.0"}, "http://127.0.0.1:9123"),
        ({"EVENHAND_PUBLIC_URL": "https://audits.example/"}, "https://audits.example"),
    ],
)
def test_commands_beside_it_are_told_where_it_answers(
    tmp_path: Path, environ: dict[str, str], address: str
) -> None:
    assert _address(settings(tmp_path, **environ)) == address
    (tmp_path / ADDRESS).write_text(f"{address}\n", encoding="utf-8")
    home = {"EVENHAND_HOME": str(tmp_path)}
    assert ClientSettings.from_environment(home).server == address
    named = {**home, "EVENHAND_SERVER": "http://other.example"}
    assert ClientSettings.from_environment(named).server == "http://other.example"


def test_without_a_running_service_the_usual_address_is_asked(tmp_path: Path) -> None:
    home = {"EVENHAND_HOME": str(tmp_path)}
    assert ClientSettings.from_environment(home).server == "http://127.0.0.1:8321"
