"""Every metric that a policy can bound, judged with its truth at the bound; a new one joins itself.

A fast form of benchmarks/simulate_verdicts.py, whose page is docs/verdicts.md.
"""

from functools import cache
from math import sqrt

import pytest

from audits.running.catalog import catalog
from benchmarks.drawn_units import is_for, units
from benchmarks.populations import CROSSED
from benchmarks.simulate_verdicts import (
    CELLS,
    COPIES,
    LEVEL,
    PAGE,
    Tally,
    simulate,
    situations,
    truths,
)

# Everything is drawn at once, before the first of them: minutes, twice as many on a busy machine.
pytestmark = pytest.mark.timeout(1800)

AUDITS, SIZE = 60, 120
# Of a true 2.5 % the chance of seven or more in sixty is two in a thousand.
MOST_OF_A_CELL = 7
# Each audit teaches dozens of surrogates or looks for a shift, and few of them take seconds.
FEWER_AUDITS = {"rows that teach surrogates": 20, "rows that a model was taught beside others": 30}
# Of two of a kind one is enough here.
SECOND = (
    "occupations, she follows it a little", "models asked about identities, sentences of a frame "
    "alike by 0.99", "translators, she 0.1 alone",
)  # fmt: skip
# Metrics that are no sample of anything, or that no population gives a number: and why.
NOT_DRAWN = {
    "malformed_confident_share": "a fixed list, asked in processes that nobody lends here",
    "malformed_answered_share": "the same",
    "malformed_crash_share": "the same",
    "malformed_confident_difference": "the same",
    "malformed_answered_difference": "the same",
    "malformed_crash_difference": "the same",
    "masked_gradients": "no sign shows on the models here, and none is the end of the scale",
    "worst_case_masked_gradients": "the same",
    "recourse_share": "every answer of the table here can be turned",
    "column_change_accuracy": "the same",
    "column_change_success_rate": "the same",
    "transfer_noise_rate": "noise turns none of the pictures here",
    "drift_p_value": "a p-value is no number of a population; its false alarms are drawn in "
    "tests/audits/data_quality/drift",
    "unique_row_share": "a cell of the rows at hand: of other rows others are alone",
    "small_cell_share": "the same",
    "transfer_accuracy_difference": "half of the rows are judged, under thirty of a group",
    "patch_accuracy_difference": "the same",
    "substitute_agreement_difference": "the same",
    **dict.fromkeys(
        (
            "random_mislabelling_share", "worst_mislabelling_share", "targeted_mislabelling_share",
        ),
        "a median over partings of the same rows, by the limits of `fewest_words_changed`",
    ),
    **dict.fromkeys(
        ("model_bytes", "parameters", "trained_parameters", "multiply_accumulates",
         "training_energy", "co2e", "variant_bytes", "variant_packed_bytes"),
        "counted whole, so that no other rows would give another number",
    ),
    "corrected_improvement": "nothing here names the variants of which the best was kept; its bias "
    "and its limits are drawn in tests/audits/claims/test_best_of_many.py",
    **dict.fromkeys(
        ("answer_flip_rate", "answer_change_rate", "answer_shift_rate"),
        "each model here answers alike again, which is the end of the scale",
    ),
    "scorer_difference": "of sentences that come along, whatever rows are drawn",
    "toxic_share_change": "nothing here names an earlier dataset; it is Tango's, as patch_effect",
    **dict.fromkeys(
        ("trigger_success_rate", "trigger_control_rate", "trigger_effect"),
        "no model here was taught a trigger; clean models that are accused are counted in "
        "tests/audits/probes/data/test_backdoor.py",
    ),
}  # fmt: skip
# Each audit trains models here: how often they err is counted in their own tests.
TRAINS_MODELS = ("data.backdoor", "data.poisoning_sensitivity")
# Of explanations, whose probes ask hundreds of times a row: some here, the others when asked for.
QUICK = {
    "explanations.modality_reliance": SIZE,
    "explanations.source_words": 30,
    "explanations.layers": SIZE,
    "explanations.shortcut": 12,
    "explanations.transparency": 12,
    "explanations.recourse": SIZE,
}
# Probes whose own populations tell of every metric what the rows of the contract tests tell again;
# the long form (benchmarks/simulate_verdicts.py) draws both.
OF_THEIR_OWN = (
    "confounds.dataset", "data.drift", "imbalance.accuracy_against_majority",
    "language.coreference", "language.decisions", "language.embeddings",
    "language.identity_terms", "language.instructions", "language.names_found",
    "language.question_bias", "language.refusals", "language.stereotype_items",
    "tradeoffs.human",
)  # fmt: skip
# Of these some of the contract tests' rows tell what their own populations do not.
OF_SOME = {
    "explanations.shortcut": ("a classifier of texts",),
    "translation.gendered_pronouns": ("recorded translations", "a translator"),
}
# What searches rows of a table; of others that are drawn of tables the other populations tell.
SEARCHES = ("robustness.columns", "explanations.recourse")


def drawn():
    """The populations of the fast form."""
    from benchmarks.populations import answers, crossings, genders, numbers, reviewed, scores

    yield answers(1, 0.5, 0.8, 0.2)
    yield answers(1, 0.1, 0.9, 0.01)
    yield answers(3, 0.3, 0.95, 0.05)
    yield reviewed(0.2, 0.7, 0.1)
    yield scores(1, 0.5, 0.75)
    yield scores(1, 0.3, 0.99)
    yield scores(1, 0.3, 0.8, sure=1.6)
    yield numbers(1, "normal")
    yield genders(0.9)
    yield numbers(3, "normal")
    yield from crossings()
    yield from (unit for unit in units() if not unit.name.startswith(SECOND))
    explained = ("a classifier of pictures", "recorded numbers")
    yield from (held for held in situations() if held.name not in explained)


# Probes that learn rules for each audit, and the one population that tells enough of each.
LEARNING = {
    "privacy.attribute": "recorded answers of a split",
    "privacy.extraction": "a classifier of pixels",
}


@cache
def named_situations():
    """Names of the rows and models of the contract tests."""
    return {situation.name for situation in situations()}


def sizes(probe, population):
    """Rows of a group; numbers without limits need more, and a table of people only tells of
    what the other populations have not."""
    if probe in (*TRAINS_MODELS, COPIES, "reproducibility.determinism"):
        return ()  # of the last each model here repeats, which is the end of the scale
    if probe in LEARNING:
        return (SIZE,) if population.name == LEARNING[probe] else ()
    of_units = probe in ("data.label_noise", "tradeoffs.learning_curve")
    of_units = of_units or probe.startswith("claims.")
    if population.name in {unit.name for unit in units()} or of_units:
        return (getattr(population, "rows_each", SIZE),) if is_for(probe, population) else ()
    if population.name in named_situations() and (
        probe in OF_THEIR_OWN or population.name not in OF_SOME.get(probe, (population.name,))
    ):
        return ()
    if population.name.startswith(CROSSED):
        return (60, SIZE, 400) if probe == CELLS else ()
    if population.name == "recorded answers of a split":
        return (SIZE,) if probe.startswith("privacy.") else ()
    if population.name == "a classifier of tables":
        return (SIZE,) if probe in SEARCHES else ()
    if population.name == "recorded answers":
        return (400,) if probe.startswith("confounds.") else ()
    return (2400,) if population.name.startswith("numbers") else (SIZE,)


@pytest.fixture(scope="module")
def tallies():
    found = {}
    for population in drawn():
        for name, probe in catalog().items():
            if name.startswith("explanations.") and name not in QUICK:
                continue
            for size in sizes(name, population):
                if truths(probe, population):
                    rows = QUICK.get(name, SIZE)
                    audits = FEWER_AUDITS.get(population.name, AUDITS)
                    found |= simulate(probe, population, size, audits, rows=rows)
    return found


@pytest.fixture(scope="module")
def explained_tallies():
    """The other explanations, of texts of two lengths."""
    (texts,) = (held for held in situations() if held.name == "a classifier of texts")
    found = {}
    for name, probe in catalog().items():
        if name.startswith("explanations.") and name not in QUICK:
            if truths(probe, texts):
                found |= simulate(probe, texts, SIZE, 2 * AUDITS)
            for unit in units():
                if is_for(name, unit):
                    found |= simulate(probe, unit, SIZE, AUDITS // 2)
    return found


def of_metric(tallies, metric):
    total = Tally()
    cells = [tally for case, tally in tallies.items() if case.metric == metric]
    for tally in cells:
        total.audits += tally.audits
        total.judged += tally.judged
        total.failed += tally.failed
        total.passed += tally.passed
    return cells, total


def metrics(*, quick):
    return [
        metric.name
        for name, probe in catalog().items()
        if quick == (name in QUICK or not name.startswith("explanations."))
        for metric in probe.metrics
        # What is of a machine is drawn from no population of rows.
        if metric.name not in NOT_DRAWN and not metric.of_machine
    ]


@pytest.mark.parametrize("metric", metrics(quick=True))
def test_it_errs_no_more_often_than_allowed(metric, tallies):
    holds(*of_metric(tallies, metric))


@pytest.mark.long
@pytest.mark.parametrize("metric", metrics(quick=False))
def test_of_an_explanation_it_errs_no_more_often_than_allowed(metric, explained_tallies):
    holds(*of_metric(explained_tallies, metric))


def test_the_page_has_a_row_of_each_metric_that_is_drawn():
    rows = {line.split("`")[1] for line in PAGE.read_text("utf-8").splitlines()
            if line.startswith("| `")}  # fmt: skip
    assert {*metrics(quick=True), *metrics(quick=False)} <= rows


def holds(cells, total):
    assert total.judged, "no population gives it a number: draw one (benchmarks/drawn_units.py)"
    error = sqrt(LEVEL * (1 - LEVEL) / total.audits)
    assert total.failed / total.audits <= 0.035 + 2 * error
    assert total.passed / total.audits <= 0.05 + 2 * error
    assert max(cell.failed * AUDITS / cell.audits for cell in cells) <= MOST_OF_A_CELL
