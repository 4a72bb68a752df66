"""A model over time, by the API and on its page."""

from service.answers.trends import gap_metrics
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place
from tests.service.measured_versions import HERE, MeasuredVersions, entry, figures


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
    assert (first["costs"], answer.json["versions"]) == ([], None)
    page = place.signed_in().get(f"/models/{model['family']}").text
    assert "The gate is still fail after 2 audits." in page
    assert page.count('class="s-fail"') == 2
    assert f'href="/audits?model={model["family"]}"' in page
    assert "none determined" in page


def test_a_trend_has_what_answers_cost_of_everybody_and_versions_beside_each_other(
    place: Place,
) -> None:
    made = MeasuredVersions(place)
    first = made.audit("1", figures(0.80, 2.0, 2e6))
    of_batches = entry("latency", 30.0, (29.0, 31.0), 100, {"batch": "32"}, HERE)
    energy = entry("energy", 0.01, (0.002, 0.02), 50, {}, "estimated")
    second = made.audit("2", [*figures(0.80, 2.5, 1e6), of_batches, energy])
    address = f"/v1/models/{made.family}/trend"
    answer = place.client.get(address, headers=place.headers()).json
    newest, before = answer["items"]
    assert (newest["audit"], before["audit"]) == (second, first)
    assert [(one["metric"], one["value"], one["scale"]) for one in newest["costs"]] == [
        ("latency", 2.5, "milliseconds"), ("model_bytes", 1e6, "bytes"), ("energy", 0.01, "joules"),
    ]  # fmt: skip
    assert newest["costs"][0]["interval"] == [2.375, 2.625]
    assert (newest["costs"][0]["sample_size"], newest["costs"][0]["method"]) == (300, HERE)
    versions = {one["name"]: one for one in answer["versions"]["versions"]}
    assert versions["1"]["latency"]["value"] == 2.0
    assert {name: one["dominated_by"] for name, one in versions.items()} == {"1": [], "2": []}
    # Those before have a cursor, and no versions again.
    paged = place.client.get(f"{address}?limit=1", headers=place.headers()).json
    older = place.client.get(f"{address}?cursor={paged['cursor']}", headers=place.headers()).json
    assert ([one["audit"] for one in older["items"]], older["versions"]) == ([first], None)
