"""What of the machine a child can see: its own users, network and IPC, and a root of its own.

namespaces(7), mount_namespaces(7), pivot_root(2). Process numbers: `workers.numbering`.
"""

import glob
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from workers.kernel import failure, libc, syscall
from workers.places import DEVICES, SYSTEM, code_folders

_NEW_MOUNTS, _NEW_IPC, _NEW_USER, _NEW_NET = 0x20000, 0x08000000, 0x10000000, 0x40000000
_NOSUID, _NODEV, _NOEXEC, _REMOUNT_BIND, _REC, _PRIVATE = 2, 4, 8, 0x1000, 0x4000, 1 << 18
_BIND = 0x1000
_DETACH = 2
_OWN_ONLY = "hidepid=ptraceable"  # of the children of one server, each sees itself
_EMPTY_PATH, _RECURSIVE = 0x1000, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID = 1, 2
_AT_FDCWD = -100


def become_user(about: str) -> None:
    """A user namespace in which this user is itself, with every capability there.

    about: this process's folder in a /proc that can be written.
    """
    user, group = os.getuid(), os.getgid()
    _unshare(_NEW_USER)
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path(about, name).write_text(line)


def separate(about: str) -> str:
    """Users, network and IPC of its own: no interface, no shared memory; the layer's name."""
    become_user(about)
    _unshare(_NEW_NET | _NEW_IPC)
    return "namespaces"


def private_root(read_only: Sequence[Path], scratch: Path, *, uses_gpu: bool) -> str:
    """A root with what a child needs and nothing else, read-only but for `scratch`.

    Needs the capability to mount; raises `OSError` with the mounts as they were.
    """
    _unshare(_NEW_MOUNTS)
    _mount("", "/", None, _REC | _PRIVATE)
    held = os.open(scratch, os.O_PATH)
    root = str(scratch)
    _mount("tmpfs", root, "tmpfs", _NOSUID | _NODEV, "size=1m,nr_inodes=4096,mode=755")
    try:
        _furnish(root, [*map(Path, SYSTEM), *code_folders(), *read_only], uses_gpu=uses_gpu)
        os.makedirs(root + "/proc", exist_ok=True)
        try:
            _mount("proc", root + "/proc", "proc", _NOSUID | _NODEV | _NOEXEC, _OWN_ONLY)
        except OSError:  # a user namespace may show its own process numbers only
            _mount("/proc", root + "/proc", None, _BIND | _REC)
        os.makedirs(root + str(scratch), exist_ok=True)
        _set_read_only(root)
        _mount(f"/proc/self/fd/{held}", root + str(scratch), None, _BIND)
        _devices(root, uses_gpu=uses_gpu)
        os.chdir(root)
        syscall("pivot_root", b".", b".")
        _detach(".")
    except OSError:
        with suppress(OSError):
            os.chdir("/")
            _detach(root)
        raise
    finally:
        os.close(held)
    os.chdir(scratch)
    return "private_root"


def _furnish(root: str, places: Iterable[Path], *, uses_gpu: bool) -> None:
    """Bind what is there, outer folders first, and nothing twice."""
    done: list[Path] = []
    for place in sorted({*places, *([Path("/sys")] if uses_gpu else [])}):
        if any(place.is_relative_to(outer) for outer in done):
            continue
        target = Path(root + str(place))
        with suppress(FileNotFoundError, PermissionError, NotADirectoryError):
            if place.is_symlink() and place.parent == Path("/"):  # /lib -> usr/lib
                target.symlink_to(os.readlink(place))
                continue
            _place_for(place, target)
            _mount(str(place), str(target), None, _BIND | _REC)
            done.append(place)


def _devices(root: str, *, uses_gpu: bool) -> None:
    for device in (*DEVICES, *(glob.glob("/dev/nvidia*") if uses_gpu else ())):
        with suppress(FileNotFoundError, PermissionError):
            _mount(device, root + device, None, _BIND | _REC)


def _place_for(place: Path, target: Path) -> None:
    if place.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        place.stat()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()


def _set_read_only(root: str) -> None:
    for device in (*DEVICES, *glob.glob("/dev/nvidia*")):
        _place_for(Path(device), Path(root + device))
    attributes = (_ATTR_RDONLY | _ATTR_NOSUID).to_bytes(8, "little") + bytes(24)
    syscall("mount_setattr", _AT_FDCWD, root.encode(), _RECURSIVE, attributes, len(attributes))


def _unshare(flags: int) -> None:
    if libc().unshare(flags):
        raise failure()


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    encoded = None if kind is None else kind.encode()
    if libc().mount(source.encode(), target.encode(), encoded, flags, data.encode() or None):
        raise failure()


def _detach(place: str) -> None:
    if libc().umount2(place.encode(), _DETACH):
        raise failure()
