"""What administrators do, each act with its line in the trail."""

import pytest

from audits.errors import Refused
from service import administering
from service.records.errors import ConflictingWrite, NoRow
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place

PASSWORD = "correct horse battery staple 9"
DAY = 86_400.0


def lines(place: Place, tenant: str) -> list[tuple[str, dict[str, object]]]:
    with place.records.reading(tenant) as unit:
        return [(line.action, dict(line.details)) for line in unit.log.page(limit=9).rows]


def test_a_key_lives_as_many_days_as_were_said_and_no_longer_than_until_it_is_revoked(
    place: Place,
) -> None:
    ours = place.tenants["ours"]
    with place.records.writing(ours) as unit:
        row, text = administering.make_key(
            unit, ours, "ci", scopes=["read"], days=2, by="key_1"
        )  # fmt: skip
        now = unit.now()
        assert row.expires_at is not None
        assert row.expires_at == pytest.approx(now + 2 * DAY, abs=5)
        assert unit.keys.verify(text) is not None
        administering.revoke_key(unit, ours, row.id, by="key_1")
        assert unit.keys.verify(text) is None
        unit.commit()
    assert lines(place, ours)[:2] == [
        ("key.revoked", {}), ("key.made", {"scopes": ["read"], "days": 2})
    ]  # fmt: skip


@pytest.mark.parametrize("scopes", [[], ["read", "everything"]])
def test_scopes_that_are_none_are_refused(place: Place, scopes: list[str]) -> None:
    ours = place.tenants["ours"]
    with place.records.writing(ours) as unit, pytest.raises(Refused) as refusal:
        administering.make_key(unit, ours, "ci", scopes=scopes, days=None, by="key_1")
    assert refusal.value.problems[0].field == "scopes"


@pytest.mark.parametrize("name", ["", " ada", "ada ", "a\nb", "x" * 200])
def test_a_name_has_no_edges_and_no_control_characters(place: Place, name: str) -> None:
    with place.records.writing(EVERYONE) as unit, pytest.raises(Refused) as refusal:
        administering.make_organisation(unit, name, by="key_1")
    assert refusal.value.problems[0].field == "name"


def test_an_organisation_is_made_once(place: Place) -> None:
    with place.records.writing(EVERYONE) as unit:
        made = administering.make_organisation(unit, "risk", by="key_1")
        unit.commit()
    assert lines(place, made) == [("organisation.made", {})]
    with pytest.raises(ConflictingWrite), place.records.writing(EVERYONE) as unit:
        administering.make_organisation(unit, "risk", by="key_1")


def test_a_persons_change_ends_their_sessions_and_says_no_password(place: Place) -> None:
    ours = place.tenants["ours"]
    hashed = administering.password_hash(place.records, ours, PASSWORD, name="ada")
    with place.records.writing(ours) as unit:
        row = administering.make_person(
            unit, ours, "ada", role="viewer", password_argon2=hashed, by="key_1"
        )
        session, _ = unit.sessions.open(
            seconds=60, scopes=["read"], tenant=ours, user_id=row.id, address="", agent=""
        )
        administering.change_person(
            unit, ours, row.id, by="key_1", role="author", password_argon2="x", disabled=True
        )
        with pytest.raises(NoRow):
            administering.end_session(unit, ours, session.id, by="key_1")
        unit.commit()
    assert lines(place, ours)[0] == (
        "person.changed",
        {"sessions_ended": 1, "role": "author", "disabled": True, "password": "changed"},
    )


def test_a_role_that_is_none_is_refused(place: Place) -> None:
    ours = place.tenants["ours"]
    with place.records.writing(ours) as unit, pytest.raises(Refused, match="is no role"):
        administering.make_person(unit, ours, "ada", role="king", password_argon2="x", by="key_1")


def test_a_password_is_hashed_before_anybody_waits_for_it(place: Place) -> None:
    """argon2id takes a tenth of a second, in which whoever writes holds the others up."""
    ours = place.tenants["ours"]
    with pytest.raises(Refused, match="guessed"):  # the organisation's own name
        administering.password_hash(place.records, ours, "oursoursoursours", name="ada")
    hashed = administering.password_hash(place.records, ours, PASSWORD, name="ada")
    with place.records.writing(ours) as unit:
        row = administering.make_person(
            unit, ours, "lovelacelovelace", role="viewer", password_argon2=hashed, by="key_1"
        )
        unit.commit()
    with pytest.raises(Refused, match="guessed"):  # their own
        administering.password_hash(place.records, ours, "lovelacelovelace", person=row.id)
    with pytest.raises(NoRow):
        administering.password_hash(place.records, place.tenants["theirs"], PASSWORD, person=row.id)
