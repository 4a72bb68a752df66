"""`python launch.py '{"missing": "landlock", "user": 65534, "kinds": [...]}'`: a machine that lacks
a layer, or a user who is not root, and every attempt in a child there; the answer is JSON.

A layer is missing as on real machines: its system calls are refused to this whole process tree.
"""

import ctypes
import errno
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LIBC = ctypes.CDLL(None, use_errno=True)
# Layer -> system call, its error, and the flag in its first argument by which it is recognised.
LACKING: dict[str, tuple[tuple[str, int, int | None], ...]] = {
    "process_numbers": (("unshare", errno.EPERM, 0x20000000),),
    "private_root": (("unshare", errno.EPERM, 0x00020000),),
    "namespaces": (("unshare", errno.EPERM, 0x10000000),),
    "resource_limits": (("prlimit64", errno.EPERM, None),),
    "capabilities": (("capset", errno.EPERM, None),),
    "landlock": (("landlock_create_ruleset", errno.EOPNOTSUPP, None),),
    "seccomp": (("seccomp", errno.ENOSYS, None),),
}


def lack(layer: str) -> None:
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    if os.getuid() == 0:
        rules.set_attr(pyseccomp.Attr.CTL_NNP, 0)
    for name, error, flag in LACKING[layer]:
        conditions = [] if flag is None else [pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag)]
        if layer == "resource_limits":  # set, not asked for
            conditions = [pyseccomp.Arg(2, pyseccomp.NE, 0)]
        number = {"landlock_create_ruleset": 444}.get(name, name)
        rules.add_rule(pyseccomp.ERRNO(error), number, *conditions)
    rules.load()


def become(user: int) -> None:
    """Give up root."""
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    os.environ["HOME"] = "/"


def open_the_way(*places: Path) -> None:
    """In a mount namespace of our own, put an open folder over each closed one above a place."""
    if LIBC.unshare(0x20000) or LIBC.mount(b"", b"/", None, 0x44000, None):
        raise SystemExit("no mount namespace to be had")
    for place in places:
        for above in reversed(place.parents):
            if above.stat().st_mode & 0o001:
                continue
            step = above / place.relative_to(above).parts[0]
            held = os.open(step, os.O_PATH)
            if LIBC.mount(b"tmpfs", str(above).encode(), b"tmpfs", 0, b"mode=755"):
                raise SystemExit(f"{above} cannot be covered")
            step.mkdir()
            source = f"/proc/self/fd/{held}".encode()
            if LIBC.mount(source, str(step).encode(), None, 0x5000, None):
                raise SystemExit(f"{step} cannot be bound")


def main() -> None:
    asked: dict[str, Any] = json.loads(sys.argv[1])
    if asked.get("user"):
        open_the_way(Path(sys.base_prefix), Path(sys.prefix), HERE)
    if asked.get("missing"):
        lack(asked["missing"])
    if asked.get("user"):
        become(asked["user"])
    with tempfile.TemporaryDirectory(prefix="outside-") as outside:
        print(json.dumps(attack(asked, Path(outside))))


def attack(asked: dict[str, Any], outside: Path) -> dict[str, Any]:
    sys.path.insert(0, str(HERE))
    from workers import sandbox

    task = "attempts:attempt"
    sandbox.TASKS.add(task)
    heard: list[dict[str, Any]] = []
    folder, scratch = outside / "others", outside / "scratch"
    for made in (folder, scratch):
        made.mkdir(mode=0o700)
    secret = folder / "signing-key"
    secret.write_text("secret")
    secret.chmod(0o600)
    victim = subprocess.Popen(["sleep", "600"], start_new_session=True)
    tcp = socket.create_server(("127.0.0.1", 0))
    services = [socket.socket(socket.AF_UNIX) for _ in range(2)]
    abstract = f"evenhand-{os.getpid()}"
    for service, name in zip(services, (str(folder / "service"), "\0" + abstract), strict=True):
        service.bind(name)
        service.listen()
    datagrams = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    datagrams.bind(str(folder / "datagrams"))
    threading.Thread(target=greet, args=(tcp,), daemon=True).start()
    before = state(secret, folder, victim.pid)
    try:
        outcome = sandbox.run_sandboxed(
            task,
            {
                "kinds": asked["kinds"],
                "folder": str(folder),
                "secret": str(secret),
                "victim": victim.pid,
                "socket": str(folder / "service"),
                "abstract": abstract,
                "datagrams": str(folder / "datagrams"),
                "port": tcp.getsockname()[1],
                "scratch": str(scratch),
            },
            read_only=[HERE],
            scratch=scratch,
            limits=sandbox.Limits(wall_seconds=60, cpu_seconds=30, memory_bytes=1 << 30),
            on_message=heard.append,
            demanded=(),
        )
        after = state(secret, folder, victim.pid)
    finally:
        victim.kill()
        victim.wait()
        sandbox.shut_down()
    return {
        "reason": outcome.reason,
        "error": dict(outcome.error),
        "layers": outcome.layers,
        "missing": outcome.missing,
        "attempts": heard,
        "harmed": [name for name in before if before[name] != after.get(name)],
    }


def greet(tcp: socket.socket) -> None:
    while True:
        connection, _ = tcp.accept()
        with connection:
            connection.sendall(b"hello")


def state(secret: Path, folder: Path, victim: int) -> dict[str, Any]:
    """What must be as before: seen from outside."""
    about = folder.stat()
    found: dict[str, Any] = {
        "names": sorted(os.listdir(folder)),
        "folder": (about.st_mode, about.st_uid),
        "niceness": os.getpriority(os.PRIO_PROCESS, victim),
        "scheduler": os.sched_getscheduler(victim),
        "processors": sorted(os.sched_getaffinity(victim)),
        "limits": Path(f"/proc/{victim}/limits").read_text(),
        "spared": Path(f"/proc/{victim}/oom_score_adj").read_text(),
    }
    if secret.exists():
        about = secret.stat()
        found["secret"] = (about.st_mode, about.st_uid, about.st_mtime_ns, secret.read_text())
    return found


if __name__ == "__main__":
    main()
