import json
from base64 import b64decode
from pathlib import Path
from threading import Barrier, Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audits.report.json import CANONICAL, canonical_sha256, exchangeable
from audits.report.signing import (
    check,
    new_signing_key,
    public_key,
    sign,
    signing_key,
)
from audits.report.trust import TrustedKey, key_set
from evenhand.cli import main

HERE = Path(__file__).parent


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


def test_what_stands_outside_the_canonical_part_is_under_the_signature_too(report):
    signed = report | {"signature": sign(report, Ed25519PrivateKey.generate().private_bytes_raw())}
    assert check(signed).whole
    assert check(signed | {"audit": {"by": "somebody else"}}).signed is False
    assert check(signed | {"gate": "pass"}).signed is False


def test_a_report_of_an_earlier_release_verifies_for_what_was_signed(tmp_path, capsys):
    """Made with the release before: its signature covers the canonical part alone."""
    text = (HERE / "signed_by_an_earlier_release.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    found = check(stored)
    assert (found.intact, found.signed, found.whole) == (True, True, False)
    file = tmp_path / "report.json"
    for gate, exit_code in (("fail", 2), ("pass", 2)):
        file.write_text(json.dumps(stored | {"gate": gate}), encoding="utf-8")
        assert main(["verify", str(file), "--key", found.key]) == exit_code
        assert "the GATE" in capsys.readouterr().out
    stored["findings"][0]["verdict"] = "pass"
    file.write_text(json.dumps(stored), encoding="utf-8")
    assert main(["verify", str(file), "--key", found.key]) == 1


def test_the_canonical_part_and_its_signature_are_those_of_the_release_before():
    stored = json.loads((HERE / "signed_by_an_earlier_release.json").read_text(encoding="utf-8"))
    assert canonical_sha256(stored) == (
        "0c62d02ecdebd4362635ef5f9fc37c4a1f6170cbb8e4e6de5c3cc99a1a5a69a4"
    )
    again = sign(stored, bytes(range(32)))  # the fixture's key
    assert {key: again[key] for key in stored["signature"]} == stored["signature"]


def test_numbers_that_readers_round_are_written_as_text():
    found = exchangeable({"exhibits": [2**53, -(2**53), 2**53 - 1, True, 1e300], "n": None})
    assert found == {"exhibits": [str(2**53), str(-(2**53)), 2**53 - 1, True, 1e300], "n": None}


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


def test_verify_exits_by_what_was_found(report, tmp_path, capsys):
    file = tmp_path / "report.json"
    signed = report | {"gate": "fail"}
    signed |= {"signature": sign(signed, Ed25519PrivateKey.generate().private_bytes_raw())}
    file.write_text(json.dumps(signed))
    assert main(["verify", str(file)]) == 1  # by whom, is the question
    said = capsys.readouterr().out
    assert check(signed).key in said
    assert "--keys" in said
    assert main(["verify", str(file), "--key", check(signed).key]) == 0
    assert main(["verify", str(file), "--key", "0" * 64]) == 1
    file.write_text(json.dumps(signed | {"findings": [1]}))
    assert main(["verify", str(file), "--key", check(signed).key]) == 1
    file.write_text("{}")
    assert main(["verify", str(file)]) == 3
    assert main(["verify", str(tmp_path / "none.json")]) == 3


def test_an_unsigned_report_fails(report, tmp_path, capsys):
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    assert main(["verify", str(file), "--key", "0" * 64]) == 1
    assert "NOT SIGNED" in capsys.readouterr().out


@pytest.mark.parametrize(("status", "exit_code"), [("current", 0), ("former", 0), ("revoked", 1)])
def test_a_former_key_is_believed_and_a_revoked_one_is_not(report, tmp_path, status, exit_code):
    secret = bytes(range(32))
    file, keys = tmp_path / "report.json", tmp_path / "keys.json"
    signed = report | {"gate": "fail"}
    file.write_text(json.dumps(signed | {"signature": sign(signed, secret)}))
    others = [TrustedKey(public_key(b"o" * 32))]
    keys.write_text(json.dumps(key_set([*others, TrustedKey(public_key(secret), status)])))
    assert main(["verify", str(file), "--keys", str(keys)]) == exit_code
    keys.write_text(json.dumps(key_set(others)))
    assert main(["verify", str(file), "--keys", str(keys)]) == 1


def test_keys_over_plain_http_are_refused_unless_from_this_machine(report, tmp_path, capsys):
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report))
    assert main(["verify", str(file), "--keys", "http://example.com/keys"]) == 3
    assert "https" in capsys.readouterr().err


def test_a_new_key_takes_the_old_ones_place(tmp_path):
    path = tmp_path / "signing-key"
    before = signing_key(path)
    after = new_signing_key(path)
    assert before != after == signing_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


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
