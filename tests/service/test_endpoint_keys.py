"""Keys that an operator keeps: for hosts and organisations that are named, and for no other."""

import json

import pytest

from audits.errors import Refused
from service.addresses import place_of
from service.endpoint_keys import kept_keys, key_for
from service.setting_refused import SettingRefused

SECRET = "sk-0123456789abcdef"
ENTRY = {"key": SECRET, "hosts": ["api.example", "::1"], "organisations": ["default"]}


def kept(tmp_path, entries, mode=0o600):
    path = tmp_path / "keys.yaml"
    path.write_text(entries if isinstance(entries, str) else json.dumps(entries))
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("url", "organisation", "is_let"),
    [
        ("https://api.example/v1", ["default", "ten_1"], True),
        ("https://API.example:8443/v1", ["default"], True), ("https://[::1]/v1", ["default"], True),
        ("https://api.example.attacker.test/v1", ["default"], False),
        ("https://attacker.test/api.example", ["default"], False),
        ("https://api.example/v1", ["others"], False), ("https://api.example/v1", [], False),
    ],
)  # fmt: skip
def test_a_key_goes_where_it_is_named_for(tmp_path, url, organisation, is_let):
    path = kept(tmp_path, {"A_KEY": ENTRY, "B_KEY": {**ENTRY, "organisations": ["*"]}})
    if is_let:
        assert key_for(path, "A_KEY", place_of(url), organisation) == SECRET
        return
    with pytest.raises(Refused) as refused:
        key_for(path, "A_KEY", place_of(url), organisation)
    assert refused.value.problems[0].field == "model.endpoint.key"
    assert SECRET not in str(refused.value)


def test_a_star_is_every_organisation_and_no_file_is_no_key(tmp_path):
    place = place_of("https://api.example")
    path = kept(tmp_path, {"B_KEY": {**ENTRY, "organisations": ["*"]}})
    assert key_for(path, "B_KEY", place, ["anybody"]) == SECRET
    for file, name in ((None, "B_KEY"), (path, "A_KEY")):
        with pytest.raises(Refused, match="no key"):
            key_for(file, name, place, ["anybody"])


@pytest.mark.parametrize(
    "entries",
    ["[", "just words", {"A_KEY": SECRET}, {"A_KEY": {"key": SECRET}}, {"A_KEY": {**ENTRY,
     "hosts": "api.example"}}, {"A_KEY": {**ENTRY, "key": 7}}, {"A_KEY": {**ENTRY, "more": 1}}],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_refused_and_not_repeated(tmp_path, entries):
    with pytest.raises(SettingRefused, match="EVENHAND_ENDPOINT_KEYS") as refused:
        kept_keys(kept(tmp_path, entries))
    assert SECRET not in str(refused.value)


def test_a_file_that_others_may_read_is_refused(tmp_path):
    with pytest.raises(SettingRefused, match="chmod 600"):
        kept_keys(kept(tmp_path, {}, mode=0o640))
    with pytest.raises(SettingRefused, match="cannot be read"):
        kept_keys(tmp_path / "none.yaml")
