"""What a word could have been: as the dataset's texts have it, alone or between its neighbours."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audits.data.tokens import PIECE, is_word
from audits.explanations.explanation import Instance
from audits.explanations.prediction_difference import Replaced
from audits.explanations.text_tokens import TextInstance

# Different words that a place must have been seen with: of fewer, one that weighs much itself
# would pass its weight on.
ENOUGH = 5


@dataclass(frozen=True, eq=False)
class WordReplacer:
    """corpus: the dataset's texts. samples: words tried.

    conditional: other words seen between the same two neighbours; else after the same word; where
        too few were seen there, any other word.
    """

    corpus: Sequence[str]
    samples: int
    conditional: bool

    def windows(self, instance: Instance, rng: np.random.Generator) -> Iterator[Replaced]:
        """One unit at a time; a word that occurs more than once is replaced everywhere."""
        assert isinstance(instance, TextInstance)
        words = [instance.text[start:end] for start, end in instance.spans]
        for unit in range(len(instance.units)):
            places = np.flatnonzero(instance.owner == unit)
            choices = self._choices(words, int(places[0]))
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
            yield Replaced(np.array([unit]), shares, {instance.column: texts})

    def _choices(self, words: Sequence[str], position: int) -> Counter[str]:
        """What else could stand here; the word itself only where there is no other."""
        own = words[position].lower()
        singles, after, between = self._counted
        if self.conditional:
            before = words[position - 1].lower() if position > 0 else ""
            behind = words[position + 1].lower() if position + 1 < len(words) else ""
            for seen in (between.get((before, behind)), after.get(before)):
                others = _others(seen or Counter(), own)
                if len(others) >= ENOUGH:
                    return others
        return _others(singles, own) or singles

    @cached_property
    def _counted(
        self,
    ) -> tuple[Counter[str], dict[str, Counter[str]], dict[tuple[str, str], Counter[str]]]:
        singles: Counter[str] = Counter()
        after: dict[str, Counter[str]] = {}
        between: dict[tuple[str, str], Counter[str]] = {}
        for text in self.corpus:
            words = [w for w in PIECE.findall(text) if is_word(w)]
            singles.update(words)
            if not self.conditional:
                continue
            padded = ["", *(word.lower() for word in words), ""]
            for index, word in enumerate(words):
                after.setdefault(padded[index], Counter())[word] += 1
                between.setdefault((padded[index], padded[index + 2]), Counter())[word] += 1
        if not singles:
            singles[""] = 1
        return singles, after, between


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
