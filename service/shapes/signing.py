"""The keys that reports are signed with."""

from typing import Literal

from service.shapes.base import Answer


class SigningKey(Answer):
    """An Ed25519 key as a JSON Web Key (RFC 7517, RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    alg: Literal["EdDSA"]
    use: Literal["sig"]
    kid: str
    x: str
    status: Literal["current", "former", "revoked"]
    since: str | None
    until: str | None


class SigningKeys(Answer):
    """Every key, newest first."""

    keys: list[SigningKey]
