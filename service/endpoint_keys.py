"""Keys of endpoints that an operator keeps: each for hosts and organisations that it names.

A document says only a key's name. Without hosts beside it, whoever may submit an audit could have
the key sent to an address of their own; so a name without hosts or organisations is worth nothing.
The file is YAML or JSON, read anew for each audit, by workers alone:

    OPENAI_API_KEY: {key: sk-..., hosts: [api.openai.com], organisations: [default]}
"""

import stat
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from audits.errors import Refused
from service.addresses import Place
from service.setting_refused import SettingRefused

VARIABLE = "EVENHAND_ENDPOINT_KEYS"
EVERY = "*"
_KEYS = frozenset({"key", "hosts", "organisations"})
_MOST_BYTES = 1 << 20


def kept_keys(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """The entries of the file by name; raises `SettingRefused`, which repeats none of it."""
    try:
        facts = path.stat()
        if facts.st_size > _MOST_BYTES:
            raise ValueError
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingRefused(f"{VARIABLE}: {path} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise SettingRefused(f"{VARIABLE}: {path} is no YAML; see docs/operation.md") from None
    if facts.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingRefused(
            f"{VARIABLE}: others than its owner may open {path}; run `chmod 600 {path}`"
        )
    is_whole = isinstance(entries, dict) and all(map(_is_entry, entries.values()))
    if not is_whole:
        raise SettingRefused(
            f"{VARIABLE}: each name in {path} needs `key`, and lists `hosts` and `organisations`"
        )
    return dict(entries)


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == _KEYS
        and isinstance(entry["key"], str)
        and all(
            isinstance(entry[name], list) and all(isinstance(one, str) for one in entry[name])
            for name in ("hosts", "organisations")
        )
    )


def key_for(path: Path | None, name: str, goal: Place, organisation: Collection[str]) -> str:
    """The secret of this name, for that host and organisation, or `Refused`.

    organisation: its name and its id. Why a name is refused is not told apart: who may not use a
    key learns nothing of it.
    """
    entry = {} if path is None else kept_keys(path).get(name, {})
    is_host = goal.is_among([f"{host}:*" for host in map(_bare, entry.get("hosts", ()))])
    allowed = set(entry.get("organisations", ()))
    if not is_host or not (EVERY in allowed or allowed & set(organisation)):
        raise Refused.because(
            "model.endpoint.key", f"no key {name} is kept here for {goal.host} and this "
            f"organisation", f"the operator names it in the file of {VARIABLE}", "no_key",
        )  # fmt: skip
    return str(entry["key"])


def _bare(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
