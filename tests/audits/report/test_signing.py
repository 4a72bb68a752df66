import json
from base64 import b64decode
from threading import Barrier, Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audits.report.json import CANONICAL, canonical_sha256
from audits.report.signing import check, sign, signing_key
from evenhand.cli import main


@pytest.fixture
def report():
    found = {key: {} for key in CANONICAL} | {"measurements": [{"value": 0.25}], "audit": {}}
    return found | {"canonical_sha256": canonical_sha256(found), "signature": None}


def test_an_unsigned_report_is_intact_and_says_so(report):
    assert check(report).intact
    assert check(report).signed is None


def test_a_changed_number_is_seen(report):
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    signed = report | {"signature": sign(report, key)}
    assert check(signed).signed
    tampered = signed | {"measurements": [{"value": 0.26}]}
    assert not check(tampered).intact
    assert check(tampered).signed is False
    refreshed = tampered | {"canonical_sha256": canonical_sha256(tampered)}
    assert check(refreshed).signed is False


def test_what_stands_outside_the_canonical_part_may_change(report):
    signed = report | {"signature": sign(report, Ed25519PrivateKey.generate().private_bytes_raw())}
    assert check(signed | {"audit": {"by": "somebody else"}}).signed


def test_rfc_8032_test_2_gives_its_public_key(report):
    """RFC 8032, section 7.1, TEST 2."""
    secret = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert b64decode(sign(report, secret)["public_key"]).hex() == public


@pytest.mark.parametrize("broken", [{}, {"algorithm": "none"}, {"public_key": "!", "value": "!"}])
def test_a_broken_signature_is_wrong_not_a_crash(report, broken):
    assert check(report | {"signature": broken}).signed is False


def test_the_key_is_made_once_and_kept_secret(tmp_path):
    path = tmp_path / "keys" / "signing-key"
    key = signing_key(path)
    assert signing_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600


def test_verify_exits_by_what_it_found(report, tmp_path, capsys):
    file = tmp_path / "report.json"
    signed = report | {"signature": sign(report, Ed25519PrivateKey.generate().private_bytes_raw())}
    file.write_text(json.dumps(signed))
    assert main(["verify", str(file)]) == 0
    assert check(signed).key in capsys.readouterr().out
    assert main(["verify", str(file), "--key", check(signed).key]) == 0
    assert main(["verify", str(file), "--key", "0" * 64]) == 1
    file.write_text(json.dumps(signed | {"findings": [1]}))
    assert main(["verify", str(file)]) == 1
    file.write_text("{}")
    assert main(["verify", str(file)]) == 3
    assert main(["verify", str(tmp_path / "none.json")]) == 3


def test_workers_that_start_at_once_agree_on_one_key(tmp_path):
    path = tmp_path / "home" / "signing-key"
    start, found = Barrier(16), []

    def ask() -> None:
        start.wait()
        found.append(signing_key(path))

    threads = [Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert set(found) == {path.read_bytes()}
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]
