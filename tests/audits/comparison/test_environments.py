"""What of two environments is another, clause by clause."""

from copy import deepcopy
from typing import Any

import pytest

from audits.comparison.environments import differences, has_lock


def environment() -> dict[str, Any]:
    return {
        "versions": {"evenhand": "0.1.0", "numpy": "2.0"}, "sandbox": ["landlock"], "device": "cpu",
        "lock": {
            "schema": "evenhand.environment/1",
            "engine": {"version": "0.1.0", "sha256": "e" * 64},
            "python": {"version": "3.11.7", "implementation": "CPython"},
            "system": {"kernel": "Linux 6.1", "distribution": "Debian 12", "libc": "glibc 2.36"},
            "machine": {"processor": "Core A", "cores": "2", "accelerators": []},
            "threads": 1,
            "packages": {"numpy": {"version": "2.0", "sha256": "a" * 64},
                         "scipy": {"version": "1.9", "sha256": "b" * 64}},
            "seed": 0, "model_sha256": None, "dataset_sha256": "d" * 64,
        },
    }  # fmt: skip


def changed(*way: str, to: Any) -> dict[str, Any]:
    other = environment()
    inner = other
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = to
    return other


def test_the_same_environment_differs_in_nothing() -> None:
    assert differences(environment(), deepcopy(environment())) == []
    assert has_lock(environment())


@pytest.mark.parametrize(
    ("way", "to", "clause"),
    [
        (("lock", "engine", "version"), "0.2.0", "evenhand 0.1.0, now 0.2.0"),
        (("lock", "engine", "sha256"), "f" * 64,
         "evenhand 0.1.0 of other source files (sha256 eeeeeeeeeeee, now ffffffffffff)"),
        (("lock", "packages", "numpy", "version"), "2.1", "numpy 2.0, now 2.1"),
        (("lock", "packages", "numpy", "sha256"), "c" * 64,
         "numpy 2.0 of other files (sha256 aaaaaaaaaaaa, now cccccccccccc)"),
        (("lock", "packages", "scipy"), None, "scipy 1.9, now not installed"),
        (("lock", "python", "version"), "3.12.1", "python version 3.11.7, now 3.12.1"),
        (("lock", "system", "libc"), None, "system libc glibc 2.36, now not known"),
        (("lock", "machine", "processor"), "Core B", "machine processor Core A, now Core B"),
        (("lock", "machine", "accelerators"), ["X"], "machine accelerators none, now X"),
        (("lock", "threads"), 4, "threads 1, now 4"),
        (("device",), "gpu 0", "device cpu, now gpu 0"),
        (("sandbox",), [], "sandbox landlock, now none"),
    ],
)  # fmt: skip
def test_one_thing_that_is_another_is_one_clause(way: Any, to: Any, clause: str) -> None:
    assert differences(environment(), changed(*way, to=to)) == [clause]


def test_which_audit_it_was_is_nothing_of_the_environment() -> None:
    assert differences(environment(), changed("lock", "dataset_sha256", to="x")) == []
    assert differences(environment(), changed("lock", "seed", to=5)) == []


def test_of_a_report_without_a_lock_versions_are_compared() -> None:
    earlier = environment()
    del earlier["lock"]
    assert not has_lock(earlier)
    assert differences(earlier, changed("versions", "numpy", to="2.1")) == ["numpy 2.0, now 2.1"]
