"""Models that answer in words of their own: what is asked of them, and what comes back.

One protocol for whatever continues a text or answers in a conversation: a causal language model in
a folder, and a chat or completion endpoint. Probes ask for it (`@probe(model=Generator)`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from audits.models import Model


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation, and who says it."""

    role: Literal["system", "user", "assistant"]
    text: str


# A conversation ends with the message that is to be answered. A text stands for itself where the
# model continues texts, and for a conversation of one user's message where it answers.
Conversation: TypeAlias = tuple[Message, ...]
Prompt: TypeAlias = str | Conversation


@dataclass(frozen=True, slots=True)
class Sampling:
    """How answers are drawn.

    most_tokens: an answer ends after so many. temperature: 0 takes the likeliest token each time;
    None leaves it to the model's server. seed: of the draws; None sends none.
    """

    most_tokens: int
    temperature: float | None = 0.0
    seed: int | None = 0

    @property
    def words(self) -> str:
        """In words that two audits can be compared by."""
        drawn = "drawn as the server has it"
        if self.temperature == 0:
            drawn = "the likeliest token each time (greedy)"
        elif self.temperature is not None:
            drawn = f"tokens drawn at temperature {self.temperature:g}"
            drawn += "" if self.seed is None else f", seed {self.seed}"
        return f"at most {self.most_tokens:,} tokens, {drawn}"


class Finish(StrEnum):
    """Why an answer ends where it ends."""

    STOP = "stop"  # the model ended it
    LENGTH = "length"  # it was cut at the most tokens
    FILTERED = "filtered"  # a filter in front of the model withheld it, or cut it
    REFUSED = "refused"  # the server marks it as a refusal; the text is the refusal's
    UNKNOWN = "unknown"  # the server does not say
    UNANSWERED = "unanswered"  # there is no answer


@dataclass(frozen=True, slots=True)
class Generation:
    """An answer. text: None exactly where finish is `UNANSWERED`, and then why says the reason."""

    text: str | None
    finish: Finish = Finish.UNKNOWN
    why: str = ""


@runtime_checkable
class Generator(Model, Protocol):
    """Continues a text, or answers the last message of a conversation."""

    def settled(self, sampling: Sampling) -> Sampling:
        """How it is really asked: what the document says of the model's own sampling wins.

        sampling: as a probe would have it.
        """
        ...

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """One answer a prompt, in order, without the prompt.

        prompts: texts or conversations. sampling: is settled first. What a prompt gets depends on
        no other prompt. A prompt that has no answer gets `Finish.UNANSWERED` and a reason; raises
        `ModelFailure` where nothing at all is answered.
        """
        ...
