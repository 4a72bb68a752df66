"""Public keys as a JSON Web Key Set (RFC 8037: Ed25519 is an OKP key)."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audits.report.signing import fingerprint_of
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place


def test_the_key_that_signs_is_shown_to_anybody(place: Place) -> None:
    assert place.client.get("/.well-known/evenhand-keys").json["keys"] == []
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with place.records.writing(EVERYONE) as unit:
        unit.signing_keys.note(fingerprint_of(public), base64.b64encode(public).decode())
        unit.commit()
    (key,) = place.client.get("/.well-known/evenhand-keys").json["keys"]
    assert (key["kty"], key["crv"], key["status"]) == ("OKP", "Ed25519", "current")
    padded = key["x"] + "=" * (-len(key["x"]) % 4)
    assert base64.urlsafe_b64decode(padded) == public
