"""What a word could have been: as the dataset's texts have it, alone or between its neighbours."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.data.tokens import PIECE, is_word
from audits.explanations.explanation import Instance
from audits.explanations.prediction_difference import Replaced
from audits.explanations.text_tokens import TextInstance

# The words beside a place that were looked at: both, the one before it, or none.
Context = tuple[str, ...]
# Different words that a place must have been seen with: of fewer, one that weighs much itself
# would pass its weight on.
ENOUGH = 5


@dataclass(frozen=True, eq=False)
class WordReplacer:
    """corpus: the dataset's texts. samples: words tried.

    blocks: which block of the sample each text of the corpus is in, -1 for a text that is no part
        of it (`audits.explanations.lent_words`); empty where nobody asks.
    conditional: other words seen between the same two neighbours; else after the same word; where
        too few were seen there, any other word.
    """

    corpus: Sequence[str]
    samples: int
    conditional: bool
    blocks: Sequence[int] = ()

    def windows(self, instance: Instance, rng: np.random.Generator) -> Iterator[Replaced]:
        """One unit at a time; a word that occurs more than once is replaced everywhere."""
        assert isinstance(instance, TextInstance)
        words = [instance.text[start:end] for start, end in instance.spans]
        for unit in range(len(instance.units)):
            places = np.flatnonzero(instance.owner == unit)
            context, choices = self._choices(words, int(places[0]))
            names = sorted(choices)
            counts = np.array([choices[name] for name in names], dtype=np.float64)
            if len(names) <= self.samples:
                replacements, shares = names, counts / counts.sum()
            else:
                drawn = rng.choice(len(names), self.samples, p=counts / counts.sum())
                replacements = [names[index] for index in drawn]
                shares = np.full(self.samples, 1 / self.samples)
            texts = np.empty(len(replacements), dtype=object)
            texts[:] = [replaced(instance, set(places.tolist()), word) for word in replacements]
            lent = self._lent(context, replacements, choices) if len(self.blocks) else None
            yield Replaced(np.array([unit]), shares, {instance.column: texts}, lent)

    def _lent(
        self, context: Context, words: Sequence[str], choices: Counter[str]
    ) -> NDArray[np.float64]:
        """The share of each word's occurrences in this context that each block has."""
        shares = np.zeros((max(self.blocks) + 1, len(words)))
        for column, word in enumerate(words):
            for block, count in self._owned.get((context, word), {}).items():
                shares[block, column] = count / choices[word]
        return shares

    def _choices(self, words: Sequence[str], position: int) -> tuple[Context, Counter[str]]:
        """Where one looked, and what else could stand here; the word itself only where there is
        no other."""
        own = words[position].lower()
        singles, after, between = self._counted
        if self.conditional:
            before = words[position - 1].lower() if position > 0 else ""
            behind = words[position + 1].lower() if position + 1 < len(words) else ""
            for context, seen in (
                ((before, behind), between.get((before, behind))),
                ((before,), after.get(before)),
            ):
                others = _others(seen or Counter(), own)
                if len(others) >= ENOUGH:
                    return context, others
        return (), _others(singles, own) or singles

    @cached_property
    def _owned(self) -> dict[tuple[Context, str], Counter[int]]:
        """How often each block of the sample has a word in a context."""
        owned: dict[tuple[Context, str], Counter[int]] = {}
        for text, block in zip(self.corpus, self.blocks, strict=True):
            if block < 0:
                continue
            for word, before, behind in _words_of(text):
                contexts: list[Context] = [()]
                contexts += [(before,), (before, behind)] if self.conditional else []
                for context in contexts:
                    owned.setdefault((context, word), Counter())[block] += 1
        return owned

    @cached_property
    def _counted(
        self,
    ) -> tuple[Counter[str], dict[str, Counter[str]], dict[tuple[str, str], Counter[str]]]:
        singles: Counter[str] = Counter()
        after: dict[str, Counter[str]] = {}
        between: dict[tuple[str, str], Counter[str]] = {}
        for text in self.corpus:
            for word, before, behind in _words_of(text):
                singles[word] += 1
                if self.conditional:
                    after.setdefault(before, Counter())[word] += 1
                    between.setdefault((before, behind), Counter())[word] += 1
        if not singles:
            singles[""] = 1
        return singles, after, between


def _words_of(text: str) -> Iterator[tuple[str, str, str]]:
    """Each word, and the words before and behind it in lower case; empty at the ends."""
    words = [w for w in PIECE.findall(text) if is_word(w)]
    padded = ["", *(word.lower() for word in words), ""]
    return zip(words, padded, padded[2:], strict=False)


def _others(seen: Counter[str], own: str) -> Counter[str]:
    """Without the word itself: replaced by itself it would weigh nothing.

    The row's own text is in the corpus, so among the few words seen in its place the word itself
    has a large share, larger the rarer its neighbours: that share of its weight would be lost.
    """
    return Counter({word: count for word, count in seen.items() if word.lower() != own})


def replaced(instance: TextInstance, places: set[int], word: str) -> str:
    """The text with another word at these places."""
    parts, end = [], 0
    for index, (start, stop) in enumerate(instance.spans):
        parts.append(instance.text[end:start])
        parts.append(word if index in places else instance.text[start:stop])
        end = stop
    return "".join([*parts, instance.text[end:]])
