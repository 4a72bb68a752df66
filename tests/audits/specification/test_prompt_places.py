"""A question about a row names the columns that are sent, and no other."""

import pytest

from audits.errors import Refused
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.endpoint import profile_endpoint
from audits.specification.prompt_places import check_places, places_of

INPUTS = {"pay": ["income"], "x": ["age", "years"]}


def test_an_input_of_one_column_goes_by_its_own_name():
    assert places_of(INPUTS) == ["pay", "age", "years"]


@pytest.mark.parametrize("prompt", ["Pay {pay}?", '{age} years. Say {"answer": "yes"} or {}.'])
def test_a_place_is_enough_and_other_braces_are_the_questions_own(prompt):
    check_places(prompt, places_of(INPUTS))


@pytest.mark.parametrize(
    ("prompt", "reason", "remedy"),
    [
        ("Grant the loan? Yes or no.", "the same about every row", "{pay}, {age}, {years}"),
        ("Aged {age}, earns {income}.", "no column 'income' is sent", "pay"),
        ("Aged {age}, {yaers} in the job.", "would hold {yaers} as it is", "'years'"),
    ],
)
def test_a_question_that_would_not_tell_rows_apart_is_refused(prompt, reason, remedy):
    with pytest.raises(Refused) as refusal:
        check_places(prompt, places_of(INPUTS))
    (problem,) = refusal.value.problems
    assert problem.field == "model.endpoint.prompt"
    assert reason in problem.reason
    assert remedy in problem.remedy


def test_it_is_looked_at_before_anything_is_asked():
    """Without `inputs` the features are sent, and each may stay out of the question."""
    columns = {"age": ColumnSpec(), "pay": ColumnSpec()}

    def spec(prompt):
        endpoint = {"form": "openai", "model": "m", "prompt": prompt}
        return ModelSpec(url="https://m.example/v1", endpoint=endpoint, labels=["no", "yes"])

    assert profile_endpoint(spec("Aged {age}. Yes or no?"), columns).task == "classification"
    with pytest.raises(Refused, match="the same about every row"):
        profile_endpoint(spec("Yes or no?"), columns)
