"""Who measures on this machine's cores: many audits at once, or one that times alone.

Two locked files. Who measures holds the second one shared; who times holds it alone. Everybody
enters through the first, so that audits which keep coming do not keep a waiting one out for ever.
Locks are the kernel's: they hold between processes and end with whoever holds them. They bind the
processes of one user that see one folder for temporary files; what else runs on the machine is not
kept out, and is seen by the yardstick (`audits.cost.busy`).
"""

import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from workers.endings import AuditFailed

LOOK_SECONDS = 0.1
WAITING = "waiting until no other audit measures on this machine"


@contextmanager
def hold(
    *,
    alone: bool,
    on_wait: Callable[[], None] = lambda: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[float]:
    """The cores for as long as the context lasts: with others, or alone; the seconds waited.

    on_wait: called once where it has to wait. Raises `AuditFailed` (cancelled) where `should_stop`
    says so before they are free.
    """
    folder, started = _folder(), time.monotonic()
    waiting = _Waiting(on_wait, should_stop)
    with (
        (folder / "entrance.lock").open("w") as entrance,
        (folder / "cores.lock").open("w") as cores,
    ):
        waiting.lock(entrance, fcntl.LOCK_EX)
        waiting.lock(cores, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(entrance, fcntl.LOCK_UN)
        yield time.monotonic() - started


class _Waiting:
    def __init__(self, on_wait: Callable[[], None], should_stop: Callable[[], bool]) -> None:
        self.on_wait, self.should_stop, self.is_told = on_wait, should_stop, False

    def lock(self, file: IO[str], how: int) -> None:
        while True:
            try:
                fcntl.flock(file, how | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                return
            if self.should_stop():
                raise AuditFailed("cancelled", "the audit was stopped while it waited its turn")
            if not self.is_told:
                self.is_told = True
                self.on_wait()
            time.sleep(LOOK_SECONDS)


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"evenhand-cores-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
