import json

import pytest

from audits.errors import ModelFailure, Refused
from audits.models import ForcedChoice, Remembering, Translator
from audits.models.endpoint.opening import open_endpoint
from audits.models.generator import Sampling
from audits.specification.document import ModelSpec
from audits.specification.endpoint import describe, profile_endpoint

URL = "https://translate.example/api"
FI_EN = {"source_language": "fin_Latn", "target_language": "en"}


def endpoint(carry, **given):
    spec = ModelSpec(url=URL, task="translation", endpoint=given)
    return open_endpoint(describe(spec), spec, carry)


class Answering:
    """A carrier that keeps what was sent and answers what it was told to."""

    def __init__(self, *answers):
        self.answers, self.sent = list(answers), []

    def __call__(self, body):
        self.sent.append(body)
        status, answer = self.answers.pop(0)
        return status, answer if isinstance(answer, str) else json.dumps(answer)


def test_libretranslate_is_asked_in_batches():
    carry = Answering(
        (200, {"translatedText": ["He.", "She."]}), (200, {"translatedText": ["It."]})
    )
    model = endpoint(carry, form="libretranslate", batch=2)
    assert isinstance(model, Translator)
    assert not isinstance(model, ForcedChoice)
    assert model.translate(["a", "b", "c"], **FI_EN) == ["He.", "She.", "It."]
    assert carry.sent[0] == {"q": ["a", "b"], "source": "fi", "target": "en", "format": "text"}


def test_asked_anew_it_sends_again_what_was_answered_before():
    told = [(200, {"translatedText": [text]}) for text in ("He.", "She.", "It.")]
    model = endpoint(Answering(*told), form="libretranslate")
    assert model.again(["a"], **FI_EN) == [("He.", "She.")]
    assert model.translate(["a"], **FI_EN) == ["He."]
    assert model.translate_anew(["a"], **FI_EN) == ["It."]
    assert isinstance(model, Remembering)


def test_only_a_chat_says_how_its_words_are_drawn():
    assert endpoint(Answering(), form="libretranslate").sampling is None
    chat = endpoint(Answering(), form="openai", model="m", temperature=0.7)
    assert chat.sampling == Sampling(400, 0.7, 0)


def test_apertium_is_asked_with_three_letters():
    carry = Answering((200, {"responseData": {"translatedText": "That the *okin he is."}}))
    model = endpoint(carry, form="apertium")
    assert model.translate(["Hura okina da."], source_language="eu", target_language="en") == [
        "That the *okin he is."
    ]
    assert carry.sent[0]["langpair"] == "eus|eng"


def test_the_open_inference_protocol_is_spoken():
    answer = {"outputs": [{"name": "translation", "datatype": "BYTES", "data": ["He.", "She."]}]}
    carry = Answering((200, answer))
    model = endpoint(carry, form="oip")
    assert model.translate(["a", "b"], **FI_EN) == ["He.", "She."]
    (tensor,) = carry.sent[0]["inputs"]
    assert (tensor["datatype"], tensor["shape"], tensor["data"]) == ("BYTES", [2], ["a", "b"])


def test_a_template_is_filled_and_the_answer_found():
    carry = Answering((200, {"out": [{"text": "He."}]}))
    model = endpoint(carry, request={"input": ["{source}: {text}"], "n": 1}, answer="out.0.text")
    assert model.translate(['say "{target}"'], **FI_EN) == ["He."]
    assert carry.sent[0]["n"] == 1


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (500, "boom", "answered 500: boom"),
        (200, "<html>", "not of the form"),
        (200, {"wrong": 1}, "not of the form"),
        (200, {"translatedText": 7}, "not of the form"),
        (200, {"translatedText": ["a", "b"]}, "gave 2 answers to 1"),
    ],
)
def test_a_failure_names_the_sentence(status, answer, said):
    model = endpoint(Answering((status, answer)), form="libretranslate")
    with pytest.raises(ModelFailure, match=f"“hän on”.*{said}"):
        model.translate(["hän on"], **FI_EN)


def test_every_problem_of_a_descriptor_is_told_at_once():
    spec = ModelSpec(endpoint={"form": "morse", "colour": 1, "timeout_seconds": -1, "batch": 0})
    with pytest.raises(Refused) as refused:
        describe(spec)
    assert {problem.field for problem in refused.value.problems} == {
        "model.url", "model.endpoint.form", "model.endpoint.colour",
        "model.endpoint.timeout_seconds", "model.endpoint.batch",
    }  # fmt: skip
    with pytest.raises(Refused, match="where the sentence goes"):
        describe(ModelSpec(url=URL))


def test_its_profile_says_what_may_be_asked():
    profile = profile_endpoint(ModelSpec(url=URL, endpoint={"form": "apertium"}))
    assert (profile.task, profile.capabilities) == ("translation", ("Translator",))
    with pytest.raises(Refused, match="cannot be asked for regression"):
        profile_endpoint(ModelSpec(url=URL, task="regression", endpoint={"form": "apertium"}))
