"""The key in the file signs; its public half stands in the database."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audits.report.signing import fingerprint_of
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place, migrated, place, settings
from workers.signing import SigningKeys

__all__ = ["migrated", "place", "settings"]  # fixtures


def public_of(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def test_a_key_is_made_once_and_made_known(place: Place) -> None:
    file = place.settings.home / "signing-key"
    keys = SigningKeys(file, place.records)
    private = keys.current()
    assert keys.current() == private
    assert SigningKeys(file, place.records).current() == private  # another worker's
    public = public_of(private)
    with place.records.reading(EVERYONE) as unit:
        known = unit.signing_keys.trusted()
    assert {name: key.public for name, key in known.items()} == {fingerprint_of(public): public}


def test_a_report_begun_before_a_rotation_is_signed_with_the_key_it_names(place: Place) -> None:
    file = place.settings.home / "signing-key"
    keys = SigningKeys(file, place.records)
    former = keys.current()
    file.unlink()
    present = keys.current()
    assert present != former
    assert keys.named(fingerprint_of(public_of(former))) == former
    assert keys.named("of a key that this worker never read") == present


def test_the_public_half_is_what_is_written(place: Place) -> None:
    private = SigningKeys(place.settings.home / "k", place.records).current()
    shown = place.client.get("/.well-known/evenhand-keys").json["keys"]
    encoded = base64.urlsafe_b64encode(public_of(private)).decode().rstrip("=")
    assert [key["x"] for key in shown] == [encoded]
