"""From a report to the audit before it and back; the rows both saw; one model over time."""

from typing import Any

from tests.service.conftest import DOCUMENT_COLUMNS, Place
from tests.service.worker_hands import RULE, claimed, finished, measured


def flips(group: dict[str, str], flipped: int) -> dict[str, Any]:
    share = flipped / 400
    return {
        "group": group, "n": 400, "flipped": flipped, "to_unfavourable": flipped,
        "to_favourable": 0, "value": share, "interval": [share / 2, share * 2], "method": "wilson",
    }  # fmt: skip


def compared(before: str) -> dict[str, Any]:
    return {
        "schema": "evenhand.comparison/1", "audit": before, "gate": "fail", "finished": None,
        "model": {}, "dataset": {}, "canonical_sha256": "0" * 64, "same_rows": True,
        "same_model": True, "same_policy": False, "same_columns": True,
        "paired": {
            "rows": 400, "without_answer": 0, "favourable": "1", "positive": "1",
            "confidence": 0.95, "flips": [flips({}, 40), flips({"sex": "female"}, 31)],
            "differences": [], "gaps": [],
        },
        "unpaired": None, "new": [], "still_failing": [], "fixed": [], "undecided": [],
        "changes": [], "left_out": 0, "only_now": 0, "only_before": 0,
        "trend": [{
            "audit": before, "finished": None, "gate": "fail", "version": "1", "counts": {},
            "values": [{"id": "f1", "verdict": "fail", "value": 0.35, "interval": [0.3, 0.4]}],
        }],
    }  # fmt: skip


class Pair:
    """Two audits of one name; the later one was compared with the earlier."""

    def __init__(self, place: Place, **model: Any) -> None:
        self.place = place
        self.data = place.upload(content=b"people", name="people")
        self.model = model
        self.first = self.audit(0.8)
        self.second = self.audit(0.9, before=self.first)

    def audit(self, least: float, before: str | None = None) -> str:
        audit = self.submitted(least)
        claim = claimed(self.place.records, audit)
        measured(self.place.records, claim)
        comparison = None if before is None else compared(before)
        finished(self.place.records, self.place.store, claim, comparison=comparison)
        return audit

    def submitted(self, least: float) -> str:
        document = {
            "dataset": {"id": self.data, "columns": DOCUMENT_COLUMNS},
            "policy": {"rules": [{**RULE, "at_least": least}]},
            **self.model,
        }
        answer = self.place.client.post("/v1/audits", json=document, headers=self.place.headers())
        assert answer.status_code == 202, answer.text
        return str(answer.json["id"])


def test_a_report_leads_to_the_audit_before_and_the_comparison_back(place: Place) -> None:
    pair, browser = Pair(place), place.signed_in()
    address = f"/comparisons?audit={pair.second}&amp;before={pair.first}"
    assert address in browser.get(f"/audits/{pair.second}").text
    assert "Beside the audit before" not in browser.get(f"/audits/{pair.first}").text
    page = browser.get(address.replace("&amp;", "&")).text
    assert f'href="/audits/{pair.second}"' in page
    assert f'href="/audits/{pair.first}"' in page


def test_the_rows_both_saw_are_shown_and_answered(place: Place) -> None:
    pair = Pair(place)
    page = place.signed_in().get(f"/comparisons?audit={pair.second}").text
    assert "Answers changed most for female" in page
    assert 'role="img"' in page
    found = place.client.get(f"/v1/comparisons?audit={pair.second}", headers=place.headers()).json
    assert found["before"] == pair.first
    assert found["paired"]["flips"][0]["flipped"] == 40
    assert found["unpaired"] is None


def test_what_changed_is_told_of_any_two_audits(place: Place) -> None:
    """Their rules differ, .8 then and .9 now; everything else is the same."""
    pair = Pair(place)
    address = f"?audit={pair.second}&before={pair.first}"
    found = place.client.get(f"/v1/comparisons{address}", headers=place.headers()).json
    assert {what: held["is_same"] for what, held in found["what_changed"].items()} == {
        "model": None, "data": True, "policy": False, "plan": True, "engine": None,
    }  # fmt: skip
    page = place.signed_in().get(f"/comparisons{address}").text
    assert found["same_model"] is None
    assert "the same rows, not known whether the same model, another policy, the same plan" in page
    assert "What differs</h2>" in page
    told = found["what_changed"]["policy"]["details"]
    assert [detail.split(": ")[0] for detail in told] == ["rule added", "rule gone"]
    assert told[0] in page
    assert "Failing by a rule that the audit before did not have" in page


def test_two_audits_that_do_not_follow_each_other_say_why_no_rows_are_paired(place: Place) -> None:
    pair = Pair(place)
    third = pair.audit(0.7, before=pair.second)
    address = f"?audit={third}&before={pair.first}"
    found = place.client.get(f"/v1/comparisons{address}", headers=place.headers()).json
    assert found["paired"] is None
    assert "came right before" in found["unpaired"]
    assert "came right before" in place.signed_in().get(f"/comparisons{address}").text


def test_pages_stand_when_the_audit_before_or_the_reports_bytes_are_gone(place: Place) -> None:
    pair = Pair(place)
    third = pair.audit(0.7, before=pair.second)
    gone = place.client.delete(f"/v1/audits/{pair.second}", headers=place.headers())
    assert gone.status_code == 204
    address = f"?audit={third}&before={pair.first}"
    found = place.client.get(f"/v1/comparisons{address}", headers=place.headers())
    assert found.status_code == 200
    assert "came right before" in found.json["unpaired"]
    assert place.signed_in().get(f"/comparisons?audit={third}").status_code == 200
    assert place.signed_in().get(f"/audits/{third}").status_code == 200


def test_an_audit_answered_by_stored_results_says_so(place: Place) -> None:
    pair = Pair(place)
    again = pair.submitted(0.9)
    page = place.signed_in().get(f"/audits/{again}").text
    assert "Nothing was measured anew" in page
    assert f'href="/audits/{pair.second}"' in page
    assert "so is this report, word for word" in page
    assert f"/comparisons?audit={pair.second}&amp;before={pair.first}" in page  # the report's own
    assert f"/comparisons?audit={again}&amp;before={pair.second}" in page
    repeated = place.signed_in().get(f"/audits/{pair.submitted(0.8)}").text
    assert "what it calls the audit before" not in repeated  # there was none
    address = f"/v1/comparisons?audit={again}&before={pair.second}"
    found = place.client.get(address, headers=place.headers()).json
    assert "same stored results" in found["unpaired"]
    # Against an audit before the stored one, rows are paired as they were then.
    address = f"/v1/comparisons?audit={again}&before={pair.first}"
    assert place.client.get(address, headers=place.headers()).json["paired"] is not None


def test_a_models_page_draws_its_trend(place: Place) -> None:
    made = place.client.post("/v1/models?name=credit", data=b"m", headers=place.headers()).json
    from service.records.unit_of_work import EVERYONE

    pair = Pair(place)
    with place.records.writing(EVERYONE) as unit:
        for audit in (pair.first, pair.second):
            unit.audits.find(audit).model_version_id = made["id"]
        unit.commit()
    page = place.signed_in().get(f"/models/{made['family']}").text
    assert "Over time" in page
    assert "35.0" in page.replace("0.35", "35.0")
    assert "Show the numbers" in page
    assert page.count("Compare</a>") == 1


def test_strangers_see_nothing_of_it(place: Place) -> None:
    pair = Pair(place)
    stranger = place.signed_in("stranger")
    assert stranger.get(f"/comparisons?audit={pair.second}").status_code == 404
    key = place.headers("stranger")
    answer = place.client.get(f"/v1/comparisons?audit={pair.second}", headers=key)
    assert answer.status_code == 404


def test_any_two_completed_audits_are_chosen_on_a_page_of_their_own(place: Place) -> None:
    pair, browser = Pair(place), place.signed_in()
    waiting = pair.submitted(0.7)
    page = browser.get("/comparisons").text
    for role in ("before", "audit"):
        for audit in (pair.first, pair.second):
            assert f'name="{role}" value="{audit}"' in page
    assert waiting not in page  # it is not completed
    chosen = browser.get(f"/comparisons?audit={pair.first}&before={pair.second}").text
    assert "Two audits side by side" in chosen  # the later one may be the one before
    again = browser.get(f"/comparisons?audit={pair.first}&before={pair.second}&pick=1").text
    assert f'value="{pair.first}" required aria-label="Now: ' in again
    assert again.count(" checked") == 2
    same = browser.get(f"/comparisons?audit={pair.first}&before={pair.first}").text
    assert "These are the same audit" in same


def test_what_was_chosen_stays_while_the_list_is_searched(place: Place) -> None:
    pair, browser = Pair(place), place.signed_in()
    page = browser.get(f"/comparisons?audit={pair.second}&q=nothing&pick=1").text
    assert f'name="audit" value="{pair.second}"' in page
    nothing = browser.get("/comparisons?q=nothing&pick=1").text
    assert "Fewer than two completed audits match “nothing”" in nothing


def test_both_reports_stand_beside_each_other(place: Place) -> None:
    pair = Pair(place)
    page = place.signed_in().get(f"/comparisons?audit={pair.second}&before={pair.first}").text
    assert "Both reports" in page
    assert page.count('class="gate v-') == 2
    assert "What both were asked, changed verdicts first" in page
    # First what changed, then verdicts, then both reports.
    places = [
        page.index(words) for words in ("What differs</h2>", "None: New failures", "Both reports")
    ]
    assert places == sorted(places)
