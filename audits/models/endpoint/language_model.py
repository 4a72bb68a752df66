"""A model behind an address that also says how likely it finds a sentence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, NotApplicable
from audits.models.endpoint.asking import Asker, Unanswered
from audits.models.endpoint.generator import ASKED_TWICE, EndpointGenerator
from audits.models.endpoint.prompt_likelihoods import (
    NotTold,
    declined,
    likelihood_request,
    log_likelihood_of,
)
from audits.models.output_reading import TOLERANCE, Reading
from audits.specification.counts import counted


class EndpointLanguageModel(EndpointGenerator):
    """Asks for log-probabilities of sentences by `echo`, beside what is asked of any generator."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._likelihoods: Asker[str, float | NotTold] = Asker(
            self.carry, lambda sentence: likelihood_request(self.descriptor.words, sentence),
            self._likelihood, "openai with logprobs",
            window=2 * self.descriptor.traffic.concurrency, salvage=declined,
        )  # fmt: skip
        self._tells = self._was_repeated = False

    @property
    def reading(self) -> Reading:
        """What is asked, and how."""
        begin = self.descriptor.words.begin
        behind = f", behind {begin!r}" if begin else ""
        words = f"of each sentence's tokens, as the server echoes them{behind}; natural logarithms"
        return (*super().reading, ("log-probabilities", words))

    def log_likelihood(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Shape (sentences,), natural logarithms; NaN where there is no answer.

        Raises `NotApplicable` where the server tells none, `ModelFailure` where none was answered.
        """
        if not sentences:
            return np.empty(0)
        if not self._tells:
            self._try(sentences[0])
        results = self._likelihoods.ask(sentences)
        self._conclude(results)
        likelihoods = np.array(
            [one if isinstance(one, float) else np.nan for one in results], dtype=np.float64
        )
        if not self._was_repeated:
            self._repeat(sentences, likelihoods)
        for notice in (*self.names.warnings, *self._likelihoods.warnings):
            self._warn(notice)
        return likelihoods

    def preference(self, first: Sequence[str], second: Sequence[str]) -> NDArray[np.float64]:
        """Shape (pairs,): log-likelihood of the first minus of the second."""
        both = self.log_likelihood([*first, *second])
        return both[: len(first)] - both[len(first) :]

    def _try(self, sentence: str) -> None:
        """One sentence before the others: what a server never tells is asked for once."""
        try:
            (one,) = self._likelihoods.ask([sentence])
        except ModelFailure:  # of this sentence; the others are asked all the same
            return
        self._conclude([one])

    def _conclude(self, results: Sequence[float | NotTold | Unanswered]) -> None:
        """Raise `NotApplicable` where nothing was told; warn of what was not."""
        silent = [one for one in results if isinstance(one, NotTold)]
        self._tells = self._tells or any(isinstance(one, float) for one in results)
        if silent and not self._tells:
            raise NotApplicable(
                f"the endpoint does not tell how likely a sentence is: {silent[0].reason}",
                silent[0].remedy,
            )
        if silent:
            several = counted(len(silent), "sentence has", "sentences have")
            self._warn(f"{several} no log-likelihood: {silent[0].reason}")

    def _likelihood(self, answer: object, sentence: str) -> float | NotTold:
        likelihood = log_likelihood_of(answer, sentence, self.descriptor.words.begin or "")
        if isinstance(answer, dict):
            self.names.note(
                model=answer.get("model"), system_fingerprint=answer.get("system_fingerprint")
            )
        return likelihood

    def _repeat(self, sentences: Sequence[str], firsts: NDArray[np.float64]) -> None:
        """Some of what was answered, once an audit; a difference is told."""
        rows = np.flatnonzero(np.isfinite(firsts))[:ASKED_TWICE].tolist()
        if not rows:
            return
        self._was_repeated = True
        seconds = self._likelihoods.ask([sentences[row] for row in rows])
        gaps = [
            abs(float(firsts[row]) - second)
            for row, second in zip(rows, seconds, strict=True)
            if isinstance(second, float)
        ]
        apart = [gap for gap in gaps if gap > TOLERANCE]
        if apart:
            self._warn(
                f"log-likelihoods differ when asked again: {len(apart)} of {len(gaps)}, by up to "
                f"{max(apart):.2g} (natural logarithm); the first answer is audited"
            )
