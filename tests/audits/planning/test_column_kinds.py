"""Which kind a column is read as: said, settled by its role, or seen in its values."""

import pytest

from audits.planning.column_kinds import (
    apply_task,
    column_kind,
    guessed_kinds,
    holds_numbers,
    join_answer_kinds,
)
from audits.specification.document import AuditDocument, ColumnSpec, DatasetSpec, ModelSpec
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import Kind, Role


def profile(kind, *values, distinct=None):
    return ColumnProfile("c", kind, None, distinct or len(values), 0, values)


@pytest.mark.parametrize(
    ("spec", "seen", "kind"),
    [
        ({"cut": [1, 2]}, profile(Kind.NUMBER, "1", "3"), Kind.CATEGORY),
        ({"kind": "text"}, profile(Kind.CATEGORY, "a"), Kind.TEXT),
        ({"decimal": ","}, profile(Kind.CATEGORY, "1,5"), Kind.NUMBER),
        ({"role": "protected"}, profile(Kind.NUMBER, "1", "2"), Kind.CATEGORY),
        ({"role": "score"}, profile(Kind.CATEGORY, "0.5"), Kind.NUMBER),
        ({"role": "label"}, profile(Kind.NUMBER, "0", "1"), Kind.CATEGORY),
        ({"role": "label"}, profile(Kind.NUMBER, "0.5", "1.5"), Kind.CATEGORY),
        ({"role": "label"}, profile(Kind.NUMBER, "0.5", "1.5", "2.5"), Kind.NUMBER),
        ({"role": "label"}, profile(Kind.NUMBER, "1", distinct=5000), Kind.NUMBER),
        ({"role": "label", "map": {1: "yes"}}, profile(Kind.NUMBER, "1.5"), Kind.CATEGORY),
        ({}, profile(Kind.NUMBER, "0", "1"), Kind.NUMBER),
    ],
)
def test_the_kind_of_a_column(spec, seen, kind):
    assert column_kind(ColumnSpec.model_validate(spec), seen) is kind


@pytest.mark.parametrize(
    ("seen", "numbers"),
    [
        (profile(Kind.CATEGORY, "1", "2.5", "-3e2"), True),
        (profile(Kind.CATEGORY, "1", "x"), False),
        (profile(Kind.CATEGORY, "1_0"), False),
        (profile(Kind.CATEGORY), False),
        (profile(Kind.CATEGORY, "1", distinct=2), False),
    ],
)
def test_classes_that_are_numbers_are_known_only_where_all_were_seen(seen, numbers):
    assert holds_numbers(seen) is numbers


def answers(label, prediction, said):
    declared = {
        "y": ColumnSpec(role=Role.LABEL, kind=said.get("label")),
        "p": ColumnSpec(role=Role.PREDICTION, kind=said.get("prediction")),
    }
    kinds = {"y": label, "p": prediction}
    columns = {
        name: spec.model_copy(update={"kind": kinds[name]}) for name, spec in declared.items()
    }
    return columns, declared


@pytest.mark.parametrize(
    ("label", "prediction", "said", "kinds"),
    [
        (Kind.CATEGORY, Kind.NUMBER, {}, [Kind.NUMBER, Kind.NUMBER]),
        (Kind.CATEGORY, Kind.NUMBER, {"label": Kind.CATEGORY}, [Kind.CATEGORY, Kind.CATEGORY]),
        (Kind.CATEGORY, Kind.TEXT, {}, [Kind.CATEGORY, Kind.TEXT]),
        (Kind.NUMBER, Kind.NUMBER, {}, [Kind.NUMBER, Kind.NUMBER]),
    ],
)
def test_a_label_and_a_prediction_are_of_one_kind(label, prediction, said, kinds):
    columns, declared = answers(label, prediction, said)
    join_answer_kinds(columns, declared)
    assert [spec.kind for spec in columns.values()] == kinds


@pytest.mark.parametrize(
    ("task", "kind"), [("classification", Kind.CATEGORY), ("regression", Kind.NUMBER)]
)
def test_the_task_decides_where_the_document_is_silent(task, kind):
    columns, declared = answers(Kind.TEXT, Kind.TEXT, {"label": Kind.TEXT})
    document = AuditDocument(dataset=DatasetSpec(path="x"), model=ModelSpec(task=task))
    apply_task(document, columns, declared)
    assert [spec.kind for spec in columns.values()] == [Kind.TEXT, kind]


VISITS = profile(Kind.NUMBER, *map(str, range(9)))
ANSWERS = {"y": {"role": "label"}, "p": {"role": "prediction"}}


@pytest.mark.parametrize(
    ("columns", "task", "seen", "names"),
    [
        (ANSWERS, None, VISITS, ("y", "p")),
        ({"y": {"role": "label"}, "n": {"role": "nuisance"}}, None, VISITS, ("y",)),
        (ANSWERS, "regression", VISITS, ()),
        (ANSWERS, "classification", VISITS, ()),
        (ANSWERS | {"y": {"role": "label", "kind": "number"}}, None, VISITS, ()),
        (ANSWERS | {"p": {"role": "prediction", "kind": "category"}}, None, VISITS, ()),
        (ANSWERS | {"y": {"role": "label", "favourable": "3"}}, None, VISITS, ()),
        (ANSWERS, None, profile(Kind.NUMBER, "0", "1"), ()),
        (ANSWERS, None, profile(Kind.NUMBER, "0", "1", "2.5"), ()),
        (ANSWERS, None, profile(Kind.CATEGORY, "0", "1", "x"), ()),
        (ANSWERS, None, profile(Kind.NUMBER, "1", "2", "3", distinct=101), ()),
    ],
)
def test_whole_numbers_of_few_values_are_guessed_where_nobody_said_what_they_are(
    columns, task, seen, names
):
    specs = {name: ColumnSpec.model_validate(spec) for name, spec in columns.items()}
    document = AuditDocument(
        dataset=DatasetSpec(path="t.csv", columns=specs), model=ModelSpec(task=task)
    )
    assert guessed_kinds(document, specs, dict.fromkeys(specs, seen)) == names
