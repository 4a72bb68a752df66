"""Documents of tables of results: what is taken, what is asked, and what is still to say."""

import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.parsing import accept_document, load_yaml
from evenhand.claims_drafting import write_claims
from evenhand.result_tables import result_table
from tests.evenhand.test_initialising import Person

MEANS = "system,mean,sd,n\nbaseline,80.1,.5,5\nours,81.3,.4,5\n"
WIDE = "| dataset | old | new |\n|---|---|---|\n" + "".join(
    f"| {name} | {at}.0 | {at}.5 ± 0.2 |\n" for at, name in enumerate("abcdefg")
)
SCORES = "system,fold,accuracy\n" + "".join(
    f"{name},{fold},{fold / 10}\n" for name in ("old", "new") for fold in range(4)
)


def written(tmp_path, text, suffix="csv", **asked):
    path = tmp_path / f"t.{suffix}"
    path.write_text(text, encoding="utf-8")
    profile = profile_dataset(path)
    made = write_claims(path.name, profile, result_table(profile), **asked)
    document = accept_document(load_yaml(made.text))
    make_plan(document, dataset=profile)
    (probe,) = document.probes
    return made, document, probe


def test_means_with_errors_say_what_their_names_say_and_ask_for_the_rest(tmp_path):
    made, document, probe = written(tmp_path, MEANS)
    columns = {name: str(spec.role) for name, spec in document.dataset.columns.items()}
    assert columns == {"system": "system", "n": "count", "mean": "feature", "sd": "feature"}
    assert document.dataset.columns["system"].reference == "baseline"
    assert probe.parameters["error_columns"] == ["sd"]
    assert probe.parameters["error_bar"] == "standard deviation"
    assert "error_over" not in probe.parameters
    assert len(made.problems) == 2
    assert made.problems[0].startswith("`error_over`, over what it varies: runs, folds")
    assert all(f"# Still to say: {one}" in made.text for one in made.problems)
    assert [(rule.metric, rule.attribute) for rule in document.policy.rules] == [
        ("improvement", "system")
    ]


def test_several_data_sets_are_judged_together_and_need_nothing_stated(tmp_path):
    made, document, probe = written(tmp_path, WIDE, "md")
    assert probe.parameters["columns"] == ["old", "new"]
    assert probe.parameters["reference"] == "old"
    assert document.policy.rules[0].metric == "median_improvement"
    assert all(one.startswith("to judge a single data set: ") for one in made.problems)


def test_few_data_sets_are_judged_one_by_one(tmp_path):
    _, document, _ = written(tmp_path, "system,a,b\nold,1 ± .1,2 ± .1\nnew,2 ± .1,3 ± .2\n")
    assert (document.policy.rules[0].metric, document.policy.rules[0].attribute) == (
        "improvement", "set",
    )  # fmt: skip


def test_scores_of_folds_say_that_they_are_folds(tmp_path):
    made, document, probe = written(tmp_path, SCORES)
    assert probe.parameters["units"] == "folds"
    assert str(document.dataset.columns["fold"].role) == "id"
    assert made.problems == (
        "of under 1,000 scores, `assumes: normal` or the `limits` between which they lie",
    )


def test_answers_of_a_person_are_taken_and_none_is_asked_twice(tmp_path):
    person = Person("ours", "lower", "standard error", "runs")
    made, document, probe = written(tmp_path, MEANS, ask=person)
    assert document.dataset.columns["system"].reference == "ours"
    assert "the baseline: you said so" in made.text
    said = {key: probe.parameters[key] for key in ("better", "error_bar", "error_over")}
    assert said == {"better": "lower", "error_bar": "standard error", "error_over": "runs"}
    assert [question for question, _ in person.asked] == [
        "Which system are the others held against?", "Which score is better, higher or lower?",
        "What is the number behind ±?", "Over what does it vary?",
    ]  # fmt: skip


def test_a_baseline_that_is_no_system_is_refused(tmp_path):
    with pytest.raises(Refused, match="the table has no system 'theirs'"):
        written(tmp_path, MEANS, ask=Person("theirs"))
