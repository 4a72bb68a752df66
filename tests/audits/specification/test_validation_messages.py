"""What does not fit is told in our words: the field, why, and what would."""

import re
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from audits.errors import Refused
from audits.specification.document import AuditDocument
from audits.specification.parsing import parse_document, parse_policy
from audits.specification.policy_document import PolicySpec
from audits.specification.validation_messages import problems_of

# Words that pydantic uses and nobody else here does.
RAW = re.compile(r"Input should|valid (?!YAML)|Value error|unable to parse|type=|[{}]", re.I)


def told(found: object) -> dict[str, tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        parse_document(found)
    return {problem.field: (problem.reason, problem.remedy) for problem in refused.value.problems}


def document(**more: object) -> dict[str, object]:
    return {"dataset": {"path": "people.csv"}, **more}


@pytest.mark.parametrize(
    ("found", "field", "reason", "remedy"),
    [
        (document(settings={"seed": "soon"}), "settings.seed",
         '"soon" is not a whole number', "give a whole number"),
        (document(settings={"seed": 1.5}), "settings.seed",
         "1.5 is not a whole number", "give a whole number"),
        (document(settings={"confidence": 95}), "settings.confidence",
         "95 is too large", "give less than 1.0"),
        (document(settings={"confidence": 0}), "settings.confidence",
         "0 is too small", "give 0.5 or more"),
        (document(settings={"seed": True}), "settings.seed",
         "true and false are no numbers", "give a number"),
        (document(settings=[]), "settings",
         "a list is not a mapping of keys to values", "give a mapping of keys to values"),
        (document(probes="all"), "probes", '"all" is not a list', "give a list"),
        (document(policy=5), "policy", "5 is not a mapping of keys to values or a text",
         "give a mapping of keys to values or a text"),
        (document(policy={"on_not_run": "maybe"}), "policy.on_not_run",
         '"maybe" is none of the choices', "give 'block' or 'pass'"),
        (document(model={"device": "tpu"}), "model.device",
         '"tpu" is none of the choices', "give 'auto', 'cpu' or 'gpu'"),
        ({"dataset": {"columns": {"sex": {"role": "protectd"}}}}, "dataset.columns.sex.role",
         '"protectd" is none of the choices', "did you mean 'protected'? give 'feature', "),
        ({"dataset": {"columns": {"sex": {"role": "x" * 80}}}}, "dataset.columns.sex.role",
         f'"{"x" * 59}... is none of the choices', "give 'feature', "),
        ({"dataset": {"columns": {"age": {"cut": [9, 2]}}}}, "dataset.columns.age.cut",
         "cut points must rise", "give e.g. [25, 60]"),
        ({}, "dataset", "is missing", "add it"),
        (document(model={"preprocessing": {"size": [1, 2, 3]}}), "model.preprocessing.size",
         "has too many entries", "give 2 or fewer"),
        (document(model={"preprocessing": {"scale": float("inf")}}), "model.preprocessing.scale",
         "Infinity is not a finite number", "give a finite number"),
    ],
)  # fmt: skip
def test_each_kind_of_complaint_has_its_reason_and_remedy(
    found: object, field: str, reason: str, remedy: str
) -> None:
    problems = told(found)
    assert list(problems) == [field]
    assert problems[field][0] == reason
    assert problems[field][1].startswith(remedy)


def test_what_may_be_one_of_two_is_complained_of_once_and_not_where_the_choice_is_clear() -> None:
    rules = [{"metric": "m", "within": "wide"}, {"metric": "m", "within": [0.1, "b"]}]
    problems = told(document(policy={"rules": rules}))
    assert problems["policy.rules.0.within"][0] == '"wide" is not a number or a list of two'
    assert problems["policy.rules.1.within.1"][0] == '"b" is not a number'
    assert "policy" not in problems
    assert "policy.rules.1.within" not in problems


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"within": -0.1},
        {"within": 0.1, "at_least": 0.2},
        {"at_least": 0.1, "above": 0.2},
        {"at_most": 0.1, "below": 0.2},
        {"at_least": 0.9, "at_most": 0.1},
        {"at_least": 0.1, "attribute": "sex", "group": {"sex": "f"}},
    ],
)
def test_a_rule_that_makes_no_sense_has_a_remedy_of_its_own(rule: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        parse_policy({"rules": [{"metric": "m", **rule}]})
    (problem,) = refused.value.problems
    assert "docs/" not in problem.remedy
    assert problem.remedy


JUNK = (None, True, -5, 10**30, 2.5, float("nan"), "", "x" * 5000, [], [None], {}, {"a": [None]})


@pytest.mark.parametrize("shape", [AuditDocument, PolicySpec])
@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk)[:24])
def test_no_field_of_a_document_answers_in_raw_words(shape: type[BaseModel], junk: object) -> None:
    refused = 0
    for found in filled(shape, junk):
        try:
            shape.model_validate(found)
        except ValidationError as error:
            problems = problems_of(error)
            assert problems
            refused += 1
            for problem in problems:
                assert problem.remedy
                assert not RAW.search(f"{problem.reason} {problem.remedy}"), problem
    assert refused > 10  # else nothing was said in any words


def filled(shape: type[BaseModel], junk: object, depth: int = 3) -> list[object]:
    """The junk in the place of each field, and of each field of what stands below."""
    found: list[object] = [junk]
    for name, field in shape.model_fields.items():
        key = field.alias or name
        found.append({key: junk})
        inner = [part for part in parts(field.annotation) if depth]
        for below in inner:
            for item in filled(below, junk, depth - 1):
                found += [{key: item}, {key: [item]}, {key: {"a": item}}]
    return found


def parts(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [below for part in getattr(annotation, "__args__", ()) for below in parts(part)]


class Every(BaseModel):
    """A field for each kind of bound that a shape here may have."""

    exactly: Literal["a", "b"] = "a"
    short: str = Field("abc", min_length=2, max_length=3, pattern="^[a-z]+$")
    above: int = Field(2, gt=1, le=9)
    listed: Annotated[list[int], Field(min_length=1)] = [1]
    flag: bool = True


@pytest.mark.parametrize(
    "junk",
    [*JUNK, 0, 10, "a", "AB", b"\xff", "1e9", object()],
    ids=lambda junk: repr(junk)[:18],
)
@pytest.mark.parametrize("name", list(Every.model_fields))
def test_no_bound_answers_in_raw_words(name: str, junk: object) -> None:
    try:
        Every.model_validate({name: junk})
    except ValidationError as error:
        for problem in problems_of(error):
            assert problem.remedy
            assert not RAW.search(f"{problem.reason} {problem.remedy}"), problem
