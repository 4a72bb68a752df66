"""Models that answer in words, otherwise in one way each."""

from contextlib import contextmanager
from itertools import count

import numpy as np

from audits.models.generator import Finish, Generation, Sampling


class Writer:
    """Goes on with a prompt by its last letter turned into a capital.

    by_chance: share of answers that are other words at each asking; by_case: whether those are the
    same but for their case. by_company: what stands behind the first of a batch. unanswered: the
    prompts that are left without an answer every second time. temperature, seed: the document's.
    """

    reads, fingerprint, threads = (), "0" * 64, 1

    def __init__(self, *, by_chance=0.0, by_case=False, by_company="", by_threads=False,
                 unanswered=(), temperature=None, seed=None):  # fmt: skip
        self.by_chance, self.by_case, self.by_company = by_chance, by_case, by_company
        self.by_threads, self.unanswered = by_threads, unanswered
        self.temperature, self.seed = temperature, seed
        self.rng, self.turns = np.random.default_rng(5), count()

    def settled(self, sampling):
        if self.temperature is None:
            return sampling
        return Sampling(sampling.most_tokens, self.temperature, self.seed)

    def generate(self, prompts, sampling):
        turn = next(self.turns)
        return [self._one(prompt, place, turn) for place, prompt in enumerate(prompts)]

    def _one(self, prompt, place, turn):
        if prompt in self.unanswered and turn % 2:
            return Generation(None, Finish.UNANSWERED, "it took too long")
        said = f"ends with {prompt[-1]}"
        if self.rng.random() < self.by_chance:
            said = said.upper() if self.by_case else f"{said} indeed"
        if place == 0:
            said += self.by_company
        if self.by_threads and self.threads > 1:
            said += "!"
        return Generation(said, Finish.STOP)

    @contextmanager
    def asked_by(self, threads):
        before, self.threads = self.threads, threads
        try:
            yield self
        finally:
            self.threads = before


class Interpreter:
    """Translates by turning letters round; `translate` remembers, `translate_anew` does not.

    by_chance: share of translations that are other words each time they are made.
    """

    reads, fingerprint = (), "0" * 64
    source_language, target_language = "fi", "en"

    def __init__(self, by_chance=0.0):
        self.by_chance, self.memory = by_chance, {}
        self.rng = np.random.default_rng(6)

    def translate(self, sentences, **languages):
        for sentence in sentences:
            if sentence not in self.memory:
                (self.memory[sentence],) = self.translate_anew([sentence], **languages)
        return [self.memory[sentence] for sentence in sentences]

    def translate_anew(self, sentences, *, source_language, target_language):
        assert (source_language, target_language) == ("fi", "en")
        return [one[::-1] + " again" * int(self.rng.random() < self.by_chance) for one in sentences]
