"""Each form: what it may be asked for, what it needs, and where its requests go."""

import pytest

from audits.errors import Refused
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.endpoint import describe, profile_endpoint
from audits.specification.endpoint_forms import FORMS, api_of, task_of
from audits.specification.roles import Role

URL = "https://m.example/v1"
OPENAI = {"form": "openai", "model": "m"}
LABELS = ["no", "yes"]


def problems(url=URL, **given):
    with pytest.raises(Refused) as refused:
        describe(ModelSpec(url=url, **given))
    return {problem.field: problem for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("url", "api", "address"),
    [
        (URL, None, f"{URL}/chat/completions"), (f"{URL}/", None, f"{URL}/chat/completions"),
        (URL, "completions", f"{URL}/completions"),
        (f"{URL}/completions", None, f"{URL}/completions"),
        (f"{URL}/chat/completions?api-version=2", "chat", f"{URL}/chat/completions?api-version=2"),
    ],
)  # fmt: skip
def test_an_address_is_completed_by_what_is_asked(url, api, address):
    spec = ModelSpec(url=url, endpoint={**OPENAI, **({"api": api} if api else {})})
    assert describe(spec).url == address
    settings = describe(spec).words
    assert settings.api == ("completions" if "chat" not in address else "chat")


def test_a_form_may_stand_alone():
    assert ModelSpec(url=URL, endpoint="apertium").endpoint == {"form": "apertium"}
    assert set(problems(endpoint="openai")) == {"model.endpoint.model"}


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"endpoint": {**OPENAI, "layout": "split"}}, {"model.endpoint.layout"}),
        ({"endpoint": {"form": "mlflow", "layout": "csv"}, "labels": LABELS},
         {"model.endpoint.layout"}),
        ({"endpoint": {"form": "mlflow", "temperature": 1}, "labels": LABELS},
         {"model.endpoint.temperature"}),
        ({"endpoint": "mlflow"}, {"model.labels"}),
        ({"endpoint": "mlflow", "labels": LABELS, "task": "classification", "output": "number"},
         {"model.output"}),
        ({"endpoint": "mlflow", "task": "regression", "output": "label"}, {"model.output"}),
        ({"endpoint": "mlflow", "task": "translation"}, {"model.task"}),
        ({"endpoint": "libretranslate", "task": "text-generation"}, {"model.task"}),
        ({"endpoint": {**OPENAI, "prompt": None}, "labels": LABELS}, {"model.endpoint.prompt"}),
        ({"endpoint": {**OPENAI, "api": "completions", "system": "x"}}, {"model.endpoint.system"}),
        ({"endpoint": {**OPENAI, "api": "chat"}, "url": f"{URL}/completions"},
         {"model.endpoint.api"}),
        ({"endpoint": OPENAI, "url": f"{URL}?api_key=1"}, {"model.url"}),
        ({"endpoint": {**OPENAI, "system": "use sk-proj-abcDEF0123456789xyz"}},
         {"model.endpoint.system"}),
    ],
)  # fmt: skip
def test_what_a_form_lacks_is_refused_by_its_field(given, fields):
    assert set(problems(**given)) == fields


def test_a_task_is_told_by_what_else_is():
    def task(form, **given):
        return task_of(ModelSpec(url=URL, **given), FORMS[form])

    assert [task(form) for form in FORMS] == [
        "translation", "text-generation", "translation", "classification", "classification",
        "translation", "translation",
    ]  # fmt: skip
    assert task("oip", labels=LABELS) == task("oip", output="probability") == "classification"
    assert task("oip", output="number") == "regression"
    assert task("openai", task="translation") == "translation"
    assert api_of(ModelSpec(url=URL), describe(ModelSpec(url=URL, endpoint=OPENAI)).words) == "chat"


def test_a_table_is_sent_what_inputs_name_and_else_the_features():
    spec = ModelSpec(url=URL, endpoint="mlflow", labels=LABELS, output="probability")
    columns = {"age": ColumnSpec(), "sex": ColumnSpec(role=Role.PROTECTED), "pay": ColumnSpec()}
    profile = profile_endpoint(spec, columns)
    assert [item.name for item in profile.inputs] == ["age", "pay"]
    assert (profile.classes, profile.probabilities) == (("no", "yes"), True)
    named = spec.model_copy(update={"inputs": {"x": ["sex", "age"]}})
    assert [item.name for item in profile_endpoint(named, columns).inputs] == ["x"]
    with pytest.raises(Refused, match="nothing says which columns"):
        profile_endpoint(spec)


def test_a_fingerprint_is_of_what_is_asked():
    def print_of(**endpoint):
        return describe(ModelSpec(url=URL, endpoint={**OPENAI, **endpoint})).fingerprint

    same = [print_of(), print_of(concurrency=2), print_of(key="A_KEY"), print_of(recorded="x")]
    assert len(set(same)) == 1
    others = [print_of(model="n"), print_of(system="x"), print_of(temperature=1),
              print_of(temperature=None), print_of(extra={"top_p": 1})]  # fmt: skip
    assert len({*same, *others}) == 6
