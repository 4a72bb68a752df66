"""Scores in the place of answers, and what is said of classes where there are none."""

from pathlib import Path

import pytest

from audits.data.reading.profiling import profile_dataset
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind


def plan(values=("ja", "nein"), *, kind=Kind.CATEGORY, maximum=0.98):
    profile = DatasetProfile(
        "csv",
        1000,
        (
            ColumnProfile("urgent", kind, None, 2, 0, values),
            ColumnProfile("p", Kind.NUMBER, None, 700, 0, (), 0.01, maximum),
        ),
        "d" * 64,
    )
    columns = {
        "urgent": {"role": "label", "favourable": values[0]},
        "p": {"role": "prediction"},
    }
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}})
    return make_plan(document, dataset=profile)


def planned(folder: Path, predictions, labels=(0, 1), *, label=(), prediction=(), model=None):
    """A plan of a real table; the labels take turns over the predictions."""
    path = folder / "t.csv"
    rows = [f"{labels[i % len(labels)]},{p}" for i, p in enumerate([*predictions] * 10)]
    path.write_text("\n".join(["y,p", *rows]) + "\n")
    columns = {
        "y": {"role": "label", **dict(label)},
        "p": {"role": "prediction", **dict(prediction)},
    }
    document = {"dataset": {"path": "t.csv", "columns": columns}, **(model or {})}
    return make_plan(parse_document(document), dataset=profile_dataset(path))


def refused(*given, **options):
    with pytest.raises(Refused) as caught:
        planned(*given, **options)
    return caught.value.problems


@pytest.mark.parametrize(
    ("values", "kind"), [(("ja", "nein"), Kind.CATEGORY), (("0", "1"), Kind.NUMBER)]
)
def test_probabilities_beside_two_classes_are_refused_as_answers(values, kind):
    with pytest.raises(Refused) as caught:
        plan(values, kind=kind)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("dataset.columns.p.role", "scores_as_answers")
    assert "700 different numbers from 0.01 to 0.98" in problem.reason
    assert "`threshold: 0.5`" in problem.remedy


@pytest.mark.parametrize(
    ("predictions", "told", "remedy"),
    [
        ((0, 0.2, 0.4, 0.6, 0.8, 1), "6 different numbers from 0 to 1", "`threshold: 0.5`"),
        ((0, 1, 0.5), "3 different numbers from 0 to 1, 0.5 among", '`map: {"0.5": ...}`'),
        ((0, 1, 1.000000001), "1.000000001 among", '`map: {"1.000000001": ...}`'),
        ((0, 0.5), "0.5 among", '`map: {"0.5": ...}`'),
        ([n / 4 for n in range(400)], "400 different numbers from 0 to 99.75", "`threshold: 50`"),
        ([n / 9 - 5 for n in range(90)], "from -5 to 4.8", "`threshold: 0`"),
        ((0, 1, 2, 3, 4, 5), "from 0 to 5", "`kind: category` on both"),
        # Deciles: half of them lie from 6 up.
        (range(1, 11), "10 different numbers from 1 to 10", "`threshold: 5.5`"),
        (range(101), "101 different numbers from 0 to 100", "`threshold: 50`"),
    ],
)
def test_numbers_that_are_neither_class_are_asked_about(tmp_path, predictions, told, remedy):
    for saying in ({}, {"positive": 1, "favourable": 1}):
        (problem,) = refused(tmp_path, predictions, label=saying)
        assert (problem.field, problem.code) == ("dataset.columns.p.role", "scores_as_answers")
        assert told in problem.reason
        assert "y holds 0 and 1" in problem.reason
        assert remedy in problem.remedy
        assert "`kind: number` on both" in problem.remedy


def test_a_mapped_label_has_the_classes_that_it_is_mapped_to(tmp_path):
    meaning = {"label": {"map": {"2": "0"}}}
    (problem,) = refused(tmp_path, (0, 0.2, 0.8, 1), labels=(1, 2), **meaning)
    assert "y holds 0 and 1" in problem.reason


@pytest.mark.parametrize(
    ("predictions", "kind", "said"),
    [
        ((0, 1, 0.5), "number", {"label": {"kind": "number"}}),
        ((0, 1, 0.5), "number", {"prediction": {"kind": "number"}}),
        ((0, 1, 0.5), "category", {"prediction": {"map": {"0.5": "1"}}}),
        (range(6), "category", {"prediction": {"kind": "category"}}),
        ((0, 1, 2), "category", {}),
        (("0.0", "1.0", "1"), "category", {}),
        ((0.1, 0.2), "number", {"model": {"model": {"task": "regression"}}}),
        ((7, 8.5, 0.25), "number", {"labels": (3.5, 1, 2)}),
    ],
)
def test_what_was_said_of_them_holds(tmp_path, predictions, kind, said):
    columns = planned(tmp_path, predictions, **{"labels": (0, 1), **said}).columns
    assert {str(spec.kind) for spec in columns.values()} == {kind}


def test_a_class_of_quantities_is_refused(tmp_path):
    amounts, labels = [n / 3 for n in range(60)], (2.5, 3.5, 4.5)
    problems = refused(tmp_path, amounts, labels, label={"positive": 1, "favourable": 1})
    assert [problem.field.rpartition(".")[2] for problem in problems] == ["positive", "favourable"]
    assert {problem.code for problem in problems} == {"no_classes"}
    assert "`kind: category`" in problems[0].remedy
    planned(tmp_path, amounts, labels)
    planned(tmp_path, amounts, labels, label={"positive": 1, "kind": "number"})


def test_ranks_in_lists_are_told_as_ranks_and_read_as_the_remedy_says(tmp_path):
    """Taken for a score with a threshold, a place in a list would be an answer of yes or no."""
    file = tmp_path / "log.csv"
    rows = [f"q{row // 10},{row % 10 + 1},{int(row % 10 < 2)}" for row in range(600)]
    file.write_text("query,position,clicked\n" + "\n".join(rows) + "\n")
    columns = {"position": {"role": "prediction"}, "clicked": {"role": "label"}}

    def probes():
        document = {"dataset": {"path": "log.csv", "columns": columns}}
        return {
            s.probe
            for s in make_plan(parse_document(document), dataset=profile_dataset(file)).steps
        }

    with pytest.raises(Refused) as caught:
        probes()
    (problem,) = caught.value.problems
    assert problem.code == "ranks_as_answers"
    assert "threshold" not in problem.remedy
    assert "give 'query' the role query" in problem.remedy
    columns["query"] = {"role": "query"}
    assert "fairness.ranked_lists" in probes()
    assert not probes() & {"fairness.regression_error", "fairness.error_rates"}


@pytest.mark.parametrize(
    ("clicked", "said", "kind"),
    [
        (("no", "yes"), {"positive": "yes"}, Kind.CATEGORY), (("False", "True"), {}, Kind.CATEGORY),
        (("0", "1"), {"positive": "1"}, Kind.CATEGORY), (("0", "1"), {}, Kind.NUMBER),
        (("0", "3"), {}, Kind.NUMBER),
    ],
)  # fmt: skip
def test_relevance_beside_ranks_is_words_or_grades(tmp_path, clicked, said, kind):
    file = tmp_path / "log.csv"
    rows = [f"q{row // 10},{row % 10 + 1},{clicked[row % 10 < 2]}" for row in range(600)]
    file.write_text("query,position,clicked\n" + "\n".join(rows) + "\n")
    columns = {
        "position": {"role": "prediction"}, "clicked": {"role": "label", **said},
        "query": {"role": "query"},
    }  # fmt: skip
    document = parse_document({"dataset": {"path": "log.csv", "columns": columns}})
    resolved = make_plan(document, dataset=profile_dataset(file))
    assert resolved.columns["clicked"].kind is kind
    assert resolved.columns["position"].kind is Kind.NUMBER
    assert "fairness.ranked_lists" in {step.probe for step in resolved.steps}
