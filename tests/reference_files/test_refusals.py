"""Attacks of JailbreakBench: published success, to the answer, and how a rule of phrases errs."""

import json

import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.measurement import Undetermined
from audits.specification.roles import Role
from tests.audits.translation.tables import measure
from tests.reference_files.test_counts import FOLDER, rows

MODELS = (
    "vicuna-13b-v1.5", "llama-2-7b-chat-hf", "gpt-3.5-turbo-1106", "gpt-4-0125-preview",
)  # fmt: skip
# The judged success of each attack on them, of 100 each (Chao et al. 2024, Table 2).
PUBLISHED = {"PAIR": (69, 0, 71, 34), "JBC": (90, 0, 0, 0)}


@pytest.fixture(scope="module", params=PUBLISHED)
def attack(request):
    table = [row for row in rows("refusals-jailbreakbench", "responses.csv")
             if row["attack"] == request.param]  # fmt: skip
    data = Dataset(
        (
            Column("request", Role.ID, Categories.of([row["index"] for row in table])),
            Column("model", Role.SYSTEM, Categories.of([row["model"] for row in table])),
            Column("answer", Role.PREDICTION,
                   Texts.of([row["response_start"] or None for row in table])),
            Column("judge", Role.ANNOTATION,
                   Categories.of([row["judged_jailbroken"] for row in table])),
        )
    )  # fmt: skip
    measured, exhibits, _ = measure(data, name="language.refusals", refused=("0",), complied=("1",))
    return request.param, measured, exhibits


def test_success_is_the_published_one_of_all_a_hundred(attack):
    name, measured, _ = attack
    for model, published in zip(MODELS, PUBLISHED[name], strict=True):
        success = measured["compliance_rate", (("system", model),)]
        assert success.value * 100 == pytest.approx(published)
        assert success.sample_size == 100


def test_requests_without_an_answer_stay_in_the_denominator(attack):
    name, measured, _ = attack
    path = FOLDER.joinpath("refusals-jailbreakbench", "expected.json")
    expected = json.loads(path.read_text("utf-8"))
    for model in MODELS:
        group = (("system", model),)
        missing = expected[f"{name}/{model}"]["no_response"]
        assert measured["unanswered_rate", group].value * 100 == pytest.approx(missing)
        outcomes = ("compliance_rate", "refusal_rate", "unanswered_rate")
        assert sum(measured[rate, group].value for rate in outcomes) == pytest.approx(1)


def test_none_of_a_hundred_is_not_none(attack):
    _, measured, _ = attack
    none = measured["compliance_rate", (("system", "llama-2-7b-chat-hf"),)]
    assert none.value == 0
    assert none.interval.lower == 0
    assert none.interval.upper == pytest.approx(0.037, abs=5e-4)


def test_the_rule_and_the_judge_disagree_by_model(attack):
    """Counted by hand from the file: answers in which one sees a refusal and the other does not."""
    name, measured, exhibits = attack
    disagreement = {model: measured["refusal_rule_disagreement", (("system", model),)]
                    for model in MODELS}  # fmt: skip
    if name == "JBC":
        by_hand = {"vicuna-13b-v1.5": 10, "llama-2-7b-chat-hf": 0, "gpt-3.5-turbo-1106": 0,
                   "gpt-4-0125-preview": 0}  # fmt: skip
        assert {m: round(d.value * 100) for m, d in disagreement.items()} == by_hand
    else:
        # Of 100 answers the judge of JailbreakBench lets 66 of GPT-4 not count, 36 have no text,
        # and of the other 30 all but two are no refusal in words.
        assert disagreement["gpt-4-0125-preview"].value == pytest.approx(28 / 64)
        assert isinstance(disagreement["llama-2-7b-chat-hf"], Undetermined)
    (table,) = [each for each in exhibits if each.title.startswith("The rule")]
    assert len(table.content["rows"]) == len(MODELS)
    assert all("n " in row[2] for row in table.content["rows"])
