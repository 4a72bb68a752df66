"""Thirty sentences are sent a second time to an endpoint; it never promised equal answers."""

import json

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.errors import UnsteadyModel
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


def test_a_sentence_without_an_answer_is_not_compared():
    class Choosy(Service):
        def __call__(self, body):
            if "hän on 3" in body["q"]:
                return 400, "too odd"
            return super().__call__(body)

    found = ask_again(endpoint(Choosy()), DATA)
    assert found.warnings == ()
    assert "29 of 29 answers are equal; 1 stayed without an answer" in found.reading[0][1]


ROWS = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(60.0))),))


def table(answer, form="mlflow", **more):
    """A classifier behind an address, whose answer to a row a test writes."""

    def carry(body):
        if form == "openai":
            text = answer([float(body["messages"][-1]["content"])])[0]
            return 200, json.dumps({"choices": [{"message": {"content": text}}]})
        return 200, json.dumps({"predictions": answer([row[0] for row in body["inputs"]])})

    more = {"layout": "inputs", "batch": 10} if form == "mlflow" else more
    spec = ModelSpec(
        url="https://models.example/v1", task="classification", labels=["no", "yes"],
        inputs={"x": ["x"]}, endpoint={"form": form, **more},
    )  # fmt: skip
    return open_endpoint(describe(spec), spec, carry)


def by_size(rows):
    return ["yes" if x > 20 else "no" for x in rows]


def test_a_table_that_is_answered_at_random_is_a_warning():
    """Every answer another one than the last: the first is as good as the second."""
    turn = iter(range(10**6))
    random = table(lambda rows: ["yes" if next(turn) % 7 < 3 else "no" for _ in rows])
    (warning,) = ask_again(random, ROWS).warnings
    assert warning.startswith("the model answers at random: asked twice about the same 30 rows")
    assert "another audit may come out otherwise" in warning


def test_a_chat_has_no_company_and_so_answers_at_random():
    asked = []

    def answer(rows):
        asked.extend(rows)
        return ["yes" if len(asked) == 31 else "no"]  # the first row, when it is asked again

    chat = table(answer, "openai", model="small", prompt="{x}")
    (warning,) = ask_again(chat, ROWS).warnings
    assert "another audit may come out otherwise" in warning


def test_rows_that_are_answered_by_their_company_are_an_error():
    with pytest.raises(UnsteadyModel, match="depend on their company"):
        ask_again(table(lambda rows: ["yes" if len(rows) > 1 else "no" for _ in rows]), ROWS)


def test_rows_that_stay_without_an_answer_are_counted_and_not_compared():
    sent = []

    def answer(rows):
        sent.append(rows)
        # busy for one row when it is asked alone
        return ["" if len(rows) == 1 and rows[0] == 0 else one for one in by_size(rows)]

    found = ask_again(table(answer), ROWS)
    assert found.warnings == ()
    assert "29 rows were asked one by one" in found.reading[0][1]
    assert "; 1 stayed without an answer" in found.reading[0][1]
