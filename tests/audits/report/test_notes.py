"""Notes above the verdict: many about the budget are one, and sentences end once."""

from audits.planning.steps import Step
from audits.planning.time_budget import Budget
from audits.report.notes import notes, sentence_of


def sampled(probe: str, index: int) -> str:
    """As an audit words it that had room for three rows of eight."""
    planned = Step(index, probe, 1, {"how_many": 8}, passes=20_000)
    budget = Budget(30.0, lambda: 0.0, 0.0, pace=0.001, whole={index: planned.passes})
    told = budget.sampled(planned, Step(index, probe, 1, {"how_many": 3}))
    assert told is not None
    return told


def test_what_was_sampled_is_one_note_and_the_last():
    lime, shap = sampled("explanations.lime", 0), sampled("explanations.kernel_shap", 1)
    other = "3 rows lack a label or a prediction: no rate counts them"
    first, last = notes([lime, other, shap])
    assert first == other
    assert last.startswith("to fit the budget of 30s, 2 probes asked the model less often")
    assert "explanations.lime with how_many 3 (whole about 20s)" in last
    assert "explanations.kernel_shap with how_many 3 (whole about 20s)" in last
    assert last.count("settings.budget") == 1
    assert notes([lime, other]) == [lime, other]


def test_a_note_is_a_sentence():
    assert sentence_of("is it known before the answer?") == "Is it known before the answer?"
    assert sentence_of("3 rows lack a label") == "3 rows lack a label."
    assert sentence_of("explanations.lime ran") == "explanations.lime ran."
    assert sentence_of("left out: a column.") == "Left out: a column."
