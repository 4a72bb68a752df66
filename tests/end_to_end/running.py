"""A real API process under gunicorn, and a real browser. Skipped at home if missing, not in CI."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from evenhand.embedded import gunicorn_options
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.settings import Settings

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")


@dataclass
class Running:
    """An API process with an empty database, and a key that may do everything."""

    settings: Settings
    process: subprocess.Popen[bytes]
    key: str

    @property
    def url(self) -> str:
        return self.settings.public_url

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def worker(self) -> int:
        """Process id of gunicorn's one worker, which answers the requests."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def api(home: Path) -> Iterator[Running]:
    """Start the API as `evenhand up` does, without broker and worker."""
    settings = Settings.from_environment({"EVENHAND_HOME": str(home)}, port=free_port())
    migrate(settings.database_url)
    with Records(settings.database_url) as records, records.writing(EVERYONE) as unit:
        tenant = unit.tenants.add("default").id
        _, key = unit.keys.mint("tests", ["read", "write", "admin"], tenant=tenant)
        unit.commit()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *gunicorn_options(settings), "service.app:create_app()"],
        env={**os.environ, **settings.to_environment()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(settings.public_url, process)
        yield Running(settings, process, key)
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    # It ends with the process; only one that lives and never answers waits for so long.
    until = time.monotonic() + 180
    while time.monotonic() < until:
        assert process.poll() is None, "the API ended"
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the API did not answer within 180 s")


@contextmanager
def service(home: Path, *, log: Path | None = None, **more: str) -> Iterator[dict[str, str]]:
    """All parts, as `evenhand up` starts them. log: a file for all that they write out."""
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
    with (
        (log or Path(os.devnull)).open("wb") as written,
        subprocess.Popen(
            [sys.executable, "-m", "evenhand.cli", "up"], env=environment, start_new_session=True,
            stdout=written, stderr=subprocess.STDOUT,
        ) as process,
    ):  # fmt: skip
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
    """The command line's, which waits for the report and prints it."""
    (folder / "audit.json").write_text(json.dumps(document), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "evenhand.cli", "submit", str(folder / "audit.json"), "--wait",
         "--json", "-"],
        env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


@contextmanager
def browser(
    width: int = 1280, *, dark: bool = False, forced_colours: bool = False
) -> Iterator[Any]:
    """Headless Chromium with a profile of its own."""
    if not (CHROMIUM.exists() and DRIVER.exists()):
        message = "Chromium and chromedriver are not installed"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={profile}", f"--window-size={width},900",
        ):  # fmt: skip
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(str(DRIVER))
        driver = webdriver.Chrome(options=options, service=service)
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        mode = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        forced = {"name": "forced-colors", "value": "active" if forced_colours else "none"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [mode, forced]})
        try:
            yield driver
        finally:
            driver.quit()
