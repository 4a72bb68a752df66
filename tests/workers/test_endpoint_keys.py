"""A key is sent to one place, and found in whatever comes back."""

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.errors import Refused
from audits.specification.endpoint import Descriptor, Key
from service.addresses import place_of
from workers.endings import AuditFailed
from workers.endpoint_keys import HIDDEN, EndpointKey, kept_key, opened_key

SECRET = 'sk/very+secret=0123456789"é'
PLAIN = "sk-0123456789abcdef"
SPELLINGS = [
    SECRET, json.dumps(SECRET)[1:-1], quote(SECRET), quote(SECRET, ""), f"Bearer {SECRET}.",
    json.dumps({"headers": {"x": SECRET}}), json.dumps(SECRET).replace("/", "\\/"),
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_it_is_hidden_however_it_is_spelled(text):
    shown = EndpointKey(Key("A_KEY"), SECRET).hide(f"before {text} after")
    assert HIDDEN in shown
    assert "0123456789" not in shown
    assert shown.startswith("before ")


@given(st.text(max_size=20), st.text(max_size=20))
def test_it_is_hidden_in_base64_whatever_stands_around_it(before, after):
    encoded = base64.b64encode((before + PLAIN + after).encode()).decode()
    shown = EndpointKey(Key("A_KEY"), PLAIN).hide(encoded)
    assert HIDDEN in shown
    assert base64.b64encode(PLAIN[2:-2].encode()).decode()[4:-4] not in shown


def test_its_picture_does_not_show_it():
    assert PLAIN not in repr(EndpointKey(Key("A_KEY"), PLAIN))
    assert EndpointKey(Key("A_KEY"), PLAIN).header == ("Authorization", f"Bearer {PLAIN}")
    assert EndpointKey(Key("A_KEY", "api-key"), PLAIN).header == ("api-key", PLAIN)


@pytest.mark.parametrize(
    ("secret", "url", "field"),
    [
        (None, "https://m.example", "model.endpoint.key"), ("", "https://m.example",
                                                            "model.endpoint.key"),
        ("short", "https://m.example", "model.endpoint.key"),
        ("with a blank in it", "https://m.example", "model.endpoint.key"),
        ("line\nbreak-0123456789", "https://m.example", "model.endpoint.key"),
        ("é-0123456789", "https://m.example", "model.endpoint.key"),
        (PLAIN, "http://m.example", "model.url"), (PLAIN, "http://10.0.0.1", "model.url"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_without_a_word_of_it(secret, url, field):
    with pytest.raises(Refused) as refused:
        opened_key(Key("A_KEY"), secret, place_of(url), whose="the environment")
    (problem,) = refused.value.problems
    assert problem.field == field
    assert not secret or secret not in str(refused.value)


def test_a_kept_key_is_for_its_host_and_organisation(tmp_path, caplog):
    path = tmp_path / "keys.yaml"
    path.write_text(f"A_KEY: {{key: {PLAIN}, hosts: [m.example], organisations: [default]}}")
    path.chmod(0o600)
    endpoint = Descriptor("https://m.example/v1", key=Key("A_KEY"))
    assert kept_key(endpoint, path, ["ten_1", "default"]).secret == PLAIN
    assert kept_key(Descriptor("https://m.example"), path, []) is None
    assert kept_key(None, None, []) is None
    with pytest.raises(Refused, match=r"no key A_KEY is kept here for other\.example"):
        kept_key(Descriptor("https://other.example", key=Key("A_KEY")), path, ["default"])
    path.chmod(0o644)
    with pytest.raises(AuditFailed, match="cannot be read"):
        kept_key(endpoint, path, ["default"])
    assert "chmod 600" in caplog.text


def test_a_line_break_at_the_end_is_of_the_file_and_not_of_the_key():
    key = opened_key(Key("A_KEY"), f"{PLAIN}\n", place_of("http://127.0.0.1:8000"), whose="x")
    assert key.secret == PLAIN


def test_what_signs_no_request_is_refused_and_not_repeated():
    goal = place_of("https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/e/invocations")
    key = Key("AWS", region="eu-west-1")
    with pytest.raises(Refused, match="signs no request for AWS") as refused:
        opened_key(key, PLAIN, goal, whose="the file")
    assert PLAIN not in str(refused.value)
    assert opened_key(key, f"AKIDEXAMPLE:{PLAIN}", goal, whose="the file").key is key
