from werkzeug.datastructures import MultiDict

from audits.specification.parsing import accept_document
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind
from service.web.form_sources import guessed, sent, written
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


def test_a_probe_of_another_task_is_not_offered_where_nobody_says_the_task():
    form = guessed(PROFILE, None)
    assert not [offer.name for offer in form.fitting if offer.name.startswith("translation.")]
    (why,) = [o for o in form.unfitting if o.name == "translation.gender_accuracy"]
    assert why.reason.startswith("it is about translation")
    assert "task: translation" in why.remedy


def test_recorded_answers_of_a_task_that_a_document_says_keep_it():
    document = accept_document(
        {
            "model": {"format": "recorded", "task": "translation", "source_language": "tr"},
            "dataset": {"id": "dsv_1", "columns": {
                "label": {"role": "label"}, "answer": {"role": "prediction"},
            }},
        }
    )  # fmt: skip
    form = written(document, PROFILE, None)
    assert "translation.gender_accuracy" in [offer.name for offer in form.fitting]
    said = form.document(dataset={"id": "dsv_1"}, model=None)["model"]
    assert (said["format"], said["task"], said["source_language"]) == (
        "recorded", "translation", "tr",
    )  # fmt: skip
