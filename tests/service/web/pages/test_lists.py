"""Lists: audits with filters, policies, workers."""

import re

import pytest

from audits.specification.named_policies import named_policies
from service.records.unit_of_work import EVERYONE
from service.web.pages import lists
from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token
from tests.service.web.test_pages import MARKUP


def test_the_list_filters_by_verdict_and_name(place: Place) -> None:
    browser = place.signed_in()
    assert "No audits yet" in browser.get("/audits").text
    done = place.completed_audit()
    waiting = place.audit()
    page = browser.get("/audits").text
    assert f"/audits/{done}" in page
    assert f"/audits/{waiting}" in page
    assert "1 fail" in page
    failing = browser.get("/audits?show=fail").text
    assert f"/audits/{done}" in failing
    assert f"/audits/{waiting}" not in failing
    nothing = browser.get(f"/audits?show=pass&q={MARKUP}").text
    assert "No audit matches" in nothing
    assert MARKUP not in nothing


def test_the_filters_say_how_many_audits_each_leaves_and_stay_over_pages_and_orders(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 1)
    browser = place.signed_in()
    done, waiting = place.completed_audit(), place.audit()
    with place.records.reading(place.tenants["ours"]) as unit:
        data = unit.datasets.find(unit.audits.find(done).dataset_version_id)
        name = unit.datasets.find_family(data.family_id).name
    page = browser.get("/audits").text
    assert re.search(rf'<option value="{data.family_id}">{name} \(1\)</option>', page)
    assert re.search(r'show=fail".*?<span class="quiet">1</span>', page)
    assert "1 of 2 shown, more follow" in page
    narrowed = browser.get(f"/audits?dataset={data.family_id}&sort=verdict").text
    assert f"/audits/{done}" in narrowed
    assert f"/audits/{waiting}" not in narrowed
    assert f'value="{data.family_id}" selected' in narrowed
    assert 'aria-sort="ascending"' in narrowed
    assert f"dataset={data.family_id}&amp;sort=name" in narrowed
    of_version = browser.get(f"/audits?dataset={data.id}").text
    assert re.search(rf"selected>{name} {data.version} \(1\)</option>", of_version)
    sorted_page = browser.get("/audits?q=people&sort=oldest").text
    (following,) = re.findall(r'rel="next" href="([^"]+)"', sorted_page)
    assert "q=people&amp;sort=oldest&amp;" in following
    assert f"/audits/{waiting}" in browser.get(f"/audits{following.replace('&amp;', '&')}").text
    strange = browser.get("/audits?sort=x&show=y&cursor=z&model=mdl_no").status_code
    assert strange == 200


def test_a_policy_is_stored_and_shown_in_sentences(place: Place) -> None:
    browser = place.signed_in()
    rules = "rules:\n  - {metric: impact_ratio, attribute: sex, at_least: 0.8}\n"
    for text, status in ((rules, 303), ("rules: [{metric: x}]", 422), ("a: &x [*x]", 422)):
        form = {"csrf": token(browser.get("/policies").text), "name": "lending", "rules": text}
        answer = browser.post("/policies", data=form, headers={"Origin": ORIGIN})
        assert answer.status_code == status
    assert "Impact ratio of each sex is at least 0.8" in browser.get("/policies").text


def test_the_workers_page_shows_who_is_there_and_with_which_devices(place: Place) -> None:
    assert "No worker was heard" in place.signed_in().get("/workers").text
    with place.records.writing(EVERYONE) as unit:
        unit.presence.beat("gpu-1", queues=["gpu"], devices=["0"], threads=1, serves_gpu=True)
        unit.presence.beat("cpu-1", queues=["audits"], devices=[], threads=2, serves_gpu=False)
        unit.commit()
    text = place.signed_in().get("/workers").text
    assert re.search(r"gpu-1</th>.*?gpu</td>.*?GPU 0</td>.*?1</td>", text)
    assert re.search(r"cpu-1</th>.*?audits</td>.*?CPU</td>.*?2</td>", text)
    metrics = place.client.get("/metrics").text.splitlines()
    assert {'evenhand_workers{gpu="true"} 1.0', 'evenhand_workers{gpu="false"} 1.0'} <= set(metrics)


def test_the_policies_that_everybody_has_stand_first_with_what_they_demand(place: Place) -> None:
    page = place.signed_in("reads").get("/policies").text
    for policy in named_policies().values():
        assert f'<h3 id="named-{policy.name}">{policy.title}' in page
    assert "Impact ratio of each protected column is at least 0.8" in page


def test_a_filtered_list_says_in_its_title_how_many_match(place: Place) -> None:
    place.completed_audit()
    browser = place.signed_in()
    assert "<title>Audits · " in browser.get("/audits").text
    assert "<title>0 audits match · " in browser.get("/audits?q=nothing-of-the-kind").text
    assert "<title>1 audit matches · " in browser.get("/audits?q=people").text


def test_files_that_were_refused_are_folded_below_the_others(place: Place) -> None:
    good, bad = place.upload(name="good"), place.upload(name="bad", content=b"x")
    with place.records.writing(EVERYONE) as unit:
        row = unit.datasets.find(bad)
        row.inspection = "refused"
        row.problems = [{"field": "file", "reason": "it is a PDF", "remedy": "choose another"}]
        unit.commit()
    page = place.signed_in().get("/models").text
    assert page.index(good) < page.index("1 file that was refused</summary>") < page.index(bad)
