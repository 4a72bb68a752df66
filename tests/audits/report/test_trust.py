"""Keys that a reader believes, as a JSON Web Key Set (RFC 7517, RFC 8037)."""

import json
from base64 import urlsafe_b64decode

import pytest

from audits.errors import Refused
from audits.report.trust import TrustedKey, key_set, read_keys

# RFC 8037, appendix A.2: a public key, and its thumbprint's input spells x the same way.
X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
FINGERPRINT = "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"


@pytest.mark.parametrize(
    "text",
    ["", "{}", '{"keys": [{"crv": "Ed25519", "x": "AAAA"}]}', '{"keys": [], "keys": []}',
     '{"keys": [{"crv": "Ed25519", "x": "' + "A" * 43 + '", "kid": "00"}]}'],
)  # fmt: skip
def test_what_is_no_key_set_is_refused(text):
    with pytest.raises(Refused, match="no set of keys"):
        read_keys(text)


def test_a_key_is_written_as_rfc_8037_shows_it():
    """PUBLIC is TEST 1 of RFC 8032, section 7.1, which RFC 8037 spells as X."""
    (entry,) = key_set([TrustedKey(PUBLIC)])["keys"]
    assert {name: entry[name] for name in ("kty", "crv", "x")} == {
        "kty": "OKP", "crv": "Ed25519", "x": X,
    }  # fmt: skip
    assert entry["alg"] == "EdDSA"  # RFC 8037, section 3.1
    assert entry["kid"] == FINGERPRINT


def test_what_is_written_is_read_back():
    keys = [
        TrustedKey(PUBLIC, "revoked", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        TrustedKey(bytes(32), "former"),
        TrustedKey(bytes([255]) * 32),
    ]
    text = json.dumps(key_set(keys))
    assert read_keys(text) == read_keys(text.encode()) == {key.fingerprint: key for key in keys}


def test_a_key_of_another_curve_is_passed_over_and_a_bare_one_is_current():
    other = {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}
    bare = {"kty": "OKP", "crv": "Ed25519", "x": X}
    assert read_keys(json.dumps({"keys": [other, bare]})) == {FINGERPRINT: TrustedKey(PUBLIC)}


@pytest.mark.parametrize(
    "changed",
    [{"status": "believed"}, {"x": X[:-2]}, {"x": X + "AA"}, {"x": None},
     {"kid": "0" * 64}, {"kid": None}],
)  # fmt: skip
def test_a_key_that_is_not_what_it_says_is_refused(changed):
    entry = {**key_set([TrustedKey(PUBLIC)])["keys"][0], **changed}
    with pytest.raises(Refused) as refused:
        read_keys(json.dumps({"keys": [entry]}))
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("--keys", "unreadable")
    assert "/.well-known/evenhand-keys" in problem.remedy


def test_the_example_is_the_key_it_names():
    assert urlsafe_b64decode(X + "=") == PUBLIC
