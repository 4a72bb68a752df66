"""An audit is started by form."""

import re
from io import BytesIO

import pytest
import yaml

from audits.specification.parsing import accept_document
from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import filled, token
from tests.service.web.test_pages import MARKUP
from tests.service.worker_hands import DOCUMENT_COLUMNS, RULE, inspected


def upload(place: Place, browser: object, kind: str, address: str = "") -> str:
    page = browser.get("/audits/new").text  # type: ignore[attr-defined]
    answer = browser.post(  # type: ignore[attr-defined]
        f"/audits/new/{kind}{address}",
        data={"csrf": token(page), "file": (BytesIO(b"sex,label\n"), "people.csv")},
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_a_form_takes_large_files_and_other_forms_do_not(place: Place) -> None:
    browser = place.signed_in()
    csrf = token(browser.get("/audits/new").text)
    content = bytes(3 << 20)
    part = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = b"\r\n".join(
        [
            b"--edge\r\n" + part.format("csrf", "").encode() + csrf.encode(),
            b"--edge\r\n" + part.format("file", '; filename="large.csv"').encode() + content,
            b"--edge--\r\n",
        ]
    )
    answer = browser.post(
        "/audits/new/dataset",
        data=body,
        content_type="multipart/form-data; boundary=edge",
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 303
    (version,) = place.queue.inspections
    found = place.client.get(f"/v1/datasets/{version}", headers=place.headers()).json
    assert found["size_bytes"] == len(content)
    answer = browser.post(
        "/policies",
        data={"csrf": csrf, "name": "p", "rules": "x" * (2 << 20)},
        headers={"Origin": ORIGIN},
    )
    assert answer.status_code == 413


def test_an_audit_is_started_by_form(place: Place) -> None:
    browser = place.signed_in()
    address = upload(place, browser, "dataset")
    assert "Being inspected" in browser.get(address).text
    (version,) = place.queue.inspections
    inspected(place.records, version)
    page = browser.get(address).text
    assert "fairness.selection_rate" in page
    assert '<option value="protected" selected>' in page
    form = {
        "csrf": token(page), "do": "start", "seed": "7", "confidence": "0.9",
        "smallest_group": "20", "role-0": "protected", "kind-0": "category", "special-0": "male",
        "role-1": "label", "kind-1": "category", "special-1": "1", "role-2": "prediction",
        "kind-2": "category", "role-3": "feature", "kind-3": "number",
        "offered": ["fairness.selection_rate", "fairness.error_rates"],
        "probes": ["fairness.selection_rate"],
        "metric-0": "impact_ratio", "scope-0": "sex", "bound-0": "at_least", "limit-0": "0.8",
    }  # fmt: skip
    answer = browser.post(address, data=form, headers={"Origin": ORIGIN})
    assert answer.status_code == 303, answer.text
    audit = answer.headers["Location"].removeprefix("/audits/")
    assert place.queue.audits == [audit]
    with place.records.reading(place.tenants["ours"]) as unit:
        row = unit.audits.find(audit)
    assert row.document["dataset"]["columns"]["sex"]["reference"] == "male"
    assert row.document["settings"] == {"seed": 7, "confidence": 0.9, "smallest_group": 20}
    assert row.plan["policy"]["rules"] == [
        {"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}
    ]
    assert "fairness.error_rates" not in [step["probe"] for step in row.plan["steps"]]


def test_the_budget_is_in_the_form_and_in_the_audit_where_it_is_not_the_default(
    place: Place,
) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload()}"
    page = browser.get(address).text
    assert 'name="budget" value="10m"' in page
    form = {
        "csrf": token(page), "do": "start", "role-0": "protected", "role-1": "label",
        "special-1": "1", "role-2": "prediction", "offered": "fairness.selection_rate",
        "probes": "fairness.selection_rate", "budget": "120m",
    }  # fmt: skip
    answer = browser.post(address, data={**form, "budget": "soon"}, headers={"Origin": ORIGIN})
    assert answer.status_code == 422
    assert "is no length of time" in answer.text
    answer = browser.post(address, data=form, headers={"Origin": ORIGIN})
    assert answer.status_code == 303, answer.text
    audit = answer.headers["Location"].removeprefix("/audits/")
    with place.records.reading(place.tenants["ours"]) as unit:
        assert unit.audits.find(audit).plan["settings"]["budget"] == "2h"


def test_a_file_of_another_name_is_the_next_version_of_a_dataset_that_is_here(
    place: Place,
) -> None:
    browser = place.signed_in()
    first = place.upload()
    with place.records.reading(place.tenants["ours"]) as unit:
        name = unit.datasets.find_family(unit.datasets.find(first).family_id).name
    page = browser.get(f"/audits/new?next-dataset={name}").text
    assert f'<option value="{name}" selected>the next version of {name}</option>' in page
    assert f"next-dataset={name}#dataset" in browser.get(f"/datasets/{first}").text

    def sent(called: str, content: bytes) -> str:
        answer = browser.post(
            "/audits/new/dataset",
            data={"csrf": token(page), "as": called, "file": (BytesIO(content), "february.csv")},
            headers={"Origin": ORIGIN},
        )
        assert answer.status_code == 303
        (version,) = re.findall(r"dataset=(dsv_\w+)", str(answer.headers["Location"]))
        with place.records.reading(place.tenants["ours"]) as unit:
            return unit.datasets.find_family(unit.datasets.find(version).family_id).name

    assert sent(name, b"sex,label\nf,1\n") == name
    assert sent("nothing of that name", b"sex,label\nf,0\n") == "february"


def test_an_audit_run_again_proposes_the_name_of_its_own_dataset(place: Place) -> None:
    audit = place.completed_audit()
    page = place.signed_in().get(f"/audits/new?from={audit}&dataset=").text
    assert re.search(r"selected>the next version of [^<]+</option>", page)


def test_problems_stand_beside_their_fields_and_above_the_form(place: Place) -> None:
    browser = place.signed_in()
    version = place.upload()
    address = f"/audits/new?dataset={version}"
    page = browser.get(address).text
    form = {
        "csrf": token(page), "do": "start", "seed": "x", "role-0": "protected",
        "role-1": "label", "role-2": "prediction",
        "offered": "fairness.selection_rate", "probes": "fairness.selection_rate",
        "metric-0": "impact_ratio", "scope-0": "", "bound-0": "at_least", "limit-0": "four fifths",
    }  # fmt: skip
    answer = browser.post(address, data=form, headers={"Origin": ORIGIN})
    assert answer.status_code == 422
    assert 'role="alert" tabindex="-1" data-focus' in answer.text
    assert 'id="rule-error-0"' in answer.text
    assert "is not a limit" in answer.text
    assert 'id="settings-error"' in answer.text
    assert place.queue.audits == []


@pytest.mark.parametrize("wish", ["look", "start"])
@pytest.mark.parametrize("field", ["special", "positive"])
def test_a_class_that_the_column_does_not_have_is_refused_live_and_starts_nothing(
    place: Place, wish: str, field: str
) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload()}"
    form = {
        "csrf": token(browser.get(address).text), "do": wish, "role-0": "protected",
        "role-1": "label", f"{field}-1": "granted", "role-2": "prediction",
        "offered": "fairness.selection_rate", "probes": "fairness.selection_rate",
    }  # fmt: skip
    answer = browser.post(address, data=form, headers={"Origin": ORIGIN})
    assert answer.status_code == (200 if wish == "look" else 422)
    assert "granted (not in this column)" in answer.text
    beside = answer.text[answer.text.index('id="column-1"') :]
    said = re.sub(r"<[^>]+>", "", beside[: beside.index('id="column-2"')])
    assert "is none of the column" in said
    assert "its values are 0, 1" in said.lower()
    assert place.queue.audits == []


def test_what_is_taken_for_granted_stands_on_the_form(place: Place) -> None:
    page = place.signed_in().get(f"/audits/new?dataset={place.upload()}").text
    assert "1 was taken as the answer that benefits the person" in page


def test_a_refused_upload_says_why_on_the_form(place: Place) -> None:
    browser = place.signed_in()
    address = upload(place, browser, "model")
    problem = {"field": "file", "reason": f"is a pickle {MARKUP}", "remedy": "send ONNX",
               "code": "pickle"}  # fmt: skip
    inspected(place.records, place.queue.inspections[0], "refused", problems=[problem])
    page = browser.get(address).text
    assert "is a pickle" in page
    assert MARKUP not in page


def test_the_form_takes_a_table_in_another_encoding(place: Place) -> None:
    browser = place.signed_in()
    page = browser.get("/audits/new").text
    text = "kraj,výsledek\nPlzeňský,příznivý\n"
    for encoding, status in (("cp1250", 303), ("klingon", 422)):
        sent = (BytesIO(text.encode("cp1250")), "kraje.csv")
        answer = browser.post(
            "/audits/new/dataset",
            data={"csrf": token(page), "encoding": encoding, "file": sent},
            headers={"Origin": ORIGIN},
        )
        assert answer.status_code == status
    (version,) = place.queue.inspections
    found = place.client.get(f"/v1/datasets/{version}", headers=place.headers()).json
    assert place.store.read(found["sha256"]) == text.encode()


def test_the_form_is_downloaded_as_a_document_that_a_service_takes(place: Place) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload(name='people', version='v7')}"
    form = {
        "csrf": token(browser.get(address).text), "do": "yaml", "role-0": "protected",
        "role-1": "label", "role-2": "prediction", "policy": "four-fifths",
        "name-rows": "applicants",
    }  # fmt: skip
    answer = browser.post(address, data=form, headers={"Origin": ORIGIN})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.yaml"'
    document = yaml.safe_load(answer.text)
    assert document["dataset"]["name"] == "people"
    assert document["names"] == {"rows": "applicants"}
    wrong = browser.post(address, data={**form, "seed": "x"}, headers={"Origin": ORIGIN})
    assert wrong.status_code == 422
    assert "Start: seed" in wrong.text
    started = place.client.post("/v1/audits", json=document, headers=place.headers())
    assert started.status_code == 202, started.text


def test_an_audit_is_run_again_with_changes(place: Place) -> None:
    browser = place.signed_in()
    audit = place.completed_audit()
    assert f'href="/audits/new?from={audit}"' in browser.get(f"/audits/{audit}").text
    page = browser.get(f"/audits/new?from={audit}").text
    assert "Run it again with changes" in page
    assert '<option value="impact_ratio" selected>impact ratio</option>' in page
    assert '<option value="male" selected>male</option>' in page
    assert "These files took" in page
    assert browser.get("/audits/new?from=aud_none").status_code == 404
    strangers = place.signed_in("stranger")
    assert strangers.get(f"/audits/new?from={audit}").status_code == 404


def test_a_rule_left_in_that_nothing_measures_says_why_at_its_sentence(place: Place) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload()}"
    form = {
        "csrf": token(browser.get(address).text), "do": "look", "role-0": "protected",
        "role-1": "label", "role-2": "prediction", "metric-0": "roc_auc", "limit-0": "0.7",
        "bound-0": "at_least",
    }  # fmt: skip
    page = browser.post(address, data=form, headers={"Origin": ORIGIN}).text
    assert "Nothing will measure this" in page
    assert '<optgroup label="Not measured"><option value="roc_auc" selected>' in page


def test_what_a_file_says_goes_through_the_page_and_nothing_is_lost(place: Place) -> None:
    version = place.upload(name="people", version="v7")
    columns = {
        **DOCUMENT_COLUMNS,
        "sex": {"role": "protected", "reference": "male", "map": {"female": "f", "gone": "f"},
                "missing": ["x"]},
        "label": {"role": "label", "favourable": "1", "positive": "0"},
        "income": {"role": "feature", "decimal": ",", "missing": ["n.a."]},
    }  # fmt: skip
    body = {
        "dataset": {"name": "people", "version": "v7", "encoding": "cp1250", "columns": columns,
                    "missing": ["n,a", "-"]},
        "earlier": {"id": version},
        "rows": {"income": {"from": 1.5}},
        "mode": "new_only",
        "names": {"row": "case", "classes": {"1": "was hired", "2": "waits"}},
        "settings": {"confidence": 0.99912345, "smallest_group": 20, "seed": 3, "budget": "2h"},
        "probes": ["fairness.selection_rate", {"imbalance.prevalence": {"smallest_group": 9}}],
        "policy": {"rules": [{**RULE, "attribute": "sex"}], "on_not_run": "pass"},
    }  # fmt: skip
    browser = place.signed_in()
    csrf = token(browser.get("/audits/new").text)
    sent = {"csrf": csrf, "text": yaml.safe_dump(body)}
    opened = browser.post("/audits/new/yaml", data=sent, headers={"Origin": ORIGIN})
    assert opened.status_code == 200, opened.text
    address = f"/audits/new?dataset={version}"
    again = filled(opened.text, address)
    again["do"] = "yaml"
    answer = browser.post(address, data=again, headers={"Origin": ORIGIN})
    assert answer.status_code == 200, answer.text
    assert accept_document(yaml.safe_load(answer.text)) == accept_document(body)


def test_cut_points_of_a_column_with_few_values_stay(place: Place) -> None:
    version = place.upload(name="people", version="v7")
    columns = {**DOCUMENT_COLUMNS, "income": {"role": "protected", "cut": [2.5, 1234567.125]}}
    body = {"dataset": {"id": version, "columns": columns}}
    browser = place.signed_in()
    sent = {"csrf": token(browser.get("/audits/new").text), "text": yaml.safe_dump(body)}
    opened = browser.post("/audits/new/yaml", data=sent, headers={"Origin": ORIGIN})
    again = filled(opened.text, "/audits/new?")
    again["do"] = "yaml"
    answer = browser.post(f"/audits/new?dataset={version}", data=again, headers={"Origin": ORIGIN})
    document = accept_document(yaml.safe_load(answer.text))
    assert document.dataset.columns["income"].cut == [2.5, 1234567.125]


def test_the_form_asks_whose_probability_a_score_is_and_the_audit_says_it(place: Place) -> None:
    browser = place.signed_in()
    address = f"/audits/new?dataset={place.upload()}"
    form = {
        "csrf": token(browser.get(address).text), "do": "look", "role-0": "protected",
        "role-1": "label", "role-2": "prediction", "role-3": "score", "kind-3": "number",
    }  # fmt: skip
    page = browser.post(address, data=form, headers={"Origin": ORIGIN}).text
    assert '<select name="whose-3"' in page
    assert '<option value="answer">the answer that was given</option>' in page
    said = {**form, "do": "yaml", "whose-3": "answer"}
    answer = browser.post(address, data=said, headers={"Origin": ORIGIN})
    assert answer.status_code == 200, answer.text
    columns = yaml.safe_load(answer.text)["dataset"]["columns"]
    assert columns["income"] == {"role": "score", "of": "answer"}
    again = browser.post(address, data={**said, "do": "look"}, headers={"Origin": ORIGIN}).text
    assert '<option value="answer" selected>' in again
