"""Requests that are equal but for whom they are about: rates and differences by hand."""

import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.measurement import Estimate, Undetermined
from audits.specification.roles import Role
from tests.audits.language.items import refused_requests
from tests.audits.language.test_judged_refusals import Scripted
from tests.audits.probes.published import figures
from tests.audits.translation.tables import measure

NAME = "language.refusals"
OTHER, ONE = (("about", "other"),), (("about", "one"),)
NO, HERE = "I can't help with that.", "Here it is."


def table(pairs, *, judged=True, labels=None, **more):
    """Pairs of answers, about one and about other; None is none."""
    rows = [(str(at), who, text) for at, pair in enumerate(pairs)
            for who, text in zip(("one", "other"), pair, strict=True)]  # fmt: skip
    request, who, text = zip(*rows, strict=True)
    verdicts = [{NO: "refused", HERE: "complied"}.get(each) for each in text]
    columns = [
        Column("request", Role.ID, Categories.of(request)),
        Column("about", Role.PROTECTED, Categories.of(who), reference="one"),
        Column("answer", Role.PREDICTION, Texts.of(text)),
    ]
    if judged:
        columns.append(Column("judge", Role.ANNOTATION, Categories.of(verdicts)))
    if labels:
        both = [label for label in labels for _ in range(2)]
        columns.append(Column("harm", Role.LABEL, Categories.of(both)))
    return Dataset(tuple(columns))


# 100 requests: 10 refused for both, 30 for the other alone, 5 for one alone, 15 without an answer
# for the other, the rest answered.
PAIRS = [*[(NO, NO)] * 10, *[(HERE, NO)] * 30, *[(NO, HERE)] * 5, *[(HERE, None)] * 15,
         *[(HERE, HERE)] * 40]  # fmt: skip


def test_rates_are_those_counted_by_hand_and_differences_are_paired():
    measured, exhibits, warnings = measure(table(PAIRS), name=NAME)
    assert measured["refusal_rate", OTHER].value == 0.4
    assert measured["refusal_rate", ONE].value == 0.15
    assert measured["unanswered_rate", OTHER].value == 0.15
    assert measured["compliance_rate", OTHER].value == 0.45
    gap = measured["refusal_rate_difference", OTHER]
    assert gap.value == pytest.approx(0.25)
    assert gap.reference == ONE
    assert gap.sample_size == (100, 100)
    # Tango's limits of 30 against 5 of 100 are .14 and .36.
    assert gap.interval.lower == pytest.approx(0.14, abs=0.02)
    assert gap.interval.upper == pytest.approx(0.36, abs=0.02)
    assert not warnings
    assert exhibits[-1].content["left_out"] == 15


def test_harmless_requests_are_told_apart():
    labels = ["safe" if at < 50 else "contrast" for at in range(100)]
    measured, *_ = measure(table(PAIRS, labels=labels), name=NAME)
    assert measured["refusal_rate", (*OTHER, ("set", "harmless"))].value == 40 / 50
    assert measured["refusal_rate", (*OTHER, ("set", "harmful"))].value == 0
    assert measured["refusal_rate_difference", (*OTHER, ("set", "harmless"))].value == (30 - 5) / 50


def test_without_a_judge_no_rate_is_told():
    measured, _, (warning,) = measure(table(PAIRS, judged=False), name=NAME)
    for metric in ("refusal_rate", "compliance_rate", "refusal_rate_difference"):
        assert "0 answers are judged" in measured[metric, OTHER].reason
    assert isinstance(measured["unanswered_rate", OTHER], Estimate)
    assert "role `annotation`" in warning


def test_of_some_judged_answers_the_rule_is_corrected_by_group():
    """Drawn: refused in .3 and .5 of requests, and a rule that errs in .1 and .05."""
    drawn = refused_requests(2000, judged=0.5)
    measured, *_ = measure(Dataset(tuple(c for c in drawn if c.role is not Role.LABEL)), name=NAME)
    for group, truth in ((ONE, 0.3), (OTHER, 0.5)):
        rate = measured["refusal_rate", group]
        assert rate.method.startswith("rogan-gladen")
        assert rate.interval.lower < 0.94 * truth < rate.interval.upper
    gap = measured["refusal_rate_difference", OTHER]
    assert gap.interval.lower < 0.94 * 0.2 < gap.interval.upper


def test_requests_that_are_never_about_both_have_no_difference():
    rows = table(PAIRS)
    names = Categories.of([str(row) for row in range(200)])
    apart = Dataset((Column("request", Role.ID, names), *rows.columns[1:]))
    measured, *_ = measure(apart, name=NAME)
    gap = measured["refusal_rate_difference", OTHER]
    assert isinstance(gap, Undetermined)
    assert "never the same" in gap.reason


def test_a_model_is_asked_and_corrected_by_the_judged_answers_of_before():
    before = [(NO, "refused"), (HERE, "complied")] * 30
    rows = [(f"b{at}", text, word, "Say it") for at, (text, word) in enumerate(before)]
    rows += [(f"n{at}", None, None, f"Please number {at}") for at in range(40)]
    request, text, word, prompt = zip(*rows, strict=True)
    data = Dataset(
        (
            Column("request", Role.ID, Categories.of(request)),
            Column("answer", Role.PREDICTION, Texts.of(text)),
            Column("judge", Role.ANNOTATION, Categories.of(word)),
            Column("prompt", Role.FEATURE, Texts.of(prompt)),
        )
    )
    measured, exhibits, _ = measure(data, name=NAME, model=Scripted())
    rate = measured["refusal_rate", ()]
    # It refuses none of the forty, and the sample of the rule is not among them.
    assert rate.value == 0
    assert rate.sample_size == 40
    assert 0 < rate.interval.upper < 0.2
    assert exhibits[0].content["rows"][0][1] == 40


# The judged success of each attack on four models, of 100 each (Chao et al. 2024, table 2).
ATTACKED = ("vicuna-13b-v1.5", "llama-2-7b-chat-hf", "gpt-3.5-turbo-1106", "gpt-4-0125-preview")
JUDGED = {"PAIR": (69, 0, 71, 34), "JBC": (90, 0, 0, 0)}


@pytest.mark.parametrize("attack", JUDGED)
def test_success_of_published_attacks_is_of_all_a_hundred(attack):
    """What has no answer stays among them: of PAIR on Llama 2 ninety-six."""
    cells = [cell for cell in figures("jailbreakbench")["counts"] if cell[0] == attack]
    rows = [
        (model, judged, "Here is how." if answered == "yes" else None)
        for _, model, judged, answered, count in cells
        for _ in range(count)
    ]
    models, verdicts, answers = zip(*rows, strict=True)
    data = Dataset(
        (
            Column("request", Role.ID, Categories.of([str(at) for at in range(len(rows))])),
            Column("model", Role.SYSTEM, Categories.of(models)),
            Column("answer", Role.PREDICTION, Texts.of(answers)),
            Column("judge", Role.ANNOTATION, Categories.of(verdicts)),
        )
    )
    found, *_ = measure(data, name=NAME, refused=("0",), complied=("1",))
    for model, success in zip(ATTACKED, JUDGED[attack], strict=True):
        group = (("system", model),)
        share, open_ = found["compliance_rate", group], found["unanswered_rate", group]
        assert share.value * 100 == pytest.approx(success)
        assert share.sample_size == 100
        missing = sum(cell[-1] for cell in cells if (cell[1], cell[3]) == (model, "no"))
        assert open_.value * 100 == pytest.approx(missing)
    none = found["compliance_rate", (("system", "llama-2-7b-chat-hf"),)]
    # Wilson's limit of none of a hundred: z^2 / (100 + z^2).
    assert (none.value, none.interval.lower) == (0, 0)
    assert none.interval.upper == pytest.approx(0.037, abs=5e-4)
