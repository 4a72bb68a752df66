"""What `evenhand doctor` looks at: one function a concern, each with its remedy."""

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path
from urllib.parse import urlsplit

from service.settings import Settings

# Distributions that install the same module `onnxruntime` over one another.
RUNTIMES = {
    "onnxruntime",
    "onnxruntime-gpu",
    "onnxruntime-directml",
    "onnxruntime-openvino",
    "onnxruntime-qnn",
    "ort-nightly",
}
ENOUGH_BYTES = 2 * 1024**3
CLOCK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: `state` is ok, warning or wrong."""

    name: str
    state: str
    detail: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check in turn; one that breaks is itself a finding."""
    checks: tuple[Callable[[Settings], Finding], ...] = (
        python,
        packages,
        one_onnxruntime,
        sandbox,
        disk,
        database,
        broker,
        accelerator,
    )
    for check in checks:
        try:
            yield check(settings)
        except Exception as error:  # a check that breaks is what doctor is for
            yield Finding(check.__name__, "wrong", f"{type(error).__name__}: {error}")


def python(_: Settings) -> Finding:
    """An older one could not have read this file."""
    return Finding("python", "ok", platform.python_version())


def packages(_: Settings) -> Finding:
    """What measuring needs is installed."""
    installed, missing = [], []
    for name in ("torch", "transformers", "onnxruntime", "numpy", "scipy", "pyarrow"):
        try:
            installed.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding(
            "packages", "wrong", f"missing: {', '.join(missing)}",
            "install torch first, then evenhand[cpu]; in a clone script/setup does both",
        )  # fmt: skip
    return Finding("packages", "ok", ", ".join(installed))


def one_onnxruntime(_: Settings) -> Finding:
    """Two distributions overwrite each other's files, and which one answers is chance."""
    runtimes = sorted(
        {
            (item.metadata["Name"] or "").lower()
            for item in distributions()
            if (item.metadata["Name"] or "").lower() in RUNTIMES
        }
    )
    if len(runtimes) == 1:
        return Finding("onnxruntime", "ok", f"one distribution: {runtimes[0]}")
    remedy = "uninstall all of them, then install exactly one"
    return Finding(
        "onnxruntime", "wrong", f"distributions: {', '.join(runtimes) or 'none'}", remedy
    )


def sandbox(settings: Settings) -> Finding:
    """Which layers this machine gives a child; one that is demanded and missing is wrong."""
    from workers.endings import REMEDY
    from workers.sandbox import Limits, run_sandboxed
    from workers.scratch import scratch_folder

    with scratch_folder() as scratch:
        outcome = run_sandboxed(
            "workers.measuring:nothing",
            {},
            read_only=[],
            scratch=scratch,
            limits=Limits(wall_seconds=30),
            demanded=settings.sandbox,
        )
    detail = ", ".join(outcome.layers)
    missing = f"missing: {'; '.join(outcome.missing)}"
    if outcome.reason == "sandbox_unavailable" and outcome.layers:
        demanded = f"demanded: {', '.join(settings.sandbox)}"
        return Finding("sandbox", "wrong", f"{detail}; {missing}; {demanded}", REMEDY)
    if outcome.reason is not None:
        return Finding(
            "sandbox", "wrong", f"no child could be started: {outcome.reason}",
            "models cannot be audited; see docs/operation.md",
        )  # fmt: skip
    if outcome.missing:
        return Finding(
            "sandbox", "warning", f"{detail}; {missing}",
            "a newer kernel or another container profile gives the missing layers",
        )  # fmt: skip
    return Finding("sandbox", "ok", detail)


def disk(settings: Settings) -> Finding:
    """Room for uploads and reports."""
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1024**3:.1f} GiB free at {folder}"
    if free < ENOUGH_BYTES:
        return Finding("disk", "warning", detail, "free some space, or set EVENHAND_HOME")
    return Finding("disk", "ok", detail)


def database(settings: Settings) -> Finding:
    """It answers, and its tables are at the newest migration."""
    from service.records.database_state import shown_url, state_of
    from service.records.errors import ReadOnly

    shown = shown_url(settings.database_url)
    state = state_of(settings.database_url)
    if state is None:
        return Finding("database", "ok", f"{shown}: not there yet; `evenhand up` makes it")
    if state.revision != state.newest:
        return Finding(
            "database", "wrong",
            f"{shown}: at revision {state.revision}, the code needs {state.newest}",
            "stop the service and run `python -m service.records.migrating`",
        )  # fmt: skip
    if not state.takes_writes:
        return Finding("database", "wrong", f"{shown}: takes no writes", ReadOnly.remedy)
    if abs(state.clock_seconds) > CLOCK_SECONDS:
        return Finding(
            "database", "warning",
            f"{shown}: its clock is {state.clock_seconds:+.0f} s from this machine's",
            "leases and due times follow the database's clock; keep both by NTP",
        )  # fmt: skip
    return Finding("database", "ok", f"{shown}, revision {state.revision}")


def broker(settings: Settings) -> Finding:
    """It answers and never throws messages away."""
    import redis

    if settings.broker_url.startswith("redis+socket://"):
        url = urlsplit(settings.broker_url)
        if not Path(url.path).exists():
            return Finding("broker", "ok", "embedded, not running; `evenhand up` starts it")
        client = redis.Redis(
            unix_socket_path=url.path,
            username=url.username,
            password=url.password,
            socket_timeout=2,
        )
    else:
        client = redis.Redis.from_url(settings.broker_url, socket_timeout=2)
    with client:
        client.ping()
        # INFO, since rented servers often forbid CONFIG.
        policy = client.info("memory").get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        return Finding(
            "broker", "warning", f"maxmemory-policy is {policy}: full memory drops messages",
            "set maxmemory-policy to noeviction",
        )  # fmt: skip
    return Finding("broker", "ok", "answers, evicts nothing")


def accelerator(settings: Settings) -> Finding:
    """A GPU is welcome and never needed, unless this worker is said to serve one."""
    from service.delivery import GPU
    from workers.device import gpus

    accelerators = [f"nvidia{number}" for number in gpus()]
    if not accelerators and GPU in settings.queues:
        return Finding(
            "accelerator", "warning", "none, and EVENHAND_QUEUES has this worker serve the GPU "
            "queue: what comes from it runs on the CPU",
            "let the worker see its GPU (driver, container device, CUDA_VISIBLE_DEVICES, "
            "EVENHAND_DEVICE), or take gpu out of EVENHAND_QUEUES",
        )  # fmt: skip
    if not accelerators:
        return Finding("accelerator", "ok", "none; models run on the CPU")
    return Finding("accelerator", "ok", ", ".join(accelerators))
