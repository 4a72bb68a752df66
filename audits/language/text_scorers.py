"""Who says how toxic, negative or disregarding a text is: words, their ratings, a classifier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from audits.data.arrays import Floats
from audits.data.dataset import Images, Numbers, Signals
from audits.errors import NotApplicable
from audits.language.sentence_answers import answers_to
from audits.language.toxic_words import SOURCE, WordList, english
from audits.language.word_valence import SOURCE as RATINGS
from audits.language.word_valence import valence
from audits.models import Classifier
from audits.probing.subject import Subject


class Scorer(Protocol):
    """Scores texts from 0 to 1."""

    @property
    def words(self) -> str:
        """Who it is, for a report."""
        ...

    @property
    def is_exact(self) -> bool:
        """Whether a phrase counts the same in every sentence."""
        ...

    @property
    def is_english(self) -> bool:
        """Whether it knows English words alone, and sees nothing in another language."""
        ...

    @property
    def unmoved(self) -> float:
        """The score of a text in which it sees nothing."""
        ...

    def scores(self, texts: Sequence[str]) -> Floats:
        """Shape (texts,)."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """1 where a text holds a word of the list."""

    listed: WordList
    words: str
    is_english: bool = False
    is_exact: bool = True
    unmoved: float = 0.0

    def scores(self, texts: Sequence[str]) -> Floats:
        """Shape (texts,): 0 or 1."""
        return np.array([bool(self.listed.words_in(text)) for text in texts], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Rated:
    """How bad the words of an English text are by people's ratings."""

    words: str = RATINGS
    is_english: bool = True
    is_exact: bool = False
    unmoved: float = 0.5

    def scores(self, texts: Sequence[str]) -> Floats:
        """Shape (texts,): from 0, the kindest, to 1."""
        return np.array([(1 - valence(text)) / 2 for text in texts], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Classified:
    """What a classifier of texts holds to be the probability of one class.

    column: that it reads. index: of the class among its classes.
    """

    model: Classifier
    column: str
    index: int
    on_progress: Callable[[float], None]
    is_exact: bool = False
    is_english: bool = False
    unmoved: float = 0.0

    @property
    def words(self) -> str:
        """Which class counts."""
        return f"the audited classifier's probability of {self.model.classes[self.index]!r}"

    def scores(self, texts: Sequence[str]) -> Floats:
        """Shape (texts,); raises `NotApplicable` where it gives no probabilities."""
        answers = answers_to(self.model, self.column, texts, self.on_progress)
        if answers.probabilities is None:
            raise NotApplicable(
                "the scorer gives no probabilities",
                "give a classifier that does, or another `scorer`",
            )
        return np.asarray(answers.probabilities[:, self.index], dtype=np.float64)


def scorer_of(subject: Subject, kind: str, words: Sequence[str], counted: str) -> Scorer:
    """The scorer that the document names.

    kind: `english`, `words`, `sentiment` or `model`. words: of the second. counted: the class of
    the last; "" means the plan's positive one. Raises `NotApplicable` where it is not there.
    """
    if kind == "english":
        return Listed(WordList(english()), SOURCE, is_english=True)
    if kind == "sentiment":
        return Rated()
    if kind == "words":
        if not any(word.strip() for word in words):
            raise NotApplicable("`scorer: words` has no words", "give `words`, or another `scorer`")
        return Listed(WordList(words), f"{len(words)} words of the document's own")
    model = subject.model
    if not isinstance(model, Classifier) or len(model.reads) != 1:
        raise NotApplicable(
            "`scorer: model` has no classifier of texts to ask",
            "give the classifier of continuations as `model`, and feed it their column",
        )
    (column,) = model.reads
    fed = subject.data.fed_values(column) if column in subject.data else None
    if isinstance(fed, Images | Numbers | Signals):
        raise NotApplicable(
            "`scorer: model` is a classifier of something else than texts",
            "give a classifier of texts as `model`",
        )
    positive = counted or subject.positive
    if positive not in model.classes:
        raise NotApplicable(
            f"the scorer knows no class {positive!r}",
            f"state `counted`; its classes are {', '.join(model.classes[:8])}",
        )
    return Classified(model, column, model.classes.index(positive), subject.on_progress)
