"""`evenhand up` with all its parts, asked by the command line, as an operator would."""

import json
import os
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

from tests.end_to_end.running import free_port, service, submit


class Translator(BaseHTTPRequestHandler):
    """A translator that makes every doctor a he and every nurse a she, and takes anything."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"]))).get("q")
        who = "She" if "sairaanhoitaja" in str(asked) else "He"
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
        "probes": [
            {"name": "translation.gendered_pronouns", "parameters": {"sets": ["dataset"]}},
            {"name": "robustness.malformed"},
        ],
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
        assert {
            m["metric"]: m["sample_size"]
            for m in json.loads(done.stdout)["measurements"]
            if m["metric"].startswith("malformed_") and "value" in m
        } == {"malformed_answered_share": 30, "malformed_crash_share": 30}


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


def test_a_pdf_is_drawn_by_the_service_and_checked_with_its_published_keys(tmp_path, capsys):
    """API, broker and worker as `evenhand up` starts them; then offline, as a reader does it."""
    (tmp_path / "people.csv").write_text(
        "sex,hired\n" + "f,1\nf,0\nm,1\nm,1\n" * 50, encoding="utf-8"
    )
    columns = {"sex": {"role": "protected"}, "hired": {"role": "prediction", "favourable": "1"}}
    document = {"dataset": {"path": str(tmp_path / "people.csv"), "columns": columns}}
    with service(tmp_path / "home") as up:
        done = submit(tmp_path, document, up)
        audit = json.loads(done.stdout)["audit"]["id"]
        key = (tmp_path / "home" / "api-key").read_text(encoding="utf-8").strip()
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=up["EVENHAND_SERVER"], headers=headers, timeout=60) as http:
            began = time.monotonic()
            answer = http.get(f"/v1/audits/{audit}/report.pdf")
            while answer.status_code == 409 and time.monotonic() - began < 180:
                assert int(answer.headers["Retry-After"]) > 0
                assert answer.json()["code"] == "not_ready"
                time.sleep(0.5)
                answer = http.get(f"/v1/audits/{audit}/report.pdf")
            seconds = time.monotonic() - began
            assert answer.status_code == 200, answer.text
            assert answer.headers["Content-Type"] == "application/pdf"
            assert http.get(f"/v1/audits/{audit}/report.pdf").content == answer.content
            source = http.get(f"/v1/audits/{audit}/report.json").content
            keys = httpx.get(f"{up['EVENHAND_SERVER']}/.well-known/evenhand-keys").content
    with capsys.disabled():
        print(f" [from the first request to the PDF: {seconds:.1f} s]", end="")
    files = {"report.pdf": answer.content, "report.json": source, "keys.json": keys}
    files["changed.pdf"] = changed = bytearray(answer.content)
    changed[len(changed) // 2] ^= 1
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    def verify(name: str, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "evenhand.cli", "verify", name, *more],
            env={**os.environ, "PYTHONPATH": str(Path.cwd())}, cwd=tmp_path,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    good = verify("report.pdf", "--keys", "keys.json", "--made-from", "report.json")
    assert (good.returncode, good.stderr) == (0, "")
    assert "it is that report" in good.stdout
    bad = verify("changed.pdf", "--keys", "keys.json")
    assert bad.returncode == 1
    assert "CHANGED" in bad.stdout
    assert verify("report.pdf").returncode == 1  # nobody is believed without a key
