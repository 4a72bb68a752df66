"""A real server on the loopback whose answers a test writes: `answering(function)`.

The function gets the parsed body and the number of the request, and gives (status, headers, text);
`DROP` ends the connection without a word.
"""

import json
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DROP = None


@dataclass
class Served:
    """Where it answers, and what it was asked: (path, headers, body) in order of arrival."""

    url: str
    asked: list = field(default_factory=list)
    most_at_once: int = 0


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


@contextmanager
def answering(answer, *, seconds=0.0):
    """seconds: that each answer takes."""
    lock, busy = threading.Lock(), [0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            is_json = "json" in self.headers["Content-Type"]
            body = json.loads(raw) if is_json else raw.decode()
            with lock:
                number = len(served.asked)
                served.asked.append((self.path, dict(self.headers), body))
                busy[0] += 1
                served.most_at_once = max(served.most_at_once, busy[0])
            time.sleep(seconds)
            given = answer(body, number)
            with lock:
                busy[0] -= 1
            if given is DROP:
                self.close_connection = True
                return
            status, headers, text = given
            content = text.encode() if isinstance(text, str) else text
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):  # the other side has gone
                self.wfile.write(content)

        def log_message(self, *args):
            pass

    httpd = _Server(("127.0.0.1", 0), Handler)
    served = Served(f"http://127.0.0.1:{httpd.server_port}")
    thread = threading.Thread(
        target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield served
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def said(text, *, model="small", finish="stop", usage=None, **more):
    """An answer of the OpenAI form, 200."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text, **more},
              "finish_reason": finish}  # fmt: skip
    answer = {"model": model, "choices": [choice]}
    return 200, {}, json.dumps(answer | ({} if usage is None else {"usage": usage}))


def streamed(*pieces, model="small", done=True):
    """The same as a stream of events."""
    events = [
        {"model": model, "choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces
    ]
    events.append(
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop" if done else None}]}
    )
    lines = [f"data: {json.dumps(event)}\n\n" for event in events]
    text = "".join([*lines, *(["data: [DONE]\n\n"] if done else [])])
    return 200, {"Content-Type": "text/event-stream"}, text
