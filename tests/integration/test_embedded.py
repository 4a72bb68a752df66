"""`evenhand up` as a stranger runs it: start, audit over HTTP, parts that die, stop."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.integration.servers import wait_until
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
ROOT = Path(__file__).parents[2]
DOCUMENT = """
dataset:
  path: people.csv
  columns:
    sex: {role: protected, reference: m}
    hired: {role: prediction, favourable: "1"}
probes: [fairness.selection_rate]
policy:
  rules:
    - {metric: impact_ratio, attribute: sex, at_least: 0.8}
"""


class Service:
    """One `evenhand up` in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("EVENHAND_")}
        self.environment = {**kept, "EVENHAND_HOME": str(home), "EVENHAND_SERVER": self.url}
        self.process: subprocess.Popen[str] | None = None
        self.started_in = 0.0

    def start(self) -> "Service":
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "evenhand.cli", "up", "--port", str(self.port)],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=ROOT, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        line = self.process.stdout.readline()
        if "ready" not in line:
            raise AssertionError(self.process.stderr.read())
        self.started_in = time.monotonic() - began
        return self

    def children(self) -> dict[str, psutil.Process]:
        assert self.process is not None
        found = {}
        for child in psutil.Process(self.process.pid).children():
            try:
                text = " ".join(child.cmdline())
            except psutil.NoSuchProcess:  # a zombie that the supervisor has not buried yet
                continue
            for name in ("valkey", "workers.celery_app", "workers.scheduling", "gunicorn"):
                if name in text:
                    found[name] = child
        return found

    def everything(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "evenhand.cli", *arguments],
            env=self.environment, capture_output=True, text=True, cwd=self.home, timeout=120,
        )  # fmt: skip

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(40)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        self.process = None
        return code


@pytest.fixture
def make_service(tmp_path: Path) -> Iterator[Callable[[], Service]]:
    services: list[Service] = []

    def make() -> Service:
        service = Service(tmp_path)
        services.append(service)
        return service.start()

    yield make
    for service in services:
        if service.process is not None:
            service.stop()


def test_a_document_is_submitted_and_its_verdict_becomes_the_exit_code(
    make_service: Callable[[], Service], tmp_path: Path
) -> None:
    service = make_service()
    key = service.home / "api-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    # 30 % of the women and 60 % of the men are hired: far below four fifths.
    rows = ["f,1"] * 300 + ["f,0"] * 700 + ["m,1"] * 600 + ["m,0"] * 400
    (tmp_path / "people.csv").write_text("sex,hired\n" + "\n".join(rows) + "\n")
    (tmp_path / "audit.yaml").write_text(DOCUMENT)
    done = service.command("submit", "audit.yaml", "--wait", "--json", "-")
    assert done.returncode == 1, done.stderr
    assert '"gate": "fail"' in done.stdout
    audit_id = next(word for word in done.stderr.split() if word.startswith("aud_"))

    again = service.command("gate", audit_id, "--quiet")
    assert again.returncode == 1
    assert f"{service.url}/audits/{audit_id}" in again.stdout

    unknown = service.command("gate", "aud_" + "0" * 32)
    assert unknown.returncode == 3
    (tmp_path / "audit.yaml").write_text(DOCUMENT.replace("hired:", "hried:"))
    assert service.command("submit", "audit.yaml", "--wait").returncode == 3


def test_parts_that_die_come_back_and_nothing_stays_after_the_end(
    make_service: Callable[[], Service],
) -> None:
    service = make_service()
    before = service.children()
    assert set(before) == {"valkey", "workers.celery_app", "workers.scheduling", "gunicorn"}
    for child in before.values():
        child.kill()

    def are_back() -> bool:
        now = service.children()
        return len(now) == 4 and all(now[name].pid != before[name].pid for name in now)

    wait_until(are_back, 20)
    everything = service.everything()
    began = time.monotonic()
    assert service.stop(signal.SIGINT) == 0
    assert time.monotonic() - began < 10
    _, alive = psutil.wait_procs(everything, timeout=3)
    assert not alive

    service.start()
    assert service.started_in < 15
    assert (service.home / "api-key").exists()
    second = subprocess.run(
        [sys.executable, "-m", "evenhand.cli", "up", "--port", "1"],
        env=service.environment, capture_output=True, text=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert second.returncode == 3
    assert "another service is running" in second.stderr


def test_a_killed_supervisor_leaves_no_orphans(make_service: Callable[[], Service]) -> None:
    service = make_service()
    everything = service.everything()
    assert service.process is not None
    service.process.kill()
    service.process.wait()
    _, alive = psutil.wait_procs(everything, timeout=10)
    assert not alive
    service.process.stdout.close()  # type: ignore[union-attr]
    service.process.stderr.close()  # type: ignore[union-attr]
    service.process = None
