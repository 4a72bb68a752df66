"""An audit.yaml is opened in the form."""

from io import BytesIO
from typing import Any

import pytest

from audits.errors import Refused
from service.web.opened_files import opened
from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token
from tests.service.web.test_pages import MARKUP

FILE = """
dataset:
  {named}
  columns:
    sex: {{role: protected, reference: male}}
    label: {{role: label, favourable: "1"}}
    answer: {{role: prediction}}
{more}
policy:
  rules:
    - {{metric: impact_ratio, attribute: sex, at_least: 0.9}}
settings: {{seed: 41}}
"""


def post(place: Place, text: str, query: str = "") -> Any:
    browser = place.signed_in()
    csrf = token(browser.get(f"/audits/new{query}").text)
    data = {"csrf": csrf, "file": (BytesIO(text.encode()), "audit.yaml")}
    return browser.post(f"/audits/new/yaml{query}", data=data, headers={"Origin": ORIGIN})


def test_a_file_that_names_an_upload_fills_the_form_and_starts_nothing(place: Place) -> None:
    data = place.upload(name="people")
    before = len(place.queue.audits)
    page = post(place, FILE.format(named="name: people", more="")).text
    assert 'name="seed" value="41"' in page
    assert 'name="limit-0" value="0.9"' in page
    assert "As the file says" in page
    assert f'action="/audits/new?dataset={data}"' in page
    assert len(place.queue.audits) == before


def test_a_file_that_names_a_path_takes_the_upload_that_was_chosen(place: Place) -> None:
    text = FILE.format(named="path: people.csv", more="")
    refused = post(place, text)
    assert refused.status_code == 422
    assert "the file&#39;s dataset (people.csv) is not among the uploads" in refused.text.lower()
    data = place.upload(name="people")
    assert 'name="seed" value="41"' in post(place, text, f"?dataset={data}").text


def test_what_the_form_cannot_hold_is_told(place: Place) -> None:
    data = place.upload(name="people")
    text = FILE.format(named=f"id: {data}", more="    religion: {role: protected}").replace(
        "policy:\n  rules:\n    - {metric: impact_ratio, attribute: sex, at_least: 0.9}",
        "policy: lending",
    )
    page = post(place, text).text
    assert "the data have no column &#39;religion&#39;" in page
    assert "no policy &#39;lending&#39; is stored here" in page


def test_what_is_no_audit_document_says_why_and_is_only_text(place: Place) -> None:
    for text, told in (
        ("dataset: [", "unreadable"),
        (f"dataset: {{path: a.csv}}\n{MARKUP}: 1", MARKUP),
        ("", "document"),
    ):
        answer = post(place, text)
        assert answer.status_code == 422, text
        assert MARKUP not in answer.text
        with pytest.raises(Refused) as refused:
            opened(text.encode())
        problems = refused.value.problems
        assert any(told in (problem.code, problem.field) for problem in problems), problems
