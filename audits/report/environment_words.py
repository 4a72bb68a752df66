"""What the audit ran in, in a line or two; the JSON report has the whole lock."""

from typing import Any

from audits.json_types import Json
from audits.report.view import View


def machine(view: View) -> str:
    """`AMD EPYC, 2 cores, 25.3 GB; Linux 6.1, Debian 12; a thread each`; "" without a lock."""
    lock = _lock(view)
    machine, system = lock.get("machine") or {}, lock.get("system") or {}
    cores = f"{machine['cores']} cores" if machine.get("cores") else ""
    cards = ", ".join(machine.get("accelerators") or ())
    threads = f"threads of a calculation: {lock['threads']}" if lock.get("threads") else ""
    return "; ".join(
        filter(None, (
            _joined(machine.get("processor"), cores, machine.get("memory")), cards,
            _joined(system.get("kernel"), machine.get("architecture"), system.get("distribution"),
                    system.get("libc")), threads,
        ))
    )  # fmt: skip


def packages(view: View) -> str:
    """`CPython 3.11.7 and 209 packages, each with version and digest`; "" without a lock."""
    lock = _lock(view)
    installed = lock.get("packages") or {}
    if not installed:
        return ""
    python = lock.get("python") or {}
    name = f"{python.get('implementation', 'Python')} {python.get('version', '')}".strip()
    return f"{name} and {len(installed)} packages, each with its version and digest"


def _lock(view: View) -> Json:
    lock: Any = view["environment"].get("lock")
    return lock if isinstance(lock, dict) else {}


def _joined(*words: object) -> str:
    return ", ".join(str(word) for word in words if word)
