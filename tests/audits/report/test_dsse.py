"""DSSE envelopes: what is sealed is read back, and nothing is read that was not sealed."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

from audits.report.dsse import IN_TOTO, TRAIL_HEAD, NotSealed, decoded, encoded, seal, unseal

KEY = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
STATEMENT = {"_type": "x", "name": "Größe", "n": [1, 2.5, None]}


def test_dsse_encodes_as_its_specification_shows():
    """protocol.md of DSSE, test vectors."""
    assert encoded(b"hello world", "http://example.com/HelloWorld") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@pytest.mark.parametrize("kind", [IN_TOTO, TRAIL_HEAD])
def test_what_is_sealed_is_read_back_as_its_kind(kind):
    envelope = seal(STATEMENT, KEY, kind)
    assert unseal(json.loads(json.dumps(envelope)), PUBLIC, kind) == STATEMENT
    other = TRAIL_HEAD if kind == IN_TOTO else IN_TOTO
    with pytest.raises(NotSealed, match="another kind"):
        unseal(envelope, PUBLIC, other)
    with pytest.raises(NotSealed, match="does not hold"):
        unseal({**envelope, "payloadType": other}, PUBLIC, other)


def test_another_tools_envelope_is_read():
    """Signed by securesystemslib, the library of TUF and in-toto, with the same key."""
    signer = CryptoSigner(Ed25519PrivateKey.from_private_bytes(KEY))
    envelope = Envelope(json.dumps(STATEMENT).encode(), IN_TOTO, {})
    signature = envelope.sign(signer)
    written = {
        "payloadType": IN_TOTO,
        "payload": b64encode(envelope.payload).decode(),
        "signatures": [
            {
                "keyid": sha256(PUBLIC).hexdigest(),
                "sig": b64encode(bytes.fromhex(signature.signature)).decode(),
            }
        ],
    }
    assert unseal(written, PUBLIC) == STATEMENT


def test_the_length_that_is_signed_is_in_bytes():
    assert encoded("ü".encode(), "ä") == "DSSEv1 2 ä 2 ü".encode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [(lambda e: e | {"more": 1}, "no DSSE envelope"), (lambda e: [e], "no DSSE envelope"),
     (lambda e: {"payload": e["payload"]}, "no DSSE envelope"),
     (lambda e: e | {"signatures": []}, "exactly one"),
     (lambda e: e | {"signatures": e["signatures"] * 2}, "exactly one"),
     (lambda e: e | {"signatures": "x"}, "exactly one"),
     (lambda e: e | {"signatures": [e["signatures"][0] | {"cert": ""}]}, "other members"),
     (lambda e: e | {"signatures": [e["signatures"][0] | {"keyid": ""}]}, "another key"),
     (lambda e: e | {"signatures": [e["signatures"][0] | {"sig": "!"}]}, "does not hold"),
     (lambda e: e | {"signatures": [e["signatures"][0] | {"sig": "AAAA"}]}, "does not hold"),
     (lambda e: e | {"payload": b64encode(b"{}").decode()}, "does not hold"),
     (lambda e: e | {"payload": None}, "not base64")],
)  # fmt: skip
def test_a_changed_envelope_is_not_sealed(change, reason):
    with pytest.raises(NotSealed, match=reason):
        unseal(change(seal(STATEMENT, KEY)), PUBLIC)


def test_every_bit_of_payload_and_signature_counts():
    envelope = seal(STATEMENT, KEY)
    (signature,) = envelope["signatures"]
    for name, text in (("payload", envelope["payload"]), ("sig", signature["sig"])):
        raw = b64decode(text)
        for bit in range(8 * len(raw)):
            changed = bytearray(raw)
            changed[bit // 8] ^= 1 << bit % 8
            again = b64encode(changed).decode()
            forged = (
                envelope | {"payload": again}
                if name == "payload"
                else envelope | {"signatures": [signature | {"sig": again}]}
            )
            with pytest.raises(NotSealed):
                unseal(forged, PUBLIC)


@pytest.mark.parametrize("payload", [b"[]", b'"x"', b'{"a": 1, "a": 2}', b"\xff", b"NaN"])
def test_a_signed_payload_that_is_no_statement_is_refused(payload):
    private = Ed25519PrivateKey.from_private_bytes(KEY)
    envelope = seal(STATEMENT, KEY)
    envelope["payload"] = b64encode(payload).decode()
    envelope["signatures"][0]["sig"] = b64encode(private.sign(encoded(payload))).decode()
    with pytest.raises(NotSealed):
        unseal(envelope, PUBLIC)


@pytest.mark.parametrize("text", ["QQ", "QR==", "QQ==\n", "QQ= =", "Q-_=", "=", 3, None])
def test_base64_has_one_spelling(text):
    """RFC 4648, sections 3.5 and 4: `A` is `QQ==`; `QR==` has a bit to spare."""
    assert decoded("QQ==") == b"A"
    with pytest.raises(NotSealed):
        decoded(text)
