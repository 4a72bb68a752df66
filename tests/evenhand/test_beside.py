"""Commands beside the database: the organisation that is meant, and what went wrong."""

import argparse

import pytest

from audits.errors import Refused
from evenhand import beside
from service.records.errors import ConflictingWrite, DatabaseAway, NoRow
from tests.service.conftest import Place, migrated, place, settings

__all__ = ["migrated", "place", "settings"]  # fixtures


def arguments(place: Place, *given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    beside.add_arguments(parser)
    return parser.parse_args(["--home", str(place.settings.home), *given])


def test_the_organisation_is_found_by_its_name(place: Place) -> None:
    with beside.opened(arguments(place, "--tenant", "theirs")) as context:
        assert context.tenant == place.tenants["theirs"]
        with context.records.reading(context.tenant) as unit:
            assert unit.tenants.find(context.tenant).name == "theirs"


def test_an_organisation_that_is_none_is_refused_with_the_way_to_the_list(place: Place) -> None:
    with pytest.raises(Refused, match="evenhand tenant list"), beside.opened(arguments(place)):
        pass


@pytest.mark.parametrize(
    ("error", "field"),
    [(NoRow("usr_1"), "id"), (ConflictingWrite("taken"), "name"),
     (DatabaseAway("gone"), "DATABASE_URL")],
)  # fmt: skip
def test_what_the_records_say_becomes_a_refusal(place: Place, error: Exception, field: str) -> None:
    with pytest.raises(Refused) as refusal, beside.opened(arguments(place, "--tenant", "ours")):
        raise error
    assert refusal.value.problems[0].field == field
