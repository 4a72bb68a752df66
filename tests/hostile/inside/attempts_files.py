# ruff: noqa: SIM115 (what is opened here must fail, or dies with the child)
"""Files outside the sandbox: reading, writing, making, removing, mounting."""

import os
import stat
import sys
from pathlib import Path

from attempts_common import LIBC, Refused, Target, call


def read_the_secret(target: Target) -> None:
    open(target.secret).read()


def read_it_by_a_path_with_dots(target: Target) -> None:
    open(
        f"{target.scratch}/../{os.path.relpath(target.secret, Path(target.scratch).parent)}"
    ).read()


def read_it_through_proc_root(target: Target) -> None:
    open(f"/proc/self/root{target.secret}").read()


def append_to_the_secret(target: Target) -> None:
    open(target.secret, "a").write("x")


def truncate_the_secret(target: Target) -> None:
    os.truncate(target.secret, 0)


def remove_the_secret(target: Target) -> None:
    os.unlink(target.secret)


def rename_the_secret(target: Target) -> None:
    os.rename(target.secret, target.secret + ".old")


def move_the_secret_into_scratch(target: Target) -> None:
    os.rename(target.secret, target.scratch + "/secret")


def link_the_secret_into_scratch(target: Target) -> None:
    os.link(target.secret, target.scratch + "/link")


def list_its_folder(target: Target) -> None:
    os.listdir(target.folder)


def make_a_file_beside_it(target: Target) -> None:
    open(target.folder + "/new", "w")


def make_a_folder_beside_it(target: Target) -> None:
    os.mkdir(target.folder + "/more")


def leave_a_link_in_scratch(target: Target) -> None:
    """Whoever reads the results would follow it."""
    os.symlink(target.secret, target.scratch + "/report.json")


def leave_a_pipe_in_scratch(target: Target) -> None:
    """Whoever reads the results would wait for ever."""
    os.mkfifo(target.scratch + "/pipe")


def make_a_device(target: Target) -> None:
    os.mknod(target.scratch + "/disk", stat.S_IFBLK | 0o600, os.makedev(254, 0))


def read_the_machines_passwords(target: Target) -> None:
    open("/etc/shadow").read()


def read_the_hosts_table(target: Target) -> None:
    open("/etc/hosts").read()


def write_among_the_interpreters_packages(target: Target) -> None:
    import attempts_common

    open(Path(attempts_common.__file__).with_name("evil.pth"), "w")


def write_into_the_interpreter(target: Target) -> None:
    open(Path(sys.prefix) / "evil.pth", "w")


def write_for_everybody(target: Target) -> None:
    open("/tmp/evil", "w")


def write_a_kernel_setting(target: Target) -> None:
    with open("/proc/sys/kernel/core_pattern", "r+") as file:
        file.write(file.read())


def read_a_disk(target: Target) -> None:
    for device in ("/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/mem", "/dev/kmsg"):
        if os.path.exists(device):
            os.open(device, os.O_RDONLY | os.O_NONBLOCK)
            return
    raise Refused("there is none to be seen")


def mount_a_folder(target: Target) -> None:
    if LIBC.mount(b"tmpfs", target.scratch.encode(), b"tmpfs", 0, None):
        raise Refused("mount")


def unmount_the_root(target: Target) -> None:
    call("umount2", target.scratch.encode(), 2)


def remount_the_code_writable(target: Target) -> None:
    if LIBC.mount(None, b"/usr", None, 0x1020, None):
        raise Refused("remount")


def open_a_file_system(target: Target) -> None:
    call("fsopen", b"tmpfs", 0)


def clone_the_mounts(target: Target) -> None:
    call("open_tree", -100, b"/", 1)


def change_the_root(target: Target) -> None:
    os.chroot(target.scratch)


def open_by_handle(target: Target) -> None:
    call("open_by_handle_at", -100, b"\0" * 128, 0)
