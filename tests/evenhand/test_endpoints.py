"""Whole audits of endpoints from this machine: real servers on the loopback, the real sandbox."""

import gzip
import json
import random
import time

import pytest

from audits.errors import ModelFailure, Refused
from audits.language.correspondence_cases import persons
from audits.specification.document import ModelSpec
from audits.specification.endpoint import profile_endpoint
from evenhand.endpoints import CONVERSATIONS, endpoint_and_key
from evenhand.local import audit_file
from tests.endpoint_server import DROP, answering, said, streamed
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
SECRET = "sk-local-0123456789abcdef-secret"
PROMPTS = [f"Write a line about neighbour {number}" for number in range(60)]


def written(folder, document, rows, head):
    table = "\n".join([",".join(head), *(",".join(map(str, row)) for row in rows)])
    (folder / "rows.csv").write_text(table + "\n")
    (folder / "audit.json").write_text(json.dumps(document))
    return folder / "audit.json"


def drift(folder, url, **endpoint):
    """An audit that asks for a continuation of each of sixty prompts."""
    endpoint = {"form": "openai", "model": "small", "concurrency": 8, **endpoint}
    document = {
        "model": {"url": url, "task": "text-generation", "endpoint": endpoint},
        "dataset": {"path": "rows.csv", "columns": {"prompt": {"role": "feature", "kind": "text"}}},
        "probes": [{"language.toxic_drift": {"most_tokens": 20}}],
    }
    return written(folder, document, [[prompt] for prompt in PROMPTS], ["prompt"])


def share(report):
    (one,) = (m for m in report["measurements"] if m["metric"] == "toxic_share")
    return one


def warnings(report):
    return " ".join([*report.get("warnings", ()), *(w for p in report["probes"]
                                                    for w in p.get("warnings") or ())])  # fmt: skip


def number_of(body):
    return int(body["messages"][-1]["content"].rsplit(" ", 1)[1])


def test_a_chat_is_audited_and_again_from_what_was_recorded(tmp_path):
    """Every fourth answer holds an offensive word; the same report comes out without a server."""

    def answer(body, number):
        text = "You asshole." if number_of(body) % 4 == 0 else "A kind one."
        return said(text, usage={"prompt_tokens": 10, "completion_tokens": 4})

    file = drift(tmp_path, "http://127.0.0.1:1/v1")
    with answering(answer, seconds=0.02) as served:
        document = json.loads(file.read_text())
        document["model"]["url"] = f"{served.url}/v1"
        document["model"]["endpoint"] |= {
            "system": "Be brief.", "price": {"prompt": 1.0, "answer": 2.0, "currency": "EUR"},
        }  # fmt: skip
        file.write_text(json.dumps(document))
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    assert share(report)["value"] == 0.25
    assert share(report)["sample_size"] == 60
    paths = {path for path, _, _ in served.asked}
    assert paths == {"/v1/chat/completions"}
    bodies = [body for _, _, body in served.asked]
    assert len(bodies) == 70  # ten are asked twice
    assert bodies[0]["messages"][0] == {"role": "system", "content": "Be brief."}
    assert {(b["model"], b["max_tokens"], b["temperature"], b["seed"]) for b in bodies} == {
        ("small", 20, 0.0, 0)
    }
    assert 2 <= served.most_at_once <= 8
    usage = report["environment"]["endpoint"]
    assert (usage["requests"], usage["retries"], usage["answers"]) == (70, 0, 70)
    assert (usage["prompt_tokens"], usage["answer_tokens"]) == (700, 280)
    assert usage["cost"] == pytest.approx((700 * 1.0 + 280 * 2.0) / 1e6)
    kept = tmp_path / "out" / CONVERSATIONS
    lines = [json.loads(line) for line in gzip.decompress(kept.read_bytes()).splitlines()]
    assert {line["asked"]["messages"][1]["content"] for line in lines} == set(PROMPTS)

    document["model"]["endpoint"]["recorded"] = f"out/{CONVERSATIONS}"
    file.write_text(json.dumps(document))
    again = audit_file(file, out=tmp_path / "again", quiet=True).report
    assert again["canonical_sha256"] == report["canonical_sha256"]
    assert again["environment"]["endpoint"] == {"recorded": True}


def test_a_server_that_breaks_in_every_way_loses_no_row(tmp_path):
    """429 with and without a wait, 500, dropped connections, garbage, cut streams: each heals.

    Every tenth prompt is answered only after the time that the document allows, the first time.
    """
    tries, late = {}, []
    rng = random.Random(3)
    faults = [
        (429, {"Retry-After": "0"}, "busy"), (429, {}, "busy"), (500, {}, "boom"),
        (503, {}, ""), DROP, (200, {}, "<html>"), (200, {}, '{"choices": []}'),
        streamed("half", done=False),
    ]  # fmt: skip
    plan = {prompt: rng.choice([None, *faults]) for prompt in PROMPTS}

    def answer(body, number):
        prompt = body["messages"][-1]["content"]
        tries[prompt] = tries.get(prompt, 0) + 1
        if tries[prompt] == 1 and plan[prompt] is not None:
            return plan[prompt]
        if tries[prompt] == 1 and prompt == PROMPTS[0]:
            return DROP
        if tries[prompt] == 1 and number_of(body) % 10 == 5:
            late.append(prompt)
            time.sleep(1.3)
        return streamed("You ", "asshole.") if number_of(body) % 2 else said("Fine.")

    with answering(answer) as served:
        file = drift(tmp_path, served.url, longest_wait_seconds=1, timeout_seconds=1)
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    assert late
    assert all(tries[prompt] > 1 for prompt in late)
    assert share(report)["value"] == 0.5
    assert share(report)["sample_size"] == 60
    assert report["environment"]["endpoint"]["retries"] > 5


def test_what_stays_unanswered_is_counted_and_what_was_answered_is_kept(tmp_path):
    def answer(body, number):
        broken = number_of(body) % 5 == 0
        return (400, {}, '{"error": "too long"}') if broken else said("Fine.")

    with answering(answer) as served:
        file = drift(tmp_path, served.url)
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    assert share(report)["sample_size"] == 48
    assert "stayed without an answer: answered 400" in warnings(report)
    assert "all: 12 of 60" in json.dumps(report)


def test_a_changing_model_and_a_seed_that_is_ignored_are_told(tmp_path):
    def answer(body, number):
        return said(f"Line {number}.", model="small-2" if number > 40 else "small-1")

    with answering(answer) as served:
        file = drift(tmp_path, served.url, temperature=0.7)
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    assert "the model changed between calls" in warnings(report)
    assert "small-1, small-2" in warnings(report) or "small-2, small-1" in warnings(report)
    assert "10 of 10 (seed 0 is not kept to" in warnings(report)


def test_the_key_is_sent_and_stands_nowhere(tmp_path, monkeypatch, caplog, capfd):
    """The server repeats it in an answer, an error and a header; the child never has it."""
    caplog.set_level("DEBUG")
    monkeypatch.setenv("SMALL_KEY", f"{SECRET}\n")

    def answer(body, number):
        if number_of(body) % 3 == 0:
            return 400, {"X-Key": SECRET}, json.dumps({"error": f"bad key Bearer {SECRET}"})
        return said(f"You asshole with {SECRET}.")

    with answering(answer) as served:
        file = drift(tmp_path, served.url, key="SMALL_KEY")
        audit_file(file, out=tmp_path / "out", quiet=True)
    assert {headers["Authorization"] for _, headers, _ in served.asked} == {f"Bearer {SECRET}"}
    texts = [path.read_bytes() for path in (tmp_path / "out").iterdir()]
    texts.append(gzip.decompress((tmp_path / "out" / CONVERSATIONS).read_bytes()))
    assert any(b"[key]" in text for text in texts)
    assert not any(SECRET.encode() in text or SECRET[8:].encode() in text for text in texts)
    assert SECRET not in caplog.text
    assert SECRET not in "".join(capfd.readouterr())


def test_a_key_must_be_there_and_is_not_sent_in_plain_text():
    spec = ModelSpec(url="http://models.example/v1", endpoint={"form": "openai", "model": "m",
                                                               "key": "SMALL_KEY"})  # fmt: skip
    profile = profile_endpoint(spec)
    with pytest.raises(Refused, match="SMALL_KEY holds no key"):
        endpoint_and_key(spec, profile, None, {})
    with pytest.raises(Refused, match="in plain text"):
        endpoint_and_key(spec, profile, None, {"SMALL_KEY": SECRET})
    with pytest.raises(Refused, match="is no key") as refused:
        endpoint_and_key(spec, profile, None, {"SMALL_KEY": "two words of it"})
    assert "two words" not in str(refused.value)


def test_a_budget_ends_the_questions_and_keeps_the_answers(tmp_path):
    with answering(lambda body, number: said("Fine.")) as served:
        file = drift(tmp_path, served.url, most_requests=40)
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    assert len(served.asked) == 40
    assert share(report)["sample_size"] == 40
    assert "40 requests of `most_requests` are spent" in warnings(report)


def test_nothing_at_all_is_an_error_of_the_probe(tmp_path):
    with answering(lambda body, number: (401, {}, "who are you?")) as served:
        file = drift(tmp_path, served.url, retries=0)
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    assert report["gate"] in ("error", "inconclusive")
    (probe,) = report["probes"]
    assert probe["status"] == "error"
    assert "answered 401: who are you?" in probe["reason"]
    assert len(served.asked) <= 16 + 8


def loans(folder, url, model, endpoint, rows=80, probes=(), smallest=30):
    """A table of loans, answered by income and by sex, and what is audited of it."""
    rng = random.Random(1)
    table = [[rng.randint(10, 90), "mf"[row % 2], rng.choice(["yes", "no"])] for row in range(rows)]
    document = {
        "model": {"url": url, **model, "endpoint": endpoint},
        "dataset": {
            "path": "rows.csv",
            "columns": {
                "income": {"role": "feature"},
                "sex": {"role": "protected", "reference": "m"},
                "repaid": {"role": "label", "favourable": "yes", "positive": "yes"},
            },
        },
        "probes": ["fairness.selection_rate", "fairness.error_rates", *probes],
        "settings": {"smallest_group": smallest},
    }  # fmt: skip
    return written(folder, document, table, ["income", "sex", "repaid"]), table


def score(income, sex):
    return 0.9 if income > (40 if sex == "m" else 60) else 0.2


MODEL = {"task": "classification", "labels": ["no", "yes"],
         "inputs": {"income": ["income"], "sex": ["sex"]}}  # fmt: skip
PROBABILITY = {**MODEL, "output": {"meaning": "probability"}}


def by_mlflow(body, number):
    frame = body["dataframe_split"]
    assert frame["columns"] == ["income", "sex"]
    return 200, {}, json.dumps({"predictions": [score(*row) for row in frame["data"]]})


def by_oip(body, number):
    income, sex = body["inputs"]
    assert (income["datatype"], sex["datatype"]) == ("FP64", "BYTES")
    assert income["shape"] == [len(income["data"]), 1]
    seconds = [score(*row) for row in zip(income["data"], sex["data"], strict=True)]
    data = [value for second in seconds for value in (1 - second, second)]
    tensor = {"name": "probabilities", "datatype": "FP64", "shape": [len(seconds), 2], "data": data}
    label = {
        "name": "label",
        "datatype": "INT64",
        "shape": [len(seconds)],
        "data": [0] * len(seconds),
    }
    return 200, {}, json.dumps({"outputs": [label, tensor]})


def by_sagemaker(body, number):
    answers = ["yes" if score(*row) > 0.5 else "no" for row in body["instances"]]
    return 200, {}, json.dumps({"predictions": answers})


def by_csv(body, number):
    rows = [line.split(",") for line in body.splitlines()]
    scores = [str(score(int(income), sex)) for income, sex in rows]
    return 200, {"Content-Type": "text/csv"}, ",".join(scores)


def by_words(body, number):
    _, income, _, sex = body["messages"][-1]["content"].split(" ")
    return said("**Yes.**" if score(int(income), sex) > 0.5 else "No, the income is too low.")


@pytest.mark.parametrize(
    ("answer", "model", "endpoint"),
    [
        (by_mlflow, PROBABILITY, {"form": "mlflow"}),
        (by_oip, {**MODEL, "output": {"name": "probabilities", "meaning": "probability"}},
         {"form": "oip"}),
        (by_sagemaker, {**MODEL, "output": {"meaning": "label"}}, {"form": "sagemaker"}),
        (by_csv, PROBABILITY, {"form": "sagemaker", "layout": "csv"}),
        (by_words, MODEL, {"form": "openai", "model": "small",
                           "prompt": "income {income} sex {sex}"}),
    ],
    ids=["mlflow", "oip", "sagemaker", "csv", "words"],
)  # fmt: skip
def test_tables_are_audited_by_every_form(tmp_path, answer, model, endpoint):
    """Selection rates by hand, of the very rule that the server answers by."""
    with answering(answer) as served:
        file, table = loans(tmp_path, served.url, model, endpoint)
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    rates = {m["group"].get("sex"): m["value"] for m in report["measurements"]
             if m["metric"] == "selection_rate"}  # fmt: skip
    for sex in "mf":
        incomes = [income for income, of_sex, _ in table if of_sex == sex]
        assert rates[sex] == sum(score(i, sex) > 0.5 for i in incomes) / len(incomes)
    assert {probe["status"] for probe in report["probes"]} == {"ran"}


def test_explanations_and_attacks_ask_over_http(tmp_path):
    """Each row that is answered rightly is turned by an income on the other side of its limit."""
    probes = [{"explanations.occlusion": {"how_many": 1}},
              {"robustness.columns": {"attacked_rows": 6}}]  # fmt: skip
    endpoint = {"form": "mlflow", "batch": 128, "concurrency": 4}
    with answering(by_mlflow) as served:
        file, _ = loans(tmp_path, served.url, PROBABILITY, endpoint, probes=probes, smallest=2)
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    assert {probe["status"] for probe in report["probes"]} == {"ran"}
    (rate,) = (m for m in report["measurements"]
               if m["metric"] == "column_change_success_rate" and not m["group"])  # fmt: skip
    assert rate["value"] == 1.0
    assert len(served.asked) < 1000


def test_a_regression_is_audited(tmp_path):
    def answer(body, number):
        return 200, {}, json.dumps({"predictions": [2.0 * row[0] for row in body["inputs"]]})

    # Errors of 0 and 2 where sex is m, of 1 and 3 where it is f.
    rows = [[number, "mf"[number % 2], 2 * number + number % 4] for number in range(80)]
    document = {
        "model": {"task": "regression", "inputs": {"x": ["x"]},
                  "endpoint": {"form": "mlflow", "layout": "inputs"}},
        "dataset": {"path": "rows.csv", "columns": {
            "x": {"role": "feature"}, "sex": {"role": "protected", "reference": "m"},
            "y": {"role": "label", "kind": "number"}}},
        "probes": ["fairness.regression_error"],
    }  # fmt: skip
    with answering(answer) as served:
        document["model"]["url"] = f"{served.url}/invocations"
        file = written(tmp_path, document, rows, ["x", "sex", "y"])
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    errors = {m["group"].get("sex"): m["raw"]["value"] for m in report["measurements"]
              if m["metric"] == "mean_absolute_error"}  # fmt: skip
    assert errors["m"] == pytest.approx(1.0)
    assert errors["f"] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("predictions", "model", "field", "remedy"),
    [
        ([[0.1, 0.2, 0.7]], PROBABILITY, "model.labels", "list the labels that the model knows"),
        ([1.7], PROBABILITY, "model.output", "meaning: logit"),
        ([0.3], MODEL, "model.output", "meaning: probability"),
        ([{"score": 0.3, "label": "no"}], PROBABILITY, "model.output", "output: {name: score}"),
        ([{"score": 0.3}], {**MODEL, "output": {"name": "p", "meaning": "probability"}},
         "model.output", "they have score"),
        ([["no", "yes"]], PROBABILITY, "model.output", "meaning: label"),
    ],
)  # fmt: skip
def test_an_answer_of_another_shape_is_refused_with_what_would_fit(
    tmp_path, predictions, model, field, remedy
):
    def answer(body, number):
        rows = len(body["dataframe_split"]["data"])
        return 200, {}, json.dumps({"predictions": predictions * rows})

    with answering(answer) as served:
        file, _ = loans(tmp_path, served.url, model, {"form": "mlflow"}, rows=30)
        with pytest.raises((Refused, ModelFailure)) as refused:
            audit_file(file, out=tmp_path / "out", quiet=True)
    (problem,) = refused.value.problems
    assert problem.field == field
    assert remedy in problem.remedy


def test_people_that_come_along_are_judged_by_a_rule(tmp_path):
    """Every case is refused to the eighteen names of one ethnicity, and no column holds it."""
    refused = [one.phrase for one in persons() if ("ethnicity", "Black") in one.groups]

    def answer(body, number):
        text = body["messages"][-1]["content"]
        return said("No." if any(name in text for name in refused) else "Yes.")

    with answering(answer) as served:
        document = {
            "model": {"url": f"{served.url}/v1", "task": "text-generation",
                      "endpoint": {"form": "openai", "model": "small", "concurrency": 16}},
            "dataset": {"path": "rows.csv", "columns": {"note": {"role": "id"}}},
            "probes": [{"language.decisions": {"cases": ["hiring"]}}],
            "policy": {"rules": [{"metric": "decision_rate_difference", "attribute": "ethnicity",
                                  "within": 0.05}]},
        }  # fmt: skip
        file = written(tmp_path, document, [["none"]], ["note"])
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    (finding,) = report["findings"]
    assert (finding["verdict"], finding["group"]) == ("fail", {"ethnicity": "Black"})
    (gap,) = (
        one["value"]
        for one in report["measurements"]
        if one["metric"] == "decision_rate_difference" and one["group"] == finding["group"]
    )
    assert gap == pytest.approx(-1)
