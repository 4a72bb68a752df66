"""A model behind HTTP as a plan describes it."""

import json
from dataclasses import replace

import pytest

from audits.errors import Refused
from audits.specification.document import ModelSpec
from audits.specification.endpoint import Descriptor, describe, profile_endpoint, sent_for_others

URL = "https://translate.example/api"
JSON = {"request": {"q": "{text}"}, "answer": "t.0"}


def spec(url=URL, **endpoint):
    return ModelSpec(url=url, endpoint=endpoint)


@pytest.mark.parametrize(
    ("endpoint", "field"),
    [
        ({**JSON, "tiemout": 3}, "tiemout"),
        ({"form": "soap"}, "form"),
        ({"answer": "t"}, "request"),
        ({"request": {"q": "{text}"}}, "answer"),
        ({**JSON, "timeout_seconds": 0}, "timeout_seconds"),
        ({**JSON, "timeout_seconds": 601}, "timeout_seconds"),
        ({**JSON, "timeout_seconds": "soon"}, "timeout_seconds"),
        ({**JSON, "batch": 257}, "batch"),
        ({**JSON, "batch": 1.5}, "batch"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(endpoint, field):
    with pytest.raises(Refused) as refused:
        describe(spec(**endpoint))
    assert [problem.field for problem in refused.value.problems] == [f"model.endpoint.{field}"]


def test_every_problem_is_told_at_once():
    with pytest.raises(Refused) as refused:
        describe(spec(url=None, form="soap", batch=0))
    assert {problem.field for problem in refused.value.problems} == {
        "model.url", "model.endpoint.form", "model.endpoint.batch",
    }  # fmt: skip


@pytest.mark.parametrize(("form", "batch"), [("oip", 16), ("libretranslate", 16), ("apertium", 1)])
def test_a_form_that_takes_many_sentences_is_asked_many(form, batch):
    assert describe(spec(form=form)).batch == batch
    assert describe(spec(form=form, batch=3)).batch == 3


def test_the_fingerprint_is_of_what_is_asked_and_not_of_how_long_one_waits():
    own = describe(spec(**JSON)).fingerprint
    assert describe(spec(**JSON, timeout_seconds=5, batch=7)).fingerprint == own
    others = [spec(**{**JSON, "answer": "u"}), spec(**JSON, version="2"), spec(URL + "/2", **JSON)]
    assert len({own, *(describe(other).fingerprint for other in others)}) == 4


def test_a_profile_says_that_the_model_may_change():
    profile = profile_endpoint(spec(**JSON))
    assert (profile.task, profile.capabilities) == ("translation", ("Translator",))
    assert profile.sha256 == describe(spec(**JSON)).fingerprint
    assert "may change behind its address" in profile.warnings[0]
    with pytest.raises(Refused, match="cannot be asked for regression"):
        profile_endpoint(ModelSpec(url=URL, task="regression", endpoint=JSON))


def test_a_service_opens_no_path_that_a_document_names():
    own = describe(spec(**JSON))
    assert sent_for_others(own) is own
    with pytest.raises(Refused) as refused:
        sent_for_others(describe(spec(**JSON, recorded="/etc/passwd")))
    assert refused.value.problems[0].field == "model.endpoint.recorded"


def test_what_the_process_that_asks_is_told_holds_no_key_and_no_file():
    given = {"form": "openai", "model": "m", "key": "A_KEY", "recorded": "x", "temperature": None,
             "price": {"answer": 1.0}, "extra": {"top_p": 1}}  # fmt: skip
    own = describe(ModelSpec(url=URL, endpoint=given))
    there = Descriptor.from_json(json.loads(json.dumps(own.to_json())))
    assert (there.key, there.recorded) == (None, None)
    assert there == replace(own, key=None, recorded=None)
    assert there.fingerprint == own.fingerprint


def test_a_server_of_completions_may_be_said_to_tell_log_probabilities():
    words = {"form": "openai", "model": "m", "api": "completions"}
    plain = profile_endpoint(spec(**words))
    assert plain.capabilities == ("Generator",)
    assert profile_endpoint(spec(**words, logprobs=False)) == plain
    telling = profile_endpoint(spec(**words, logprobs=True))
    assert telling.capabilities == ("Generator", "LanguageModel")
    behind = describe(spec(**words, logprobs={"begin": "<s>"}))
    assert behind.words.begin == "<s>"
    assert len({plain.sha256, telling.sha256, behind.fingerprint}) == 3
    assert Descriptor.from_json(json.loads(json.dumps(behind.to_json()))) == behind


@pytest.mark.parametrize("given", [{"api": "chat"}, {"api": "completions", "prompt": "{age}"}])
def test_a_chat_and_a_question_about_rows_tell_no_log_probabilities(given):
    labels = {"labels": ["no", "yes"]} if "prompt" in given else {}
    asked = {"form": "openai", "model": "m", "logprobs": True, **given}
    with pytest.raises(Refused) as refused:
        describe(ModelSpec(url=URL, endpoint=asked, **labels))
    (problem,) = refused.value.problems
    assert problem.field == "model.endpoint.logprobs"
    assert "api: completions" in problem.remedy
