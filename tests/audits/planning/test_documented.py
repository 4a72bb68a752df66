"""What a plan says of an audit beyond its rows."""

from audits.planning.documented import Documented
from audits.planning.plan import Plan, make_plan
from audits.specification.parsing import parse_document
from audits.specification.reproducibility_statements import statements_to_json
from tests.audits.planning.test_plan import PEOPLE

COLUMNS = {
    "sex": {"role": "protected", "map": {"female": "f"}},
    "age": {"role": "protected", "cut": [25, 60.5]},
    "decision": {"role": "prediction", "favourable": "approve"},
    "truth": {"role": "label", "favourable": "approve", "missing": ["?"]},
}
STATED = {"training_code": "train.py", "claims": {"not_applicable": "no theorem"}}


def planned(**more):
    document = {"dataset": {"path": "p.csv", "columns": COLUMNS},
                "probes": ["reproducibility.checklist", "fairness.error_rates"],
                **more}  # fmt: skip
    return make_plan(parse_document(document), dataset=PEOPLE)


def test_columns_rows_probes_and_statements_are_told():
    stated = Documented.of(planned(rows={"sex": "f"}, reproducibility=STATED))
    assert stated.dataset_sha256 == "d" * 64
    assert stated.model_format is None
    assert stated.rows == ("sex is f",)
    assert stated.prepared == (
        "sex: some values are read as others", "age: cut into groups at 25, 60.5",
        "truth: ? are read as missing",
    )  # fmt: skip
    assert stated.probes == ("reproducibility.checklist", "fairness.error_rates")
    assert statements_to_json(stated.statements) == STATED
    assert stated.training is None


def test_training_energy_that_is_stated_for_a_model_is_no_probe_of_recorded_answers():
    """`cost.energy` cannot run without a model, so that what it is told stands nowhere."""
    request = {"cost.energy": {"training_watts": 1415, "training_hours": 12}}
    stated = Documented.of(planned(probes=["reproducibility.checklist", request]))
    assert stated.training is None
    assert stated.probes == ("reproducibility.checklist",)


def test_a_plan_comes_back_from_json_with_them_and_is_what_it_was_without():
    plan = planned(reproducibility=STATED)
    assert Plan.from_json(plan.to_json()) == plan
    assert plan.to_json()["reproducibility"] == STATED
    assert "reproducibility" not in planned().to_json()
    assert plan.sha256 != planned().sha256
