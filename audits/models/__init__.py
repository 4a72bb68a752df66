"""Models under audit. Only the modules of this package may name a framework.

Capabilities are protocols: a probe asks for what it needs (`@probe(model=Translator)`) and an
adapter offers it by having the methods. Numpy and str go in, numpy and str come out. Rows are
asked in dataset terms (`Features`: column name -> values); the adapter owns preprocessing.
Must not know probes, policies or reports.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features


@dataclass(frozen=True, eq=False)
class Answers:
    """A classifier's answers to a batch.

    codes: shape (rows,), index into the model's `classes`.
    probabilities: shape (rows, classes), each row summing to 1; None if the model gives none.
    """

    codes: NDArray[np.intp]
    probabilities: NDArray[np.float64] | None


@runtime_checkable
class Model(Protocol):
    """What every adapter has."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the artifact, or of the endpoint's stated version."""
        ...

    @property
    def reads(self) -> tuple[str, ...]:
        """Dataset columns that feed the model, in the order of its inputs."""
        ...


@dataclass(frozen=True, slots=True)
class Operations:
    """What one answer takes, counted from the graph and not measured.

    multiply_accumulates: by kind of layer. parameters: numbers that the model stores. trained: of
    these, the ones that training moved: running means of batch norms are stored and not trained.
    uncounted: what may multiply and could not be counted, and how often it stands there.
    """

    multiply_accumulates: Mapping[str, int]
    parameters: int
    trained: int
    uncounted: Mapping[str, int]


@runtime_checkable
class Countable(Model, Protocol):
    """Says what one answer takes, from its graph."""

    @property
    def engine(self) -> str:
        """What runs it: name, version, device and threads."""
        ...

    def operations(self, features: Features) -> Operations:
        """Counted for one row. features: of that row, for the shapes of what is fed."""
        ...


@runtime_checkable
class CountableTexts(Model, Protocol):
    """Says what an answer about texts takes: as many passes as the answer has tokens."""

    @property
    def engine(self) -> str:
        """What runs it: name, version, device and threads."""
        ...

    def operations_while(self, ask: Callable[[], object]) -> Operations:
        """Counted of all that the network does while it is asked.

        ask: asks this model. Raises `NotApplicable` where it cannot be counted.
        """
        ...


@dataclass(frozen=True, slots=True)
class TokenCount:
    """Tokens that a model took in, and tokens that it added, ends of texts among them."""

    read: int
    written: int


@runtime_checkable
class CountsTokens(Model, Protocol):
    """Answers in words, and counts their tokens."""

    @property
    def tokens(self) -> TokenCount:
        """Of all that it was asked since it was opened; padding is none."""
        ...


@runtime_checkable
class Paced(Protocol):
    """Says how it is best asked; a model without it is asked a few hundred rows at once."""

    @property
    def batch_rows(self) -> int:
        """Rows a call, measured; never chosen by the clock, so that reruns add up alike."""
        ...

    @property
    def pads_texts(self) -> bool:
        """Whether texts of like length are cheaper together."""
        ...


@runtime_checkable
class Classifier(Model, Protocol):
    """Answers each row with one of a fixed set of classes."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, as the labels spell them."""
        ...

    def classify(self, features: Features) -> Answers:
        """Answer one batch; the caller chooses its size (`audits.probing.batched_inference`)."""
        ...


class Compression(StrEnum):
    """A way to make a model smaller, by the name that a policy knows it by."""

    DYNAMIC_INT8 = "dynamic int8"
    STATIC_INT8 = "static int8"
    FP16 = "fp16"
    PRUNED = "pruned"


@dataclass(frozen=True, slots=True)
class StoredSize:
    """What a model takes on the disk. packed_bytes: the same deflated, as an app's download is."""

    size_bytes: int
    packed_bytes: int


@dataclass(frozen=True, eq=False)
class Compressed:
    """A smaller form of a model. size: of its files. change: what was changed, in words."""

    model: Classifier
    size: StoredSize
    change: str


@runtime_checkable
class Compressible(Classifier, Countable, Protocol):
    """A classifier that smaller forms can be made of."""

    def stored_size(self) -> StoredSize:
        """What it takes itself, without what prepares its inputs."""
        ...

    def compressed(
        self, how: Compression, *, calibration: Features, sparsity: float
    ) -> AbstractContextManager[Compressed]:
        """A smaller form of it, for as long as the context lasts; this model is left as it is.

        calibration: rows whose activations set the ranges of `STATIC_INT8`. sparsity: share of the
        weights that `PRUNED` sets to zero. Raises `NotApplicable` where it cannot be made, and
        names the operator or the package that is in the way.
        """
        ...


@runtime_checkable
class Regressor(Model, Protocol):
    """Answers each row with one number."""

    def regress(self, features: Features) -> NDArray[np.float64]:
        """Answer one batch: shape (rows,), in the unit of the label, NaN without an answer."""
        ...


@runtime_checkable
class Detector(Model, Protocol):
    """Finds objects in pictures, or spans in texts."""

    def detect(self, features: Features) -> NDArray[np.object_]:
        """Answer one batch: shape (rows,), of each the tuple of `Located` that it found.

        Boxes are in pixels of the picture as the file holds it, from its left and upper edge, spans
        in characters of the text; each has its class and its score. None without an answer.
        """
        ...


@runtime_checkable
class Translator(Model, Protocol):
    """Turns a sentence of one language into another."""

    def translate(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> Sequence[str | None]:
        """One translation a sentence, in order; None where there is no answer.

        sentences: in source_language, to be translated into target_language; both are named as
        users do: fi, en. Raises `ModelFailure` where nothing at all is answered.
        """
        ...


@runtime_checkable
class Remembering(Translator, Protocol):
    """A translator that may answer with what it translated before."""

    def translate_anew(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> Sequence[str | None]:
        """The same as `translate`, with no answer taken from before.

        sentences: in source_language, to be translated into target_language.
        """
        ...


@runtime_checkable
class ForcedChoice(Translator, Protocol):
    """A translator that can say how likely it finds a reading."""

    def log_odds(
        self,
        sentences: Sequence[str],
        *,
        first: Sequence[str],
        second: Sequence[str],
        source_language: str,
        target_language: str,
    ) -> NDArray[np.float64]:
        """Shape (sentences,): log P(first reading) - log P(second), one reading a sentence.

        first, second: the two readings of each sentence, in target_language; the sentences are in
        source_language. Both are teacher-forced and compared at the first token where they part;
        natural logarithms; NaN where the two are the same.
        """
        ...


@runtime_checkable
class LanguageModel(Model, Protocol):
    """Gives the probability of a text."""

    def log_likelihood(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Shape (sentences,), natural logarithms, summed over tokens.

        A masked model's is the pseudo-log-likelihood: each token given all the others.
        """
        ...

    def preference(self, first: Sequence[str], second: Sequence[str]) -> NDArray[np.float64]:
        """Shape (pairs,): how much likelier the first sentence is than the second.

        Natural logarithms; a masked model compares only the tokens that both have.
        """
        ...


@dataclass(frozen=True, slots=True)
class Continued:
    """How a model goes on behind the beginning of a text, beside how the text goes on.

    given, expected: as many tokens each, as numbers of the model's vocabulary.
    """

    given: tuple[int, ...]
    expected: tuple[int, ...]


@runtime_checkable
class Continuing(LanguageModel, Protocol):
    """A language model that can be asked to go on."""

    def continued(
        self, sentences: Sequence[str], *, prefix: int, suffix: int
    ) -> list[Continued | None]:
        """The likeliest next tokens, one after the other (greedily), one answer a sentence.

        sentences: whole texts. prefix: tokens of each that the model is given. suffix: tokens
        behind them that it has to add. None for a text of fewer tokens than both.
        """
        ...


@runtime_checkable
class Randomisable(Model, Protocol):
    """Can forget what it learnt, layer by layer, to check that an explanation depends on it.

    Adebayo et al. 2018, Sanity Checks for Saliency Maps, NeurIPS.
    """

    def weight_layers(self) -> int:
        """How many layers hold weights."""
        ...

    def randomised(self, *, seed: int, layers: int | None = None) -> Model:
        """The same architecture with shuffled weights; this model is left as it is.

        Each tensor's numbers change places; those that multiply an input take signs at random.
        seed: the same one gives the same weights. layers: so many, counted from the output; left
        out, all. A layer is shuffled alike however many others are. Raises `NotApplicable` where it
        cannot be done.
        """
        ...


@dataclass(frozen=True, eq=False)
class Attributed:
    """What each part of one input added to an answer.

    weights: shape (tokens,) for a text, (height, width) for a picture.
    spans: for a text, first and past-the-last character of each token; () for a picture.
    answer, base: P(class) of the input and of the baseline; the weights add up to the difference.
    """

    weights: NDArray[np.float64]
    spans: tuple[tuple[int, int], ...]
    answer: float
    base: float


@runtime_checkable
class Attributable(Classifier, Protocol):
    """A differentiable classifier that can say which parts of an input an answer came from."""

    def attribute(self, features: Features, target: int, *, baseline: Features) -> Attributed:
        """What each part of one row added to P(target).

        features: of that row alone. target: the position of the class. baseline: what stands for
        "nothing there", one row like `features`.
        """
        ...


@runtime_checkable
class PixelClassifier(Classifier, Protocol):
    """A classifier of one column of pictures, asked with pixels that no file holds."""

    def pixels(self, features: Features) -> NDArray[np.float32]:
        """The pictures as it sees them: shape (rows, channels, height, width), 0 to 1.

        0 is the darkest and 1 the brightest value that a file can hold: after resizing, before
        any mean is taken off; colours in the order red, green, blue, or grey. Raises
        `NotApplicable` where it sees them otherwise.
        """
        ...

    def classify_pixels(self, pixels: NDArray[np.float32]) -> Answers:
        """Answer one batch of such pixels. pixels: shape (rows, channels, height, width)."""
        ...


@runtime_checkable
class Slopes(Protocol):
    """Scores of pixels, and slopes of whatever is made of the scores."""

    def scores(self, pixels: NDArray[np.float32]) -> NDArray[np.float64]:
        """Shape (rows, classes): logits or logarithms of probabilities.

        pixels: shape (rows, channels, height, width).
        """
        ...

    def gradient(
        self,
        pixels: NDArray[np.float32],
        slope: Callable[[NDArray[np.float64], slice], NDArray[np.float64]],
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """The scores, shape (rows, classes), and slopes along the pixels, in the pixels' shape.

        pixels: shape (rows, channels, height, width). slope: of a batch's scores, shape (rows,
        classes), and its places among the rows: the slope of each row's loss along its scores, in
        their shape. One pass forward and one back a row.
        """
        ...


@runtime_checkable
class Differentiable(PixelClassifier, Protocol):
    """A classifier of pictures whose scores have slopes along the pixels."""

    def slopes(self, pixels: NDArray[np.float32]) -> Slopes:
        """A differentiable form of it that answers these pixels as it does itself (to 1e-4).

        pixels: shape (rows, channels, height, width), of rows of the audit. Raises `NotApplicable`
        where there is none, and names the operator that is in the way.
        """
        ...


@runtime_checkable
class Bounded(PixelClassifier, Protocol):
    """A classifier of pictures whose answers can be shown to stand while pixels move."""

    def stands(
        self, pixels: NDArray[np.float32], codes: NDArray[np.intp], radii: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Shape (rows,): surely answered with this class wherever each pixel moves so far.

        pixels: shape (rows, channels, height, width), of rows of the audit. codes, radii: shape
        (rows,); a radius is in shares of a pixel's range, within which pixels stay. What is not
        shown may stand all the same. Raises `NotApplicable` naming the operator in the way.
        """
        ...

    def check_bounds(self, pixels: NDArray[np.float32]) -> None:
        """Raises `NotApplicable` where what is bounded answers these pixels otherwise.

        pixels: shape (rows, channels, height, width), of rows of the audit.
        """
        ...


@runtime_checkable
class Threaded(Model, Protocol):
    """Can be asked by another number of threads, which add up in another order."""

    def asked_by(self, threads: int) -> AbstractContextManager[Model]:
        """The same weights, asked by so many threads while the context lasts."""
        ...


@runtime_checkable
class Precise(Model, Protocol):
    """Can be asked in another precision than its own."""

    def asked_in(self, precision: str) -> AbstractContextManager[Model]:
        """The same weights, computed in another precision while the context lasts.

        precision: float64 or bfloat16. Raises `NotApplicable` where it cannot be asked so.
        """
        ...


@runtime_checkable
class Layered(Model, Protocol):
    """Shows what it holds at each depth."""

    def layers(self, features: Features) -> NDArray[np.float32]:
        """Shape (layers, rows, width): activations, averaged over tokens or places."""
        ...

    def maps(self, features: Features) -> list[NDArray[np.float32]]:
        """For pictures, each layer's size of activation, shape (rows, height, width); else []."""
        ...


@runtime_checkable
class Embedder(Model, Protocol):
    """Turns words or sentences into vectors."""

    @property
    def reads_sentences(self) -> bool:
        """Whether it takes whole sentences; else single words of a list that it has."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (layers, texts, width): a vector of each text at each depth, the answer last.

        texts: words or sentences. NaN where it has no vector for a text.
        """
        ...


@runtime_checkable
class Truncating(Model, Protocol):
    """Reads only so much of a text."""

    @property
    def longest(self) -> int:
        """Tokens it reads at most."""
        ...

    def token_counts(self, features: Features) -> list[int]:
        """How many tokens each text has, whole."""
        ...
