"""What a Hugging Face folder becomes: classifiers and regressors of texts and pictures.

How they are opened stands in `audits.models.huggingface.opening`, and where a folder holds a graph
in `audits.models.onnx.optimum_folders`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.models import Answers, Operations
from audits.models.batches import Pace, Rows, in_batches
from audits.models.huggingface.attribution import Attribution, Inside
from audits.models.huggingface.compression import Compressing
from audits.models.huggingface.device import beside, engine, on_gpu
from audits.models.huggingface.loading import translated
from audits.models.huggingface.operations import count_operations
from audits.models.huggingface.other_arithmetic import in_precision, with_threads
from audits.models.huggingface.pictures import Pictures
from audits.models.huggingface.pixel_inputs import PixelInputs, PixelScale
from audits.models.huggingface.tokenization import MOST_TOKENS, Tokens, look_over
from audits.models.output_reading import (
    HALF_TOLERANCE,
    TOLERANCE,
    Reading,
    told_classes,
    told_of,
)
from audits.models.postprocessing import answers_of, checked, sigmoid, softmax
from audits.specification.document import ModelSpec

# Rows a call, measured: more gains nothing on a CPU.
ROWS = 32


@dataclass
class Loaded:
    """What both kinds of classifier share. encode: features -> the network's tensors."""

    network: Any
    encode: Callable[[Features], Mapping[str, Any]]
    reads: tuple[str, ...]
    fingerprint: str
    spec: ModelSpec
    batch_rows: int
    pads_texts: bool
    warnings: list[str] = field(default_factory=list)
    tokenizer: Any = None
    longest: int = MOST_TOKENS
    left_out: tuple[str, ...] = ()
    tokens: Tokens | None = None
    pictures: Pictures | None = None
    # Padding changes the answers, so only texts of equal length are asked together.
    is_apart: bool = False
    most_together: int = ROWS
    overlooked: Reading = ()
    # How pixels become what the network takes; None where it takes no pictures, or in another way.
    pixel_scale: PixelScale | None = None

    @property
    def mask_token(self) -> str | None:
        """What the model knows as "a word is hidden here"."""
        return getattr(self.tokenizer, "mask_token", None)

    def prepare(self, features: Features) -> Mapping[str, Any]:
        """The network's input tensors for a batch of features, on the network's device."""
        return beside(self.network, self.encode(features))

    @contextmanager
    def asked_by(self, threads: int) -> Iterator[Self]:
        """The same network; torch's number of threads is the process's, and is set back."""
        with with_threads(threads):
            yield self

    @contextmanager
    def asked_in(self, precision: str) -> Iterator[Self]:
        """A copy of the network in another precision; inputs follow its weights.

        precision: a name of torch's. Raises `NotApplicable` where the copy would be too large.
        """
        network = in_precision(self.network, precision)
        spec = self.spec.model_copy(update={"precision": "fp32"})
        yield replace(self, network=network, spec=spec, warnings=[])

    @property
    def may_grow(self) -> bool:
        """On a GPU the best batch depends on card and model, so it is found by trying."""
        return on_gpu(self.network)

    @property
    def parameters(self) -> int:
        """How many numbers the network learnt."""
        return sum(weights.numel() for weights in self.network.parameters())

    @property
    def engine(self) -> str:
        """What runs it: name, version, device and threads."""
        return engine(self.network)

    def operations(self, features: Features) -> Operations:
        """Counted for one row. features: of that row, for the shapes of what is fed."""
        return count_operations(self.network, self.prepare(features))

    @property
    def tolerance(self) -> float:
        """How far answers of one row may lie apart by rounding alone."""
        return HALF_TOLERANCE if self.spec.precision == "bf16" else TOLERANCE

    @property
    def reading(self) -> Reading:
        """What is read of the model, and as what."""
        lines = list(self._answer())
        if self.tokens is not None:
            lines.append(("tokenizer", self.tokens.description()))
        if self.pictures is not None:
            lines.append(("pictures", self.pictures.description()))
        if self.is_apart and self.tokens is not None:
            lines.append(
                ("batches", "only texts of equal length are asked together, because padding "
                            "would change this model's answers")
            )  # fmt: skip
        return (*lines, *self.overlooked, *told_of(self.left_out))

    def _answer(self) -> Reading:
        """How the answer is read; the adapter's own."""
        raise NotImplementedError

    @property
    def head(self) -> str:
        """What the answer comes from."""
        return type(self.network).__name__

    def look_over(self, features: Features) -> None:
        """See all the rows' texts once: what is cut, what is unknown. Raises `Refused`."""
        if self.tokens is not None:
            self.overlooked = look_over(self.tokens, features)

    def logits(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows, outputs); memory that runs out is a `MemoryError`."""
        if self.tokens is None or not self.is_apart:
            return self._logits(features)
        tokens = self.tokens.lengths(features)

        def one(rows: Rows) -> tuple[Rows, NDArray[np.float64]]:
            return rows, self._logits({name: features[name][rows] for name in self.reads})

        pace = Pace(self.most_together, grows=False)
        return np.asarray(in_batches(len(tokens), pace, one, apart=tokens))

    def _logits(self, features: Features) -> NDArray[np.float64]:
        import torch

        if self.spec.precision == "bf16" and self.network.dtype is not torch.bfloat16:
            return self._halved(features)
        with translated(torch), torch.inference_mode():
            logits = self.network(**self.prepare(features)).logits
            rows = len(next(iter(features.values())))
            return checked(logits.to("cpu", torch.float64).numpy(), rows, None)

    def _halved(self, features: Features) -> NDArray[np.float64]:
        """From float32 to bf16 at the first batch, saying how far the answers moved."""
        import torch

        whole = replace(self, spec=self.spec.model_copy(update={"precision": "fp32"}))
        before = whole._logits(features)
        self.network = self.network.to(torch.bfloat16)
        after = self._logits(features)
        equal = int((before.argmax(axis=1) == after.argmax(axis=1)).sum())
        self.warnings.append(
            f"Computed in bf16 as asked: {equal} of {len(before)} answers of the first batch equal "
            f"float32's; the largest difference of a logit is {abs(before - after).max():.2g}."
        )
        return after


@dataclass
class Answering(Loaded):
    """Answers with a class; `classes` from the plan's labels or the folder's `id2label`."""

    classes: tuple[str, ...] = ()

    def classify(self, features: Features) -> Answers:
        """Answer one batch: softmax of the logits, or the sigmoid where there is one."""
        return self._answers(self.logits(features))

    def _answers(self, logits: NDArray[np.float64]) -> Answers:
        if logits.shape[1] == 1:
            second = sigmoid(logits)
            return answers_of(
                np.concatenate([1 - second, second], axis=1),
                None if self.spec.threshold is not None else (second[:, 0] >= 0.5).astype(np.intp),
                self.spec.threshold,
            )
        return answers_of(softmax(logits), None, self.spec.threshold)

    def _answer(self) -> Reading:
        how = "one logit, whose sigmoid is the probability of the second class"
        if self.network.config.num_labels > 1:
            how = "logits, made probabilities by softmax"
        words = f"{how} ({self.head})"
        if self.spec.threshold is not None:
            words += f"; {self.classes[-1]!r} from a probability of {self.spec.threshold:g} on"
        return (("answer", words), ("classes", told_classes(self.classes)))


@dataclass
class FolderClassifier(Answering, Attribution, PixelInputs, Compressing):
    """A classifier of texts or pictures that can also be looked into, and asked pixel by pixel."""


@dataclass
class OpaqueClassifier(Answering, Inside, Compressing):
    """A classifier whose gradients lead back to no word of the text."""


@dataclass
class FolderRegressor(Loaded):
    """Answers each row with one number."""

    def regress(self, features: Features) -> NDArray[np.float64]:
        """The network's only output of each row, shape (rows,)."""
        return self.logits(features)[:, 0]

    def _answer(self) -> Reading:
        return (("answer", f"the number that {self.head} gives"),)
