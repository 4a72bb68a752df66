"""Ids: prefixed, unlike each other, rising with time."""

import pytest

from service.identity import PREFIXES, is_id, new_id, new_secret


@pytest.mark.parametrize("kind", PREFIXES)
def test_an_id_says_what_it_names(kind: str) -> None:
    found = new_id(kind)
    assert found.startswith(PREFIXES[kind] + "_")
    assert is_id(found, kind)
    assert found.partition("_")[2][12] == "7"  # the version stands in the 13th digit


def test_ids_rise_with_time() -> None:
    made = [new_id("audit") for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000


@pytest.mark.parametrize("text", ["", "aud_", "aud_xyz", "mdl_" + "0" * 32, "aud_" + "0" * 33])
def test_other_text_is_no_id(text: str) -> None:
    assert not is_id(text, "audit")


def test_secrets_are_long_and_unlike() -> None:
    assert len(new_secret()) >= 43
    assert new_secret() != new_secret()
