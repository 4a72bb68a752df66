"""Lines of the trail about requests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from service import guarding, noting
from service.limiting import Rate
from service.records.unit_of_work import EVERYONE
from tests.service.api.test_trail import lines, nothing_was_refused_before
from tests.service.conftest import ORIGIN, Place

__all__ = ["nothing_was_refused_before"]  # fixtures


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


def test_guesses_that_are_not_looked_at_any_more_are_held_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "ONCE_SECONDS", 0.0)
    monkeypatch.setattr(guarding, "WRONG_PASSWORDS", tuple(
        Rate(rate.name, 1, rate.seconds) for rate in guarding.WRONG_PASSWORDS
    ))  # fmt: skip
    data = {"tenant": "ours", "name": "ada", "password": "x"}
    statuses = [
        place.client.post("/login", data=data, headers={"Origin": ORIGIN}).status_code
        for _ in range(3)
    ]
    assert statuses == [401, 429, 429]
    assert len(lines(place, "?action=session.refused")) == 3


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


def test_a_refusal_asks_the_database_the_same_whether_the_name_exists_or_not(
    place: Place,
) -> None:
    """What it waits for could be timed; the line of the trail comes afterwards."""
    with place.records.writing(EVERYONE) as unit:
        unit.users.add("ada", "no hash", ["read"], tenant=place.tenants["ours"])
        unit.commit()
    statements: list[str] = []
    answering = threading.get_ident()

    def hear(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        is_about_rows = not statement.startswith(("pragma", "begin"))  # else: the connection's
        if threading.get_ident() == answering and is_about_rows:
            statements.append(statement)

    event.listen(place.records._engine, "before_cursor_execute", hear)

    def asked(path: str, **sent: Any) -> list[str]:
        statements.clear()
        assert place.client.open(path, **sent).status_code == 401
        return list(statements)

    def with_password(tenant: str, name: str) -> list[str]:
        data = {"tenant": tenant, "name": name, "password": "x"}
        return asked("/login", method="POST", data=data, headers={"Origin": ORIGIN})

    def with_key(key: str) -> list[str]:
        return asked("/v1/audits", headers={"Authorization": f"Bearer {key}"})

    known = with_password("ours", "ada")
    assert known
    assert with_password("ours", "nobody") == with_password("nowhere", "ada") == known
    key = place.keys["full"]
    unknown = f"ehk_{'0' * 32}_{key.rpartition('_')[2]}"
    assert with_key(f"{key[:-1]}_") == with_key(unknown)
    written = [line["action"] for line in lines(place)]
    assert written.count("session.refused") == 2
    assert written.count("key.refused") == 1


def test_who_writes_waits_for_what_others_are_writing() -> None:
    """A line that a timer is writing is there once `write` comes back."""
    begun, may_end = threading.Event(), threading.Event()
    written: list[str] = []

    class Slow:
        @contextmanager
        def writing(self, tenant: str) -> Iterator["Slow"]:
            begun.set()
            assert may_end.wait(5)
            yield self

        @property
        def log(self) -> "Slow":
            return self

        def append(self, tenant: str, *_: object, **__: object) -> None:
            written.append(tenant)

        def commit(self) -> None:
            pass

    afterwards = noting.Afterwards()
    afterwards._waiting.append(noting._Failure(Slow(), "ours", "ada", "session.refused", None, {}))
    timer = threading.Thread(target=afterwards.write)
    timer.start()
    assert begun.wait(5)
    threading.Timer(0.1, may_end.set).start()
    afterwards.write()
    assert written == ["ours"]
    timer.join()
