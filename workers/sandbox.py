"""Run a function in a confined child process and stream its JSON messages.

Uploaded bytes are parsed only there. One fork server a process, started when first needed; a
child is forked from it for each run. The parent keeps the clock and kills.
"""

import json
import os
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from audits.archives import is_archive
from service.sandbox_layers import DEMANDED_LAYERS
from workers import metering
from workers.child_supervisor import Outcome, Watched
from workers.confinement import Limits
from workers.forking import server, shut_down

__all__ = ["TASKS", "Limits", "Outcome", "run_sandboxed", "shut_down"]

# The only functions that may be named; each takes (payload, send).
TASKS: set[str] = {
    "workers.inspection:inspect_model_file",
    "workers.inspection:inspect_dataset_file",
    "workers.measuring:measure",
    "workers.asking_apart:good_rows",
    "workers.asking_apart:one_input",
    "workers.asking_elsewhere:answer",
    "workers.judging:judge_and_report",
    "workers.drawing:draw",
    "workers.measuring:nothing",
}

# What a task imports in its child; imported ahead in the fork server, each child finds it there.
# "module:function" is called as well: it prepares what depends on no upload, once.
AHEAD: dict[str, tuple[str, ...]] = {
    "workers.inspection:inspect_dataset_file": ("audits.data.reading",),
    "workers.inspection:inspect_model_file": ("audits.models.opening",),
    "workers.measuring:measure": (
        "audits.comparison.pairing", "audits.data.group_sizes", "audits.data.reading",
        "audits.running.run", "workers.pairing",
    ),
    "workers.judging:judge_and_report": (
        "audits.judging.policy", "audits.report.assemble", "audits.report.exhibits.groups",
        "audits.report.html:prepare", "audits.comparison.reports", "workers.pairing",
    ),
    "workers.drawing:draw": ("audits.report.pdf:prepare",),
}  # fmt: skip
# What a worker's first audit runs.
FIRST = (
    "workers.inspection:inspect_dataset_file",
    "workers.measuring:measure",
    "workers.judging:judge_and_report",
)
FRAMEWORKS = ("onnxruntime", "torch", "transformers", "tokenizers", "safetensors.torch")


def warm_up() -> None:
    """Start the fork server, which imports what most audits need while this process goes on."""
    server([name for task in FIRST for name in AHEAD[task]])


def run_sandboxed(
    task: str,
    payload: Mapping[str, Any],
    *,
    read_only: Sequence[Path],
    scratch: Path,
    limits: Limits,
    on_message: Callable[[dict[str, Any]], None] = lambda message: None,
    needs_models: bool = False,
    ahead: Sequence[str] = (),
    should_stop: Callable[[], bool] = lambda: False,
    gpu: str | None = None,
    wire: socket.socket | None = None,
    demanded: Collection[str] | None = None,
) -> Outcome:
    """Call `task` ("module:function", one of `TASKS`) as function(payload, send) in a child.

    read_only: files and folders the child may read, beside the interpreter's own.
    scratch: an existing folder, the only place it may write.
    needs_models: whether the child asks a model, so that its framework is imported ahead.
    ahead: further modules of this project that the child will import.
    gpu: number of the accelerator the child may see (`workers.device.gpu`); None hides them all.
    wire: a connected socket for the child, at descriptor `workers.places.WIRE`.
    demanded: layers (`service.settings.SANDBOX_LAYERS`) without which nothing runs; None: the
        setting's (EVENHAND_SANDBOX).
    The child is killed at the wall limit, when `should_stop` says so, and when this process ends.
    """
    if task not in TASKS:
        raise ValueError(f"{task} is not a task of the sandbox")
    request = {
        "task": task,
        "payload": payload,
        "read_only": [str(Path(path).resolve()) for path in read_only],
        "scratch": str(Path(scratch).resolve()),
        "limits": asdict(limits),
        "frameworks": [
            *AHEAD.get(task, ()),
            *ahead,
            *(_frameworks(read_only) if needs_models else ()),
        ],
        "gpu": gpu,
        "demanded": sorted(_demanded_layers() if demanded is None else demanded),
    }
    started = monotonic()
    try:
        running = server()
        messages, status = running.start(json.dumps(request).encode(), wire=wire)
    except OSError as error:
        return Outcome("sandbox_unavailable", error={"message": str(error)})
    run = Watched(
        messages,
        status,
        started + limits.wall_seconds,
        limits,
        on_message,
        should_stop,
        scratch=scratch,
        server=running.process.pid,
    )
    try:
        outcome = run.outcome()
    finally:
        run.close()
    metering.count(outcome.cpu_seconds)
    return outcome


def _frameworks(read_only: Sequence[Path]) -> list[str]:
    """What the server imports ahead; a lone ONNX file needs no torch, which takes seconds.

    Only the first bytes are looked at: folders and archives may hold a Hugging Face model.
    """
    for path in read_only:
        if Path(path).is_dir():
            return [*FRAMEWORKS]
        with Path(path).open("rb") as file:
            if is_archive(file.read(512)):
                return [*FRAMEWORKS]
    return ["onnxruntime"]


def _demanded_layers() -> Collection[str]:
    # Settings take a tenth of a second to load; most machines say nothing of this one.
    if not os.environ.get("EVENHAND_SANDBOX", "").strip():
        return DEMANDED_LAYERS
    from service.settings import demanded_layers

    return demanded_layers()
