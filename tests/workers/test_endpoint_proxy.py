import gzip
import json
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from audits.errors import ModelFailure
from audits.models.endpoint.socket_transport import SocketCarrier
from audits.specification.endpoint import Descriptor, Traffic
from audits.specification.endpoint_pictures import MOST_REQUEST_BYTES
from tests.endpoint_server import answering
from tests.local_hosts import LOCAL
from workers.endpoint_proxy import MOST_ANSWER_BYTES, READ_AHEAD, Carrier
from workers.endpoint_recording import Recording
from workers.endpoint_traffic import Tally


@contextmanager
def server(answers):
    """A service on the loopback that gives these (status, headers, body, seconds) in turn."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.headers["Host"], self.headers["Content-Type"], body))
            status, headers, text, seconds = answers[min(len(seen), len(answers)) - 1]
            threading.Event().wait(seconds)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            with suppress(OSError):  # the other side has gone
                self.wfile.write(text)

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}/translate", seen
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def asked(url, *, allowed=("127.0.0.1:*",), form="libretranslate", timeout=5.0):
    traffic = Traffic(retries=2)
    descriptor = Descriptor(url, form, timeout_seconds=timeout, traffic=traffic)
    with Carrier(descriptor, allowed=allowed) as carrier:
        return SocketCarrier(carrier.wire)({"q": "ő"})


@pytest.mark.allow_hosts(LOCAL)
def test_a_body_goes_out_and_its_answer_comes_back():
    with server([(200, {}, b'{"ok": 1}', 0)]) as (url, seen):
        assert asked(url) == (200, '{"ok": 1}')
    ((host, kind, body),) = seen
    assert host.startswith("127.0.0.1:")
    assert (kind, json.loads(body)) == ("application/json", {"q": "ő"})


@pytest.mark.allow_hosts(LOCAL)
@pytest.mark.parametrize(("task", "is_sent"), [("classification", True), ("translation", False)])
def test_rows_with_pictures_may_have_four_mebibytes(task, is_sent):
    """And texts one, as ever."""
    with server([(200, {}, b"{}", 0)]) as (url, seen):
        descriptor = Descriptor(url, "oip", task=task)
        with Carrier(descriptor, allowed=("127.0.0.1:*",)) as carrier:
            ask = SocketCarrier(carrier.wire)
            body = {"inputs": "9" * (MOST_REQUEST_BYTES - 1000)}
            if is_sent:
                assert ask(body) == (200, "{}")
            else:
                with pytest.raises(ModelFailure, match="a request of more than 1,048,576 bytes"):
                    ask(body)
    assert len(seen) == is_sent


@pytest.mark.allow_hosts(LOCAL)
def test_apertium_gets_a_form():
    with server([(200, {}, b"{}", 0)]) as (url, seen):
        asked(url, form="apertium")
    assert seen[0][1] == "application/x-www-form-urlencoded"


@pytest.mark.allow_hosts(LOCAL)
def test_a_private_address_is_refused_unless_it_is_allowed():
    refused = pytest.raises(ModelFailure, match="address is refused")
    with server([(200, {}, b"{}", 0)]) as (url, seen), refused:
        asked(url, allowed=())
    assert seen == []


@pytest.mark.allow_hosts(LOCAL)
def test_a_busy_service_is_asked_again():
    busy = (503, {"Retry-After": "0"}, b"busy", 0)
    with server([busy, busy, (200, {}, b"{}", 0)]) as (url, seen):
        assert asked(url) == (200, "{}")
    assert len(seen) == 3


@pytest.mark.allow_hosts(LOCAL)
def test_silence_and_floods_end():
    silence = pytest.raises(ModelFailure, match=r"no answer within 0\.2 seconds")
    with server([(200, {}, b"{}", 1.0)]) as (url, _), silence:
        asked(url, timeout=0.2)
    flood = pytest.raises(ModelFailure, match="an answer of more than")
    with server([(200, {}, b"x" * (MOST_ANSWER_BYTES + 1), 0)]) as (url, _), flood:
        asked(url)


@pytest.mark.allow_hosts(LOCAL)
def test_a_redirect_is_not_followed():
    with server([(302, {"Location": "http://169.254.169.254/"}, b"", 0)]) as (url, seen):
        assert asked(url)[0] == 302
    assert len(seen) == 1


@pytest.mark.allow_hosts(LOCAL)
def test_what_was_answered_is_recorded_though_nobody_takes_it(tmp_path):
    """The child is killed while answers are on their way back."""
    path, tally = tmp_path / "conversations.jsonl.gz", Tally()
    with answering(lambda body, number: (200, {}, json.dumps(body))) as served:
        descriptor = Descriptor(served.url, "libretranslate", traffic=Traffic(concurrency=8))
        with (
            Recording(path) as recording,
            Carrier(
                descriptor, allowed=["127.0.0.1:*"], recording=recording, tally=tally
            ) as carrier,
        ):
            carrier.wire.sendall(b"".join(b'%d {"q": %d}\n' % (each, each) for each in range(24)))
            until = time.monotonic() + 20
            while tally.by_status[200] < 24 and time.monotonic() < until:
                time.sleep(0.0002)
    lines = gzip.decompress(path.read_bytes()).splitlines()
    assert sorted(json.loads(line)["asked"]["q"] for line in lines) == list(range(24))


@pytest.mark.allow_hosts(LOCAL)
def test_a_child_that_reads_no_answers_is_not_asked_for_without_end():
    """Answers that nobody takes would otherwise heap up in the process that has the key."""
    traffic = Traffic(concurrency=2)
    with server([(200, {}, b"x" * 500_000, 0)]) as (url, seen):
        descriptor = Descriptor(url, "libretranslate", traffic=traffic)
        with Carrier(descriptor, allowed=("127.0.0.1:*",)) as carrier:
            carrier.wire.settimeout(1)
            carrier.wire.sendall(b"".join(b'%d {"q": "x"}\n' % n for n in range(100)))
            time.sleep(2)
    assert len(seen) <= (READ_AHEAD + 1) * traffic.concurrency
