"""The trail: what it holds, that administrators read it, that nothing leaves it unseen."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, text, update

from audits.report.trust import key_set
from evenhand import cli, serving
from evenhand.client import Client
from service import noting
from service.records.tables import LogEntry, TrailHead
from service.records.unit_of_work import EVERYONE
from service.trail import Trail, dumps, loads
from tests.service.conftest import ORIGIN, Place
from workers.context import WorkerContext
from workers.heads import HeadKeeper


@pytest.fixture(autouse=True)
def nothing_was_refused_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "_repeats", noting.Repeats())


def lines(place: Place, query: str = "", key: str = "full") -> list[dict[str, Any]]:
    answer = place.client.get(f"/v1/trail{query}", headers=place.headers(key))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def test_a_line_says_who_what_when_from_where_and_in_which_request(place: Place) -> None:
    answer = place.client.post(
        "/v1/policies", json={"name": "p", "policy": {"rules": []}}, headers=place.headers()
    )
    (line,) = lines(place, "?action=policy.stored")
    assert line["object"] == answer.json["id"]
    assert line["actor"].startswith("key_")
    assert line["details"] == {
        "address": "127.0.0.1", "request_id": answer.headers["X-Request-Id"]
    }  # fmt: skip


def test_sign_ins_and_their_failures_are_held(place: Place) -> None:
    place.signed_in("reads").post("/logout", headers={"Origin": ORIGIN})  # no token: refused
    assert [line["action"] for line in lines(place, "?action=session")] == ["session.opened"]
    for _ in range(3):
        for wrong in (place.keys["full"][:-1] + "_", "ehk_0_x", "nonsense"):
            place.client.post("/login", data={"key": wrong}, headers={"Origin": ORIGIN})
    (refused,) = lines(place, "?action=key.refused")  # once a minute, with their number
    assert refused["details"]["times"] == 1
    assert refused["object"] == refused["actor"]


def test_a_wrong_password_is_held_without_the_name_that_nobody_has(place: Place) -> None:
    with place.records.writing(EVERYONE) as unit:
        unit.users.add("ada", "no hash", ["read"], tenant=place.tenants["ours"])
        unit.commit()
    for name in ("ada", "hunter2"):
        answer = place.client.post(
            "/login", data={"tenant": "ours", "name": name, "password": "x"},
            headers={"Origin": ORIGIN},
        )  # fmt: skip
        assert answer.status_code == 401
    found = lines(place, "?action=session.refused")
    assert [line["actor"][:4] for line in found] == ["some", "usr_"]
    assert "hunter2" not in json.dumps(found)


@pytest.mark.parametrize(
    "name", ["report.json", "report.html", "report.md", "report.sarif", "junit.xml",
             "model-card.md", "report.intoto.json"],
)  # fmt: skip
def test_downloads_are_held(place: Place, name: str) -> None:
    audit = place.completed_audit()
    answer = place.client.get(f"/v1/audits/{audit}/{name}", headers=place.headers("reads"))
    assert answer.status_code == 200
    (line,) = lines(place, "?action=report.downloaded")
    assert line["object"] == audit


def test_waivers_are_held_whether_stored_or_sent_along(place: Place) -> None:
    waiver = {"finding": "f" * 12, "until": "2099-01-31", "reason": "agreed by the board"}
    policy = {"rules": [{"metric": "accuracy", "at_least": 0.5}], "waivers": [waiver]}
    answer = place.client.post(
        "/v1/policies", json={"name": "lenient", "policy": policy}, headers=place.headers()
    )
    assert answer.status_code == 201, answer.text
    assert lines(place, "?action=policy.stored")[0]["details"]["waivers"] == [waiver]


def test_only_administrators_read_it_and_only_their_own(place: Place) -> None:
    place.signed_in()
    assert place.client.get("/v1/trail", headers=place.headers("reads")).status_code == 403
    ours = {line["hash"] for line in lines(place)}
    assert ours
    assert not ours & {line["hash"] for line in lines(place, key="stranger")}


def test_pages_go_on_where_the_one_before_ended(place: Place) -> None:
    for _ in range(5):
        place.signed_in()
    first = place.client.get("/v1/trail?limit=2", headers=place.headers()).json
    rest = lines(place, f"?limit=200&cursor={first['cursor']}")
    everything = lines(place, "?limit=200")
    assert first["items"] + rest == everything
    assert [line["position"] for line in everything] == list(range(len(everything)))[::-1]


def test_the_page_shows_it_in_words(place: Place) -> None:
    browser = place.signed_in()
    place.signed_in("reads")
    found = browser.get("/trail").text
    assert "Session opened" in found
    assert "reads" in found
    assert "Session opened" not in browser.get("/trail?of=audit").text
    assert "Session opened" in browser.get("/trail?of=session&cursor=1").text
    assert place.signed_in("reads").get("/trail").status_code == 403


# What an auditor does with it, away from the service.


@pytest.fixture
def kept(place: Place, tmp_path: Path) -> Any:
    """Export, keys, and what `evenhand verify --trail` makes of them."""
    worker = WorkerContext(records=place.records, store=None, settings=place.settings)  # type: ignore[arg-type]
    tenant = place.tenants["ours"]

    class Kept:
        heads = HeadKeeper(worker)

        def export(self, name: str) -> Path:
            listed = place.client.get("/v1/trail/heads?limit=200", headers=place.headers()).json
            found = Trail(tenant, lines(place, "?limit=200")[::-1], listed["items"][::-1])
            path = tmp_path / name
            path.write_text("".join(f"{line}\n" for line in dumps(found)), encoding="utf-8")
            return path

        def verify(self, path: Path, *more: str) -> int:
            keys = tmp_path / "keys.json"
            with place.records.reading(EVERYONE) as unit:
                keys.write_text(json.dumps(key_set(unit.signing_keys.trusted().values())))
            return cli.main(["verify", "--trail", str(path), "--keys", str(keys), *more])

        def execute(self, statement: Any) -> None:
            with place.records.writing(EVERYONE) as unit:
                unit._session.execute(statement.execution_options(synchronize_session=False))
                unit.commit()

    for _ in range(4):
        place.signed_in()
    found = Kept()
    found.heads.sign()
    return found


def test_a_whole_trail_is_verified(kept: Any, place: Place, capsys: Any) -> None:
    assert kept.verify(kept.export("trail")) == 0
    assert kept.heads.sign() == 0  # nothing grew
    place.signed_in()
    assert kept.verify(kept.export("trail")) == 0
    assert "the last 1 came since" in capsys.readouterr().out


def test_the_command_shows_exports_and_verifies_it(
    kept: Any, place: Place, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = httpx.WSGITransport(app=place.app)
    monkeypatch.setattr(
        serving,
        "connect",
        lambda _: Client("http://localhost", place.keys["full"], transport=transport),
    )
    assert cli.main(["trail", "list", "--of", "session", "--most", "2"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 2
    assert all("session.opened" in line and "127.0.0.1" in line for line in shown)
    path = tmp_path / "exported"
    assert cli.main(["trail", "export", str(path)]) == 0
    assert "1 signed heads" in capsys.readouterr().out
    assert loads(path.read_text()) == loads(kept.export("by hand").read_text())
    assert kept.verify(path) == 0


def test_lines_missing_at_the_end_are_noticed(kept: Any, capsys: Any, caplog: Any) -> None:
    before = kept.export("before")
    kept.execute(delete(LogEntry).where(LogEntry.position >= 2))
    assert kept.verify(kept.export("trail")) == 1
    assert "MISSING AT THE END" in capsys.readouterr().out
    # Somebody thorough takes the heads away as well: an export from before tells.
    kept.execute(delete(TrailHead))
    assert kept.verify(kept.export("trail")) == 2  # nothing vouches for the end
    assert kept.verify(kept.export("trail"), "--earlier", str(before)) == 1
    assert "MISSING or were changed" in capsys.readouterr().out
    kept.heads.sign()  # and the worker that signed them says so in its log
    assert "lost lines" in caplog.text


@pytest.mark.parametrize(
    "changed",
    [{"actor": "somebody else"}, {"details": {}}, {"at": 1.0}, {"object_id": "x"},
     {"action": "session.closed"}, {"hash": "0" * 64}, {"previous_hash": "0" * 64}],
)  # fmt: skip
def test_a_changed_line_is_noticed(kept: Any, changed: dict[str, Any], capsys: Any) -> None:
    kept.execute(update(LogEntry).where(LogEntry.position == 1).values(**changed))
    assert kept.verify(kept.export("trail")) == 1
    assert "was changed" in capsys.readouterr().out


def test_a_trail_written_anew_to_its_end_is_noticed(kept: Any, place: Place, capsys: Any) -> None:
    """Every hash right, another history: the head was signed over the true one."""
    kept.execute(delete(LogEntry).where(text("1=1")))
    with place.records.writing(EVERYONE) as unit:
        for _ in range(10):
            unit.log.append(place.tenants["ours"], "nobody", "nothing", None)
        unit.commit()
    assert kept.verify(kept.export("trail")) == 1
    assert "is not the one that was signed" in capsys.readouterr().out


def test_a_head_of_a_strangers_key_is_not_believed(kept: Any, tmp_path: Path, capsys: Any) -> None:
    path = kept.export("trail")
    keys = tmp_path / "other.json"
    keys.write_text(json.dumps(key_set([])))
    assert cli.main(["verify", "--trail", str(path), "--keys", str(keys)]) == 1
    assert "NO KEY" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    ["", "{}", '{"schema": "evenhand.trail/1"}\n{"line": {}}',
     '{"schema": "evenhand.trail/1"}\n{"line": {"a": 1}, "head": {}}', "not json"],
)  # fmt: skip
def test_what_is_no_trail_is_refused(wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "trail"
    path.write_text(wrong)
    assert cli.main(["verify", "--trail", str(path)]) == 3
    with pytest.raises(ValueError, match=r"trail|neither|members|Expecting"):
        loads(wrong)


def test_an_id_of_a_proxy_is_taken_only_behind_one(place: Place) -> None:
    answer = place.client.get("/healthz", headers={"X-Request-Id": "made-up-by-anybody"})
    assert answer.headers["X-Request-Id"] != "made-up-by-anybody"
