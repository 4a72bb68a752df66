"""News of audits: written with the change, sent until taken, once."""

import json
import socketserver
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from service.records.unit_of_work import EVERYONE
from service.signatures import is_signed
from tests.integration.conftest import House, kill_tree
from tests.integration.servers import wait_until
from tests.local_hosts import LOCAL
from tests.sending import send_due
from workers.notifying import Mail
from workers.outbound import Answered

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]


def test_a_changed_gate_and_a_failure_are_told_and_retried(make_house: Make) -> None:
    house = make_house()
    with house.records.writing(house.tenant) as unit:
        hook = unit.webhooks.add(
            url="https://x", secret="s", events=["gate_changed", "audit_failed"]
        )
        unit.commit()
    worker = house.worker()
    (first,) = house.submit()
    house.wait_for("completed", 1, 20)
    house.submit()  # the same gate again: no news
    house.wait_for("completed", 2, 20)
    sent: list[tuple[str, dict[str, Any]]] = []

    def send(url: str, body: dict[str, Any], *, event: str, **_: Any) -> Answered:
        sent.append((event, body))
        return Answered(500, "answered 500", 0.1) if len(sent) == 1 else Answered(200, None, 0.1)

    assert send_due(house.records, send=send) == 1
    assert send_due(house.records, send=send) == 0  # its pause is not over
    event, body = sent[0]
    assert (event, body["gate"], body["previous_gate"]) == ("gate_changed", "pass", None)
    assert body["audit"] == first
    with house.records.reading(house.tenant) as unit:
        (row,) = unit.deliveries.page(hook.id).rows
        assert (row.state, row.attempt) == ("waiting", 1)
        assert row.attempts_log[0]["status"] == 500

    kill_tree(worker)
    (audit_id,) = house.submit(seed=1)
    with house.records.writing(EVERYONE) as unit:
        claim = unit.claims.take(audit_id, worker="w", lease_seconds=9, attempts=3)
        assert claim is not None
        unit.claims.fail(claim, "timeout", "too slow")
        unit.commit()
    assert send_due(house.records, send=send) == 1
    assert sent[-1][0] == "audit_failed"
    assert sent[-1][1]["code"] == "timeout"


def listener(
    answer: Callable[[bytes, Any], int],
) -> tuple[HTTPServer, threading.Thread]:
    """A real server on loopback that hands each body to `answer` and replies with its status."""

    class Hears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(answer(body, self.headers))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hears)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    return server, thread


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_real_server_receives_the_message_and_its_signature_holds(make_house: Make) -> None:
    house = make_house(EVENHAND_WEBHOOK_HOSTS="localhost:*,127.0.0.1:*")
    heard: list[tuple[dict[str, Any], bool]] = []

    def hear(body: bytes, headers: Any) -> int:
        good = is_signed(headers["Evenhand-Signature"], body, secret="the-secret", now=time.time())
        heard.append((json.loads(body), good))
        return 204

    server, thread = listener(hear)
    with house.records.writing(house.tenant) as unit:
        unit.webhooks.add(
            url=f"http://127.0.0.1:{server.server_port}/hook",
            secret="the-secret",
            events=["gate_changed"],
        )
        unit.commit()
    house.worker()
    house.scheduler()  # the real one: it sends the outbox
    (audit,) = house.submit()
    wait_until(lambda: heard, 30)
    server.shutdown()
    thread.join()
    server.server_close()
    ((body, good),) = heard
    assert good
    assert (body["event"], body["audit"], body["gate"]) == ("gate_changed", audit, "pass")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_news_go_out_by_mail(make_house: Make) -> None:
    house = make_house()
    lines: list[str] = []

    class Post(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 post\r\n")
            in_letter = False
            for raw in self.rfile:
                line = raw.decode().rstrip("\r\n")
                lines.append(line)
                if in_letter and line != ".":
                    continue
                in_letter = line.upper() == "DATA"
                code = {"DATA": "354", "QUIT": "221"}.get(line.upper(), "250")
                self.wfile.write(f"{code} ok\r\n".encode())

    with socketserver.TCPServer(("127.0.0.1", 0), Post) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with house.records.writing(house.tenant) as unit:
            hook = unit.webhooks.add(url="mailto:ops@example.org", secret="s", events=[])
            unit.deliveries.put_for(
                hook, "gate_changed", {"name": "credit\nBcc: x", "gate": "fail"}
            )
            unit.commit()
        mail = Mail(f"smtp://127.0.0.1:{server.server_address[1]}", "evenhand@example.org")
        assert send_due(house.records, mail=mail) == 1
        server.shutdown()
        thread.join()
    subjects = [line for line in lines if line.startswith("Subject:")]
    assert len(subjects) == 1
    assert subjects[0].startswith("Subject: Evenhand: credit Bcc: x: the gate is fail")
    headers = lines[: lines.index("")]  # below them a line break is only a line break
    assert not any(line.startswith("Bcc") for line in headers)
    with house.records.reading(house.tenant) as unit:
        (row,) = unit.deliveries.page(hook.id).rows
        assert row.state == "sent", row.attempts_log
