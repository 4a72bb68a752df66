"""A dataset's page before any audit."""

import re

from tests.service.conftest import DOCUMENT_COLUMNS, Place
from tests.service.web.test_pages import MARKUP
from tests.service.worker_hands import PROFILE, inspected


def uploaded(place: Place, **profile: object) -> str:
    made = place.client.post("/v1/datasets?name=people", data=b"x", headers=place.headers()).json
    inspected(place.records, made["id"], profile={**PROFILE, **profile})
    return str(made["id"])


def test_the_page_shows_columns_guesses_with_reasons_groups_and_where_to_go_on(
    place: Place,
) -> None:
    data = uploaded(place, counts={"sex": [380, 20], "label": [300, 100]})
    browser = place.signed_in()
    page = browser.get(f"/datasets/{data}").text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert f'href="/audits/new?dataset={data}"' in page
    assert "female 380 95.0 %" in words
    assert "male under 30: shown, not judged 20 5.0 %" in words
    assert re.search(r'<rect class="part" width="95\.0"', page)
    assert "sex protected " in words
    assert "income number 400" in words
    assert "4 of 4 columns, 400 rows." in words
    found = browser.get(f"/datasets/{data}?find=inc").text
    assert "1 of 4 columns" in found
    assert f'href="/datasets/{data}"' in browser.get("/models").text
    assert f'href="/datasets/{data}"' in browser.get(f"/audits/new?dataset={data}").text


def test_names_and_values_are_only_text_and_what_was_not_inspected_says_so(place: Place) -> None:
    columns = [{**PROFILE["columns"][0], "values": [MARKUP, "b"], "missing": 40}]
    data = uploaded(place, columns=columns, counts={"sex": [200, 160]}, warnings=[MARKUP])
    browser = place.signed_in()
    page = browser.get(f"/datasets/{data}?find={MARKUP}").text
    assert MARKUP not in page
    assert "10.0 %" in page  # missing: 40 of 400
    waiting = place.client.post("/v1/datasets?name=w", data=b"y", headers=place.headers()).json
    assert "being inspected" in browser.get(f"/datasets/{waiting['id']}").text
    assert place.signed_in("stranger").get(f"/datasets/{data}").status_code == 404
    assert (
        "Audit it with these guesses" not in place.signed_in("reads").get(f"/datasets/{data}").text
    )


def test_after_an_audit_the_roles_are_those_of_the_last_one(place: Place) -> None:
    data = uploaded(place, counts={"sex": [380, 20], "label": [300, 100]})
    columns = {**DOCUMENT_COLUMNS, "income": {"role": "id"}}
    made = place.client.post(
        "/v1/audits", json={"dataset": {"id": data, "columns": columns}}, headers=place.headers()
    )
    assert made.status_code == 202, made.text
    page = place.signed_in().get(f"/datasets/{data}").text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Nothing has been audited yet" not in words
    assert "As the last audit of it has them" in words
    assert f'href="/audits/new?from={made.json["id"]}"' in page
    assert "income id" in words
    assert "not shown: they name single rows" in words  # of what is an id


def test_values_that_name_single_rows_are_not_shown(place: Place) -> None:
    births = [f"{day:02d}.{month:02d}.1956" for month in range(1, 11) for day in range(1, 29)]
    column = {**PROFILE["columns"][0], "name": "Geburtsdatum", "values": births[:20],
              "distinct": len(births)}  # fmt: skip
    data = uploaded(place, columns=[*PROFILE["columns"], column])
    page = place.signed_in().get(f"/datasets/{data}").text
    assert "Geburtsdatum" in page
    assert births[0] not in page
