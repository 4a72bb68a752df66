"""Causal and masked language models: likelihoods of sentences.

Masked models are read by pseudo-log-likelihood (Salazar et al. 2020, ACL): each token is masked in
turn. A pair of sentences is compared on the tokens both share (Nangia et al. 2020, EMNLP), so that
a rarer or longer word for a person decides nothing by itself.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from audits.models import Continued, Operations, TokenCount
from audits.models.batches import Pace, in_batches
from audits.models.generator import Generation, Prompt, Sampling
from audits.models.huggingface import loading
from audits.models.huggingface.device import engine
from audits.models.huggingface.generation import generated
from audits.models.huggingface.operations import counted_while
from audits.models.huggingface.other_arithmetic import in_precision, with_threads
from audits.models.output_reading import Reading, told_language, told_of

ROWS = 32
MOST_TOKENS = 512


@dataclass
class Loaded:
    """A network with its tokenizer, asked in batches of like length."""

    network: Any
    tokenizer: Any
    fingerprint: str
    source_language: str | None = None
    target_language: str | None = None
    warnings: list[str] = field(default_factory=list)
    reads: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    # What was done before there was a folder.
    unpacked: Reading = ()
    # Texts go together only with those of equal length: padding was seen to change answers.
    is_apart: bool = False

    @property
    def reading(self) -> Reading:
        """What is read of the model, and as what."""
        reading = told_language("log-likelihoods", self.network, self.tokenizer, self._longest)
        return (*reading, *self.unpacked, *told_of(self.left_out))

    @property
    def engine(self) -> str:
        """What runs it: name, version, device and threads."""
        return engine(self.network)

    def operations_while(self, ask: Callable[[], object]) -> Operations:
        """Counted of all that the network does while it is asked. ask: asks this model."""
        return counted_while(self.network, ask)

    @contextmanager
    def asked_by(self, threads: int) -> Iterator[Self]:
        """The same network, by so many threads of torch."""
        with with_threads(threads):
            yield self

    @contextmanager
    def asked_in(self, precision: str) -> Iterator[Self]:
        """A copy of the network in another precision.

        precision: a name of torch's. Raises `NotApplicable` where the copy would be too large.
        """
        yield replace(self, network=in_precision(self.network, precision), warnings=[])

    def _ids(self, sentence: str) -> list[int]:
        token_ids: list[int] = self.tokenizer(
            sentence, truncation=True, max_length=self._longest
        ).input_ids
        return token_ids

    @property
    def _longest(self) -> int:
        positions = getattr(self.network.config, "max_position_embeddings", None)
        return min(positions or MOST_TOKENS, MOST_TOKENS)

    def _batched(
        self, lengths: Sequence[int], one: Callable[[list[int]], list[float]], *, equal: bool
    ) -> NDArray[np.float64]:
        """Shape (inputs,): what `one` answers at these places, of like length.

        lengths: of each input. equal: only those of one length go together, so that nothing is
        padded.
        """
        import torch

        if not lengths:
            return np.empty(0)
        everyone = np.arange(len(lengths))
        with loading.translated(torch), torch.inference_mode():
            answers = in_batches(
                len(lengths),
                Pace(ROWS, grows=False),
                lambda rows: (rows, np.array(one(everyone[rows].tolist()))),
                order=np.argsort(lengths, kind="stable"),
                apart=lengths if equal else None,
            )
        return np.asarray(answers, dtype=np.float64)

    def _logits(self, rows: Sequence[Sequence[int]], *, right: bool = True) -> Any:
        """Logits of padded rows, shape (rows, tokens, vocabulary)."""
        import torch

        width = max(map(len, rows))
        pad = self.tokenizer.pad_token_id or 0
        ids = torch.full((len(rows), width), pad)
        mask = torch.zeros((len(rows), width), dtype=torch.long)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = torch.tensor(row)
            mask[index, : len(row)] = 1
        return self.network(input_ids=ids, attention_mask=mask).logits.float()


@dataclass
class CausalLanguageModel(Loaded):
    """Each token given those before it."""

    # Of prompts and of what was added to them.
    tokens_read: int = 0
    tokens_written: int = 0

    @property
    def tokens(self) -> TokenCount:
        """Of all prompts, and of all that was added to them."""
        return TokenCount(self.tokens_read, self.tokens_written)

    def log_likelihood(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Shape (sentences,), natural logarithms, summed over tokens."""
        import torch

        begun = [self._begun(sentence) for sentence in sentences]

        def one(places: list[int]) -> list[float]:
            logs = self._logits([begun[position] for position in places]).log_softmax(-1)
            answers = []
            for index, position in enumerate(places):
                ids = torch.tensor(begun[position][1:])
                taken = logs[index, : len(ids)].gather(1, ids[:, None])
                answers.append(float(taken.to(torch.float64).sum()))
            return answers

        return self._batched([len(ids) for ids in begun], one, equal=self.is_apart)

    def _begun(self, sentence: str) -> list[int]:
        """Without a token before it, the first word would have no probability."""
        first, last = self.tokenizer.bos_token_id, self.tokenizer.eos_token_id
        start = last if first is None else first  # 0 is a token as any other
        ids = self._ids(sentence)
        return ids if ids[:1] == [start] else [start, *ids]

    def continued(
        self, sentences: Sequence[str], *, prefix: int, suffix: int
    ) -> list[Continued | None]:
        """As `audits.models.Continuing` says; every prefix is equally long, nothing is padded."""
        import torch

        begun = {row: self._begun(sentence) for row, sentence in enumerate(sentences)}
        # The token that every text begins with is none of its own.
        rows = [row for row, ids in begun.items() if len(ids) >= 1 + prefix + suffix]
        answers: list[Continued | None] = [None] * len(sentences)
        with loading.translated(torch), torch.inference_mode():
            for start in range(0, len(rows), ROWS):
                batch = rows[start : start + ROWS]
                ids = torch.tensor([begun[row][: 1 + prefix] for row in batch])
                for _ in range(suffix):
                    following = self.network(input_ids=ids).logits[:, -1].argmax(-1)
                    ids = torch.cat([ids, following[:, None]], dim=1)
                for row, whole in zip(batch, ids[:, 1 + prefix :].tolist(), strict=True):
                    expected = begun[row][1 + prefix : 1 + prefix + suffix]
                    answers[row] = Continued(tuple(whole), tuple(expected))
        return answers

    def settled(self, sampling: Sampling) -> Sampling:
        """As it is asked for: a folder says nothing of its own."""
        return replace(sampling, temperature=sampling.temperature or 0.0, seed=sampling.seed or 0)

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """What it adds to each prompt, as `audits.models.generator.Generator` says."""
        return generated(self, prompts, self.settled(sampling))

    def plainly(self, sentence: str) -> float:
        """The same of one sentence, straight from the network."""
        import torch

        ids = self._begun(sentence)
        with loading.translated(torch), torch.inference_mode():
            logits = self.network(input_ids=torch.tensor([ids])).logits[0]
        logs = logits.double().log_softmax(-1)
        return float(logs[:-1].gather(1, torch.tensor(ids[1:])[:, None]).sum())

    def preference(self, first: Sequence[str], second: Sequence[str]) -> NDArray[np.float64]:
        """Shape (pairs,): log-likelihood of the first minus of the second."""
        both = self.log_likelihood([*first, *second])
        return both[: len(first)] - both[len(first) :]

    def preferred_plainly(self, first: str, second: str) -> float:
        """Of one pair, straight from the network: the first sentence over the second."""
        return self.plainly(first) - self.plainly(second)


@dataclass
class MaskedLanguageModel(Loaded):
    """Each token given all the others."""

    def log_likelihood(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Shape (sentences,): pseudo-log-likelihoods, natural logarithms (Salazar et al. 2020)."""
        ids = [self._ids(sentence) for sentence in sentences]
        return self._pseudo([(row, self._plain(row)) for row in ids], equal=self.is_apart)

    def plainly(self, sentence: str) -> float:
        """The same of one sentence: all of its rows are equally long, nothing is padded."""
        return float(self.log_likelihood([sentence])[0])

    def preference(self, first: Sequence[str], second: Sequence[str]) -> NDArray[np.float64]:
        """Shape (pairs,): over the tokens that both sentences have (Nangia et al. 2020)."""
        return self._preference(first, second, equal=self.is_apart)

    def preferred_plainly(self, first: str, second: str) -> float:
        """Of one pair, the first sentence over the second: only copies of one sentence go together,
        nothing is padded.
        """
        return float(self._preference([first], [second], equal=True)[0])

    def _preference(
        self, first: Sequence[str], second: Sequence[str], *, equal: bool
    ) -> NDArray[np.float64]:
        one, other = [self._ids(s) for s in first], [self._ids(s) for s in second]
        asked: list[tuple[list[int], list[int]]] = []
        for a, b in zip(one, other, strict=True):
            blocks = SequenceMatcher(a=a, b=b, autojunk=False).get_matching_blocks()
            places = [(m.a + i, m.b + i) for m in blocks for i in range(m.size)]
            plain = set(self._plain(a))
            places = [(left, right) for left, right in places if left in plain]
            asked += [(a, [left for left, _ in places]), (b, [right for _, right in places])]
        likelihoods = self._pseudo(asked, equal=equal)
        return likelihoods[0::2] - likelihoods[1::2]

    def _plain(self, ids: Sequence[int]) -> list[int]:
        """Places that hold no special token."""
        special = set(self.tokenizer.all_special_ids) - {self.tokenizer.unk_token_id}
        return [position for position, token in enumerate(ids) if token not in special]

    def _pseudo(
        self, asked: Sequence[tuple[list[int], list[int]]], *, equal: bool
    ) -> NDArray[np.float64]:
        """The sum of log-probabilities at these places of each sentence, masked one by one."""
        mask = self.tokenizer.mask_token_id
        jobs = [(row, position) for row, (_, places) in enumerate(asked) for position in places]

        def one(batch: list[int]) -> list[float]:
            rows = []
            for row, position in (jobs[job] for job in batch):
                ids = list(asked[row][0])
                ids[position] = mask
                rows.append(ids)
            logits = self._logits(rows)
            return [
                float(logits[index, position].log_softmax(-1)[asked[row][0][position]])
                for index, (row, position) in enumerate(jobs[job] for job in batch)
            ]

        answers = self._batched([len(asked[row][0]) for row, _ in jobs], one, equal=equal)
        owners = np.array([row for row, _ in jobs], dtype=np.intp)
        return np.bincount(owners, answers, minlength=len(asked)).astype(np.float64, copy=False)
