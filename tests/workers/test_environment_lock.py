"""What an audit ran in: of this machine, and of what was audited."""

import platform
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

from workers import forking
from workers.environment_lock import engine_sha256, environment_lock

ANSWERS_IN_NO_TIME = "import workers.environment_lock, sys; print('numpy' in sys.modules)"


def lock(**changed: Any) -> dict[str, Any]:
    plan = {
        "settings": SimpleNamespace(seed=7), "model_sha256": "a" * 64, "dataset_sha256": "b" * 64,
        "seconds": {}, **changed,
    }  # fmt: skip
    return environment_lock(SimpleNamespace(**plan))  # type: ignore[arg-type]


def test_it_names_python_system_machine_threads_and_what_was_audited() -> None:
    made = lock(seconds={"members": SimpleNamespace(sha256="c" * 64)})
    assert made["python"]["version"] == platform.python_version()
    assert made["system"]["kernel"] == f"{platform.system()} {platform.release()}"
    assert made["machine"]["architecture"] == platform.machine()
    assert made["threads"] == forking.THREADS
    assert (made["seed"], made["model_sha256"], made["dataset_sha256"]) == (7, "a" * 64, "b" * 64)
    assert made["seconds"] == {"members": "c" * 64}
    assert made["packages"]["numpy"]["sha256"]
    assert "seconds" not in lock()


def test_a_changed_line_of_the_engine_is_another_engine(tmp_path: Any) -> None:
    for package in ("audits", "workers"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "one.py").write_text("x = 1\n")
    before = engine_sha256(tmp_path)
    (tmp_path / "audits" / "one.pyc").write_bytes(b"compiled")
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "page.py").write_text("y = 1\n")
    assert engine_sha256(tmp_path) == before
    (tmp_path / "audits" / "one.py").write_text("x = 2\n")
    assert engine_sha256(tmp_path) != before


def test_whoever_writes_it_loads_no_numpy() -> None:
    answered = subprocess.run(
        [sys.executable, "-c", ANSWERS_IN_NO_TIME], capture_output=True, text=True, check=True
    )
    assert answered.stdout.strip() == "False"
