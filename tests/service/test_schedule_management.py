"""A schedule is checked before it is stored."""

from typing import Any

import pytest

from tests.local_hosts import LOCAL
from tests.service.api.test_schedules import schedule
from tests.service.conftest import Place

# Addresses are looked up before they are told anything.
pytestmark = pytest.mark.allow_hosts(LOCAL)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expression": "99 * * * *"}, "expression"),
        ({"expression": None}, "expression"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"trigger": "dataset_version"}, "expression"),
        ({"trigger": "model_version", "expression": None}, "document.model"),
        ({"document": {"dataset": {"id": "dsv_" + "0" * 32}}}, "dataset"),
        ({"catch_up": "sometimes"}, "catch_up"),
    ],
)
def test_what_could_never_run_is_refused_by_name(
    place: Place, changes: dict[str, Any], field: str
) -> None:
    answer = schedule(place, **changes)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json["problems"]] == [field]
