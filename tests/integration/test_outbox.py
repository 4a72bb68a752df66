"""The outbox under hostile addresses: nobody's news wait for another's."""

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from service.records.unit_of_work import EVERYONE, UnitOfWork
from tests.integration.conftest import House
from tests.sending import send_due
from workers.notifying import MOST_ATTEMPTS, Mail, Outbox, keep_sending
from workers.outbound import Answered, post

pytestmark = pytest.mark.enable_socket
Make = Callable[..., House]

ODD = [
    "https://a.org/\n", "https://[::1", "https://a.org/\r\nX: y", "mailto:a@b.org\nBcc: c@d.org",
    "mailto:é\ud7ff@b.org", "", "x" * 5_000, "https://a.org:99999/",
    "https://" + "a" * 64 + "/", "mailto:",
]  # fmt: skip


def told(unit: UnitOfWork, url: str, *, tenant: str, count: int = 1) -> str:
    hook = unit.webhooks.add(url=url, secret="s", events=[], tenant_id=tenant)
    for _ in range(count):
        unit.deliveries.put_for(hook, "gate_changed", {"name": "credit", "gate": "fail"})
    return hook.id


def change(house: House, statement: str) -> None:
    """A change of the test's own, past the records."""
    engine = create_engine(house.settings.database_url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_an_odd_address_costs_its_own_delivery_an_attempt_and_the_others_nothing(
    make_house: Make,
) -> None:
    house = make_house()
    with house.records.writing(EVERYONE) as unit:
        stranger = unit.tenants.add("stranger").id
        odd = [told(unit, url, tenant=house.tenant) for url in ODD]
        good = told(unit, "https://good.example.org/", tenant=stranger)
        unit.commit()
    sent: list[str] = []

    def send(url: str, *args: Any, **options: Any) -> Answered:
        if "good" not in url:
            return post(url, *args, **options)
        sent.append(url)
        return Answered(200, None, 0.1)

    mail = Mail("smtp://127.0.0.1:1", "evenhand@example.org")
    while send_due(house.records, send=send, mail=mail):
        pass
    assert sent == ["https://good.example.org/"]
    with house.records.reading(EVERYONE) as unit:
        (row,) = unit.deliveries.page(good).rows
        assert row.state == "sent"
        for hook in odd:
            (row,) = unit.deliveries.page(hook).rows
            assert (row.state, row.attempt) == ("waiting", 1)
            assert row.attempts_log[0]["error"]


def test_what_breaks_a_sender_is_an_attempt_and_given_up_in_time(make_house: Make) -> None:
    house = make_house()
    with house.records.writing(EVERYONE) as unit:
        hook = told(unit, "https://x/", tenant=house.tenant)
        unit.commit()

    def broken(*_: Any, **__: Any) -> Answered:
        raise KeyError("whatever")

    for attempt in range(1, 8):
        assert send_due(house.records, send=broken) == 1
        with house.records.reading(EVERYONE) as unit:
            (row,) = unit.deliveries.page(hook).rows
        assert row.attempt == attempt
        change(house, "update deliveries set next_at = 0")
    assert row.state == "failed"
    assert "KeyError" in row.attempts_log[-1]["error"]


def test_a_delivery_whose_senders_all_died_is_given_up(make_house: Make) -> None:
    house = make_house()
    with house.records.writing(EVERYONE) as unit:
        hook = told(unit, "https://x/", tenant=house.tenant)
        unit.commit()
    change(
        house,
        f"update deliveries set state = 'sending', lease_until = 0, attempt = {MOST_ATTEMPTS}",
    )
    assert send_due(house.records) == 0
    with house.records.reading(EVERYONE) as unit:
        (row,) = unit.deliveries.page(hook).rows
    assert row.state == "failed"


def test_a_hundred_slow_addresses_of_one_tenant_leave_another_its_share(make_house: Make) -> None:
    house = make_house()
    with house.records.writing(EVERYONE) as unit:
        stranger = unit.tenants.add("stranger").id
        told(unit, "https://slow.example.org/", tenant=house.tenant, count=100)
        told(unit, "https://quick.example.org/", tenant=stranger, count=5)
        unit.commit()
    over = threading.Event()
    quick: list[float] = []
    slow: list[str] = []

    def send(url: str, *_: Any, **__: Any) -> Answered:
        if "quick" in url:
            quick.append(time.monotonic())
        else:
            slow.append(url)
            over.wait(20)
        return Answered(200, None, 0.1)

    began = time.monotonic()
    with Outbox(house.records, send=send) as outbox:
        while len(quick) < 5 and time.monotonic() - began < 10:
            outbox.look()
            outbox.finish(timeout_seconds=0.2)
        assert len(quick) == 5
        assert len(slow) <= outbox.share
        over.set()
        outbox.finish()


def test_an_answer_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.outbound.WHOLE_SECONDS", 1.0)

    class Drip(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for _ in range(100):
                    self.wfile.write(b"X: y\r\n")
                    time.sleep(0.1)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Drip) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        began = time.monotonic()
        done = post(
            f"http://127.0.0.1:{server.server_port}/", {}, secret="s", event="e", delivery_id="d",
            allowed=["127.0.0.1:*"],
        )  # fmt: skip
        seconds = time.monotonic() - began
        server.shutdown()
        thread.join()
    assert done.error
    assert seconds < 6


def test_the_real_loop_goes_on_after_an_odd_address(make_house: Make) -> None:
    heard = threading.Event()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()
            heard.set()

        def log_message(self, *_: object) -> None:
            pass

    house = make_house()
    stop = threading.Event()
    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        with house.records.writing(EVERYONE) as unit:
            for url in ODD:
                told(unit, url, tenant=house.tenant)
            other = unit.tenants.add("stranger").id
            told(unit, f"http://127.0.0.1:{server.server_port}/", tenant=other)
            unit.commit()
        sending = threading.Thread(
            target=keep_sending, args=(house.records, stop), kwargs={"allowed": ["127.0.0.1:*"]}
        )
        sending.start()
        assert heard.wait(20)
        stop.set()
        sending.join()
        server.shutdown()
        serving.join()
