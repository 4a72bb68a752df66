"""Sentences with their translations, from a table or asked of a translator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.measurement import Group
from audits.translation.clustered_sample import Mask, Sample
from audits.translation.gender_states import Gender, Reading, State
from audits.translation.stereotype_directions import Direction, Leaning


@dataclass(frozen=True, eq=False)
class Sentences:
    """Rows of equal length.

    languages, systems: where each was translated from, and by whom (None: the model, or unsaid).
    attributes: protected columns, and `set` for the lists of sentences asked here; None is
        unknown, "" that the row has no such attribute.
    words: the occupation, adjective or activity, or the source itself.
    women: shape (rows,), the women's share of the occupation, NaN where there is none.
    scores: shape (rows,), P(she) or a recorded score, NaN where there is none.
    leanings: whom the word is stereotyped with, by the table's own column or a source.
    references: how the human translation beside the row was read, None where there is none.
    """

    sources: Sequence[str]
    outputs: Sequence[str | None]
    readings: Sequence[Reading]
    languages: Sequence[str]
    systems: Sequence[str | None]
    attributes: dict[str, Sequence[str | None]]
    words: Sequence[str]
    women: NDArray[np.float64]
    scores: NDArray[np.float64]
    leanings: Sequence[Leaning]
    references: Sequence[Reading | None]
    sample: Sample

    def __len__(self) -> int:
        return len(self.readings)

    def take(self, rows: Mask) -> "Sentences":
        """The same of these rows only."""
        indices = np.flatnonzero(rows).tolist()

        def of(values: Sequence[str]) -> list[str]:
            return [values[row] for row in indices]

        return Sentences(
            sources=of(self.sources),
            outputs=[self.outputs[row] for row in indices],
            readings=[self.readings[row] for row in indices],
            languages=of(self.languages),
            systems=[self.systems[row] for row in indices],
            attributes={
                name: [values[row] for row in indices] for name, values in self.attributes.items()
            },
            words=of(self.words),
            women=self.women[rows],
            scores=self.scores[rows],
            leanings=[self.leanings[row] for row in indices],
            references=[self.references[row] for row in indices],
            sample=self.sample.take(rows),
        )

    def joined(self, other: "Sentences") -> "Sentences":
        """These rows and then the other's; neither may be counted or weighted differently."""
        names = dict.fromkeys([*self.attributes, *other.attributes])
        width = max(len(self.sample.clusters), len(other.sample.clusters))
        offset = 1 + max((int(c.max()) for c in self.sample.clusters if len(c)), default=0)
        own = self.sample.clusters or (np.arange(len(self)),)
        offset = max(offset, len(self))
        theirs = other.sample.clusters or (np.arange(len(other)),)
        clusters = tuple(
            np.concatenate([own[min(i, len(own) - 1)], theirs[min(i, len(theirs) - 1)] + offset])
            for i in range(width)
        )

        def attribute(sentences: "Sentences", name: str) -> Sequence[str | None]:
            return sentences.attributes.get(name, [""] * len(sentences))

        return Sentences(
            sources=[*self.sources, *other.sources],
            outputs=[*self.outputs, *other.outputs],
            readings=[*self.readings, *other.readings],
            languages=[*self.languages, *other.languages],
            systems=[*self.systems, *other.systems],
            attributes={name: [*attribute(self, name), *attribute(other, name)] for name in names},
            words=[*self.words, *other.words],
            women=np.concatenate([self.women, other.women]),
            scores=np.concatenate([self.scores, other.scores]),
            leanings=[*self.leanings, *other.leanings],
            references=[*self.references, *other.references],
            sample=Sample(
                np.concatenate([self.sample.count, other.sample.count]), clusters=clusters
            ),
        )

    def in_state(self, state: State) -> Mask:
        """Shape (rows,): where the reading is this one."""
        return np.array([reading.state is state for reading in self.readings], dtype=bool)

    @property
    def unanswered(self) -> Mask:
        """Shape (rows,): where there is no output, and so nothing to read."""
        return self.in_state(State.UNANSWERED)

    def unanswered_rows(self, among: Mask | None = None) -> int:
        """How many those are, each as often as it stands. among: only of these rows."""
        rows = self.unanswered if among is None else self.unanswered & among
        return int(self.sample.count[rows].sum())

    def having(self, gender: Gender) -> Mask:
        """Shape (rows,): where this was read."""
        return np.array([reading.gender is gender for reading in self.readings], dtype=bool)

    def towards(self, direction: Direction) -> Mask:
        """Shape (rows,): where the word is stereotyped with this gender."""
        return np.array([leaning.direction is direction for leaning in self.leanings], dtype=bool)

    def parts(self) -> Iterator[tuple[Group, "Sentences"]]:
        """Each language of each system, in text order, as a group of its own."""
        keys = list(zip(self.languages, self.systems, strict=True))
        for language, system in sorted(set(keys), key=lambda key: (key[0], key[1] or "")):
            group: Group = (("language", language),)
            if system is not None:
                group = (*group, ("system", system))
            yield group, self.take(np.array([key == (language, system) for key in keys]))

    def divided(self) -> Iterator[tuple[Group, "Sentences"]]:
        """Each value of each attribute: the key and value to add to the group, and the rows."""
        for name, values in self.attributes.items():
            for value in sorted({v for v in values if v}):
                yield ((name, value),), self.take(np.array([v == value for v in values]))
            missing = np.array([v is None for v in values], dtype=bool)
            if missing.any():
                yield ((name, None),), self.take(missing)
