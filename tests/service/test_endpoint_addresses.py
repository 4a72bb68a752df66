"""An endpoint's address is checked when a document is handed in."""

import pytest

from tests.service.api.test_addresses import ODD
from tests.service.conftest import Place


@pytest.mark.enable_socket
@pytest.mark.parametrize("url", ODD)
def test_an_endpoint_at_it_is_refused_at_submission_and_in_a_schedule(
    place: Place, url: str
) -> None:
    document = {
        "model": {
            "url": url, "task": "translation", "source_language": "hu", "target_language": "en",
            "endpoint": {"form": "libretranslate"},
        },
        "dataset": {"id": place.upload(), "columns": {"sex": {"role": "feature", "kind": "text"}}},
    }  # fmt: skip
    schedule = {
        "name": "n", "document": document, "trigger": "cron", "expression": "0 0 * * *",
        "zone": "UTC",
    }  # fmt: skip
    for path, body in (("/v1/audits", document), ("/v1/schedules", schedule)):
        answer = place.client.post(path, json=body, headers=place.headers())
        assert answer.status_code == 422, answer.text
        (problem,) = answer.json["problems"]
        assert (problem["field"], problem["code"]) == ("model.url", "address_refused")
        assert "EVENHAND_ENDPOINT_HOSTS" in problem["remedy"]
