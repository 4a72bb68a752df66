"""The trail as it is handed out: its lines, the signed heads, and whether they hold together.

Each line's hash covers the line before it, so a change shows. What no chain shows is that its end
was cut off; for that a worker signs the last line's place and hash every few minutes (a head).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audits.report.dsse import TRAIL_HEAD, NotSealed, seal, unseal
from audits.report.trust import REVOKED, TrustedKey

if TYPE_CHECKING:
    from audits.specification.policy_document import PolicySpec

SCHEMA = "evenhand.trail/1"
Line = Mapping[str, Any]


def line_hash(tenant: str, line: Line) -> str:
    """SHA-256 over a line and the hash before it. line: as `GET /v1/trail` shows it."""
    parts = [
        tenant, line["position"], line["at"], line["actor"], line["action"], line["object"],
        line["details"], line["previous_hash"],
    ]  # fmt: skip
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(tenant: str, lines: Sequence[Line]) -> int | None:
    """Position of the first line that was changed or is missing, from 0 on; None if none is."""
    previous = ""
    for expected, line in enumerate(lines):
        actual = (line["position"], line["previous_hash"], line["hash"])
        if actual != (expected, previous, line_hash(tenant, line)):
            return expected
        previous = line["hash"]
    return None


def head(tenant: str, position: int, hashed: str, sealed_at: float, key: bytes) -> dict[str, Any]:
    """The envelope that says: at this time the trail ended in this line."""
    statement = {"tenant": tenant, "position": position, "hash": hashed, "at": sealed_at}
    return seal(statement, key, TRAIL_HEAD)


def waivers_of(policy: "PolicySpec | None") -> dict[str, Any]:
    """The waivers of a policy as a line keeps them; nothing where there are none."""
    waivers = (
        [] if policy is None else [waiver.model_dump(mode="json") for waiver in policy.waivers]
    )
    return {"waivers": waivers} if waivers else {}


@dataclass(frozen=True, slots=True)
class Trail:
    """A whole trail: lines by position, heads by position."""

    tenant: str
    lines: Sequence[Line]
    heads: Sequence[Mapping[str, Any]]

    def faults(self, keys: Mapping[str, TrustedKey]) -> Iterator[str]:
        """What does not hold, in sentences; nothing for a trail that is whole."""
        broken = first_broken(self.tenant, self.lines)
        if broken is not None:
            yield f"line {broken} was changed, or lines before it are missing"
        for signed_head in self.heads:
            yield from self._faults_of(signed_head, keys)

    def signed_lines(self) -> int:
        """How many lines the last head vouches for."""
        return max((int(signed_head["position"]) + 1 for signed_head in self.heads), default=0)

    def _faults_of(
        self, signed_head: Mapping[str, Any], keys: Mapping[str, TrustedKey]
    ) -> Iterator[str]:
        position = int(signed_head["position"])
        try:
            statement = _statement(signed_head["envelope"], keys)
        except NotSealed as error:
            yield f"the head at line {position}: {error}"
            return
        claim = (statement.get("tenant"), statement.get("position"), statement.get("hash"))
        if claim != (self.tenant, position, signed_head["hash"]):
            yield f"the head at line {position} is about something else"
        elif position >= len(self.lines):
            yield (
                f"lines {len(self.lines)} to {position} are MISSING AT THE END: a head was signed "
                "when they were there"
            )
        elif self.lines[position]["hash"] != signed_head["hash"]:
            yield f"line {position} is not the one that was signed"


def _statement(envelope: Any, keys: Mapping[str, TrustedKey]) -> dict[str, Any]:
    try:
        name = envelope["signatures"][0]["keyid"]
    except (KeyError, IndexError, TypeError):
        raise NotSealed("it has no signature") from None
    key = keys.get(name)
    if key is None:
        raise NotSealed(f"signed by a key that is not trusted here ({name})")
    if key.status == REVOKED:
        raise NotSealed(f"signed by a key that was revoked ({name})")
    return unseal(envelope, key.public, TRAIL_HEAD)


def dumps(trail: Trail) -> Iterator[str]:
    """A trail as JSON lines: what it is, its lines, its heads."""
    yield json.dumps({"schema": SCHEMA, "tenant": trail.tenant})
    yield from (json.dumps({"line": line}, ensure_ascii=False) for line in trail.lines)
    yield from (json.dumps({"head": signed_head}) for signed_head in trail.heads)


def loads(text: str) -> Trail:
    """The trail of such a file; ValueError for anything else."""
    from audits.report.strict import loads as strict

    values = [strict(line) for line in text.splitlines() if line]
    if not values or not isinstance(values[0], dict) or values[0].get("schema") != SCHEMA:
        raise ValueError("this is no trail")
    lines: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    for value in values[1:]:
        kinds = {"line": (_LINE, lines), "head": (_HEAD, heads)}
        if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in kinds:
            raise ValueError("something in it is neither line nor head")
        ((kind, entry),) = value.items()
        members, target = kinds[kind]
        if not isinstance(entry, dict) or set(entry) != members:
            raise ValueError(f"a {kind} has other members than a {kind} has")
        target.append(entry)
    return Trail(str(values[0].get("tenant")), lines, heads)


_LINE = {"position", "at", "actor", "action", "object", "details", "previous_hash", "hash"}
_HEAD = {"position", "hash", "at", "envelope"}
