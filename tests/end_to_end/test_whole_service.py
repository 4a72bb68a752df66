"""`evenhand up` with all its parts, asked by the command line, as an operator would."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.end_to_end.running import free_port


class Translator(BaseHTTPRequestHandler):
    """A translator that makes every doctor a he and every nurse a she."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["q"]
        who = "She" if "sairaanhoitaja" in asked else "He"
        body = json.dumps({"translation": f"{who} works."}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@contextmanager
def translator() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Translator)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/translate"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def service(home: Path, **more: str) -> Iterator[dict[str, str]]:
    port = str(free_port())
    environment = {
        **os.environ,
        "EVENHAND_HOME": str(home),
        "EVENHAND_PORT": port,
        "EVENHAND_SERVER": f"http://127.0.0.1:{port}",
        "EVENHAND_SWEEP_SECONDS": "1",
        "PYTHONPATH": str(Path.cwd()),
        **more,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "evenhand.cli", "up"],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            deadline = time.monotonic() + 90
            while time.monotonic() < deadline:
                assert process.poll() is None, "the service ended"
                try:
                    if httpx.get(f"{environment['EVENHAND_SERVER']}/readyz").is_success:
                        break
                except httpx.TransportError:
                    time.sleep(0.2)
            yield environment
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def submit(folder: Path, document: dict[str, object], environment: dict[str, str]):
    (folder / "audit.json").write_text(json.dumps(document), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "evenhand.cli", "submit", str(folder / "audit.json"), "--wait",
         "--json", "-"],
        env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


def sentences(folder: Path) -> dict[str, object]:
    jobs = ["lääkäri", "sairaanhoitaja"] * 40
    rows = ["source,job", *(f"Hän on {job}.,{job}" for job in jobs)]
    (folder / "sentences.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return {
        "path": str(folder / "sentences.csv"),
        "columns": {"source": {"role": "feature", "kind": "text"}, "job": {"role": "protected"}},
    }


def asking(url: str, folder: Path) -> dict[str, object]:
    return {
        "model": {
            "url": url, "format": "endpoint", "task": "translation", "name": "translator",
            "source_language": "fi", "target_language": "en",
            "endpoint": {"form": "json", "request": {"q": "{text}"}, "answer": "translation"},
        },
        "dataset": sentences(folder),
        "probes": [{"name": "translation.gendered_pronouns", "parameters": {"sets": ["dataset"]}}],
        "policy": {"rules": [
            {"metric": "female_share", "group": {"language": "fi"}, "within": [0.2, 0.8]},
        ]},
    }  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox is Linux's")
def test_an_endpoint_is_audited_by_the_service_where_its_host_is_allowed(tmp_path):
    with (
        translator() as url,
        service(tmp_path / "home", EVENHAND_ENDPOINT_HOSTS="127.0.0.1:*") as up,
    ):
        done = submit(tmp_path, asking(url, tmp_path), up)
        assert done.returncode == 0, done.stderr
        shares = {
            m["group"].get("job"): m["value"]
            for m in json.loads(done.stdout)["measurements"]
            if m["metric"] == "female_share" and set(m["group"]) <= {"language", "job"}
        }
        assert shares == {None: 0.5, "lääkäri": 0.0, "sairaanhoitaja": 1.0}


def test_a_private_address_is_refused_unless_an_operator_allows_it(tmp_path):
    with translator() as url, service(tmp_path / "home") as up:
        done = submit(tmp_path, asking(url, tmp_path), up)
    assert done.returncode in (3, 4)
    assert "127.0.0.1" in done.stderr


def test_the_demo_tells_its_stories_and_ends(tmp_path):
    port = str(free_port())
    environment = {
        **os.environ,
        "EVENHAND_HOME": str(tmp_path / "home"),
        "EVENHAND_PORT": port,
        "EVENHAND_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PYTHONPATH": str(Path.cwd()),
    }
    done = subprocess.run(
        [sys.executable, "-m", "evenhand.demo", "--once"],
        env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("GATE: ") == 2
    assert f"report  http://127.0.0.1:{port}/audits/aud_" in done.stdout
    assert "Auditing a Finnish translator" in done.stdout
