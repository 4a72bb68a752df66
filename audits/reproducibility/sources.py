"""Where a difference may come from, as far as the pattern of what differs tells.

Words are "consistent with": two sources can leave the same pattern.
"""

from collections.abc import Mapping

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
BY_COMPANY = (
    "a row's answer depends on the rows beside it (batch statistics, padding, or a range that is "
    "taken over the batch)"
)
BY_SIZE = "sums are added up in another order in batches of another size"
BY_THREADS = "threads share sums among them, and add them up in another order"
BY_START = "something is drawn or ordered anew at each start (a seed, a hash, uninitialised memory)"
BY_DEVICE = "the GPU's arithmetic is not the CPU's"


def source(repeats: Mapping[str, Repeat]) -> str:
    """What the differences are consistent with; the first that explains others is told alone."""

    def differs(variant: str) -> bool:
        return variant in repeats and bool(repeats[variant].changed.any())

    if differs(AGAIN):
        return AT_RANDOM
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
