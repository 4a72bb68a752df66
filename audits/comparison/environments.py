"""What of two environments is another: of whatever may move a number's last digits, and its place.

Read from `environment` of two reports: the lock where both have one (`workers.environment_lock`),
else the few versions that earlier releases wrote.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.json_types import Json

NO_LOCK = "the report was made before environments were locked: only these versions are known"
# What is nobody's cause of another number: which audit it was, stands elsewhere.
_NOT_COMPARED = frozenset({"schema", "packages", "seed", "model_sha256", "dataset_sha256",
                           "seconds", "engine"})  # fmt: skip
_DIGITS = 12


def differences(before: Json, now: Json) -> list[str]:
    """Each thing that is another one, as a clause: `numpy 2.0.1, now 2.1.0`; the engine first.

    before, now: `environment` of two reports.
    """
    then, today = before.get("lock"), now.get("lock")
    if not isinstance(then, Mapping) or not isinstance(today, Mapping):
        versions = list(_values(before.get("versions") or {}, now.get("versions") or {}))
        return [*versions, *_places(before, now)]
    return [
        *_engine(then.get("engine") or {}, today.get("engine") or {}),
        *_packages(then.get("packages") or {}, today.get("packages") or {}),
        *_values(_flat(then), _flat(today)),
        *_places(before, now),
    ]


def has_lock(environment: Json) -> bool:
    """Whether everything is known that it ran in."""
    return isinstance(environment.get("lock"), Mapping)


def _engine(then: Json, now: Json) -> Iterator[str]:
    """The program itself; a working copy may differ under one version."""
    yield from _changed("evenhand", then, now, "source files")


def _packages(then: Json, now: Json) -> Iterator[str]:
    for name in sorted({*then, *now} - {"evenhand"}):
        before, after = then.get(name), now.get(name)
        if before is None or after is None:
            yield f"{name} {_package(before)}, now {_package(after)}"
        else:
            yield from _changed(name, before, after, "files")


def _changed(name: str, then: Json, now: Json, files: str) -> Iterator[str]:
    """Another version, or other files under the same one."""
    if then.get("version") != now.get("version"):
        yield f"{name} {_shown(then.get('version'))}, now {_shown(now.get('version'))}"
    elif then.get("sha256") != now.get("sha256"):
        yield (
            f"{name} {_shown(now.get('version'))} of other {files} "
            f"(sha256 {_digest(then)}, now {_digest(now)})"
        )


def _places(before: Json, now: Json) -> Iterator[str]:
    """Where it was computed, and behind which layers of the sandbox."""
    of_both = ({"device": one.get("device"), "sandbox": one.get("sandbox")}
              for one in (before, now))  # fmt: skip
    yield from _values(*of_both)


def _flat(lock: Json) -> dict[str, Any]:
    """`machine.processor` and the like, without what is told apart."""
    flat: dict[str, Any] = {}
    for key, value in lock.items():
        if key in _NOT_COMPARED:
            continue
        if isinstance(value, Mapping):
            flat |= {f"{key} {inner}": of_inner for inner, of_inner in value.items()}
        else:
            flat[key] = value
    return flat


def _values(then: Json, now: Json) -> Iterator[str]:
    for key in dict.fromkeys([*then, *now]):
        if then.get(key) != now.get(key):
            yield f"{key} {_shown(then.get(key))}, now {_shown(now.get(key))}"


def _package(package: Json | None) -> str:
    return "not installed" if package is None else str(package.get("version"))


def _digest(stated: Json) -> str:
    return str(stated.get("sha256"))[:_DIGITS]


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " + ".join(map(str, value)) or "none"
    return "not known" if value in (None, "") else str(value)
