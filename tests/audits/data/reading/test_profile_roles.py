"""Where no name says so, the last column of few values is the label."""

import pytest

from audits.data.reading.profile_roles import with_label
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Kind, Role


def column(name, **given):
    values = {
        "kind": Kind.CATEGORY, "role": Role.FEATURE, "distinct": 2, "missing": 0,
        "values": ("0", "1"), "minimum": None, "maximum": None, **given,
    }  # fmt: skip
    return ColumnProfile(name=name, **values)


def roles(*columns):
    return [each.role for each in with_label(list(columns))]


def test_the_last_column_is_the_label_where_no_name_says_it():
    assert roles(column("a"), column("b")) == [Role.FEATURE, Role.LABEL]


def test_a_named_label_or_prediction_stays_the_only_one():
    for role in (Role.LABEL, Role.PREDICTION):
        assert roles(column("a", role=role), column("b")) == [role, Role.FEATURE]


@pytest.mark.parametrize(
    "given",
    [
        {"distinct": 1}, {"distinct": 500}, {"kind": Kind.IMAGE}, {"role": Role.PROTECTED},
    ],
)  # fmt: skip
def test_a_last_column_that_cannot_be_a_label_is_left(given):
    (last,) = with_label([column("b", **given)])
    assert last == column("b", **given)


def test_few_whole_numbers_are_classes_and_others_stay_numbers():
    number = {"kind": Kind.NUMBER, "minimum": 0.0, "maximum": 1.0}
    (whole,) = with_label([column("b", **number)])
    assert (whole.kind, whole.minimum, whole.maximum) == (Kind.CATEGORY, None, None)
    (half,) = with_label([column("b", values=("0.5", "1"), **number)])
    assert (half.role, half.kind, half.maximum) == (Role.LABEL, Kind.NUMBER, 1.0)
