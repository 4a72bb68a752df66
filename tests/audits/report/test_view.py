"""An index over one report."""

import pytest

from audits.report.rate_phrases import described
from audits.report.view import View, group_name, worst


def test_groups_stand_in_the_order_of_the_plan_and_unknown_last():
    plan = {
        "columns": {
            "sex": {"role": "protected"}, "age": {"role": "protected", "cut": [25.0, 60.0]}
        }
    }  # fmt: skip
    groups = [{"age": ">60"}, {"age": "25-60"}, {"age": None}, {"age": "<=25"}, {"sex": "f"}, {}]
    looked = View({"plan": plan})
    assert [m["group"] for m in looked.ordered([{"group": group} for group in groups])] == [
        {}, {"sex": "f"}, {"age": "<=25"}, {"age": "25-60"}, {"age": ">60"}, {"age": None}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({}, "everyone"),
        ({"sex": None}, "unknown"),
        ({"race": "a", "sex": "f"}, "a, f"),
        ({"language": "fi"}, "Finnish"),
        ({"language": "xx"}, "xx"),
        ({"name": "x" * 81}, "x" * 80 + "…"),
    ],
)
def test_a_group_is_named_by_its_values(group, expected):
    assert group_name(group) == expected


def test_a_measurement_is_met_whatever_the_order_of_its_attributes(make_report, estimate):
    rates = [estimate("accuracy", {"race": "a", "sex": "f"}, 0.5, [0.4, 0.6], 90)]
    view = View(make_report(measurements=rates, findings=[]))
    assert view.one("accuracy", {"sex": "f", "race": "a"}) is view.measurements[0]
    assert view.one("accuracy") is None


def test_an_undetermined_measurement_is_no_estimate(report):
    view = View(report)
    group = {"race": "Native American"}
    assert view.one("equalized_odds_difference", group)["undetermined"]
    assert view.estimate("equalized_odds_difference", group) is None


def test_a_judged_number_stands_with_the_interval_that_decided(report):
    report["findings"][0] |= {"interval": [0.17, 0.26], "method": "exact"}
    view = View(report)
    assert view.measurements[4]["interval"] == [0.17, 0.26]
    assert view.measurements[4]["method"] == "exact"
    assert view.verdict(view.measurements[4]) == "fail"
    assert report["measurements"][4]["interval"] == [0.182, 0.245]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [(["pass", "fail", "inconclusive"], "fail"), (["pass", "inconclusive"], "inconclusive"),
     (["pass"], "pass")],
)  # fmt: skip
def test_the_worst_verdict_decides(verdicts, expected):
    assert worst(verdicts) == expected


def test_a_class_that_the_plan_names_is_stated_and_the_other_stands_in(report):
    view = View(report)
    assert (view.stated("positive"), view.stated("favourable")) == ("1", "0")
    del report["plan"]["columns"]["two_year_recid"]["favourable"]
    assert View(report).stated("favourable") == "1"
    report["plan"]["columns"]["two_year_recid"]["positive"] = ["1", "2"]
    assert View(report).stated("positive") == "1 or 2"


def test_rows_are_called_as_the_plan_says(report):
    assert View(report).rows_word == "rows"
    report["plan"]["names"] = {"rows": "applicants", "classes": {"1": "was flagged"}}
    assert View(report).rows_word == "applicants"
    assert View(report).said_of("1") == "were flagged"
    assert View(report).said_of("0") is None


@pytest.mark.parametrize(
    ("means", "words"),
    [
        ({"granted": "Yes", "denied": "No"}, "answer “granted”"),
        ({"yes": "Yes", "Yes.": "Yes", "no": "No"}, None),
        ({"yes": "Yes", "granted": "Yes"}, "answer “yes” or “granted”"),
    ],
)
def test_an_answer_is_called_as_its_column_spells_it_unless_it_is_the_classs_own_word(
    report, means, words
):
    """Another spelling of `Yes` stands beside `Yes` itself, which would be left unsaid."""
    report["plan"]["columns"] = {"answer": {"role": "prediction", "map": means}}
    assert View(report).decision("Yes") == words
    report["plan"]["columns"]["answer"]["map"] = {"-1": "1"}
    assert View(report).decision("1") == "answer “-1”"


def test_a_label_is_called_as_its_column_spells_it(report):
    """A map that turns 0 and 1 round: what counts as 1 stands there as 0."""
    report["plan"]["columns"] = {"defaulted": {"role": "label", "map": {"0": "1", "1": "0"}}}
    view = View(report)
    assert (view.truth("1"), view.truth("0")) == ("“0”", "“1”")
    report["plan"]["columns"]["defaulted"]["map"] = {"": "0"}
    assert (View(report).truth("1"), View(report).truth("0")) == ("“1”", "“0”")


def test_a_value_that_says_nothing_has_its_column_before_it():
    assert group_name({"disabled": "1", "sex": "female"}) == "disabled 1, female"
    assert group_name({"veteran": "No"}) == "veteran No"
    assert group_name({"class": "1"}) == "1"
    assert group_name({"age": None}) == "unknown"


def test_the_word_unknown_is_printed_apart_from_a_missing_value():
    assert group_name({"region": None}) == "unknown"
    assert group_name({"region": "Unknown"}) == "“Unknown”"
    assert described({"region": None}) != described({"region": "unknown"})


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ({"fpr": "0.001"}, "at 0.1\xa0% false positives"),
        ({"attack": "modified_entropy", "fpr": "0.01"},
         "modified entropy, at 1\xa0% false positives"),
        ({"inserted": "0"}, "never inserted"), ({"inserted": "1"}, "inserted once"),
        ({"inserted": "100"}, "inserted 100 times"), ({"queries": "250"}, "250 answers"),
    ],
)  # fmt: skip
def test_numbers_of_places_say_what_they_are(group, name):
    assert group_name(group) == name
