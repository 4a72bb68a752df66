"""What the audited language model makes of the prompts, asked here and kept for the next audit."""

from collections.abc import Callable, Sequence

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
