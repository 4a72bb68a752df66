"""A model over time, by the API and on its page."""

from service.answers.trends import gap_metrics
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place


def test_only_differences_between_groups_are_gaps() -> None:
    found = gap_metrics()
    assert {"demographic_parity_difference", "equal_opportunity_difference"} <= found
    assert not {"selection_rate", "impact_ratio", "mean_error_difference", "delta_g"} & found


def test_a_models_trend_has_each_audit_with_gate_version_and_gap(place: Place) -> None:
    model = place.client.post(
        "/v1/models?name=income&version=7", data=b"m", headers=place.headers()
    ).json
    audits = [place.completed_audit(), place.completed_audit()]
    with place.records.writing(EVERYONE) as unit:
        for audit in audits:  # workers by hand know no model
            row = unit.audits.find(audit)
            row.model_version_id, row.name = model["id"], "income on people"
        unit.commit()
    answer = place.client.get(f"/v1/models/{model['id']}/trend", headers=place.headers())
    assert [item["audit"] for item in answer.json["items"]] == audits[::-1]
    first = answer.json["items"][0]
    assert (first["version"], first["gate"], first["worst_gap"]) == ("7", "fail", None)
    page = place.signed_in().get(f"/models/{model['family']}").text
    assert "The gate is still fail after 2 audits." in page
    assert page.count('class="s-fail"') == 2
    assert f'href="/audits?model={model["family"]}"' in page
    assert "none determined" in page
