import json

from audits.measurement import Estimate, Exhibit, Interval
from audits.planning.steps import Step
from audits.running.step_result import StepResult

STEP = Step(3, "fairness.selection_rate", 2, {})


def test_measurements_and_exhibits_carry_their_key():
    one = Estimate("a", (), 0.5, Interval(0.4, 0.6), 0.95, 10, "normal", (0.5, 0.05))
    result = StepResult(STEP, "ran", (one,), (Exhibit("facts", "Facts", {"facts": []}),))
    stored = json.loads(json.dumps(result.to_json(), allow_nan=False))
    for item in (*stored["measurements"], *stored["exhibits"]):
        assert item["probe"] == "fairness.selection_rate"
        assert (item["probe_version"], item["step"]) == (2, 3)


def test_what_did_not_run_says_why_and_what_helps():
    stored = StepResult(STEP, "not_run", reason="no score", remedy="give one").to_json()
    assert (stored["status"], stored["reason"], stored["remedy"]) == (
        "not_run", "no score", "give one",
    )  # fmt: skip
    assert stored["measurements"] == stored["exhibits"] == stored["warnings"] == []
