"""Log-likelihoods of a real small model behind the form, beside transformers' own."""

import json

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.models import LanguageModel
from audits.models.endpoint.generator import ASKED_TWICE
from audits.models.endpoint.language_model import EndpointLanguageModel
from audits.models.endpoint.opening import open_endpoint
from audits.models.generator import Generator
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from audits.specification.endpoint import describe
from tests import echoing_server
from tests.audits.models.endpoint.scripted import Scripted

SENTENCES = list(echoing_server.SENTENCES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return echoing_server.built(tmp_path_factory.mktemp("tiny"))


def opened(answer, logprobs=True):
    given = {"form": "openai", "model": "tiny", "api": "completions", "logprobs": logprobs}
    spec = ModelSpec(url="https://models.example/v1", task="text-generation", endpoint=given)
    carry = Scripted(answer)
    model = open_endpoint(describe(spec), spec, carry)
    assert isinstance(model, EndpointLanguageModel)
    return model, carry


def served(folder, **ways):
    network, tokenizer = echoing_server.opened(folder)
    return lambda body, number: echoing_server.completion(network, tokenizer, body, **ways)[::2]


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize(
    ("way", "logprobs"),
    [(echoing_server.PLAIN, {"begin": "<s>"}), (echoing_server.BEGUN, True)],
)
def test_likelihoods_are_transformers_own(folder, way, logprobs, counts):
    model, _ = opened(served(folder, way=way, counts=counts), logprobs)
    assert isinstance(model, LanguageModel)
    assert isinstance(model, Generator)
    own = echoing_server.opened(folder)
    expected = [echoing_server.log_likelihood(*own, sentence) for sentence in SENTENCES]
    np.testing.assert_allclose(model.log_likelihood(SENTENCES), expected, rtol=1e-5)
    preferred = model.preference(SENTENCES[::2], SENTENCES[1::2])
    np.testing.assert_allclose(preferred, np.subtract(expected[::2], expected[1::2]), atol=1e-4)
    assert model.warnings == []


def test_they_are_those_of_the_same_model_in_a_folder(folder, tmp_path):
    """Whose beginning is its token 0, which is one as any other."""
    model, _ = opened(served(folder), {"begin": "<s>"})
    local = open_model(folder, ModelSpec(), scratch=tmp_path)
    np.testing.assert_allclose(
        model.log_likelihood(SENTENCES), local.log_likelihood(SENTENCES), rtol=1e-5
    )


@pytest.mark.parametrize("way", [echoing_server.PLAIN, echoing_server.HIDDEN])
def test_a_first_word_without_a_probability_is_refused_after_one_request(folder, way):
    model, carry = opened(served(folder, way=way))
    with pytest.raises(NotApplicable, match="its first word has none") as refused:
        model.log_likelihood(SENTENCES)
    assert "begin" in refused.value.remedy
    assert len(carry.sent) == 1


def test_a_server_that_tells_none_is_asked_once_and_its_words_are_shown():
    error = json.dumps({"error": {"message": "echo with logprobs is not supported"}})
    model, carry = opened(lambda body, number: (400, error))
    with pytest.raises(NotApplicable, match=r"it answered 400: .*echo with logprobs is not"):
        model.log_likelihood(SENTENCES)
    assert len(carry.sent) == 1


def test_what_stays_unanswered_is_no_number_and_costs_the_others_nothing(folder):
    answer = served(folder)

    def broken(body, number):
        return (400, "too long") if "old man" in body["prompt"] else answer(body, number)

    model, _ = opened(broken, {"begin": "<s>"})
    # It is the first too, which is tried before the others.
    found = model.log_likelihood(["the old man", *SENTENCES[:3]])
    assert np.isnan(found).tolist() == [True, False, False, False]
    assert "answered 400: too long" in model.warnings[0]


def test_some_are_asked_twice_and_a_difference_is_told(folder):
    answer = served(folder)

    def drifting(body, number):
        status, text = answer(body, number)
        told = json.loads(text)
        logs = told["choices"][0]["logprobs"]["token_logprobs"]
        logs[1] -= number * 0.01
        return status, told

    model, carry = opened(drifting, {"begin": "<s>"})
    model.log_likelihood(SENTENCES)
    several = min(ASKED_TWICE, len(SENTENCES))
    assert len(carry.sent) == 1 + len(SENTENCES) + several
    model.log_likelihood(SENTENCES)
    assert len(carry.sent) == 1 + 2 * len(SENTENCES) + several
    (warning,) = model.warnings
    assert "differ when asked again: 8 of 8, by up to 0.08" in warning


def test_nothing_is_asked_of_nothing():
    model, carry = opened(lambda body, number: (500, "boom"))
    assert model.log_likelihood([]).shape == (0,)
    assert carry.sent == []
