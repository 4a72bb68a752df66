"""What the audit ran in, in a line; nothing of reports that lock none."""

from audits.report.environment_words import machine, packages
from audits.report.view import View

LOCK = {
    "packages": {"numpy": {"version": "2.0"}, "scipy": {"version": "1.9"}},
    "python": {"implementation": "CPython", "version": "3.11.7"},
    "machine": {"processor": "Core A", "cores": "2", "memory": "8.0 GB", "architecture": "x86_64",
                "accelerators": ["NVIDIA H200 (driver 550)"]},
    "system": {"kernel": "Linux 6.1", "distribution": "Debian 12", "libc": "glibc 2.36"},
    "threads": 1,
}  # fmt: skip


def test_a_lock_in_words(make_report):
    view = View({**make_report(), "environment": {"lock": LOCK}})
    assert machine(view) == (
        "Core A, 2 cores, 8.0 GB; NVIDIA H200 (driver 550); Linux 6.1, x86_64, Debian 12, "
        "glibc 2.36; threads of a calculation: 1"
    )
    assert packages(view) == "CPython 3.11.7 and 2 packages, each with its version and digest"


def test_without_one_there_are_no_words(make_report):
    for environment in ({}, {"lock": None}, {"lock": {}}):
        view = View({**make_report(), "environment": environment})
        assert machine(view) == packages(view) == ""
