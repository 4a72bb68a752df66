"""Pictures of a quality against a cost, of whatever is compared."""

from audits.report.exhibits._pareto_figures import (
    FORMS,
    VERSIONS,
    dominated_by,
    of_group,
    pareto_figures,
    shown,
)

TIGHT = "\N{NO-BREAK SPACE}"
NUMBER = {"value": 0.9, "interval": [0.88, 0.92], "n": 900}
WORDS = {"accuracy": "accuracy", "gap": "gap between groups", "size": "size on disk",
         "latency": "latency"}  # fmt: skip


def one(name, by=(), **numbers):
    return {"name": name, "dominated_by": list(by), "accuracy": NUMBER, "gap": NUMBER,
            "size": 2_000_000, "latency": {"value": 3.0, "interval": [2, 4], "n": 9},
            **numbers}  # fmt: skip


def drawn(criteria, *scored, noun=VERSIONS):
    content = {"criteria": criteria, "words": WORDS}
    return pareto_figures(scored, content, "B is dominated", noun, "By hand.", "fig-x")


def test_each_cost_has_a_picture_and_qualities_take_turns():
    figures = drawn(["accuracy", "gap", "latency", "size"], one("a"), one("b", ["a"]))
    assert [(each.id, each.title) for each in figures] == [
        ("fig-x-0", "Accuracy against latency"),
        ("fig-x-1", "Gap between groups against size on disk"),
    ]
    assert figures[0].alt == (
        "Scatter plot of 2 versions: accuracy against latency. B is dominated."
    )
    assert figures[0].table.head[0] == "Version"
    assert figures[1].table.rows[1] == ("b", "a", "90.0 [88.0 to 92.0]", f"2.00{TIGHT}MB")
    assert (figures[0].note, figures[0].method) == ("Hollow: dominated.", "By hand.")
    # Times are told and drawn with their intervals, by which they are compared.
    assert figures[0].table.rows[1][-1] == f"3.00{TIGHT}ms [2.00 to 4.00]"
    assert str(figures[0].svg).count("c-interval") == 4
    assert str(figures[1].svg).count("c-interval") == 2


def test_a_size_is_drawn_alike_as_a_number_and_as_a_measurement():
    counted = {"value": 2_000_000.0, "interval": [2e6, 2e6], "n": 1}
    pictures = [
        drawn(["accuracy", "size"], one("a", size=size), one("b"), noun=FORMS)[0].svg
        for size in (2_000_000, counted)
    ]
    assert pictures[0] == pictures[1]
    assert "forms" in pictures[0]


def test_without_a_quality_nothing_is_drawn():
    assert drawn(["size"], one("a"), one("b")) == ()


def test_numbers_in_words():
    assert dominated_by(one("a", ["b", "c"])) == "b and c"
    assert dominated_by(one("a")) == of_group(None) == shown(None, "share") == "–"
    assert shown(NUMBER, "share") == f"90.0{TIGHT}% [88.0 to 92.0] (n 900)"
    assert shown({**NUMBER, "why": "busy"}, "share").startswith("undetermined: 90.0")
    assert of_group({**NUMBER, "group": {"sex": "f"}}).startswith("f: 90.0")
