import re
from pathlib import Path

import pytest

from audits.errors import Refused
from audits.specification.document import (
    AuditDocument,
    ColumnSpec,
    DatasetSpec,
    ModelSpec,
    Names,
    OutputSpec,
    Preprocessing,
    ProbeRequest,
    Settings,
    Span,
)
from audits.specification.parsing import (
    accept_document,
    load_yaml,
    parse_document,
)
from audits.specification.policy_document import PolicySpec, RuleSpec, Waiver
from audits.specification.roles import Role


def document(**more):
    return {"dataset": {"path": "people.csv"}, **more}


def problems(found):
    with pytest.raises(Refused) as caught:
        parse_document(found)
    return {problem.field: problem for problem in caught.value.problems}


def test_a_map_may_have_numbers_and_booleans_as_keys():
    found = parse_document(
        document() | {"dataset": {"path": "x", "columns": {"y": {"map": {2: "yes", True: "no"}}}}}
    )
    assert found.dataset.columns["y"].map == {"2": "yes", "true": "no"}


def test_every_problem_is_told_at_once_with_its_field():
    found = problems(
        {
            "dataset": {"path": "x", "colums": {}},
            "settings": {"confidence": 1.5},
            "policy": {"rules": [{"metric": "accuracy"}]},
        }
    )
    assert {"dataset.colums", "settings.confidence"} <= found.keys()
    assert any("needs a bound" in problem.reason for problem in found.values())


def test_probes_may_stand_with_or_without_parameters():
    found = parse_document(
        document(probes=["fairness.ranking", {"fairness.calibration": {"bins": 10}}])
    )
    assert [(p.name, p.parameters) for p in found.probes] == [
        ("fairness.ranking", {}),
        ("fairness.calibration", {"bins": 10}),
    ]


def test_a_complaint_about_a_choice_names_the_field_and_not_the_choice():
    rules = [{"metric": "accuracy"}, {"metric": "accuracy", "within": "x"}]
    found = problems(document(policy={"rules": rules}))
    assert found.keys() == {"policy.rules.0", "policy.rules.1.within"}
    assert "needs a bound" in found["policy.rules.0"].reason


def test_a_key_that_is_misspelled_is_told_the_nearest():
    found = problems(document(polcy={}))
    assert found["polcy"].remedy == "did you mean 'policy'?"


def test_a_column_may_be_called_like_a_type():
    found = problems({"dataset": {"path": "x", "columns": {"str": {"role": "nonsense"}}}})
    assert found.keys() == {"dataset.columns.str.role"}


def test_a_key_that_stands_elsewhere_is_refused_with_its_place():
    found = problems(
        document(seed=1, name="mine", probes=[{"name": "fairness.ranking", "confidence": 0.9}])
    )
    assert found["seed"].remedy == "'seed' stands under `settings`"
    places = "`model` or `model.output` or `dataset` or `policy`"
    assert found["name"].remedy == f"'name' stands under {places}"
    assert "under `parameters`" in found["probes.0.confidence"].remedy


def test_a_key_of_the_document_itself_is_told_to_stand_at_its_top():
    found = problems({"dataset": {"path": "x", "rows": {"group": {"except": "Total"}}}})
    assert (
        found["dataset.rows"].remedy == "'rows' stands at the top of the document, or under `names`"
    )


def test_every_key_is_described_and_the_examples_are_documents():
    page = Path("docs/document.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)
    assert examples
    for example in examples:
        assert parse_document(load_yaml(example)).policy is not None
    shapes = [
        AuditDocument,
        DatasetSpec,
        ColumnSpec,
        ModelSpec,
        OutputSpec,
        Preprocessing,
        Settings,
        Names,
        Span,
    ]
    for shape in [*shapes, PolicySpec, RuleSpec, Waiver, ProbeRequest]:
        for name, field in shape.model_fields.items():
            said = field.alias or name
            assert f"`{said}`" in page or f"{said}: " in page, (shape.__name__, said)
    for role in Role:
        assert f"`{role}`" in page, role


@pytest.mark.parametrize("part", ["dataset", "model"])
def test_what_stands_in_two_places_is_refused(part):
    with pytest.raises(Refused) as refused:
        accept_document(document(**{part: {"path": "a.csv", "id": "b"}}))
    (problem,) = refused.value.problems
    assert problem.field == part
    assert "`path` and `id` name two things" in problem.reason


def test_two_places_are_told_beside_what_else_is_wrong():
    with pytest.raises(Refused) as refused:
        accept_document({"dataset": {"path": "a.csv", "id": "b"}, "setings": {}})
    assert {problem.field for problem in refused.value.problems} == {"dataset", "setings"}


@pytest.mark.parametrize("part", ["dataset", "model"])
def test_what_an_earlier_release_took_in_two_places_is_still_read(part):
    found = parse_document(document(**{part: {"path": "a.csv", "id": "b"}}))
    assert getattr(found, part).id == "b"
