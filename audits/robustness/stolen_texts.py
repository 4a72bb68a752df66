"""A thief of models of texts: exchanges the words that count most for the copy.

The copy sees which words a text has. Between rounds any word of the thief's texts may stand in for
another; what is made to be judged has words of the same meaning only.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audits.data.tokens import PIECE, is_word
from audits.measurement import Exhibit
from audits.perturbations.norm_balls import Pixels
from audits.perturbations.synonyms import Synonyms, replacements
from audits.robustness import exhibits
from audits.robustness.attacked_rows import Attacked
from audits.robustness.losses import MARGIN, Labels
from audits.robustness.neural_copy import NeuralCopy
from audits.robustness.stealing import Inputs
from audits.robustness.text_rows import TextAsker
from audits.robustness.word_substitution import Place, most_changes, with_words

# Words that the copy knows, the most frequent ones, and from how many a word is drawn that speaks
# for another class.
MOST_WORDS, DRAWN_FROM = 1_000, 20


@dataclass(frozen=True, eq=False)
class TextThief:
    """A `stealing.Thief`. own: the thief's texts, shape (texts,).

    synonyms: words of the same meaning. most_share: of a text's words that are exchanged.
    """

    asker: TextAsker
    own: Inputs
    synonyms: Synonyms
    most_share: float
    _places: dict[str, int] = field(init=False)
    # Of each text that was attacked, by place what was put for the word.
    _exchanged: dict[str, dict[int, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        words, counts = np.unique(
            [word for text in self.own for word in _words(text)] or [""], return_counts=True
        )
        order = np.argsort(-counts, kind="stable")[:MOST_WORDS]
        places = {str(words[index]): spot for spot, index in enumerate(np.sort(order).tolist())}
        object.__setattr__(self, "_places", places)

    @property
    def threat(self) -> str:
        """How many words, and for which."""
        return f"up to {100 * self.most_share:g} % of a text's words, for others of their meaning"

    @property
    def noise(self) -> str:
        """As many words at random."""
        return "as many words at random, for others of their meaning"

    def ask(self, inputs: Inputs) -> Labels:
        """The model's answers, shape (rows,), -1 for none."""
        return self.asker.answers(list(inputs))[0]

    def encoded(self, inputs: Inputs) -> Pixels:
        """Which of the words stand in each text: shape (texts, words, 1, 1)."""
        made = np.zeros((len(inputs), len(self._places), 1, 1), dtype=np.float32)
        for row, text in enumerate(inputs):
            known = [self._places[word] for word in _words(text) if word in self._places]
            made[row, known] = 1.0
        return made

    def moved(
        self, copy: NeuralCopy, inputs: Inputs, codes: Labels, rng: np.random.Generator
    ) -> Inputs:
        """In each text the word that speaks most for the answer, exchanged for one against it."""
        answered = np.maximum(codes, 0)
        seen = self.encoded(inputs)
        _, slopes = copy.gradient(seen, lambda scores, rows: MARGIN.slope(scores, answered[rows]))
        slope = slopes[:, :, 0, 0]
        names = list(self._places)
        made = inputs.copy()
        for row, text in enumerate(inputs):
            spans = [
                (match.span(), self._places[match.group().lower()])
                for match in PIECE.finditer(text)
                if match.group().lower() in self._places
            ]
            if not spans:
                continue
            (start, end), _ = min(spans, key=lambda span: slope[row, span[1]])
            against = np.argsort(-slope[row], kind="stable")[:DRAWN_FROM]
            made[row] = text[:start] + names[int(rng.choice(against))] + text[end:]
        return made

    def attacked(self, copy: NeuralCopy, inputs: Inputs, labels: Labels) -> Inputs:
        """The words whose others move the copy furthest, as many as may be changed."""
        made = inputs.copy()
        for row, text in enumerate(inputs):
            places = replacements(text, self.synonyms)
            if places:
                exchanged = self._exchanged[text] = self._best(copy, text, places, int(labels[row]))
                made[row] = with_words(text, places, exchanged)
        return made

    def control(self, inputs: Inputs, changed: Inputs, rng: np.random.Generator) -> Inputs:
        """As many words of each text at random, each for one of its others at random."""
        made = inputs.copy()
        for row, text in enumerate(inputs):
            places = replacements(text, self.synonyms)
            some = rng.permutation(len(places))[: len(self._exchanged.get(text, ()))].tolist()
            drawn = {index: places[index][2] for index in sorted(some)}
            made[row] = with_words(
                text, places, {index: str(rng.choice(others)) for index, others in drawn.items()}
            )
        return made

    def shown(
        self,
        judged: Attacked,
        inputs: Inputs,
        changed: Inputs,
        turned: NDArray[np.intp],
        codes: Labels,
    ) -> Exhibit | None:
        """Texts before and after, with the words that were exchanged."""
        classes = self.asker.model.classes
        pairs = []
        for row in turned.tolist()[: exhibits.MOST_PAIRS]:
            text = inputs[row]
            places, exchanged = replacements(text, self.synonyms), self._exchanged.get(text, {})
            was = f"row {int(judged.rows[row])}: {classes[judged.labels[row]]}"
            pairs.append(
                {
                    "before": {"text": text, "caption": was},
                    "after": {
                        "text": changed[row], "caption": f"answered {classes[codes[row]]}"
                    },
                    "note": "; ".join(
                        f"{text[slice(*places[index][:2])]} → {exchanged[index]}"
                        for index in sorted(exchanged)
                    ),
                }
            )  # fmt: skip
        title = "Texts turned by words chosen for the copy"
        return Exhibit("pairs", title, {"pairs": pairs}) if pairs else None

    def _best(self, copy: NeuralCopy, text: str, places: list[Place], label: int) -> dict[int, str]:
        """By place the word that moves the copy furthest, of the places that move it most."""
        single = [(index, other) for index, (_, _, others) in enumerate(places) for other in others]
        texts = np.array([text, *(with_words(text, places, {p: o}) for p, o in single)], object)
        margins = MARGIN.value(copy.scores(self.encoded(texts)), np.full(len(texts), label))
        gains = margins[1:] - margins[0]
        exchanged: dict[int, str] = {}
        count = sum(is_word(piece) for piece in PIECE.findall(text))
        for index in np.argsort(-gains, kind="stable").tolist():
            if gains[index] <= 0 or len(exchanged) == most_changes(count, self.most_share):
                break
            exchanged.setdefault(*single[index])
        return exchanged


def _words(text: str) -> list[str]:
    return [piece.lower() for piece in PIECE.findall(text) if is_word(piece)]
