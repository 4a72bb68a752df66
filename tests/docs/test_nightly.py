"""The tutorial of the nightly service, with a whole service; its lines alone: test_tutorials.py."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.docs.pages import ROOT, blocks, shell
from tests.end_to_end.running import free_port
from tests.local_hosts import LOCAL


@pytest.mark.long
@pytest.mark.allow_hosts(LOCAL)
def test_the_nightly_tutorial_runs_from_top_to_bottom(folder: Path) -> None:
    (document,) = blocks("README.md", "yaml")
    (folder / "audit.yaml").write_text(document, encoding="utf-8")
    up, once, nightly, newer = blocks("nightly.md", "sh")
    server = f"http://127.0.0.1:{(port := free_port())}"
    bin_folder = Path(sys.executable).parent
    given = {"EVENHAND_PORT": str(port)}  # as printed but for the port: others may have it
    service = subprocess.Popen(
        [bin_folder / up.split()[0], *up.split()[1:]], cwd=folder, start_new_session=True,
        env={**os.environ, **given, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"{server}/readyz")
        wait_for_address(folder / "var" / "address")
        assert "PASS" in shell(once, folder)
        exported = once.splitlines()[0]  # the blocks are typed into one terminal
        shown = shell(f"{exported}\n{nightly}", folder)
        assert "30 2 * * * Europe/Berlin" in shown, shown
        with (folder / "people.csv").open("a", encoding="utf-8") as table:
            table.write("female,30,30.0,yes,yes\n")
        answer = shell(f"{exported}\n{newer}", folder)
        assert '"name":"people"' in answer.replace(" ", ""), answer
        ran = shell(f"{exported}\nevenhand schedule run nightly", folder)
        assert "aud_" in ran, ran
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(60)


def wait_for_address(file: Path) -> None:
    until = time.monotonic() + 60
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.2)


def wait_for(address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if httpx.get(address, timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail("the service does not answer")
