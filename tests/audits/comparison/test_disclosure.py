"""A protected report's comparison: no rows, no counts of a few, nothing of an open audit."""

from audits.comparison.disclosure import is_protected, protected_comparison

OPEN = {"plan": {"settings": {}}, "findings": []}
CLOSED = {"plan": {"settings": {"disclosure": "protect"}}, "findings": [{"id": "a"}, {"id": "b"}]}


def flips(group, n, flipped):
    return {"group": group, "n": n, "flipped": flipped, "value": flipped / n}


def comparison():
    groups = [({}, 100, 3), ({"sex": "f"}, 50, 3), ({"sex": "m"}, 50, 0), ({"town": "x"}, 60, 9)]
    return {
        "paired": {
            "flips": [flips(*one) for one in groups],
            "differences": [
                {"group": {"sex": "m"}, "value": 0.1}, {"group": {"town": "x"}, "raw": {}},
            ],
            "gaps": [{"group": {"sex": "m"}}],
            "examples": [{"row": 3, "before": "a", "now": "b"}],
            "without_answer": 0,
        },
        "new": [{"id": "a"}], "still_failing": [], "other_rule": [],
        "fixed": [{"id": "b"}], "undecided": [{"id": "zanzibar"}], "lapsed": [],
        "rule_gone": [{"id": "zanzibar"}],
        "changes": [{"group": {"sex": "f"}, "before": 0.1, "now": 0.2}], "left_out": 4,
        "trend": [{"gate": "pass", "values": [{"id": "a"}, {"id": "zanzibar"}]},
                  {"gate": "fail", "values": [{"id": "a"}]}],
    }  # fmt: skip


def test_groups_beside_one_of_a_few_changed_answers_go_with_it():
    """Of 3 changed answers all are women's: either group's count tells the other's."""
    paired = protected_comparison(comparison(), CLOSED, CLOSED)["paired"]
    assert [entry["group"] for entry in paired["flips"]] == [{}, {"town": "x"}]
    assert paired["differences"] == [{"group": {"town": "x"}}]
    assert paired["gaps"] == []
    assert paired["examples"] == []


def test_numbers_stay_where_both_audits_are_protected():
    kept = protected_comparison(comparison(), CLOSED, CLOSED)
    assert kept["changes"] == comparison()["changes"]
    assert [len(point["values"]) for point in kept["trend"]] == [1, 1]
    assert "withheld" not in kept


def test_of_an_open_audit_findings_of_today_stay_and_no_number():
    kept = protected_comparison(comparison(), OPEN, CLOSED)
    assert (kept["changes"], kept["left_out"]) == ([], 0)
    assert [point["values"] for point in kept["trend"]] == [[], []]
    assert "without `settings.disclosure: protect`" in kept["withheld"]
    assert (kept["new"], kept["fixed"]) == ([{"id": "a"}], [{"id": "b"}])
    assert "zanzibar" not in str(kept)


def test_without_pairs_nothing_else_changes():
    lone = {**comparison(), "paired": None}
    assert protected_comparison(lone, CLOSED, CLOSED)["paired"] is None
    assert is_protected(CLOSED)
    assert not is_protected(OPEN)
