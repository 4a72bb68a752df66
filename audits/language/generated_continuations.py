"""What the audited language model makes of the prompts, asked here and kept for the next audit."""

from collections.abc import Callable, Sequence

from audits.models import Generating
from audits.probing.subject import Continuations

CHUNK = 256


def generated_continuations(
    model: Generating,
    prompts: Sequence[str | None],
    *,
    most_tokens: int,
    temperature: float,
    seed: int,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Continuations:
    """A text for each prompt, None where there is none; equal prompts are asked once.

    model: is asked. prompts: one a row. most_tokens, temperature, seed: as of
    `audits.models.Generating`. on_progress: is told the share that is done.
    """
    distinct = sorted({prompt for prompt in prompts if prompt is not None}, key=_by_length)
    continuation_of: dict[str, str] = {}
    for start in range(0, len(distinct), CHUNK):
        chunk = distinct[start : start + CHUNK]
        texts = model.generated(chunk, most_tokens=most_tokens, temperature=temperature, seed=seed)
        continuation_of |= dict(zip(chunk, texts, strict=True))
        on_progress(len(continuation_of) / len(distinct))
    return Continuations(
        [None if prompt is None else continuation_of[prompt] for prompt in prompts],
        made(most_tokens, temperature, seed),
    )


def made(most_tokens: int, temperature: float, seed: int) -> str:
    """How they are asked for, in words that two audits can be compared by.

    most_tokens, temperature, seed: as of `audits.models.Generating`.
    """
    how = "the likeliest token each time (greedy)"
    if temperature > 0:
        how = f"tokens drawn at temperature {temperature:g}, seed {seed}"
    return f"at most {most_tokens:,} tokens, {how}"


def _by_length(prompt: str) -> tuple[int, str]:
    return len(prompt), prompt
