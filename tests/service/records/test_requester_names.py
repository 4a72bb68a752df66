"""Names behind the ids that asked for something."""

from tests.service.records.conftest import Home


def test_keys_people_and_schedules_have_names_and_others_have_none(home: Home) -> None:
    key = home.write(lambda unit: unit.keys.mint("pipeline", ["read"])[0].id)
    person = home.write(lambda unit: unit.users.add("ada", "hash", ["read"]).id)
    schedule = home.write(
        lambda unit: (
            unit.schedules.add(
                name="weekly", document={}, trigger_kind="cron", expression="0 0 * * 0", zone="UTC"
            ).id
        )
    )
    asked = [key, person, schedule, None, "nobody", key]
    assert home.read(lambda unit: unit.requester_names.names(asked)) == {
        key: "pipeline", person: "ada", schedule: "weekly",
    }  # fmt: skip
    # Another organisation is told no names.
    assert home.read(lambda unit: unit.requester_names.names(asked), home.theirs) == {}
    assert home.read(lambda unit: unit.requester_names.names([])) == {}
