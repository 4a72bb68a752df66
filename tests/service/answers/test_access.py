"""How people, keys and sessions look from outside."""

from service.answers.access import key_answer, person_answer, session_answer
from service.records.tables import ApiKey, PageSession, User

NOW = 1_000_000_000.0  # 2001-09-09T01:46:40Z


def key(**changed: object) -> ApiKey:
    values = {"id": "key_1", "name": "ci", "scopes": ["read"], "created_at": NOW - 60}
    return ApiKey(**{**values, **changed})


def test_a_key_is_live_until_it_expires_or_is_revoked() -> None:
    assert key_answer(key(), NOW)["state"] == "live"
    assert key_answer(key(expires_at=NOW + 1), NOW)["state"] == "live"
    assert key_answer(key(expires_at=NOW), NOW)["state"] == "expired"
    assert key_answer(key(expires_at=NOW + 1, revoked_at=NOW), NOW)["state"] == "revoked"


def test_a_keys_text_is_shown_only_where_it_is_given() -> None:
    assert key_answer(key(), NOW)["key"] is None
    answer = key_answer(key(), NOW, text="ehk_1_secret")
    assert answer["key"] == "ehk_1_secret"
    assert answer["created"] == "2001-09-09T01:45:40.000Z"


def test_a_person_is_shown_without_the_hash_of_their_password() -> None:
    row = User(
        id="usr_1", name="ada", password_argon2="$argon2id$secret", role="author",
        scopes=["read", "write"], created_at=NOW, disabled_at=NOW,
    )  # fmt: skip
    answer = person_answer(row)
    assert answer["disabled"] is True
    assert answer["scopes"] == ["read", "write"]
    assert "argon2" not in str(answer)


def test_a_session_is_of_a_person_or_else_of_a_key() -> None:
    about = {"address": "192.0.2.1", "agent": "Firefox", "created_at": NOW, "expires_at": NOW + 9}
    of_key = PageSession(id="ses_1", key_id="key_1", **about)
    of_person = PageSession(id="ses_2", user_id="usr_1", key_id="key_1", **about)
    names = {"usr_1": "ada"}
    assert session_answer(of_person, names)["name"] == "ada"
    assert session_answer(of_person, names)["of"] == "usr_1"
    assert session_answer(of_key, names)["of"] == "key_1"
    assert session_answer(of_key, names)["name"] is None
