"""What an answer takes, on a machine whose clock the test turns."""

import numpy as np
import pytest

from audits.cost.tokens import FIRST, NO_FIRST, NOT_COUNTED, READ, WRITTEN
from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Answers, Operations, TokenCount
from audits.models.generator import Finish, Generation
from audits.planning.forward_passes import Asked
from audits.probes.cost.inference import inference
from audits.probing.machine import ModelFile
from audits.probing.subject import Subject
from audits.specification.roles import Kind, Role
from tests.steady_machine import SteadyMachine


class Clockwork:
    """A classifier that takes 2 ms a call and 0.5 ms a row, of the machine's own time."""

    reads, classes, fingerprint = ("x",), ("no", "yes"), "0" * 64
    engine = "clockwork, 1 thread"

    def __init__(self, machine, *, opening=0.0, operations=None):
        machine.now += opening
        self.machine, self.rows = machine, 0
        self.counted = operations or Operations({"matrix product": 24, "convolution": 70}, 9, 8, {})

    def classify(self, features):
        self.rows += len(features["x"])
        self.machine.now += 0.002 + 0.0005 * len(features["x"])
        return Answers(np.zeros(len(features["x"]), dtype=np.intp), None)

    def operations(self, features):
        assert len(features["x"]) == 1
        return self.counted


class Working(Clockwork):
    """The same that answers with numbers."""

    classify = property()

    def regress(self, features):
        return Clockwork.classify(self, features).codes.astype(float)


def measured(model=None, *, machine=None, file=True, kind=Clockwork, **parameters):
    machine = machine or SteadyMachine(1e-6)
    model = model or kind(machine)
    data = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(50.0))),))
    opened = ModelFile(98_994, lambda: kind(machine, opening=0.3))
    subject = Subject(data, model, machine=machine, model_file=opened if file else None)
    *numbers, last = inference(subject, **parameters)
    assert isinstance(last, Exhibit)
    return {(m.metric, dict(m.group).get("batch") or dict(m.group).get("layer") or ""): m
            for m in numbers}, last.content["facts"]  # fmt: skip


@pytest.mark.parametrize("kind", [Clockwork, Working])
def test_times_by_hand(kind):
    """2.5 ms a row alone; 128 rows take 66 ms, which is 1,939 a second, and eight 6 ms."""
    numbers, _ = measured(kind=kind)
    for metric in ("latency", "latency_p95", "latency_p99"):
        assert numbers[metric, ""].value == pytest.approx(2.5, rel=2e-3)
        assert numbers[metric, ""].sample_size == 400
    assert numbers["throughput", "1"].value == pytest.approx(400, rel=2e-3)
    assert numbers["throughput", "8"].value == pytest.approx(8 / 0.006, rel=2e-3)
    assert numbers["throughput", ""].value == pytest.approx(128 / 0.066, rel=2e-3)
    assert numbers["latency", "128"].value == pytest.approx(66, rel=2e-3)
    # Opening takes 300 ms, and the first answer comes behind it.
    assert numbers["cold_latency", ""].value == pytest.approx(302.5, rel=2e-3)
    assert numbers["cold_latency", ""].sample_size == 7


def test_what_is_counted_has_no_doubt_and_says_of_what():
    numbers, _ = measured()
    values = {key: numbers[key].value for key in numbers if numbers[key].method == "counted"}
    assert values == {
        ("model_bytes", ""): 98_994, ("parameters", ""): 9, ("trained_parameters", ""): 8,
        ("multiply_accumulates", ""): 94, ("multiply_accumulates", "convolution"): 70,
        ("multiply_accumulates", "matrix product"): 24,
    }  # fmt: skip
    place = "Steady 1000, 2 cores; clockwork, 1 thread"
    assert numbers["peak_memory", ""].value == 50_000_000
    assert numbers["peak_memory", ""].method == f"counted ({place})"
    assert numbers["latency", ""].method == f"order-statistic ({place})"


def test_a_busy_machine_decides_no_time_and_the_times_stand_beside():
    class Shared(SteadyMachine):
        def processor_seconds(self):
            return self.now / 2

    numbers, _ = measured(machine=Shared(1e-6))
    for (metric, _), number in numbers.items():
        timed = metric in ("latency", "latency_p95", "latency_p99", "throughput", "cold_latency")
        assert isinstance(number, Undetermined if timed else Estimate), metric
    assert "busy" in numbers["latency", ""].reason
    assert numbers["latency", ""].raw[0] == pytest.approx(2.5, rel=2e-3)


def test_what_is_not_counted_leaves_the_sum_open_and_is_named():
    operations = Operations({"convolution": 70}, 9, 9, {"com.microsoft.Attention": 2})
    machine = SteadyMachine(1e-6)
    numbers, facts = measured(Clockwork(machine, operations=operations), machine=machine)
    assert "com.microsoft.Attention (2)" in numbers["multiply_accumulates", ""].reason
    assert numbers["multiply_accumulates", ""].raw[0] == 70
    assert numbers["multiply_accumulates", "convolution"].value == 70
    assert facts[-1] == {"question": "Not counted", "answer": "com.microsoft.Attention (2)"}


def test_without_its_file_a_model_is_neither_opened_nor_weighed():
    numbers, _ = measured(file=False)
    for metric in ("cold_latency", "model_bytes"):
        assert "file is not at hand" in numbers[metric, ""].reason


def test_a_model_that_gains_nothing_from_batches_is_best_asked_one_by_one():
    class Slow(Clockwork):
        def classify(self, features):
            self.machine.now += 0.001 * len(features["x"]) ** 1.5
            return Answers(np.zeros(len(features["x"]), dtype=np.intp), None)

    numbers, facts = measured(kind=Slow)
    assert numbers["throughput", ""].value == pytest.approx(1000, rel=5e-3)
    assert [batch for metric, batch in numbers if metric == "latency"] == [""]
    assert any("1 answered most rows" in fact["answer"] for fact in facts)


def test_the_machine_the_runtime_and_what_was_done_are_told():
    told = {fact["question"]: fact["answer"] for fact in measured(openings=8)[1]}
    assert told["Processor"] == "Steady 1000"
    assert told["Runtime"] == "clockwork, 1 thread"
    # Of what comes three times in 400 calls on average, e^-3 of such series meet nothing: 5 %.
    assert told["Single answers"] == (
        "400 calls of one row each, drawn at random; pauses that come once in 133 calls or less "
        "may not be met"
    )
    assert told["Cold starts"].startswith("the model was opened 8 times")
    assert "1, 8, 32, 128 rows were tried; 128 answered most" in told["Batches"]


def test_a_slow_model_is_asked_as_often_as_there_is_time():
    numbers, _ = measured(seconds=0.1)
    assert 30 <= numbers["latency", ""].sample_size <= 45
    assert isinstance(numbers["cold_latency", ""], Undetermined)
    assert numbers["cold_latency", ""].reason == "1 calls where 6 are needed"


@pytest.mark.parametrize("parameters", [{}, {"calls": 40, "batches": (2, 16), "openings": 2}])
def test_what_is_told_is_what_is_asked(parameters):
    machine = SteadyMachine(1e-6)
    models = [Clockwork(machine)]
    data = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(50.0))),))

    def opened():
        models.append(Clockwork(machine))
        return models[-1]

    subject = Subject(data, models[0], machine=machine, model_file=ModelFile(1, opened))
    list(inference(subject, **parameters))
    defaults = {"calls": 400, "batches": (8, 32, 128), "openings": 7}
    told = inference.passes(Asked(Kind.CATEGORY, 50, 1, 0, {**defaults, **parameters}))
    assert sum(model.rows for model in models) == told


class Interpreter:
    """A translator that takes 10 ms a call and 2 ms a sentence."""

    reads, fingerprint, engine = (), "0" * 64, "interpreter, 1 thread"
    source_language, target_language = "fi", "en"

    def __init__(self, machine):
        self.machine = machine

    def translate(self, sentences, *, source_language, target_language):
        self.machine.now += 0.010 + 0.002 * len(sentences)
        return ["She is here."] * len(sentences)

    def operations_while(self, ask):
        before = self.machine.now
        ask()
        return Operations({"matrix product": round(1e6 * (self.machine.now - before))}, 9, 9, {})


class Closed(Interpreter):
    """One that shows no graph."""

    def operations_while(self, ask):
        raise NotApplicable("its graphs are not counted", "give others")


class Writer:
    """Reads a prompt's ten tokens in 10 ms, and writes each token of its answer in 20 ms."""

    reads, fingerprint, engine = (), "0" * 64, "writer, 1 thread"

    def __init__(self, machine):
        self.machine, self.tokens = machine, TokenCount(0, 0)

    def settled(self, sampling):
        return sampling

    def generate(self, prompts, sampling):
        for _ in prompts:
            self.machine.now += 0.010 + 0.020 * sampling.most_tokens
            before = self.tokens
            self.tokens = TokenCount(before.read + 10, before.written + sampling.most_tokens)
        return [Generation("so it goes", Finish.LENGTH) for _ in prompts]

    def operations_while(self, ask):
        ask()
        return Operations({"matrix product": 7}, 9, 9, {})


def of_sentences(kind, sentences=800, **parameters):
    machine = SteadyMachine(1e-6)
    column = Column("text", Role.FEATURE, Texts.of([f"sana {n}" for n in range(sentences)]))
    opened = ModelFile(98_994, lambda: kind(machine))
    subject = Subject(Dataset((column,)), kind(machine), machine=machine, model_file=opened)
    *numbers, last = inference(subject, calls=40, **parameters)
    facts = {fact["question"]: fact["answer"] for fact in last.content["facts"]}
    return {(m.metric, dict(m.group).get("batch", "")): m for m in numbers}, facts


def test_a_translator_is_timed_by_the_sentence():
    """12 ms a sentence alone; 128 take 266 ms, which is 481 a second."""
    numbers, facts = of_sentences(Interpreter)
    assert numbers["latency", ""].value == pytest.approx(12, rel=2e-3)
    assert numbers["throughput", "1"].value == pytest.approx(1 / 0.012, rel=2e-3)
    assert numbers["throughput", ""].value == pytest.approx(128 / 0.266, rel=2e-3)
    assert numbers["cold_latency", ""].value == pytest.approx(12, rel=2e-3)
    # Of one sentence: the 12,000 microseconds of its call.
    assert numbers["multiply_accumulates", ""].value == 12_000
    assert facts["What is asked"] == "the translation of a sentence from fi into en"
    assert facts["Single answers"] == (
        "40 calls of one sentence each, drawn at random; pauses that come once in 13 calls or less "
        "may not be met"
    )


def test_a_translator_that_counts_no_tokens_has_no_tokens_a_second_and_says_so():
    numbers, _ = of_sentences(Interpreter)
    for batch in ("", "1"):
        assert numbers[WRITTEN, batch].reason == NOT_COUNTED
    for metric in (FIRST, READ):
        assert numbers[metric, ""].reason == NO_FIRST


def test_tokens_of_prompts_and_of_answers_are_told_apart():
    """Five tokens take 110 ms, which is 45.5 a second; the first of them 30, which reads ten."""
    numbers, facts = of_sentences(Writer, most_tokens=5, batches=(8,))
    assert numbers["latency", ""].value == pytest.approx(110, rel=2e-3)
    assert numbers[WRITTEN, "1"].value == pytest.approx(5 / 0.110, rel=2e-3)
    assert numbers[WRITTEN, "1"].sample_size == 40
    assert numbers[WRITTEN, ""].value == pytest.approx(5 / 0.110, rel=2e-3)
    assert numbers[FIRST, ""].value == pytest.approx(30, rel=2e-3)
    assert numbers[READ, ""].value == pytest.approx(10 / 0.030, rel=2e-3)
    assert numbers[READ, ""].interval.lower <= 10 / 0.030 <= numbers[READ, ""].interval.upper * 1.01
    assert facts["Single answers"] == (
        "40 calls of one prompt each, drawn at random; pauses that come once in 13 calls or less "
        "may not be met; 10 tokens read and 5 written, the median"
    )


def test_a_model_of_rows_has_no_tokens():
    numbers, _ = measured()
    assert not {WRITTEN, FIRST, READ} & {metric for metric, _ in numbers}


def test_what_cannot_be_counted_of_a_translator_is_undetermined_and_says_why():
    numbers, facts = of_sentences(Closed)
    for metric in ("parameters", "trained_parameters", "multiply_accumulates"):
        assert isinstance(numbers[metric, ""], Undetermined)
        assert numbers[metric, ""].reason == "its graphs are not counted"
    assert facts["Not counted"] == "its graphs are not counted"
    assert numbers["latency", ""].value == pytest.approx(12, rel=2e-3)


class Reader(Clockwork):
    """A classifier that takes a millisecond, and a tenth of one more for each letter."""

    def classify(self, features):
        self.machine.now += sum(0.001 + 0.0001 * len(text) for text in features["x"])
        return Answers(np.zeros(len(features["x"]), dtype=np.intp), None)


def read(texts, **parameters):
    machine = SteadyMachine(1e-6)
    subject = Subject(
        Dataset((Column("x", Role.FEATURE, Texts.of(texts)),)), Reader(machine), machine=machine,
        model_file=ModelFile(98_994, lambda: Reader(machine)),
    )  # fmt: skip
    *numbers, _ = inference(subject, **parameters)
    return {(m.metric, dict(m.group).get("batch", "")): m for m in numbers}


def test_texts_of_every_kind_are_timed_wherever_they_stand_in_the_alphabet():
    """Half of 900 take 3 ms and half 13: a p95 of 13, which texts from `a` on would not show."""
    numbers = read([f"{word} {n:0>15}" for n in range(450) for word in ("abcd", "z" * 104)])
    assert numbers["latency_p95", ""].value == pytest.approx(13, rel=2e-3)
    assert numbers["latency", ""].interval.lower == pytest.approx(3, rel=2e-3)
    assert numbers["latency", ""].sample_size == 400
    # A row of the middle takes 8 ms, give or take the halves of a batch.
    assert numbers["throughput", "32"].value == pytest.approx(125, rel=0.2)


def test_texts_are_timed_once_each_and_fewer_have_no_upper_limit():
    numbers = read([f"sana {n:0>15}" for n in range(60)])
    assert numbers["latency_p95", ""].sample_size == 60
    assert numbers["latency_p95", ""].interval.upper in (None, np.inf)
    assert numbers["throughput", "8"].sample_size == 7
    assert numbers["throughput", "32"].reason.startswith("different batches of 32 rows")
    # What stands for the model is of a size that could be judged.
    assert isinstance(numbers["throughput", ""], Estimate)
