"""Thirty sentences are sent a second time to an endpoint; it never promised equal answers."""

import json

from audits.data.dataset import Column, Dataset, Texts
from audits.models.endpoint.opening import open_endpoint
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec
from audits.specification.endpoint import describe
from audits.specification.roles import Role

SENTENCES = [f"hän on {number}" for number in range(40)]
DATA = Dataset((Column("source", Role.FEATURE, Texts.of(SENTENCES)),))
FI_EN = {"source_language": "fi", "target_language": "en"}


class Service:
    """LibreTranslate's form; every `changing`-th text is answered otherwise each time."""

    def __init__(self, changing=None):
        self.changing, self.sent = changing, []

    def __call__(self, body):
        self.sent.append(body["q"])
        texts = [self.answer(text) for text in body["q"]]
        return 200, json.dumps({"translatedText": texts})

    def answer(self, text):
        number = int(text.split()[-1])
        if self.changing is None or number % self.changing:
            return text.upper()
        return f"{text} {len(self.sent)}"


def endpoint(service):
    spec = ModelSpec(
        url="https://translate.example", task="translation",
        endpoint={"form": "libretranslate", "batch": 10}, **FI_EN,
    )  # fmt: skip
    return open_endpoint(describe(spec), spec, service)


def test_thirty_requests_are_added_and_the_first_answers_are_audited():
    service = Service()
    model = endpoint(service)
    found = ask_again(model, DATA)
    assert found.reading == ((
        "asked again",
        "30 sentences were sent a second time, one by one: 30 of 30 answers are equal",
    ),)  # fmt: skip
    assert found.warnings == ()
    assert model.translate(SENTENCES, **FI_EN) == [text.upper() for text in SENTENCES]
    asked = [text for texts in service.sent for text in texts]
    assert len(asked) == 70
    assert sum(len(texts) == 1 for texts in service.sent) == 30


def test_an_endpoint_that_answers_otherwise_is_a_warning_with_its_count():
    found = ask_again(endpoint(Service(changing=1)), DATA)
    (warning,) = found.warnings
    assert warning.startswith("answers differ when asked again: 30 of 30 (for example row 1: “hän")
    assert "0 of 30 answers are equal" in found.reading[0][1]
    some = ask_again(endpoint(Service(changing=2)), DATA).warnings[0]
    assert 10 <= int(some.split(": ")[1].split()[0]) <= 20


def test_answers_kept_are_of_one_pair_of_languages():
    service = Service()
    model = endpoint(service)
    ask_again(model, DATA)
    before = len(service.sent)
    model.translate(SENTENCES[:1], source_language="et", target_language="en")
    assert len(service.sent) == before + 1
