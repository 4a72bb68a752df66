import json

import pytest

from audits.report import html
from audits.report.sealing import AFTER, BEFORE, check_page, sealed
from audits.report.signing import fingerprint_of, public_key
from audits.report.statement import report_sha256
from evenhand.cli import main

KEY = bytes(range(32))


@pytest.fixture
def page(report):
    return sealed(html.render(report), report_sha256(report), KEY).encode()


def test_a_page_says_who_signed_it_and_which_report_it_shows(page, report):
    found = check_page(page)
    assert found.signed is True
    assert found.key == fingerprint_of(public_key(KEY))
    assert found.report_sha256 == report_sha256(report)


def test_no_byte_of_the_page_changes_unseen(page):
    for place in range(0, len(page), 97):
        forged = page[:place] + bytes([page[place] ^ 1]) + page[place + 1 :]
        assert check_page(forged).signed is not True, place


def test_every_byte_of_the_signature_counts(page):
    for place in range(page.index(BEFORE), len(page)):
        forged = page[:place] + bytes([page[place] ^ 1]) + page[place + 1 :]
        assert check_page(forged).signed is not True, place


@pytest.mark.parametrize("where", ["before", "after", "twice", "none"])
def test_nothing_is_put_beside_the_signature(page, where):
    body, mark, rest = page.partition(BEFORE)
    forged = {
        "before": body + b"<p>PASS</p>" + mark + rest,
        "after": page + b"<p>PASS</p>",
        "twice": page + mark + rest,
        "none": body,
    }[where]
    assert check_page(forged).signed is (None if where == "none" else False)


def test_the_signature_of_another_page_is_not_this_ones(report, page):
    other = sealed("<p>another</p>", report_sha256(report), KEY).encode()
    assert check_page(page.partition(BEFORE)[0] + b"".join(other.partition(BEFORE)[1:])).signed is (
        False
    )


def test_a_statement_about_a_report_does_not_sign_a_page(report):
    from base64 import b64encode

    from audits.report.signing import sign

    signature = sign(report, KEY)
    carried = {"public_key": signature["public_key"], "envelope": signature["envelope"]}
    body = b64encode(json.dumps(carried).encode())
    assert check_page(b"<p>x</p>" + BEFORE + body + AFTER).signed is False


def test_verify_takes_the_page_and_the_report_it_is_drawn_from(page, report, tmp_path, capsys):
    key = fingerprint_of(public_key(KEY))
    file, source = tmp_path / "report.html", tmp_path / "report.json"
    file.write_bytes(page)
    source.write_text(json.dumps(report))
    assert main(["verify", str(file), "--key", key]) == 0
    assert main(["verify", str(file), "--key", key, "--made-from", str(source)]) == 0
    assert main(["verify", str(file), "--key", "0" * 64]) == 1
    assert main(["verify", str(file)]) == 1
    source.write_text(json.dumps({**report, "gate": "pass"}))
    assert main(["verify", str(file), "--key", key, "--made-from", str(source)]) == 1
    assert "NOT drawn from" in capsys.readouterr().out
    file.write_bytes(page.replace(b"</main>", b"</main>PASS"))
    assert main(["verify", str(file), "--key", key]) == 1
    file.write_bytes(page.partition(BEFORE)[0])
    assert main(["verify", str(file), "--key", key]) == 1
