"""Which audits of a model's versions are set beside each other, and how its page shows them."""

from typing import Any

import pytest

from service.answers.version_costs import OTHER_ROWS, UNMEASURED, version_costs
from tests.service.conftest import DOCUMENT_COLUMNS, Place
from tests.service.measured_versions import MeasuredVersions, entry, figures


@pytest.fixture
def made(place: Place) -> MeasuredVersions:
    return MeasuredVersions(place)


def costs(made: MeasuredVersions) -> dict[str, Any] | None:
    with made.place.records.reading(made.place.tenants["ours"]) as unit:
        return version_costs(unit, unit.models.find_family(made.family))


def test_of_each_version_the_newest_audit_on_the_same_rows_counts(made: MeasuredVersions) -> None:
    made.audit("1", figures(0.70, 2.0, 2e6))
    first = made.audit("1", figures(0.80, 2.0, 2e6))
    second = made.audit("2", figures(0.80, 2.0, 1e6))
    found = costs(made)
    assert found is not None
    assert {one["name"]: one["audit"] for one in found["versions"]} == {"1": first, "2": second}
    assert {one["name"]: one["dominated_by"] for one in found["versions"]} == {"1": ["2"], "2": []}
    assert found["criteria"] == ["accuracy", "worst_group", "gap", "latency", "size"]
    assert (found["data"], found["missing"]) == ("people 1", [])


def test_who_was_audited_on_other_data_rows_or_labels_or_not_at_all_is_named(
    made: MeasuredVersions,
) -> None:
    other = made.place.upload(content=b"others", name="people", version="2")
    flipped = {**DOCUMENT_COLUMNS, "label": {"role": "label", "favourable": "0"}}
    made.audit("elsewhere", figures(0.9, 1.0, 1e5), data=other)
    of_labels = {"id": made.data, "columns": flipped}
    made.audit("flipped", figures(0.9, 1.0, 1e5), dataset=of_labels)
    made.audit("unmeasured", [entry("selection_rate", 0.5, (0.4, 0.6), 200, {})])
    made.audit("1", figures(0.80, 2.0, 2e6))
    made.audit("2", figures(0.80, 2.0, 1e6))
    found = costs(made)
    assert found is not None
    assert [one["name"] for one in found["versions"]] == ["2", "1"]
    assert {one["name"]: one["why"] for one in found["missing"]} == {
        "elsewhere": "it was audited on other data, people 2",
        "flipped": OTHER_ROWS, "unmeasured": UNMEASURED,
    }  # fmt: skip


def test_an_audit_that_stored_results_answer_has_their_numbers(made: MeasuredVersions) -> None:
    source = made.audit("1", figures(0.8, 2.0, 2e6))
    with made.place.records.reading(made.place.tenants["ours"]) as unit:
        document = unit.audits.find(source).document
    sent = {key: document[key] for key in ("dataset", "policy")}
    answer = made.place.client.post("/v1/audits", json=sent, headers=made.place.headers()).json
    made.belongs(answer["id"], "2")
    found = costs(made)
    assert found is not None
    assert [one["audit"] for one in found["versions"]] == [answer["id"], source]
    assert {one["accuracy"]["value"] for one in found["versions"]} == {0.8}


def test_one_version_and_versions_without_numbers_have_nothing_to_compare(
    made: MeasuredVersions,
) -> None:
    made.audit("1", figures(0.8, 2.0, 2e6))
    assert costs(made) is None
    assert "by worth and cost" not in made.page()
    made.version("2")
    found = costs(made)
    assert found is not None
    assert found["title"] == "Version 1 alone was measured on these rows"
    page = made.page()
    assert "Version 1 alone was measured on these rows." in page
    assert f"2 is left out: {UNMEASURED}." in page
    assert 'class="scatter' not in page


def test_the_models_page_draws_and_tells_it(made: MeasuredVersions) -> None:
    made.audit("1", figures(0.80, 2.0, 2e6))
    made.audit("<i>", figures(0.80, 2.0, 1e6))
    page = made.page()
    _, section = page.split('<h2 id="worth">Versions by worth and cost</h2>')
    section = section.split("</section>")[0]
    assert "Version 1 is dominated; &lt;i&gt; is not." in section
    assert "on the same rows of people 1" in section
    assert "<i>" not in section
    assert section.count("c-point s1") == section.count("c-point s0") == 2  # in two pictures
    assert 'aria-label="Scatter plot of 2 versions: accuracy against latency.' in section
    assert section.count("<caption>") == 2
    assert "80.0\N{NO-BREAK SPACE}% [77.0 to 83.0] (n 400)" in section


def test_only_the_newest_versions_are_looked_at_and_that_is_told(
    made: MeasuredVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.answers.version_costs.MOST_VERSIONS", 2)
    for name in ("1", "2", "3"):
        made.audit(name, figures(0.80, 2.0, 2e6))
    found = costs(made)
    assert found is not None
    assert [one["name"] for one in found["versions"]] == ["3", "2"]
    assert "Older versions than the newest 2 are left out." in made.page()
