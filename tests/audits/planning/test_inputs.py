"""Which columns feed which input of the model."""

import pytest

from audits.planning.inputs import resolve_inputs
from audits.specification.document import AuditDocument, ColumnSpec, DatasetSpec, ModelSpec
from audits.specification.profiles import (
    Amounts,
    Cells,
    ColumnProfile,
    DatasetProfile,
    InputProfile,
    ModelProfile,
    UnreadColumn,
)
from audits.specification.roles import Kind, Role


def column(name, kind=Kind.NUMBER, **more):
    return ColumnProfile(name, kind, None, 5, 0, ("1", "1,234"), **more)


def resolved(inputs, columns, named=None, *, unread=(), **specs):
    roles = {
        name: spec if isinstance(spec, ColumnSpec) else ColumnSpec(role=spec)
        for name, spec in specs.items()
    }
    document = AuditDocument(
        dataset=DatasetSpec(path="t.csv", columns=roles), model=ModelSpec(inputs=named)
    )
    model = ModelProfile(
        format="onnx", task="classification", inputs=tuple(inputs), outputs=(), classes=("0", "1"),
        capabilities=(), probabilities=True, sha256="0" * 64,
    )  # fmt: skip
    problems = []
    dataset = DatasetProfile("csv", 10, tuple(columns), "0" * 64, unread=unread)
    spec, complete = resolve_inputs(document, model, dataset, document.dataset.columns, problems)
    return spec.inputs, complete, problems


def number(name, shape=(None, 1)):
    return InputProfile(name, Kind.NUMBER, "float32", shape)


def test_a_column_of_the_inputs_name_feeds_it_and_is_a_feature():
    inputs, columns, problems = resolved([number("age")], [column("age"), column("sex")])
    assert (inputs, problems) == ({"age": ["age"]}, [])
    assert (columns["age"].role, columns["age"].kind) == (Role.FEATURE, Kind.NUMBER)
    assert "sex" not in columns


@pytest.mark.parametrize("name", ["capital-gain", "capital gain"])
def test_a_name_that_an_exporter_spelled_with_underscores_is_known(name):
    inputs, *_ = resolved([number("capital_gain")], [column(name)])
    assert inputs == {"capital_gain": [name]}


def test_two_columns_spelled_alike_are_asked_about():
    columns = [column("capital-gain"), column("capital gain")]
    inputs, _, (problem,) = resolved([number("capital_gain")], columns)
    assert inputs == {}
    assert problem.code == "input_not_fed"


def test_the_only_declared_text_feeds_the_only_input_of_text():
    text = InputProfile("input_ids", Kind.TEXT, "string", ())
    columns = [column("review", Kind.TEXT), column("title", Kind.TEXT)]
    declared = ColumnSpec(role=Role.FEATURE, kind=Kind.TEXT)
    inputs, _, problems = resolved([text], columns, review=declared)
    assert (inputs, problems) == ({"input_ids": ["review"]}, [])
    _, _, (problem,) = resolved([text], columns, review=declared, title=declared)
    assert problem.code == "input_not_fed"


def test_a_missing_input_of_one_column_is_offered_no_columns_of_other_inputs():
    inputs = [number("age"), number("female"), number("pulse")]
    _, _, (problem,) = resolved(inputs, [column("age"), column("pulse"), column("zip")])
    assert problem.remedy.startswith("give the table a column 'female'")
    assert "`inputs: {female: [zip]}`" in problem.remedy
    many = [column("age"), column("pulse"), column("zip"), column("crp")]
    _, _, (problem,) = resolved(inputs, many)
    assert "of zip, crp: `inputs: {female: [COLUMN]}`" in problem.remedy
    _, _, (problem,) = resolved(inputs, [*many, column("femal")])
    assert "`inputs: {female: [femal]}`" in problem.remedy


def test_an_answer_never_feeds_a_model():
    _, _, (problem,) = resolved([number("y")], [column("y")], {"y": ["y"]}, y=Role.LABEL)
    assert (problem.code, problem.field) == ("answer_fed", "model.inputs.y")
    _inputs, _, (problem,) = resolved([number("y")], [column("y")], y=Role.LABEL)
    assert problem.code == "input_not_fed"


def test_a_matrix_takes_as_many_columns_as_it_is_wide():
    matrix, columns = number("x", (None, 3)), [column(name) for name in "abc"]
    _, _, (problem,) = resolved([matrix], columns, {"x": ["a", "b"]})
    assert problem.code == "wrong_width"
    assert problem.reason == "the input takes 3 columns and 2 are named"
    _, _, (problem,) = resolved([matrix], columns)
    assert problem.remedy == "name its 3, in the model's order: `inputs: {x: [a, b, c]}`"
    inputs, _, problems = resolved([matrix], columns, {"x": ["c", "a", "b"]})
    assert (inputs, problems) == ({"x": ["c", "a", "b"]}, [])


@pytest.mark.parametrize("index", ["__index_level_0__", "Unnamed: 0", "Unnamed: 0.1"])
def test_pandas_index_is_not_offered_unless_it_is_named(index):
    matrix, columns = number("x", (None, 2)), [column(name) for name in ("a", index, "b")]
    _, _, (problem,) = resolved([matrix], columns)
    assert problem.remedy == "name its 2, in the model's order: `inputs: {x: [a, b]}`"
    assert resolved([matrix], columns, {"x": ["a", "b"]})[2] == []
    assert resolved([matrix], columns, {"x": ["a", index]})[2] == []


def test_names_that_are_not_there_are_told_with_the_nearest():
    _, _, problems = resolved([number("age")], [column("age")], {"agee": ["age"], "age": ["agf"]})
    assert [problem.code for problem in problems] == ["unknown_input", "unknown_column"]
    assert all("age" in problem.remedy for problem in problems)


@pytest.mark.parametrize("named", [None, {"photo": ["photo"]}])
def test_a_column_that_nobody_can_read_feeds_nothing_and_says_why(named):
    unread = (UnreadColumn("photo", "binary values", "write text"),)
    _, _, problems = resolved([number("photo")], [column("age")], named, unread=unread)
    told = [(problem.field, problem.reason, problem.code) for problem in problems]
    assert told == [("dataset.columns.photo", "holds binary values", "unread_column")]


def test_amounts_with_a_unit_are_asked_about_before_they_feed():
    price = column("price", Kind.CATEGORY, amounts=Amounts(("€",)))
    _, _, (problem,) = resolved([number("price")], [price])
    assert problem.code == "number_with_unit"
    spec = ColumnSpec(unit="€", kind=Kind.NUMBER)
    assert resolved([number("price")], [price], price=spec)[2] == []


def test_numbers_of_two_readings_are_asked_about_before_they_feed():
    doubtful = column("age", cells=Cells(doubtful=True))
    _, _, (problem,) = resolved([number("age")], [doubtful])
    assert problem.code == "ambiguous_number"
