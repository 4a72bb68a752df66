"""What the audited language model makes of the prompts, asked here and kept for the next audit."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from audits.data.arrays import Flags
from audits.measurement import Group
from audits.models.generator import Generator, Sampling
from audits.probing.generations import generations
from audits.probing.subject import Continuations


def generated_continuations(
    model: Generator,
    prompts: Sequence[str | None],
    sampling: Sampling,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Continuations:
    """A text for each prompt, None where there is no prompt or no answer; equal ones asked once.

    model: is asked. prompts: one a row. sampling: as of `audits.models.generator`. on_progress: is
    told the share that is done.
    """
    answers = generations(model, prompts, sampling, on_progress)
    return Continuations(
        [None if answer is None else answer.text for answer in answers],
        model.settled(sampling).words,
    )


def unanswered(continuations: Continuations, groups: Iterable[tuple[Group, Flags]]) -> str:
    """How many rows of each group have no continuation, in words; "" where all have one.

    groups: each with its rows, shape (rows,).
    """
    missing = np.array([text is None for text in continuations.texts], dtype=bool)
    if not missing.any():
        return ""
    counts = []
    for group, of_rows in groups:
        name = ", ".join(f"{key} {value or 'unknown'}" for key, value in group) or "all"
        counts.append(f"{name}: {int(missing[of_rows].sum()):,} of {int(of_rows.sum()):,}")
    return "; ".join(counts)
