"""What a column of events leaves open is asked about, with a remedy that ends the question."""

import csv

import pytest

from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.planning.event_values import check_event
from audits.planning.plan import make_plan
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml, parse_document
from audits.specification.profiles import Cells, ColumnProfile, DatasetProfile
from audits.specification.roles import Kind

ROWS = 600
DATES = tuple(f"2025-03-{day:02}" for day in range(1, 29))


def profile(*values, missing=0, distinct=None, words=()):
    return ColumnProfile(
        "died", Kind.CATEGORY, None, distinct or len(values), missing, values,
        cells=Cells(missing_words=words),
    )  # fmt: skip


def asked(own, **spec):
    columns = {"died": ColumnSpec.model_validate({"role": "event", "kind": "category", **spec})}
    return list(check_event(columns, DatasetProfile("csv", ROWS, (own,), "0" * 64)))


def stated(remedy):
    """What the remedy says first, `map` and `positive`, as the document takes it."""
    said = {}
    for key in remedy.partition("; or ")[0].split("`")[1::2]:
        said |= load_yaml(key) if ":" in key else {}
    return said


@pytest.mark.parametrize(
    ("own", "spec", "says"),
    [
        (profile("1", missing=344), {}, {"map": {"": "0"}}),
        (profile("1", missing=1), {"positive": "1"}, {"map": {"": "0"}}),
        (profile("true", missing=9), {}, {"map": {"": "false"}}),
        (profile("yes", missing=9), {}, {"map": {"": "no"}, "positive": "yes"}),
        (profile("Death", missing=9), {}, {"map": {"": "no event"}, "positive": "Death"}),
        (profile("Death", missing=9), {"positive": "Death"}, {"map": {"": "no event"}}),
        # A map of its own, which says nothing of empty cells, is kept.
        (profile("d", "D", missing=9), {"map": {"D": "d"}, "positive": "d"},
         {"map": {"D": "d", "": "no event"}}),
        # Words of the whole table, none of which stands here, speak of no empty cell.
        (profile("1", missing=344), {"missing": ["."]}, {"map": {"": "0"}}),
    ],
)  # fmt: skip
def test_a_flag_that_is_written_where_the_event_happened_is_asked_about(own, spec, says):
    (problem,) = asked(own, **spec)
    assert (problem.code, problem.field) == ("flag_where_set", "dataset.columns.died.map")
    assert stated(problem.remedy) == says
    assert asked(own, **{**spec, **says}) == []
    assert asked(own, **{**spec, "missing": []}) == []


@pytest.mark.parametrize(
    ("own", "spec"),
    [
        (profile("1"), {}), (profile("0", "1", missing=9), {}),
        (profile("1", missing=9, words=(("NA", 9),)), {"missing": ["NA"]}),
        (profile("alive", "dead"), {"positive": "dead"}),
        (profile("1", missing=9), {"role": "feature"}),
    ],
)  # fmt: skip
def test_ends_that_are_known_or_are_said_to_be_unknown_are_not(own, spec):
    assert asked(own, **spec) == []


@pytest.mark.parametrize(
    ("own", "spec", "mapped"),
    [
        (profile("Censored", "DEATH", "Death"), {"positive": "Death"}, {"DEATH": "Death"}),
        (profile("Censored", "DEATH", "Death"), {"positive": "DEATH"}, {"Death": "DEATH"}),
        (profile("0", "1", "true"), {"positive": "1"}, {"true": "1"}),
        (profile("0", "1", "true"), {}, {"true": "1"}),
        (profile("0", "1", "false", "true"), {}, {"false": "0", "true": "1"}),
        (profile("alive", "Dead", "dead."), {"positive": "Dead", "map": {"alive": "lost"}},
         {"alive": "lost", "dead.": "Dead"}),
        (profile("a", "b", "c"), {"positive": "Dead", "map": {"a": "dead", "b": "Dead"}},
         {"a": "Dead", "b": "Dead"}),
    ],
)  # fmt: skip
def test_an_event_in_two_spellings_is_asked_about(own, spec, mapped):
    (problem,) = asked(own, **spec)
    assert (problem.code, problem.field) == ("spelled_differently", "dataset.columns.died.map")
    assert stated(problem.remedy) == {"map": mapped}
    assert asked(own, **{**spec, "map": mapped}) == []


@pytest.mark.parametrize(
    ("own", "spec", "holds"),
    [
        (profile(*DATES, missing=344), {}, "dates"),
        (profile(*DATES, distinct=507, missing=344), {"positive": DATES[0]}, "dates"),
        (profile("31/01/2025", "02/28/2025"), {}, "dates"),
        (profile(*map(str, range(21))), {}, "21 different values"),
        (profile(*map(str, range(50)), distinct=300), {}, "300 different values"),
    ],
)
def test_dates_and_amounts_are_no_event(own, spec, holds):
    (problem,) = asked(own, **spec)
    assert (problem.code, problem.field) == ("event_of_many_values", "dataset.columns.died.role")
    assert f"'died' holds {holds}" in problem.reason
    assert "frame['died_happened'] = frame['died'].notna().astype(int)" in problem.remedy
    assert not any(date in problem.remedy for date in own.values if len(date) > 2)


def test_one_of_many_causes_may_be_the_event():
    assert asked(profile(*(f"cause {n}" for n in range(30))), positive="cause 7") == []


@pytest.fixture
def table(tmp_path):
    """Six rows, of which every second had the event."""

    def written(*cells):
        path = tmp_path / "t.csv"
        with path.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["days", "died", "risk"])
            rows.writerows([day, cell, day / 10] for day, cell in enumerate(cells, start=1))
        return path

    return written


def ends(path, **more):
    """What each row ended with, by its column as the plan reads it."""
    died = {"role": "event", "positive": "1", **more.pop("died", {})}
    columns = {"days": {"role": "duration"}, "died": died, "risk": {"role": "score"}}
    body = {"dataset": {"path": "t.csv", "columns": columns, **more}}
    plan = make_plan(parse_document(body), dataset=profile_dataset(path), model=None)
    column = read_dataset(path, plan.columns)["died"].categories
    return [None if code < 0 else column.levels[code] for code in column.codes.tolist()]


@pytest.mark.parametrize("whole_table", [{}, {"missing": ["."]}])
def test_the_refusal_stands_where_the_document_is_planned_and_its_map_is_what_is_read(
    table, whole_table
):
    path = table("1", "", "1", "", "1", "")
    with pytest.raises(Refused) as refused:
        ends(path, **whole_table)
    (problem,) = refused.value.problems
    assert problem.code == "flag_where_set"
    assert ends(path, died=stated(problem.remedy), **whole_table) == ["1", "0"] * 3
    assert ends(path, died={"missing": []}, **whole_table) == ["1", None] * 3


def test_another_spelling_of_the_event_is_mapped_as_the_refusal_says(table):
    path = table("1", "0", "TRUE", "0", "True", "0")
    with pytest.raises(Refused) as refused:
        ends(path)
    (problem,) = refused.value.problems
    assert ends(path, died=stated(problem.remedy)) == ["1", "0"] * 3
