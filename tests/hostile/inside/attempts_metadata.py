# ruff: noqa: SIM115 (what is opened here must fail, or dies with the child)
"""Metadata: what is there, whose, since when; and changing it, which Landlock does not govern."""

import ctypes
import fcntl
import os

from attempts_common import Refused, Target, call


def see_that_the_secret_is_there(target: Target) -> None:
    os.stat(target.secret)


def see_its_extended_status(target: Target) -> None:
    call("statx", -100, target.secret.encode(), 0, 0x7FF, ctypes.create_string_buffer(256))


def ask_whether_it_may_be_read(target: Target) -> None:
    if not os.access(target.secret, os.F_OK):
        raise Refused("no")


def see_how_full_its_disk_is(target: Target) -> None:
    os.statvfs(target.secret)


def live_in_its_folder(target: Target) -> None:
    os.chdir(target.folder)


def hold_it_by_its_path(target: Target) -> None:
    os.close(os.open(target.secret, os.O_PATH))


def handle_of_the_secret(target: Target) -> None:
    held = (ctypes.c_uint32 * 34)(128)
    call("name_to_handle_at", -100, target.secret.encode(), held, ctypes.c_uint32(), 0)


def open_the_secret_to_everybody(target: Target) -> None:
    os.chmod(target.secret, 0o666)


def open_the_secret_by_another_call(target: Target) -> None:
    call("fchmodat2", -100, target.secret.encode(), 0o666, 0)


def open_its_folder(target: Target) -> None:
    os.chmod(target.folder, 0o777)


def make_its_own_file_setuid(target: Target) -> None:
    with open(target.scratch + "/program", "w") as file:
        os.fchmod(file.fileno(), 0o4755)


def give_it_away(target: Target) -> None:
    os.chown(target.secret, 12345, 12345)


def make_it_old(target: Target) -> None:
    os.utime(target.secret, (1, 1))


def label_it(target: Target) -> None:
    os.setxattr(target.secret, "user.evil", b"x")


def read_its_labels(target: Target) -> None:
    os.listxattr(target.secret)


def watch_its_folder(target: Target) -> None:
    watcher = call("inotify_init1", 0)
    call("inotify_add_watch", watcher, target.folder.encode(), 0xFFF)


def watch_its_disk(target: Target) -> None:
    call("fanotify_init", 0, 0)


def watch_its_folder_the_old_way(target: Target) -> None:
    fcntl.fcntl(os.open("/", os.O_RDONLY), fcntl.F_NOTIFY, 4)


def read_the_victims_command_line(target: Target) -> None:
    open(f"/proc/{target.victim}/cmdline").read()


def see_the_victim(target: Target) -> None:
    os.stat(f"/proc/{target.victim}")


def see_the_victims_program(target: Target) -> None:
    os.readlink(f"/proc/{target.victim}/exe")


def list_the_processes(target: Target) -> None:
    if not [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]:
        raise Refused("only its own")


def count_the_victims_priority(target: Target) -> None:
    os.getpriority(os.PRIO_PROCESS, target.victim)


def ask_for_the_victims_session(target: Target) -> None:
    os.getsid(target.victim)


def ask_for_the_victims_processors(target: Target) -> None:
    os.sched_getaffinity(target.victim)


def ask_for_the_victims_scheduler(target: Target) -> None:
    os.sched_getscheduler(target.victim)


def ask_for_the_victims_clock(target: Target) -> None:
    """Processor time that another process has used."""
    call("clock_gettime", (~target.victim << 3) | 2, (ctypes.c_uint64 * 2)())


def read_the_kernels_log(target: Target) -> None:
    call("syslog", 10, 0, 0)


def read_the_machines_id(target: Target) -> None:
    for place in ("/etc/machine-id", "/proc/sys/kernel/random/boot_id"):
        try:
            if open(place).read():
                return
        except OSError:
            continue
    raise Refused("neither")
