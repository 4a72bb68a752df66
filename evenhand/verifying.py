"""What `evenhand verify` says of reports, pages and trails, and whom it believes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from audits.errors import Refused
from audits.report.sealing import check_page
from audits.report.sealing_pdf import BEGINS, check_pdf
from audits.report.signing import check
from audits.report.statement import report_sha256
from audits.report.strict import loads
from audits.report.trust import REVOKED, TrustedKey, read_keys
from service.trail import Trail
from service.trail import loads as loads_trail

MOST_BYTES = 1 << 20
UNREADABLE = "give the file report.json, report.html or report.pdf as the service made it"


@dataclass(frozen=True, slots=True)
class Said:
    """Lines for the reader. good: True, False, or None where only a part is vouched for."""

    lines: tuple[str, ...]
    good: bool | None


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the reader believes: keys by fingerprint, or one fingerprint alone."""

    keys: Mapping[str, TrustedKey]
    only: str | None = None

    def why_not(self, fingerprint: str) -> str | None:
        """Why a signature of this key is worth nothing here; None where it is believed."""
        if self.only is not None and fingerprint != self.only:
            return f"NOT signed by the key {self.only}"
        if self.only is None and not self.keys:
            return "NO KEY TO TRUST: name the service's keys with --keys, or one with --key"
        key = self.keys.get(fingerprint)
        if key is None:
            return None if self.only is not None and not self.keys else "by a key NOT trusted here"
        if key.status == REVOKED:
            return f"by a key that was REVOKED{f' ({key.until})' if key.until else ''}"
        return None


def trust(keys: str | None, only: str | None) -> Trust:
    """The keys of a file or of a service's address, and the one that alone counts."""
    return Trust({} if keys is None else read_keys(_fetched(keys)), only)


def report(content: bytes, trusted: Trust) -> Said:
    """What can be said of a report.json."""
    try:
        document = loads(content)
        digest = report_sha256(document)
        result = check(document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused.because(
            "FILE", f"is not an Evenhand report ({str(error)[:200]})", UNREADABLE, "unreadable"
        ) from error
    lines = [
        "unchanged" if result.intact else "CHANGED: its numbers are not those it was made with"
    ]
    if result.signed is None:
        return Said((*lines, "NOT SIGNED: anybody may have written it"), False)
    if not result.signed or result.key is None:
        return Said((*lines, "WRONG SIGNATURE: a word was changed, or it was never signed"), False)
    lines.append(f"signed by key {result.key}")
    reason = trusted.why_not(result.key)
    if reason is not None:
        return Said((*lines, reason), False)
    if not result.whole:
        lines.append(
            "signed by an earlier release, over the numbers and findings alone: the GATE, the "
            "warnings, the exhibits, who and when are NOT under the signature"
        )
        return Said(tuple(lines), None if result.intact else False)
    lines.append(f"gate: {document['gate']}; the report's digest is {digest}")
    return Said(tuple(lines), result.intact)


def page(content: bytes, trusted: Trust, source: bytes | None) -> Said:
    """What can be said of a report.html or a PDF. source: the report.json it is drawn from."""
    is_pdf = content.startswith(BEGINS)
    what = "PDF" if is_pdf else "page"
    result = check_pdf(content) if is_pdf else check_page(content)
    if result.signed is None:
        return Said((f"NOT SIGNED: anybody may have written this {what}",), False)
    if not result.signed or result.key is None:
        return Said((f"CHANGED: the signature is not that of this {what}",), False)
    lines = [
        "unchanged",
        f"signed by key {result.key}",
        f"drawn from the report with the digest {result.report_sha256}",
    ]
    reason = trusted.why_not(result.key)
    if reason is not None:
        return Said((*lines, reason), False)
    if source is not None:
        try:
            same = report_sha256(loads(source)) == result.report_sha256
        except (ValueError, AttributeError) as error:
            raise Refused.because(
                "--made-from", "is not an Evenhand report", UNREADABLE, "unreadable"
            ) from error
        lines.append("it is that report" if same else "NOT drawn from the report given")
        return Said(tuple(lines), same)
    return Said(tuple(lines), True)


def trail(content: bytes, trusted: Trust, earlier: bytes | None) -> Said:
    """What can be said of an exported trail. earlier: an export that was kept."""
    export = _trail("FILE", content)
    lines = [f"{len(export.lines)} lines of the organisation {export.tenant}"]
    if not trusted.keys:
        return Said((*lines, "NO KEY TO TRUST: name the service's keys with --keys"), False)
    faults = list(export.faults(trusted.keys))
    if earlier is not None:
        before = _trail("--earlier", earlier)
        hashes = [line["hash"] for line in export.lines[: len(before.lines)]]
        if before.tenant != export.tenant:
            faults.append("the earlier export is of another organisation")
        elif hashes != [line["hash"] for line in before.lines]:
            faults.append("lines of the earlier export are MISSING or were changed")
    if faults:
        return Said((*lines, *faults), False)
    signed = export.signed_lines()
    lines.append(f"whole; the first {signed} are under {len(export.heads)} signatures")
    if not export.heads and export.lines:
        lines.append("NOT SIGNED: no worker has signed its end, so lines may be missing there")
        return Said(tuple(lines), None)
    if len(export.lines) > signed:
        lines.append(f"the last {len(export.lines) - signed} came since and are not signed yet")
    return Said(tuple(lines), True)


def _trail(field: str, content: bytes) -> Trail:
    try:
        return loads_trail(content.decode("utf-8"))
    except ValueError as error:
        raise Refused.because(
            field, f"is no trail ({str(error)[:200]})", "make one with `evenhand trail export`",
            "unreadable",
        ) from error  # fmt: skip


def _fetched(location: str) -> bytes:
    """The bytes of a key set; only over https, or from this machine."""
    if not location.startswith(("https://", "http://")):
        try:
            return Path(location).read_bytes()
        except OSError as error:
            raise Refused.because(
                "--keys", f"cannot be read: {error.strerror}", "check the path", "not_found"
            ) from error
    import httpx

    url = httpx.URL(location)
    if url.scheme == "http" and url.host not in ("127.0.0.1", "localhost", "::1"):
        raise Refused.because(
            "--keys", "keys that came over plain http could be anybody's", "give the https address"
        )
    try:
        answer = httpx.get(url, timeout=10, follow_redirects=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Refused.because(
            "--keys",
            f"no keys came from {location} ({error})",
            "give a file instead",
            "unreachable",
        ) from error
    return answer.content[:MOST_BYTES]
