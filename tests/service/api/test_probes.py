"""Probes over HTTP: what the files under `audits/probes` declare."""

from pathlib import Path

from tests.service.conftest import Place

PROBES = Path(__file__).parents[3] / "audits" / "probes"


def test_every_probe_file_is_listed_and_answers_for_itself(place: Place) -> None:
    items = place.client.get("/v1/probes", headers=place.headers()).json["items"]
    names = {item["name"] for item in items}
    assert names == {
        f"{path.parent.name}.{path.stem}"
        for path in PROBES.glob("*/*.py")
        if not path.name.startswith("_")
    }
    one = place.client.get("/v1/probes/fairness.calibration", headers=place.headers()).json
    assert one in items


def test_a_probe_that_is_none_is_404_with_the_way_to_the_list(place: Place) -> None:
    answer = place.client.get("/v1/probes/fairness.nothing", headers=place.headers())
    assert answer.status_code == 404
    assert "GET /v1/probes" in answer.json["hint"]
