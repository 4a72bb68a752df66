"""The page's signature: a comment at its very end, over every byte before it.

It names the page's own digest and that of the report it was drawn from, so that neither can be
shown in the place of another. A browser shows nothing of it.
"""

import hashlib
import json
from base64 import b64encode
from dataclasses import dataclass

from audits.report.dsse import NotSealed, decoded, seal, unseal
from audits.report.signing import fingerprint_of, public_key, signer
from audits.report.statement import PAGE, REFERENCE, of_page, subject_sha256
from audits.report.strict import loads

BEFORE, AFTER = b"\n<!-- evenhand-signature ", b" -->\n"
_MEMBERS = {"public_key", "envelope"}


@dataclass(frozen=True, slots=True)
class PageCheck:
    """What can be said of a page offline.

    signed: None without a signature, else whether it holds for every byte of the page.
    key: fingerprint of the public key. report_sha256: of the report that it was drawn from.
    """

    signed: bool | None
    key: str | None = None
    report_sha256: str | None = None


def sealed(page: str, report_digest: str, key: bytes) -> str:
    """The page with its signature. report_digest: `report_sha256` of what it was drawn from."""
    body = page.encode()
    return (body + BEFORE + carried(body, report_digest, key, PAGE) + AFTER).decode()


def carried(body: bytes, report_digest: str, key: bytes, name: str) -> bytes:
    """Public key and signed statement about these bytes, as one line of base64."""
    digest = hashlib.sha256(body).hexdigest()
    statement = of_page(digest, report_digest, signer(key)["key"], name=name)
    sealed = {"public_key": b64encode(public_key(key)).decode(), "envelope": seal(statement, key)}
    return b64encode(json.dumps(sealed).encode())


def check_page(page: bytes) -> PageCheck:
    """Whether every byte of the page is as it was signed, by whom, and for which report."""
    body, mark, rest = page.partition(BEFORE)
    if not mark:
        return PageCheck(None)
    if not rest.endswith(AFTER):  # something follows the signature
        return PageCheck(False)
    return checked(body, rest.removesuffix(AFTER), PAGE)


def checked(body: bytes, line: bytes, name: str) -> PageCheck:
    """What the line of base64 that `carried` made says of these bytes."""
    try:
        sealed = loads(decoded(line.decode("ascii")))
        if not isinstance(sealed, dict) or set(sealed) != _MEMBERS:
            raise NotSealed("the signature has other members")
        public = decoded(sealed["public_key"])
        statement = unseal(sealed["envelope"], public)
        if statement.get("predicateType") != REFERENCE:
            raise NotSealed("the statement is not about a page")
        if subject_sha256(statement, name) != hashlib.sha256(body).hexdigest():
            raise NotSealed("the statement is about another page")
        (reference,) = statement["predicate"]["references"]
        source = reference["digest"]["sha256"]
    except (KeyError, TypeError, ValueError):
        return PageCheck(False)
    return PageCheck(True, fingerprint_of(public), str(source))
