"""`script/demo`: start the service, audit real models over HTTP, and leave the service running."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from evenhand import exit_codes
from evenhand.cli import main as evenhand
from service.settings import Settings

START_SECONDS = 90.0
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
# What the demo shows, in this order: an example and what it is about.
STORIES = (
    ("credit_adult", "an income model trained on census data, without sex or race as inputs"),
    ("translation_finnish", "a Finnish translator that must choose between he and she"),
)


def main(*arguments: str) -> int:
    """Exit 0 once every story was judged; the verdicts themselves may well be fail."""
    once = "--once" in arguments
    settings = Settings.from_environment()
    service = subprocess.Popen([sys.executable, "-m", "evenhand.cli", "up"], start_new_session=True)
    try:
        _await(service, settings)
        judged = [_tell(example, about, settings) for example, about in STORIES]
        if not all(judged):
            return exit_codes.ERROR
        sys.stdout.write(
            f"\nEvery audit: {settings.public_url}   (sign in with the key in "
            f"{settings.key_file})\n"
        )
        if not once:
            sys.stdout.write("The service stays until Ctrl-C.\n")
            sys.stdout.flush()
            service.wait()
        return exit_codes.PASS
    except KeyboardInterrupt:
        return exit_codes.PASS
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave orphans
        service.terminate()
        service.wait()


def _await(service: subprocess.Popen[bytes], settings: Settings) -> None:
    """Until the API answers; what went wrong was already printed by the service itself."""
    import httpx

    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if service.poll() is not None:
            raise SystemExit(service.returncode or exit_codes.ERROR)
        try:
            if httpx.get(f"{settings.public_url}/readyz", timeout=2).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit(exit_codes.ERROR)


def _tell(example: str, about: str, settings: Settings) -> bool:
    """Audit one example; whether it was judged."""
    document = EXAMPLES / example / "audit.yaml"
    if not document.exists():
        return True
    sys.stdout.write(f"\nAuditing {about}\n")
    sys.stdout.flush()
    code = evenhand(["submit", str(document), "--server", settings.public_url, "--wait"])
    if latest := _latest(settings):
        sys.stdout.write(f"Measure it again: .venv/bin/evenhand reproduce {latest}\n")
    return code in (exit_codes.PASS, exit_codes.FAIL, exit_codes.UNDECIDED)


def _latest(settings: Settings) -> str | None:
    """The audit that was asked for last; None where the service does not say."""
    from audits.errors import AuditError
    from evenhand.client import Client

    try:
        key = settings.key_file.read_text(encoding="utf-8").strip()
        with Client(settings.public_url, key) as client:
            newest = client.ask("GET", "/v1/audits?limit=1")["items"]
    except (AuditError, OSError):
        return None
    return str(newest[0]["id"]) if newest else None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
