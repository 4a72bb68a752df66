"""A real server on the loopback, which refuses, fails, hangs, hangs up and answers nonsense."""

import json
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from audits.errors import ModelFailure
from audits.models.endpoint.socket_transport import SocketCarrier
from audits.models.endpoint.translator import EndpointTranslator
from audits.robustness.malformed_asking import Fate
from audits.robustness.malformed_requests import ask_all, malformed_bodies
from audits.specification.endpoint import Descriptor
from tests.local_hosts import LOCAL
from workers.endpoint_proxy import Carrier

GOOD = "Hän on lääkäri."
TEMPLATE = {"text": "{text}", "from": "{source}", "to": "{target}"}
Answer = Callable[[bytes], tuple[int, bytes] | None]


@contextmanager
def serving(answer: Answer, *, form="json", request=TEMPLATE, timeout=5.0):
    """A translator behind HTTP. answer: of the bytes sent, status and body; None hangs up."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            answered = answer(self.rfile.read(int(self.headers["Content-Length"])))
            if answered is None:
                self.close_connection = True
                return
            status, body = answered
            with suppress(OSError):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Retry-After", "0")
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{httpd.server_port}/translate"
    described = Descriptor(url, form, request, "answer", timeout_seconds=timeout)
    try:
        with Carrier(described, allowed=("127.0.0.1:*",)) as carrier:
            yield EndpointTranslator(described, SocketCarrier(carrier.wire), "fi", "en")
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def said(text: str = "She is a doctor.") -> tuple[int, bytes]:
    return 200, json.dumps({"answer": text}).encode()


def fates_of(model, **more):
    came = ask_all(model, GOOD, "fi", "en", **{"seconds": 0.4, "sleep": lambda s: None, **more})
    return came, {one.kind: one for one in came.asked}


def behaving(sent: bytes) -> tuple[int, bytes] | None:
    """As the tests below expect of each kind; by what stands in the JSON."""
    try:
        body = json.loads(sent)
        text = body["text"]
    except (ValueError, KeyError):
        return 422, b'{"detail": "no text"}'
    if not isinstance(text, str):
        return (500, b"Internal Server Error") if isinstance(text, dict) else (400, b"no string")
    if body["from"] != "fi":
        return 200, b'{"error": "no such language"}'
    if not text.strip():
        return said("  ")
    if len(text) > 400_000:
        threading.Event().wait(0.8 if text.startswith("word") else 0)
        return 413, b"too long"
    if "\ud83d" in text:
        return None
    if text == "null":
        return 200, b"[]"
    return said()


@pytest.mark.allow_hosts(LOCAL)
def test_every_fate_of_a_real_server():
    with serving(behaving) as model:
        came, by_kind = fates_of(model)
    assert {kind: by_kind[kind].fate for kind in (
        "an empty text", "spaces alone", "control characters", "text turned right to left",
        "100,000 tokens", "a word of a million letters", "half a character", "the word null",
        "nothing for a text", "a number for a text", "NaN for a text", "a list for a text",
        "a mapping for a text", "no sentence at all", "an empty request", "languages that are none",
    )} == {
        "an empty text": Fate.NO_ANSWER, "spaces alone": Fate.NO_ANSWER,
        "control characters": Fate.ANSWERED, "text turned right to left": Fate.ANSWERED,
        "100,000 tokens": Fate.HUNG, "a word of a million letters": Fate.REFUSED,
        "half a character": Fate.CRASHED, "the word null": Fate.NO_ANSWER,
        "nothing for a text": Fate.REFUSED, "a number for a text": Fate.REFUSED,
        "NaN for a text": Fate.REFUSED, "a list for a text": Fate.REFUSED,
        "a mapping for a text": Fate.FAILED, "no sentence at all": Fate.REFUSED,
        "an empty request": Fate.REFUSED, "languages that are none": Fate.REFUSED,
    }  # fmt: skip
    assert len(came.asked) == came.kinds == 31
    assert came.afterwards
    assert not came.stopped
    assert by_kind["a word of a million letters"].detail == "413: too long"
    assert by_kind["100,000 tokens"].detail == "no answer within 0.4 seconds"
    assert by_kind["control characters"].answer == "She is a doctor."


@pytest.mark.allow_hosts(LOCAL)
def test_what_is_sent_is_what_the_kind_says():
    sent = []

    def answer(body):
        sent.append(body)
        return said()

    with serving(answer) as model:
        bodies = malformed_bodies(model, GOOD, "fi", "en")
        came, _ = fates_of(model)
    arrived = [json.loads(body) for body in sent[1:-1]]
    assert len(arrived) == len(came.asked)
    by_kind = dict(zip(bodies, arrived, strict=True))
    assert by_kind["half a character"]["text"] == "good \ud83d end"
    assert by_kind["NaN for a text"]["text"] != by_kind["NaN for a text"]["text"]
    assert len(by_kind["100,000 tokens"]["text"].split()) == 100_000
    assert by_kind["nothing for a text"] == {"text": None, "from": "fi", "to": "en"}
    assert by_kind["no sentence at all"] == {"from": "fi", "to": "en"}
    assert by_kind["languages that are none"]["text"] == GOOD
    assert json.loads(sent[0])["text"] == json.loads(sent[-1])["text"] == GOOD


@pytest.mark.allow_hosts(LOCAL)
def test_an_endpoint_that_goes_down_ends_the_asking_and_the_rest_is_not_asked():
    down = []

    def answer(body):
        if "\x1b" in json.loads(body).get("text", ""):
            down.append(1)
        return None if down else said()

    with serving(answer) as model:
        came, by_kind = fates_of(model, seconds=0.2)
    assert came.asked[-1].kind == "control characters"
    assert by_kind["control characters"].fate is Fate.CRASHED
    assert came.stopped == (
        "the endpoint no longer answered a good sentence after control characters"
    )
    assert not came.afterwards
    assert len(came.asked) < came.kinds


@pytest.mark.allow_hosts(LOCAL)
def test_a_limit_of_requests_accuses_no_input():
    asked = []

    def answer(body):
        asked.append(body)
        return said() if len(asked) < 4 else (429, b"too often")

    with serving(answer) as model:
        came, _ = fates_of(model, seconds=0.1)
    assert [one.fate for one in came.asked] == [Fate.ANSWERED] * 2
    assert came.stopped == "the endpoint says that it is asked too often"


@pytest.mark.allow_hosts(LOCAL)
def test_an_endpoint_that_answers_nothing_anyway_is_not_accused_of_what_follows():
    gone = pytest.raises(ModelFailure, match=r"without fault \(server error: 500: down\)")
    with serving(lambda body: (500, b"down")) as model, gone:
        fates_of(model)


@pytest.mark.allow_hosts(LOCAL)
def test_no_more_kinds_than_the_budget():
    with serving(lambda body: said()) as model:
        came, _ = fates_of(model, most=3)
    assert (len(came.asked), came.kinds, came.afterwards) == (3, 31, True)


@pytest.mark.parametrize(
    ("form", "template", "kinds"),
    [
        # Within a template only texts have room, and languages none.
        ("json", {"text": "Translate: {text}"}, 25), ("oip", None, 31),
        ("libretranslate", None, 31), ("apertium", None, 31),
    ],
)  # fmt: skip
def test_how_many_kinds_fit_each_form(form, template, kinds):
    described = Descriptor("http://x/", form, template, "answer")
    model = EndpointTranslator(described, lambda body, seconds=None: (200, ""), "fi", "en")
    bodies = malformed_bodies(model, GOOD, "fi", "en")
    assert len(bodies) == kinds
    assert all("the sentence" not in json.dumps(body) for body in bodies.values())
