"""What does an answer cost in energy and carbon dioxide, and what did the training?"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from audits.cost.asking import Asking
from audits.cost.carbon import (
    JOULES_A_KWH,
    PUE,
    Grid,
    chosen_grid,
    equivalents,
    source,
    training_kwh,
)
from audits.cost.energy import CORE_WATTS, INPUTS, Spent, spend
from audits.cost.energy_measurements import energy_of
from audits.cost.stated import counted, on
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement, Undetermined
from audits.models import Countable, CountableTexts
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence
from audits.statistics.shares import Stated

NO_GRID = "no grid is stated: name one (`grid`), or give its `grams_per_kwh`"
NO_TRAINING = "no training is stated: give `training_hours` and `training_watts`"
# Kilowatt hours of a million answers of one joule, and grams of a kilogram.
A_MILLION, GRAMS = 1e6 / JOULES_A_KWH, 1000


@probe(
    metrics=(
        Metric(
            "energy",
            "Joules that the processor, and a GPU that answers, spend on one row, asked alone: "
            "measured by their own counters, or estimated from processor time and said so.",
            Scale.JOULES,
            title="energy of an answer",
            of_machine=True,
        ),
        Metric(
            "co2e_per_million",
            "Kilograms of CO2 equivalents of a million answers, in a data centre of the stated "
            "PUE on the stated grid.",
            Scale.KILOGRAMS,
            title="CO2e of a million answers",
            of_machine=True,
        ),
        Metric(
            "training_energy",
            "Kilowatt hours of the training, from the hours, watts and PUE that are stated.",
            Scale.KILOWATT_HOURS,
            title="energy of the training",
        ),
        Metric(
            "co2e",
            "Kilograms of CO2 equivalents of the training, from what is stated of it and of the "
            "grid.",
            Scale.KILOGRAMS,
            title="CO2e of the training",
        ),
    ),
    model=Countable | CountableTexts,
    passes=forward_passes.stretches,
    by_default=False,
    alone=True,
    version=2,
    of_the_rows=True,
)
def energy(
    subject: Subject,
    *,
    grid: str | None = None,
    grams_per_kwh: Annotated[float, Between(0, 2000)] | None = None,
    pue: Annotated[float, Between(1, 5)] = PUE,
    least_watts: Annotated[float, Between(0.01, 1000)] = CORE_WATTS[0],
    most_watts: Annotated[float, Between(0.01, 1000)] = CORE_WATTS[1],
    training_hours: Annotated[float, Between(0, 10**8)] | None = None,
    training_watts: Annotated[float, Between(0, 10**9)] | None = None,
    seconds: Annotated[float, Between(0.1, 600)] = 30.0,
    most_tokens: Annotated[int, Between(1, 4096)] = 64,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Energy of an answer, measured where the processor counts it, and carbon dioxide by grid.

    Measured: differences of the counters of the processor (RAPL) and of a GPU that answers (NVML)
    over a hundred stretches of calls, idle power included. Where nothing counts the processor's, it
    is estimated: processor time of an answer times the power of a busy core, which is stated as a
    range, so that the interval is as wide as the range. A GPU is measured or nothing is said.
    Training: Strubell, Ganesh & McCallum 2019 (ACL), from what is stated.

    grid: where the electricity comes from, by name; its year and source are told.
    grams_per_kwh: CO2 equivalents of a kilowatt hour, where it is no grid of the list.
    pue: what the data centre draws for each unit that its computers do; 1 where there is none.
    least_watts: of a busy core with its share of memory and supply, for the estimate.
    most_watts: the same, at most.
    training_hours: that the training took.
    training_watts: that its processors, memory and accelerators drew together.
    seconds: after which no further stretch is begun.
    most_tokens: after which the answer to a prompt is cut.
    confidence: of a measured interval.
    """
    model = subject.model
    assert isinstance(model, Countable | CountableTexts)
    if most_watts <= least_watts:
        raise NotApplicable("`most_watts` is not above `least_watts`", "give a range of powers")
    origin = chosen_grid(grid, grams_per_kwh)
    asking = Asking.of(subject, most_tokens=most_tokens)
    spent = spend(
        asking.ask, asking.drawn(1, INPUTS), machine=subject.machine, seconds=seconds,
        on_gpu=asking.on_gpu, on_progress=subject.on_progress,
    )  # fmt: skip
    machine = on(subject.machine.description(), model.engine)
    stated, watts = Stated(confidence, subject.smallest_group), (least_watts, most_watts)
    yield energy_of("energy", (), spent, 1.0, watts, machine, stated)
    if origin is None:
        yield Undetermined("co2e_per_million", (), NO_GRID, 0)
    else:
        kilograms = A_MILLION * pue * origin.grams / GRAMS
        yield energy_of("co2e_per_million", (), spent, kilograms, watts, machine, stated)
    training = None
    if training_hours is None or training_watts is None:
        yield Undetermined("training_energy", (), NO_TRAINING, 0)
        yield Undetermined("co2e", (), NO_TRAINING, 0)
    else:
        training = training_kwh(training_watts, training_hours, pue)
        yield counted("training_energy", (), training, stated)
        if origin is None:
            yield Undetermined("co2e", (), NO_GRID, 0)
        else:
            yield counted("co2e", (), training * origin.grams / GRAMS, stated)
    facts = list(_facts(spent, watts, origin, pue, training))
    if asking.texts is not None:
        facts.insert(0, ("An answer", asking.texts.words))
    yield Exhibit(
        "facts",
        "Where the energy figures come from",
        {"facts": [{"question": question, "answer": answer} for question, answer in facts]},
    )


def _facts(
    spent: Spent,
    watts: tuple[float, float],
    grid: Grid | None,
    pue: float,
    training: float | None,
) -> Iterator[tuple[str, str]]:
    how = (
        "measured by the processor's own counters, idle power of the package included"
        if spent.joules is not None
        else f"estimated: {1000 * float(np.mean(spent.processor)):.3g} ms of processor time an "
        f"answer, at {watts[0]:g} to {watts[1]:g} W a busy core; nothing here counts its energy"
    )
    if spent.on_gpu:
        counts = "counts itself, idle power included" if spent.gpu is not None else "is not counted"
        how += f"; the GPU {counts}"
    yield "Energy of an answer", f"{how}; {len(spent.processor)} stretches of calls"
    yield "Grid", "none is stated" if grid is None else grid.words
    yield "Figures of grids", source()
    yield "PUE", f"{pue:g}"
    if training is not None and grid is not None:
        kilograms = training * grid.grams / GRAMS
        yield "The training is as much CO2e as", equivalents(kilograms)
        yield "Source of these", "Strubell, Ganesh & McCallum 2019, table 1"
