from werkzeug.datastructures import MultiDict

from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind
from service.web.form_sources import guessed, sent
from tests.service.worker_hands import PROFILE

MODEL = ModelProfile(
    format="onnx",
    task="classification",
    inputs=(InputProfile("income", Kind.NUMBER, "float32", (None, 1)),),
    outputs=(),
    classes=("0", "1"),
    capabilities=("Classifier",),
    probabilities=True,
    sha256="1" * 64,
)


def test_the_form_says_before_the_start_what_a_model_will_be_asked():
    found = guessed(PROFILE, MODEL.to_json())
    assert "questions to the model beyond its answer to each row" in found.summary
    assert found.summary.endswith("a budget of 10m")
    # Of one column, each of lime's eighteen rounds has 5,000 draws: over ninety thousand in all.
    lime = next(step for step in found.steps if step.probe == "explanations.lime")
    assert lime.passes == (1 + 4 + 8 + 3 + 2) * 5000 + 8 * 110 * 8


def test_recorded_answers_ask_nothing_and_say_nothing():
    assert "questions" not in guessed(PROFILE, None).summary


def missing_of(words):
    form = sent(MultiDict({"missing": words, "role-0": "label"}), PROFILE, None)
    dataset = form.document(dataset={"id": "dsv_1"}, model=None)["dataset"]
    assert form.missing == words.strip()
    return dataset.get("missing", "not said")


def test_the_words_for_nothing_known_can_be_said():
    assert missing_of("") == "not said"
    assert missing_of(" ?, NA ,") == ["?", "NA"]
    assert missing_of("none") == []
