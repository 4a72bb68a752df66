"""Scores in the place of answers."""

import pytest

from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind


def plan(values=("ja", "nein"), *, kind=Kind.CATEGORY, maximum=0.98, role="prediction"):
    profile = DatasetProfile(
        "csv",
        1000,
        (
            ColumnProfile("urgent", kind, None, 2, 0, values),
            ColumnProfile("p", Kind.NUMBER, None, 700, 0, (), 0.01, maximum),
        ),
        "d" * 64,
    )
    columns = {"urgent": {"role": "label", "favourable": values[0]}, "p": {"role": role}}
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}})
    return make_plan(document, dataset=profile)


@pytest.mark.parametrize(
    ("values", "kind"), [(("ja", "nein"), Kind.CATEGORY), (("0", "1"), Kind.NUMBER)]
)
def test_probabilities_beside_two_classes_are_refused_as_answers(values, kind):
    with pytest.raises(Refused) as caught:
        plan(values, kind=kind)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("dataset.columns.p.role", "scores_as_answers")
    assert "700 different numbers from 0 to 1" in problem.reason
    assert "`threshold: 0.5`" in problem.remedy


def test_quantities_are_none():
    plan(("0", "1"), kind=Kind.NUMBER, maximum=37.5)
