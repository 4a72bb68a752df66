"""What of the machine a child can see: its own users, network and IPC, and a root of its own.

namespaces(7), mount_namespaces(7), pivot_root(2). Process numbers: `workers.numbering`.
"""

import glob
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
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
        _write(f"{about}/{name}", line)


def leave_network() -> bool:
    """Whether this process is now in a network without any interface, and its children with it.

    A fork server's children may share one, where that is allowed: none can make a socket, and to
    make and unmake a network for each took longer than all else here.
    """
    with suppress(OSError):
        _unshare(_NEW_NET)
        return True
    return False


def separate(about: str, *, has_network: bool) -> str:
    """Users and IPC of its own, and no interface; the layer's name.

    has_network: whether there still is one to leave.
    """
    become_user(about)
    _unshare(_NEW_IPC | (_NEW_NET if has_network else 0))
    return "namespaces"


def private_root(read_only: Sequence[Path], scratch: Path, *, uses_gpu: bool) -> str:
    """A root with what a child needs and nothing else, read-only but for `scratch`.

    Needs the capability to mount; raises `OSError` with the mounts as they were.
    """
    _unshare(_NEW_MOUNTS)
    _mount("", "/", None, _REC | _PRIVATE)
    scratch_descriptor = os.open(scratch, os.O_PATH)
    root = str(scratch)
    _mount("tmpfs", root, "tmpfs", _NOSUID | _NODEV, "size=1m,nr_inodes=4096,mode=755")
    try:
        _furnish(root, _common(uses_gpu=uses_gpu))
        _furnish(root, _layout(read_only))
        for folder in (*_above(str(scratch)), str(scratch)):
            with suppress(FileExistsError):
                os.mkdir(root + folder)
        try:
            _mount("proc", root + "/proc", "proc", _NOSUID | _NODEV | _NOEXEC, _OWN_ONLY)
        except OSError:  # a user namespace may show its own process numbers only
            _mount("/proc", root + "/proc", None, _BIND | _REC)
        _set_read_only(root)
        _mount(f"/proc/self/fd/{scratch_descriptor}", root + str(scratch), None, _BIND)
        for device in _devices(uses_gpu=uses_gpu):
            _mount(device, root + device, None, _BIND)
        os.chdir(root)
        syscall("pivot_root", b".", b".")
        _detach(".")
    except OSError:
        with suppress(OSError):
            os.chdir("/")
            _detach(root)
        raise
    finally:
        os.close(scratch_descriptor)
    os.chdir(scratch)
    return "private_root"


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a root consists of: links, folders and empty files to make, outer ones first; binds."""

    links: tuple[tuple[str, str], ...]
    folders: tuple[str, ...]
    files: tuple[str, ...]
    binds: tuple[str, ...]


def prepare() -> None:
    """Work out ahead, before a fork, what is the same for every child."""
    _common(uses_gpu=False)


@cache
def _common(*, uses_gpu: bool) -> _Layout:
    places = [*map(Path, SYSTEM), *code_folders(), *([Path("/sys")] if uses_gpu else [])]
    layout = _layout(places)
    devices = _layout(map(Path, _devices(uses_gpu=uses_gpu)))
    return _Layout(
        layout.links,
        tuple(dict.fromkeys((*layout.folders, "/proc", *devices.folders))),
        layout.files + devices.files,
        layout.binds,
    )


def _layout(places: Iterable[Path]) -> _Layout:
    """Of what is there, nothing twice."""
    links: list[tuple[str, str]] = []
    folders: dict[str, None] = {}
    files: list[str] = []
    binds: list[str] = []
    for path in sorted(set(map(str, places))):
        if any(path.startswith(f"{outer}/") for outer in binds):
            continue
        with suppress(FileNotFoundError, PermissionError, NotADirectoryError):
            above = _above(path)
            if not above and os.path.islink(path):  # /lib -> usr/lib
                links.append((path, os.readlink(path)))
                continue
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
            folders |= dict.fromkeys(above)
            if is_folder:
                folders[path] = None
            else:
                files.append(path)
            binds.append(path)
    return _Layout(tuple(links), tuple(folders), tuple(files), tuple(binds))


def _above(path: str) -> list[str]:
    """The folders that an absolute path lies in, outer ones first, without the root."""
    names = path.split("/")[1:-1]
    return ["/" + "/".join(names[:depth]) for depth in range(1, len(names) + 1)]


def _furnish(root: str, layout: _Layout) -> None:
    for path, leads in layout.links:
        os.symlink(leads, root + path)
    for path in layout.folders:
        with suppress(FileExistsError):
            os.mkdir(root + path)
    for path in layout.files:
        os.close(os.open(root + path, os.O_CREAT | os.O_WRONLY, 0o600))
    for path in layout.binds:
        _mount(path, root + path, None, _BIND | _REC)


def _devices(*, uses_gpu: bool) -> tuple[str, ...]:
    every = (*DEVICES, *(sorted(glob.glob("/dev/nvidia*")) if uses_gpu else ()))
    return tuple(device for device in every if os.path.exists(device))


def _set_read_only(root: str) -> None:
    attributes = (_ATTR_RDONLY | _ATTR_NOSUID).to_bytes(8, "little") + bytes(24)
    syscall("mount_setattr", _AT_FDCWD, root.encode(), _RECURSIVE, attributes, len(attributes))


def _unshare(flags: int) -> None:
    if libc().unshare(flags):
        raise failure()


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    encoded = None if kind is None else kind.encode()
    if libc().mount(source.encode(), target.encode(), encoded, flags, data.encode() or None):
        raise failure()


def _write(path: str, line: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def _detach(path: str) -> None:
    if libc().umount2(path.encode(), _DETACH):
        raise failure()
