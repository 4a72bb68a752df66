"""The same prompts asked several times, each time by a seed of its own."""

from collections.abc import Callable, Sequence

from audits.models.generator import Generation, Generator, Prompt, Sampling
from audits.probing.generations import generations
from audits.probing.subject import Subject

Draw = list[Generation | None]


def repeated_draws(
    subject: Subject,
    model: Generator,
    prompts: Sequence[Prompt | None],
    sampling: Sampling,
    draws: int,
) -> list[Draw]:
    """So many answers to each prompt; where all draws are the very same only the first, and told.

    prompts: texts or conversations, None for none. sampling: of the first draw; further ones have
    the seeds that follow.
    """

    def on_progress(draw: int) -> Callable[[float], None]:
        return lambda fraction: subject.on_progress((draw + fraction) / draws)

    answers: list[Draw] = []
    for draw in range(draws):
        seed = None if sampling.seed is None else sampling.seed + draw
        own = Sampling(sampling.most_tokens, sampling.temperature, seed)
        answers.append(generations(model, prompts, own, on_progress(draw)))
    if len(answers) > 1 and all(texts_in(draw) == texts_in(answers[0]) for draw in answers[1:]):
        subject.warn(
            f"the {draws} draws of every prompt are the very same answer, and count once: with a "
            "`temperature` above 0, and without a `seed` in the model's endpoint, each may be "
            "another"
        )
        return answers[:1]
    return answers


def texts_in(answers: Sequence[Generation | None]) -> list[str | None]:
    """What was answered; None where nothing was."""
    return [None if answer is None else answer.text for answer in answers]


def asked_in_words(model: Generator, sampling: Sampling, draws: int) -> str:
    """How a prompt was asked, so often."""
    how = model.settled(sampling).words
    return how if draws == 1 else f"{how}, and {draws - 1} more draws by the seeds that follow"
