"""Prompts asked of a model that answers in words: equal ones once, and how far it is said."""

from collections.abc import Callable, Sequence

from audits.models.generator import Generation, Generator, Prompt, Sampling

# Prompts a call: a model behind an address carries so many requests side by side, and a local one
# makes batches of its own.
CHUNK = 256


def generations(
    model: Generator,
    prompts: Sequence[Prompt | None],
    sampling: Sampling,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> list[Generation | None]:
    """An answer a prompt, in order, None where there is no prompt; equal prompts are asked once.

    model: is asked. prompts: texts or conversations. sampling: settled by the model.
    on_progress: is told the share that is done.
    """
    distinct = sorted({prompt for prompt in prompts if prompt is not None}, key=_by_length)
    answers: dict[Prompt, Generation] = {}
    for start in range(0, len(distinct), CHUNK):
        chunk = distinct[start : start + CHUNK]
        answers |= dict(zip(chunk, model.generate(chunk, sampling), strict=True))
        on_progress(len(answers) / len(distinct))
    return [None if prompt is None else answers[prompt] for prompt in prompts]


def _by_length(prompt: Prompt) -> tuple[int, str]:
    text = prompt if isinstance(prompt, str) else "\n".join(one.text for one in prompt)
    # Conversations of the same words keep apart by who says them.
    return len(text), text if isinstance(prompt, str) else repr(prompt)
