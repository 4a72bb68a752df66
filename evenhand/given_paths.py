"""Files that somebody names: there, and with an end."""

from pathlib import Path

from audits.errors import Refused


def existing(
    path: Path, field: str, *, named: str | None = None, remedy: str = "check the path"
) -> Path:
    """The path as given; a file or a folder.

    named: what somebody wrote, where that is not the path.
    Raises `Refused` where there is none, and for pipes, sockets and devices: they are waited for,
    or never end, and say something else to the second reader.
    """
    try:
        there, is_plain = path.exists(), path.is_file() or path.is_dir()
    except (OSError, ValueError):  # a name that no file system can have
        there = is_plain = False
    shown = named or str(path)
    if not there:
        raise Refused.because(field, f"there is no file {shown!r}", remedy, "not_found")
    if not is_plain:
        raise Refused.because(
            field, f"{shown!r} is a pipe, a socket or a device", "write it to a file first",
            "not_a_file",
        )  # fmt: skip
    return path
