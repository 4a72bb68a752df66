"""Process numbers of their own for the children of a fork server; pid_namespaces(7).

A child there sees no other process in /proc and can name none in a system call. One namespace a
server, with a first process that only waits: when the server ends, so does it, and the kernel
kills whatever is left inside.
"""

import os
import shutil
from contextlib import suppress

from workers.kernel import failure, libc
from workers.namespaces import become_user

_NEW_PID = 0x20000000


class Numbering:
    """Made once, by a server of one thread and before it imports anything large.

    missing: why children share the machine's process numbers, None where they do not.
    """

    def __init__(self) -> None:
        self.missing: str | None = None
        self.first: int | None = None
        self._returns = True
        self._ours = self._theirs = self._wire = -1
        try:
            self._open()
        except OSError as error:
            self.missing = str(error)

    def _open(self) -> None:
        waiter = shutil.which("cat", path="/usr/bin:/bin")
        if waiter is None:
            raise FileNotFoundError("no program that could wait as the first process")
        self._ours = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        if self._returns and libc().unshare(_NEW_PID):
            # An ordinary user may do so in a user namespace of its own, which has no say over the
            # numbers outside: there is no way back, nor any need of one in a server of one thread.
            _try_to_become_user()
            self._returns = False
            become_user("/proc/self")
        if not self._returns and libc().unshare(_NEW_PID):
            raise failure()
        read, self._wire = os.pipe()  # the write end is ours alone, and goes with us
        nothing = os.open(os.devnull, os.O_WRONLY)
        actions = [(os.POSIX_SPAWN_DUP2, read, 0), (os.POSIX_SPAWN_DUP2, nothing, 1)]
        try:
            self.first = os.posix_spawn(waiter, [waiter], {}, file_actions=actions)
            self._theirs = os.open(f"/proc/{self.first}/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        finally:
            os.close(read)
            os.close(nothing)
            self._enter(self._ours)

    def fork(self) -> int:
        """As os.fork, into the namespace; no thread can be started meanwhile."""
        if self.missing is not None:
            return os.fork()
        self._enter(self._theirs)
        try:
            child = os.fork()
        except OSError:
            self._enter(self._ours)
            if self._waits():
                raise
            if not self._returns:
                raise
            self._open()  # the first process was killed, and its namespace with it
            return self.fork()
        if child:
            self._enter(self._ours)
        return child

    def _waits(self) -> bool:
        assert self.first is not None
        with suppress(ProcessLookupError):
            os.kill(self.first, 0)
            return True
        return False

    def _enter(self, namespace: int) -> None:
        if self._returns and libc().setns(namespace, _NEW_PID):
            raise failure()


def _try_to_become_user() -> None:
    """Raise `OSError` where it is forbidden: half-way there, a process is nobody's.

    Some machines let a user namespace be made and then refuse to say who is who in it.
    """
    trial = os.fork()
    if trial == 0:
        try:
            become_user("/proc/self")
        except OSError as error:
            os._exit(error.errno or 1)
        os._exit(0)
    _, status = os.waitpid(trial, 0)
    if reason := os.waitstatus_to_exitcode(status):
        raise OSError(abs(reason), os.strerror(abs(reason)))
