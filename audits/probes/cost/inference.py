"""What does one answer take, in time, memory and operations?"""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from audits.cost.asking import Asking
from audits.cost.bench import Bench
from audits.cost.busy import Yardstick
from audits.cost.stated import FEWEST_CALLS, counted, on, quantile_of
from audits.cost.timing import timed
from audits.cost.tokens import (
    FIRST,
    NO_FIRST,
    READ,
    WRITTEN,
    of_first_tokens,
    tokens_in_words,
    written_a_second,
)
from audits.measurement import Exhibit, Group, Measurement, Undetermined, WhyNot, undetermined
from audits.models import Countable, CountableTexts, Operations
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence
from audits.statistics.shares import Stated

# Of single answers, by share; of a batch the median alone.
QUANTILES = {"latency": 0.5, "latency_p95": 0.95, "latency_p99": 0.99}
# Calls with which a batch is tried, and of those that are timed of the best one.
TRIED, OF_BATCH = 7, 0.25
NO_FILE = "the model's file is not at hand here, so it cannot be opened anew or weighed"


def _time(name: str, meaning: str, title: str, scale: Scale = Scale.MILLISECONDS) -> Metric:
    return Metric(name, meaning, scale, title=title, of_machine=True)


@probe(
    metrics=(
        _time(
            "latency",
            "Median time of one call, of one row where no batch is named; from the rows as they "
            "are read to the answers.",
            "median latency",
        ),
        _time(
            "latency_p95",
            "Time that 95 of 100 calls of one row do not exceed.",
            "95th percentile of latency",
        ),
        _time(
            "latency_p99",
            "Time that 99 of 100 calls of one row do not exceed.",
            "99th percentile of latency",
        ),
        _time(
            "cold_latency",
            "Median time from the model's file to its first answer, in a process that has its "
            "libraries loaded.",
            "median latency of a cold start",
        ),
        _time(
            "throughput",
            "Rows answered in a second, asked in batches of the size that answered most, or of "
            "the one that is named.",
            "throughput",
            Scale.PER_SECOND,
        ),
        _time(
            "peak_memory",
            "The most memory that the process held which opened and asked the model, its libraries "
            "included.",
            "peak memory",
            Scale.BYTES,
        ),
        _time(
            WRITTEN,
            "Tokens that an answer in words has, by the seconds it takes, reading included; median "
            "of calls of the batch that answered most rows a second, or of the one that is named.",
            "tokens generated a second",
            Scale.PER_SECOND,
        ),
        _time(
            FIRST,
            "Median time until the first token of an answer to one prompt.",
            "median time to the first token",
        ),
        _time(
            READ,
            "Tokens of a prompt, by the seconds until the first token of its answer; median of "
            "calls of one prompt.",
            "tokens of a prompt read a second",
            Scale.PER_SECOND,
        ),
        Metric(
            "model_bytes", "Size of the model's files on the disk.", Scale.BYTES,
            title="size on disk",
        ),
        Metric(
            "parameters",
            "Numbers that the model stores: what was trained, and running means of batch norms.",
            Scale.COUNT,
            title="number of parameters",
        ),
        Metric(
            "trained_parameters",
            "Numbers that training moved.",
            Scale.COUNT,
            title="number of trained parameters",
        ),
        Metric(
            "multiply_accumulates",
            "Products added to a sum for one row, counted from the graph; of texts, for the one of "
            "middle length, and of an answer in words until its end. Biases, activations, pools "
            "and normalisations are none.",
            Scale.COUNT,
            title="number of multiply-accumulates",
        ),
    ),
    model=Countable | CountableTexts,
    passes=forward_passes.timed,
    by_default=False,
    alone=True,
    version=2,
    of_the_rows=True,
)  # fmt: skip
def inference(
    subject: Subject,
    *,
    calls: Annotated[int, Between(20, 100_000)] = 400,
    batches: Annotated[tuple[Annotated[int, Between(2, 8192)], ...], Field(max_length=8)] = (
        8,
        32,
        128,
    ),
    openings: Annotated[int, Between(1, 100)] = 7,
    seconds: Annotated[float, Between(0.1, 600)] = 20.0,
    most_tokens: Annotated[int, Between(1, 4096)] = 64,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Latency, throughput, memory, size, parameters and operations of a model, on this machine.

    Rows of the audit are drawn at random, read and decoded first and asked one by one, then in
    batches. Limits of the percentiles are calls that were measured (order statistics), of inputs of
    their own: a row is asked again only where all rows are as large and none is seen to take
    longer. Fixed work beside the calls says whether the machine was busy: then times are
    undetermined, with what was measured beside.
    A row of a translator or a language model is a text of the first feature of words: a sentence
    that is translated, a prompt that is answered, or a sentence whose likelihood is asked for.
    Tokens a second are of answers in words: all that a call writes, and, of prompts that are asked
    for one token alone, how fast they are read.

    calls: single answers that are timed, at most; under 368 (or so many texts) the 99th percentile
    has no upper limit.
    batches: sizes that are tried; the one with the highest throughput is timed anew.
    openings: times that the model is opened for the cold start.
    seconds: after which each of the parts (one by one, batches, cold starts) begins no new call.
    most_tokens: after which the answer to a prompt is cut.
    confidence: of the intervals.
    """
    model = subject.model
    assert isinstance(model, Countable | CountableTexts)
    description = subject.machine.description()
    asking = Asking.of(subject, most_tokens=most_tokens)
    bench = Bench(subject, asking, on(description, model.engine), seconds, most_tokens)
    stated = Stated(confidence, subject.smallest_group)
    yield from _single(bench, calls, stated)
    yield from _first_tokens(bench, calls, stated)
    yield from _batched(bench, batches, calls, stated)
    yield from _cold(bench, openings, stated)
    peak = subject.machine.peak_bytes()
    yield counted("peak_memory", (), peak, stated, machine=bench.on)
    if subject.model_file is None:
        yield Undetermined("model_bytes", (), NO_FILE, 0)
    else:
        yield counted("model_bytes", (), subject.model_file.size_bytes, stated)
    operations = asking.operations()
    yield from _operations(operations, stated)
    yield Exhibit("facts", "Where and how it was measured", _facts(bench, operations, description))


def _single(bench: Bench, calls: int, stated: Stated) -> Iterator[Measurement]:
    meter = bench.meter
    took, busy = bench.timed(1, calls, 0.0, meter=meter)
    for metric, share in QUANTILES.items():
        yield quantile_of(metric, (), 1000 * took, share, bench.on, stated, busy)
    yield quantile_of("throughput", (("batch", "1"),), 1 / took, 0.5, bench.on, stated, busy)
    if meter is not None:
        alone: Group = (("batch", "1"),)
        yield written_a_second(alone, took, meter, bench.on, stated, busy)
    note = f"{len(took):,} calls of one {bench.asking.unit} each, drawn at random"
    if bench.differ:
        note += "; times differ by row, so that no row counts twice"
    # Of what comes three times in so many calls on average, one series in twenty meets nothing.
    note += f"; pauses that come once in {max(1, len(took) // 3):,} calls or less may not be met"
    bench.notes.append(("Single answers", f"{note}{tokens_in_words(meter, len(took))}"))


def _first_tokens(bench: Bench, calls: int, stated: Stated) -> Iterator[Measurement]:
    meter, texts = bench.meter, bench.asking.texts
    if meter is None or texts is None:
        return
    if texts.begin is None:
        yield Undetermined(FIRST, (), NO_FIRST, 0)
        yield Undetermined(READ, (), NO_FIRST, 0)
        return
    first_calls = max(TRIED, round(OF_BATCH * calls))
    took, busy = bench.timed(1, first_calls, 0.25, ask=texts.begin, meter=meter)
    yield from of_first_tokens(took, meter, bench.on, stated, busy)
    bench.notes.append(("First tokens", f"{len(took):,} calls of one {bench.asking.unit} each"))


def _batched(
    bench: Bench, batches: tuple[int, ...], calls: int, stated: Stated
) -> Iterator[Measurement]:
    """Each size tried; the best of them, and of one row, measured anew and not by what chose it."""
    sizes = tuple(dict.fromkeys(batches))
    rates: dict[int, float] = {}
    for size in (1, *sizes):
        took, busy = bench.timed(size, TRIED, 0.25)
        # A size of which too few batches differ could not be judged, and does not stand for all.
        if size == 1 or len(took) >= FEWEST_CALLS:
            rates[size] = size / float(np.median(took))
        if size > 1:
            group: Group = (("batch", str(size)),)
            yield quantile_of("throughput", group, size / took, 0.5, bench.on, stated, busy)
    best = max(rates, key=lambda size: rates[size])
    meter = bench.meter
    took, busy = bench.timed(best, max(TRIED, round(OF_BATCH * calls)), 0.5, meter=meter)
    yield quantile_of("throughput", (), best / took, 0.5, bench.on, stated, busy)
    if meter is not None:
        yield written_a_second((), took, meter, bench.on, stated, busy)
    if best > 1:
        group = (("batch", str(best)),)
        yield quantile_of("latency", group, 1000 * took, 0.5, bench.on, stated, busy)
    sizes_tried, unit = ", ".join(map(str, (1, *sizes))), bench.asking.unit
    bench.notes.append(
        ("Batches", f"{sizes_tried} {unit}s were tried; {best} answered most {unit}s a second and "
                    f"was timed anew in {len(took):,} calls")
    )  # fmt: skip


def _cold(bench: Bench, openings: int, stated: Stated) -> Iterator[Measurement]:
    file = bench.subject.model_file
    if file is None:
        yield Undetermined("cold_latency", (), NO_FILE, 0)
        return
    drawn = bench.asking.drawn(1, openings)
    yardstick, opened = Yardstick(bench.machine), file.opened

    def start(row: Any) -> object:
        anew = Asking.of_model(opened(), bench.subject, most_tokens=bench.most_tokens)
        return anew.ask(row)

    took = timed(
        start, drawn.each, calls=drawn.calls(openings), seconds=bench.seconds,
        machine=bench.machine, yardstick=yardstick,
        on_progress=lambda fraction: bench.subject.on_progress(0.75 + fraction / 4),
    )  # fmt: skip
    yield quantile_of("cold_latency", (), 1000 * took, 0.5, bench.on, stated, yardstick.why_busy)
    bench.notes.append(
        ("Cold starts", f"the model was opened {len(took)} times and asked about one "
                        f"{bench.asking.unit}; its file "
                        "had been read before, and the first opening is not counted")
    )  # fmt: skip


def _operations(operations: Operations | WhyNot, stated: Stated) -> Iterator[Measurement]:
    if isinstance(operations, WhyNot):
        for metric in ("parameters", "trained_parameters", "multiply_accumulates"):
            yield Undetermined(metric, (), operations.reason, 0)
        return
    yield counted("parameters", (), operations.parameters, stated)
    yield counted("trained_parameters", (), operations.trained, stated)
    by_kind = operations.multiply_accumulates
    for kind, count in by_kind.items():
        yield counted("multiply_accumulates", (("layer", kind),), count, stated)
    total = counted("multiply_accumulates", (), sum(by_kind.values()), stated)
    if operations.uncounted:
        total = undetermined(total, f"not counted: {_named(operations)}; there are more than this")
    yield total


def _named(operations: Operations) -> str:
    return ", ".join(f"{name} ({times})" for name, times in operations.uncounted.items())


def _facts(
    bench: Bench, operations: Operations | WhyNot, description: "dict[str, str] | Any"
) -> dict[str, Any]:
    assert isinstance(bench.subject.model, Countable | CountableTexts)
    facts = [(name.capitalize(), value) for name, value in description.items()]
    facts += [("Runtime", bench.subject.model.engine), *bench.notes]
    if bench.asking.texts is not None:
        facts.append(("What is asked", bench.asking.texts.words))
    if isinstance(operations, WhyNot):
        facts.append(("Not counted", operations.reason))
    else:
        left_out = _named(operations) or "nothing that multiplies was left out"
        facts.append(("Not counted", left_out))
    return {"facts": [{"question": question, "answer": answer} for question, answer in facts]}
