"""A simple model written out: its lines are the ones that were planted."""

import numpy as np

from audits.data.inputs_as_numbers import Named
from audits.tradeoffs.simple_models import LOGISTIC, RULE, Answered, taught
from audits.tradeoffs.simple_report import MOST_WEIGHTS, facts, written_out
from tests.audits.tradeoffs.learnable import one_sign


def simple(inputs, labels):
    return taught(inputs, np.asarray(labels, dtype=np.intp), np.random.default_rng(0))


def test_a_rule_reads_as_two_lines_that_add_up():
    values, label = one_sign(1000, np.random.default_rng(1))
    exhibit = written_out(simple(values[:, None], label), [Named("age")], ("no", "yes"))
    assert exhibit.title == "What it says: one rule"
    below, above = exhibit.content["rows"]
    assert below[0].startswith("age <= ")
    assert above[0].startswith("age > ")
    assert abs(float(below[0].removeprefix("age <= "))) < 0.15
    assert (below[1], above[1]) == ("no", "yes")
    assert int(below[2]) + int(above[2]) == 1000
    assert 80 <= int(below[3].rstrip("%")) <= 90


def test_where_values_are_missing_a_line_says_so():
    values, label = one_sign(1000, np.random.default_rng(1))
    values[(values > 0.5) & (np.arange(1000) % 2 == 0)] = np.nan
    exhibit = written_out(simple(values[:, None], label), [Named("age")], ("no", "yes"))
    below, above = exhibit.content["rows"]
    assert above[0].endswith(" or missing")
    assert "missing" not in below[0]


def test_a_category_is_named_by_its_level():
    rng = np.random.default_rng(2)
    is_red = rng.random(500) < 0.5
    label = is_red == (rng.random(500) < 0.9)
    exhibit = written_out(simple(is_red[:, None] * 1.0, label), [Named("colour", "red")],
                          ("no", "yes"))  # fmt: skip
    rows = {row[0]: row[1] for row in exhibit.content["rows"]}
    assert rows == {"colour is not red": "no", "colour is red": "yes"}


def test_weights_are_the_largest_first_with_the_class_they_speak_for():
    rng = np.random.default_rng(3)
    values = rng.normal(size=(2000, 15))
    values[::9, 14] = np.nan
    label = 2 * values[:, 0] - values[:, 1] + 0.2 * values[:, 2:14].sum(axis=1) > 0
    found = simple(values, label)
    assert found.best == LOGISTIC
    exhibit = written_out(found, [Named(f"x{at}") for at in range(15)], ("no", "yes"))
    rows = exhibit.content["rows"]
    assert [row[0] for row in rows[:2]] == ["x0", "x1"]
    assert rows[0][1].startswith("+")
    assert rows[1][1].startswith("-")
    assert {row[2] for row in rows} == {"yes"}
    assert len(rows) == MOST_WEIGHTS
    assert exhibit.content["left_out"] == 16 - MOST_WEIGHTS


def test_of_one_label_there_is_nothing_to_write():
    assert written_out(simple(np.arange(60.0)[:, None], np.zeros(60)), [Named("x")], ("a",)) is None


def test_the_facts_say_who_was_chosen_and_what_it_reads():
    values, label = one_sign(100, np.random.default_rng(4))
    made = simple(values[:, None], label)
    answered = Answered(np.arange(5), {}, np.zeros(5, dtype=np.intp), {RULE: 3, LOGISTIC: 2}, 0.4,
                        made, "some rows")  # fmt: skip
    told = {
        f["question"]: f["answer"]
        for f in facts(answered, ["a", "b"], "of a table").content["facts"]
    }
    assert told["Chosen"] == "one rule (3 times), logistic regression (2 times)"
    assert told["Reads"] == "2 columns, of a table: a, b"
