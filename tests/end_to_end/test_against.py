"""`evenhand audit --against`: the same rows are paired with the answers kept beside the report."""

import json
import random
import stat

import pytest
from scipy import stats

from tests.end_to_end.test_local_audit import WITHIN, audit

ACCURATE = {"metric": "accuracy", "at_least": 0.5}
OTHER = {"yes": "no", "no": "yes"}


def trial(wrong):
    """500 people in no order; wrong: places of those answered wrongly."""
    chance = random.Random(7)
    people = [(chance.choice("fm"), chance.choice(("yes", "no"))) for _ in range(500)]
    return [
        (sex, truth, OTHER[truth] if at in wrong else truth)
        for at, (sex, truth) in enumerate(people)
    ]


# 40 of those right before are wrong now, 10 of the 100 wrong before are right.
BEFORE, NOW = set(range(100)), {*range(10, 100), *range(200, 240)}


def earlier(folder, *arguments, rules=(ACCURATE,)):
    done = audit(folder, {"rules": list(rules)}, "--out", "before", *arguments, rows=trial(BEFORE))
    assert (folder / "before" / "report.json").exists(), done.stderr


def later(folder, against="before", *, rules=(ACCURATE,), rows=None, **more):
    """The JSON report and what the terminal said."""
    done = audit(
        folder, {"rules": list(rules)}, "--out", "now", "--json", "-", "--against",
        folder / against, rows=rows or trial(NOW), **more,
    )  # fmt: skip
    return json.loads(done.stdout), " ".join(done.stderr.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("named", ["before", "before/report.json"])
def test_forty_worse_and_ten_better_are_told_with_mcnemars_p(tmp_path, named):
    earlier(tmp_path)
    report, said = later(tmp_path, named)
    (found,) = (
        d
        for d in report["comparison"]["paired"]["differences"]
        if d["metric"] == "accuracy" and not d["group"]
    )
    assert (found["lost"], found["gained"], found["sample_size"]) == (40, 10, 500)
    assert (found["before"], found["now"], found["is_change"]) == (0.8, 0.74, True)
    expected = stats.binomtest(10, 50).pvalue
    assert expected == pytest.approx(2.4e-5, rel=0.02)
    assert found["p_value"] == pytest.approx(expected)
    assert "50 of 500 answers changed" in said
    assert "Accuracy, everyone: 80.0 %, now 74.0 %; −6.0 points" in said
    assert "40 rows lost, 10 gained; McNemar's exact p 2.4e-05" in said
    page = (tmp_path / "now" / "report.html").read_text()
    assert "The same rows, then and now" in page


def test_answers_are_kept_for_their_owner_alone(tmp_path):
    earlier(tmp_path)
    kept = tmp_path / "before" / "report.answers"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sorted(path.name for path in kept.parent.iterdir()) == [
        "report.answers", "report.html", "report.json",
    ]  # fmt: skip
    told = json.loads((tmp_path / "before" / "report.json").read_text())["kept_answers"]
    assert told["bytes"] == kept.stat().st_size < 4000


def test_a_report_that_overwrites_the_one_it_is_compared_with_is_still_paired(tmp_path):
    earlier(tmp_path)
    for rows, flipped in ((trial(NOW), 50), (trial(BEFORE), 50), (trial(BEFORE), 0)):
        done = audit(
            tmp_path, {"rules": [ACCURATE]}, "--out", "before", "--json", "-", "--against",
            "before", rows=rows,
        )  # fmt: skip
        paired = json.loads(done.stdout)["comparison"]["paired"]
        assert paired["flips"][0]["flipped"] == flipped


def without(folder):
    (folder / "before" / "report.answers").unlink()


def of_another_audit(folder):
    audit(folder, None, "--out", "other", rows=trial(NOW))
    (folder / "other" / "report.answers").replace(folder / "before" / "report.answers")


@pytest.mark.parametrize(
    ("arguments", "spoil", "reason"),
    [
        (["--no-answers"], None, "no answers were kept with the earlier report"),
        ([], without, "name the folder that `evenhand audit` wrote"),
        ([], of_another_audit, "is not of that audit; audit the earlier answers again"),
    ],
)
def test_without_its_own_answers_nothing_is_paired_and_the_remedy_is_told(
    tmp_path, arguments, spoil, reason
):
    earlier(tmp_path, *arguments)
    if spoil is not None:
        spoil(tmp_path)
    report, said = later(tmp_path)
    found = report["comparison"]
    assert found["paired"] is None
    assert reason in found["unpaired"]
    assert "Answers are not compared row by row" in said


def test_answers_of_an_earlier_run_do_not_outlive_it(tmp_path):
    earlier(tmp_path)
    earlier(tmp_path, "--no-answers")
    assert not (tmp_path / "before" / "report.answers").exists()
    report, _ = later(tmp_path)
    assert "no answers were kept with the earlier report" in report["comparison"]["unpaired"]


def test_an_audit_that_reads_no_answers_says_so(tmp_path):
    earlier(tmp_path)
    report, _ = later(tmp_path, rules=(), probes=["confounds.dataset"])
    assert report["comparison"]["unpaired"] == (
        "no probe of this audit reads the answer to each row"
    )


def test_a_rule_of_another_policy_is_no_new_failure(tmp_path):
    """Nothing but the policy changed, so nothing became worse."""
    earlier(tmp_path, rules=(ACCURATE, {"metric": "accuracy", "at_least": 0.9}))
    strict = {"metric": "accuracy", "at_least": 0.95}
    report, said = later(tmp_path, rules=(ACCURATE, strict), rows=trial(BEFORE))
    found = report["comparison"]
    assert (found["new"], found["fixed"], found["undecided"]) == ([], [], [])
    assert [one["metric"] for one in found["other_rule"]] == ["accuracy"]
    assert [one["was"] for one in found["rule_gone"]] == ["fail"]
    same = {what: held["is_same"] for what, held in found["what_changed"].items()}
    assert same == {"model": None, "data": True, "policy": False, "plan": True, "engine": True}
    assert found["what_changed"]["policy"]["details"] == [
        "rule added: accuracy (at_least 0.95)", "rule gone: accuracy (at_least 0.9)",
    ]  # fmt: skip
    assert "1 by a rule that the audit before did not have" in said
    assert "Changed: policy (rule added: accuracy (at_least 0.95); rule gone:" in said
    assert "The same: data, plan and engine." in said


def test_what_else_changed_is_told(tmp_path):
    earlier(tmp_path, rules=(WITHIN,))
    report, said = later(tmp_path, rules=(WITHIN,), settings={"smallest_group": 50})
    found = report["comparison"]["what_changed"]
    assert found["plan"] == {"is_same": False, "details": ["smallest_group 30, now 50"]}
    assert found["policy"] == {"is_same": True, "details": []}
    (data,) = found["data"]["details"]
    assert data.startswith("people (sha256 ")
    assert "plan (smallest_group 30, now 50)" in said
