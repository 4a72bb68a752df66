"""Weights and splits that nobody named as such."""

import pytest

from audits.planning.unnamed_roles import told_of_unnamed
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind

PARTS = ("Train", "Test", "Val")


def column(name, values=(), distinct=None, low=None, high=None):
    kind = Kind.CATEGORY if low is None else Kind.NUMBER
    count = len(values) if distinct is None else distinct
    return ColumnProfile(name, kind, None, count, 0, tuple(values), low, high)


def told(one, fed=(), **columns):
    answer = column("answer", ("no", "yes"))
    profile = DatasetProfile("csv", 1500, (one, answer), "d" * 64)
    columns = {"answer": {"role": "prediction"}, **columns}
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}})
    return list(told_of_unnamed(document, profile, fed))


@pytest.mark.parametrize(
    "one",
    [column("fold", PARTS), column("split", ("train", "test")), column("x9", ("train", "holdout")),
     column("is_train", ("0", "1"), low=0.0, high=1.0),
     column("_ROLE_", ("TRAIN", "VALIDATE", "TEST")), column("set", ("trn", "tst")),
     column("_PartInd_", ("1", "0", "2"), low=0.0, high=2.0)],
)  # fmt: skip
def test_a_split_is_told_with_what_names_it(one):
    (sentence,) = told(one)
    assert sentence.startswith(f"{one.name} looks like a split")
    assert f"`--split {one.name}`" in sentence
    names_test = one.name != "_PartInd_"
    assert ("name it, and the test rows are measured alone" in sentence) is names_test
    assert told(one, **{one.name: {"role": "split"}}) == []
    assert told(one, **{one.name: {"role": "feature"}}) == []


@pytest.mark.parametrize("name", ["PWEIGHT", "fnlwgt", "sample_weight", "wgt"])
def test_weights_are_told_with_what_names_them(name):
    one = column(name, distinct=900, low=0.4, high=4.1)
    (sentence,) = told(one)
    assert sentence.startswith(f"{name} looks like a weight")
    assert f"`--weight {name}`" in sentence
    assert told(one, fed=[name]) == []
    assert told(one, **{name: {"role": "weight"}}) == []


def test_what_is_most_likely_something_else_is_left_alone():
    assert told(column("fold", ("0", "1", "2", "3", "4"), low=0.0, high=4.0)) == []
    assert told(column("weight", distinct=60, low=40.0, high=120.0)) == []  # a body's
    assert told(column("wgt", ("1",), low=1.0, high=1.0)) == []
    assert told(column("split", ("banana", "peas"))) == []
    other = column("fold", PARTS)
    assert told(other, answer={"role": "split"}) == []
