"""What a child may compute with: the CPU, or one GPU that no other audit uses meanwhile."""

import fcntl
import glob
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

from audits.planning.device import computes_on_gpu
from audits.planning.plan import Plan
from service.setting_refused import SettingRefused

CPU = "cpu"
# How long an audit waits for a GPU before it looks again; an audit holds one for minutes.
LOOK_SECONDS = 0.5


def computes(plan: Plan) -> bool:
    """Whether the plan's model is asked on a GPU where there is one."""
    spec = plan.model
    return spec is not None and computes_on_gpu(spec) and spec.device != "cpu"


def named(number: str | None) -> str:
    """How a report calls the device of this number."""
    return CPU if number is None else f"gpu {number}"


def notices(plan: Plan, *, meant: str | None, used: str, had_gpu: bool = False) -> list[str]:
    """What to say of an audit that was meant for a GPU and did not use one.

    meant: the audit's own device, "gpu" where the service chose one for it.
    had_gpu: a GPU was kept for it, and its model was asked on the CPU all the same.
    """
    if used == CPU and had_gpu:
        return [
            "A GPU was kept for this audit and its model was asked on the CPU: this kind of model "
            "does not compute on one here, or it did not fit the GPU's memory."
        ]
    asked = plan.model is not None and plan.model.device == "gpu"
    if used != CPU or not (asked or meant == "gpu"):
        return []
    why = "its document asks for one" if asked else "its model is large"
    return [
        f"This audit was meant for a GPU ({why}), and no worker with one was to be had: the model "
        "ran on the CPU. That took longer; the numbers are the CPU's, and on a GPU their last "
        "digits may differ."
    ]


def gpus() -> tuple[str, ...]:
    """Names of the accelerators this process may give away, as CUDA_VISIBLE_DEVICES has them.

    Numbers, or GPU-... and MIG-... where an operator gave those. EVENHAND_DEVICE=cpu hides them.

    Raises `SettingRefused` for a value that is neither `auto` nor `cpu`.
    """
    setting = os.environ.get("EVENHAND_DEVICE", "").strip() or "auto"
    if setting not in ("auto", CPU):
        raise SettingRefused(f"EVENHAND_DEVICE={setting} is neither auto nor cpu")
    if setting == CPU:
        return ()
    # CUDA counts what this machine or container shows it, from 0: where a container was given
    # /dev/nvidia3 alone, that one is GPU 0.
    shown = sum(bool(re.fullmatch(r"/dev/nvidia\d+", path)) for path in glob.glob("/dev/nvidia*"))
    allowed = os.environ.get("CUDA_VISIBLE_DEVICES")
    if allowed is None or not shown:
        return tuple(map(str, range(shown)))
    return tuple(takewhile(lambda name: _is_gpu(name, shown), allowed.replace(" ", "").split(",")))


def _is_gpu(name: str, shown: int) -> bool:
    """As CUDA reads its variable, which ends at the first name that is none."""
    return int(name) < shown if name.isdecimal() else name.startswith(("GPU-", "MIG-"))


@contextmanager
def gpu(
    *, is_wanted: bool = True, should_stop: Callable[[], bool] = lambda: False
) -> Iterator[str | None]:
    """A GPU for as long as the context lasts, one audit each; None where there is none.

    Waits while others hold them all. The lock is a file, so that it holds between processes and
    ends with the one that holds it, however that ends.
    """
    numbers = gpus() if is_wanted else ()
    while numbers and not should_stop():
        for number in numbers:
            with (_folder() / f"gpu-{number.replace('/', '-')}.lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield number
                return
        time.sleep(LOOK_SECONDS)
    yield None


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"evenhand-gpu-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
