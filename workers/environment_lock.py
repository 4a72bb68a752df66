"""What an audit ran in, so that it can be set up again, and whoever repeats it sees what differs.

It stands in the report's part that is no canonical one: equal inputs give the same canonical bytes
on every machine, whatever stands here.
"""

import hashlib
import os
import platform
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from audits.planning.plan import Plan
from audits.probing.accelerators import accelerators
from audits.probing.machine import Machine
from workers.forking import THREADS
from workers.installation_cache import once_an_installation
from workers.package_digests import packages

SCHEMA = "evenhand.environment/1"
ROOT = Path(__file__).resolve().parents[1]
# The packages that a number comes through; pages and routes change none.
ENGINE = ("audits", "workers")


def environment_lock(plan: Plan) -> dict[str, Any]:
    """Engine, packages, Python, system, processor, threads, seed and what was audited, by digest.

    plan: whose seed, model and data are named.
    """
    return {
        **_of_this_process(),
        "seed": plan.settings.seed,
        "model_sha256": plan.model_sha256,
        "dataset_sha256": plan.dataset_sha256,
        **({"seconds": {key: one.sha256 for key, one in plan.seconds.items()}}
           if plan.seconds else {}),
    }  # fmt: skip


@cache
def _of_this_process() -> dict[str, Any]:
    known = packages()
    libc = " ".join(filter(None, platform.libc_ver()))
    return {
        "schema": SCHEMA,
        "engine": {
            "version": known["evenhand"]["version"] if "evenhand" in known else None,
            "sha256": once_an_installation("engine", _files(ROOT), engine_sha256),
        },
        "python": {
            "version": platform.python_version(),
            "implementation": platform.python_implementation(),
        },
        "system": {
            "kernel": f"{platform.system()} {platform.release()}",
            "distribution": _distribution(),
            "libc": libc or None,
        },
        "machine": {
            **{k: v for k, v in Machine().description().items() if k != "system"},
            "architecture": platform.machine(),
            "accelerators": list(accelerators()),
        },
        "threads": THREADS,
        "packages": known,
    }


def engine_sha256(root: Path = ROOT) -> str:
    """SHA-256 of the engine's own files: a working copy has other numbers under one version."""
    total = hashlib.sha256()
    start = len(str(root)) + 1
    for file in _files(root):
        with open(file, "rb") as opened:
            digest = hashlib.sha256(opened.read()).hexdigest()
        total.update(f"{digest}  {file[start:].replace(os.sep, '/')}\n".encode())
    return total.hexdigest()


def _files(root: Path) -> Iterator[str]:
    """The engine's files, those of a folder in order and before those of the folders in it."""
    for package in ENGINE:
        for folder, folders, files in os.walk(root / package):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(files):
                if not name.endswith(".pyc"):
                    yield os.path.join(folder, name)


def _distribution() -> str | None:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME")
    except OSError:  # no such file
        return None
