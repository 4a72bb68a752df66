"""A model behind an address that answers in words: a chat, completions, or a template of one's own.

Whether it keeps to its seed and stays the same model nobody promises, so both are looked at: some
prompts are asked a second time, and the names by which it calls itself are counted.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audits.models.endpoint.asking import Asker
from audits.models.endpoint.carrying import Carry, Reply
from audits.models.endpoint.model_names import ModelNames
from audits.models.endpoint.openai_form import Said, answer_of, filtered, request_of, settled
from audits.models.endpoint.template import filled, reached
from audits.models.generator import Finish, Generation, Message, Prompt, Sampling
from audits.models.output_reading import Reading
from audits.models.plain_conversations import as_lines, with_system
from audits.specification.endpoint import Descriptor

# Prompts that are asked a second time; so many requests are all that this adds.
ASKED_TWICE = 10


@dataclass
class EndpointGenerator:
    """Asks by the descriptor, so many prompts at once as the document lets it.

    warnings: what a reader must know, added to as answers come.
    """

    descriptor: Descriptor
    carry: Carry
    reads: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)
    names: ModelNames = field(default_factory=ModelNames)
    _was_asked_twice: bool = False

    def __post_init__(self) -> None:
        self._asker: Asker[Mapping[str, Any], Said] = Asker(
            self.carry, lambda body: body, self._understood, self.descriptor.form,
            window=2 * self.descriptor.traffic.concurrency, parse=False, salvage=self._salvaged,
        )  # fmt: skip

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the descriptor: all that is known of what stands behind it."""
        return self.descriptor.fingerprint

    @property
    def reading(self) -> Reading:
        """What is asked, and how."""
        words = self.descriptor.words
        parts = [f"form {self.descriptor.form}"]
        if words.model:
            parts = [f"{words.model}, by {words.api} of the form {self.descriptor.form}"]
        names = {"most_tokens": "max_tokens"}
        parts += [
            f"{names.get(name, name)} {'left to the server' if value is None else f'{value:g}'}"
            for name, value in words.sampling.items()
        ]
        parts += [f"{name} {value!r}" for name, value in sorted(words.extra.items())]
        pairs = [("asked", "; ".join(parts))]
        if words.system is not None:
            pairs.append(("system prompt", words.system))
        return tuple(pairs)

    def settled(self, sampling: Sampling) -> Sampling:
        """What the document says of temperature, seed and tokens wins."""
        return settled(self.descriptor.words, sampling)

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """One answer a prompt, as `audits.models.generator.Generator` says.

        prompts: texts or conversations. sampling: settled here.
        """
        sampling = self.settled(sampling)
        bodies = [self._body(prompt, sampling) for prompt in prompts]
        results = self._asker.ask(bodies)
        generations = [
            one.generation
            if isinstance(one, Said)
            else Generation(None, Finish.UNANSWERED, one.why)
            for one in results
        ]
        if not self._was_asked_twice:
            self._ask_twice(bodies, generations, sampling)
        for notice in (*self.names.warnings, *self._asker.warnings):
            self._warn(notice)
        return generations

    def _body(self, prompt: Prompt, sampling: Sampling) -> Mapping[str, Any]:
        words = self.descriptor.words
        if self.descriptor.form == "openai":
            return request_of(words, prompt, sampling)
        conversation = with_system(prompt, words.system)
        text = as_lines(conversation)
        if len(conversation) == 1 or isinstance(prompt, str):
            text = conversation[-1].text
        values = {
            "text": text,
            "system": _system(conversation),
            "temperature": sampling.temperature,
            "seed": sampling.seed,
            "max_tokens": sampling.most_tokens,
        }
        body: Mapping[str, Any] = filled(self.descriptor.request, values)
        return body

    def _understood(self, text: str, body: Mapping[str, Any]) -> Said:
        if self.descriptor.form == "openai":
            one = answer_of(text)
            self.names.note(model=one.model, system_fingerprint=one.system_fingerprint)
            return one

        answer = reached(json.loads(text), self.descriptor.answer)
        if not isinstance(answer, str):
            raise TypeError("the answer is no text")
        return Said(Generation(answer))

    def _salvaged(self, reply: Reply) -> Said | None:
        refused = None
        if self.descriptor.form == "openai":
            refused = filtered(reply.status, reply.text)
        return None if refused is None else Said(refused)

    def _ask_twice(
        self,
        bodies: Sequence[Mapping[str, Any]],
        generations: Sequence[Generation],
        sampling: Sampling,
    ) -> None:
        """Some of what was answered, once an audit; a difference is told."""
        firsts = [
            (body, one.text)
            for body, one in zip(bodies, generations, strict=True)
            if one.text is not None and one.finish is not Finish.FILTERED
        ][:ASKED_TWICE]
        if not firsts:
            return
        self._was_asked_twice = True
        seconds = self._asker.ask([body for body, _ in firsts])
        pairs = [
            (text, second.generation.text)
            for (_, text), second in zip(firsts, seconds, strict=True)
            if isinstance(second, Said)
        ]
        apart = [pair for pair in pairs if pair[0] != pair[1]]
        if not apart:
            return
        first, second = apart[0]
        drawn = sampling.temperature is None or sampling.temperature > 0
        why = "temperature 0 does not make it answer alike"
        if drawn and sampling.seed is not None:
            why = f"seed {sampling.seed} is not kept to"
        elif drawn:
            why = "it draws its words, and no seed is sent"
        self._warn(
            f"answers differ when asked again: {len(apart)} of {len(pairs)} ({why}; for example "
            f"“{str(first)[:80]}”, then “{str(second)[:80]}”); the first answer is audited, and "
            "another audit may come out otherwise"
        )

    def _warn(self, notice: str) -> None:
        if notice not in self.warnings:
            self.warnings.append(notice)


def _system(conversation: Sequence[Message]) -> str:
    return "\n\n".join(message.text for message in conversation if message.role == "system")
