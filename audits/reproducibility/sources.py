"""Where a difference may come from, as far as the pattern of what differs tells.

Words are "consistent with": two sources can leave the same pattern.
"""

from collections.abc import Mapping

from audits.models.generator import Sampling
from audits.reproducibility.repeats import (
    AGAIN,
    BY_ITSELF,
    ON_CPU,
    ONE_THREAD,
    PROCESS,
    REVERSED,
    THREADS,
    Repeat,
)

NOTHING = "nothing differs in any way that was tried"
AT_RANDOM = (
    "the model draws at random each time (dropout left on, or sampling without a seed): export it "
    "for inference, or fix its random state"
)
DRAWN = "its words are drawn ({how}), and no seed is sent: state a `seed`, or `temperature: 0`"
SEED_NOT_KEPT = "its words are drawn ({how}), and the seed is not kept to"
SERVED = (
    "the likeliest token is not the same each time, as where a server puts requests of others "
    "beside these, or several machines answer at one address"
)
BY_COMPANY = (
    "a row's answer depends on the rows beside it (batch statistics, padding, or a range that is "
    "taken over the batch)"
)
BY_SIZE = "sums are added up in another order in batches of another size"
BY_THREADS = "threads share sums among them, and add them up in another order"
BY_START = "something is drawn or ordered anew at each start (a seed, a hash, uninitialised memory)"
BY_DEVICE = "the GPU's arithmetic is not the CPU's"


def source(
    repeats: Mapping[str, Repeat], *, sampling: Sampling | None = None, is_served: bool = False
) -> str:
    """What the differences are consistent with; the first that explains others is told alone.

    sampling: how words are drawn, where the model says it. is_served: whether a server answers.
    """

    def differs(variant: str) -> bool:
        return variant in repeats and bool(repeats[variant].changed.any())

    if differs(AGAIN):
        return _each_time(sampling, is_served)
    sources = []
    if differs(REVERSED):
        sources.append(BY_COMPANY)
    elif differs(BY_ITSELF):
        sources.append(BY_SIZE)
    if differs(THREADS) or differs(ONE_THREAD):
        sources.append(BY_THREADS)
    if differs(PROCESS):
        sources.append(BY_START)
    if differs(ON_CPU):
        sources.append(BY_DEVICE)
    return "; and ".join(sources) if sources else NOTHING


def _each_time(sampling: Sampling | None, is_served: bool) -> str:
    if sampling is not None and sampling.temperature != 0:
        drawn = DRAWN if sampling.seed is None else SEED_NOT_KEPT
        return drawn.format(how=sampling.words)
    return SERVED if is_served else AT_RANDOM
