"""Hugging Face folders: sequence and image classification, and regression heads.

The folder was looked over by `audits.models.folders`, and its configuration is checked against the
list of types before transformers reads any of it (`audits.models.pretrained`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.columns import Kind
from audits.dataset import Features
from audits.document import ModelSpec
from audits.errors import Refused
from audits.models import Answers
from audits.models.answering import answers_of, checked, sigmoid, softmax
from audits.models.attribution import Attribution
from audits.models.model_types import PADDED_SAFELY, PICTURE_TYPES, TEXT_TYPES
from audits.models.placement import beside, on_gpu, place
from audits.models.pretrained import (
    check_type,
    load_network,
    load_tokenizer,
    refusing,
    translated,
)
from audits.models.telling import (
    HALF_TOLERANCE,
    TOLERANCE,
    Reading,
    told_classes,
    told_of,
    told_processor,
)
from audits.models.tokens import (
    MOST_TOKENS,
    Tokens,
    check_words,
    groups_of,
    longest_of,
    look_over,
    match_padding,
)
from audits.profiles import InputProfile, ModelProfile
from audits.reading.spelling import raw_text, spelled

_TEXT_ROWS, _PICTURE_ROWS = 32, 32  # measured: more gains nothing on a CPU
# Among so many texts there are some of equal length.
_APART_ROWS = 256
_CAPABILITIES = ("Classifier", "Attributable", "Layered", "Randomisable")


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
    prepared_by: str = ""
    # Padding changes the answers, so only texts of equal length are asked together.
    is_apart: bool = False
    most_together: int = _TEXT_ROWS
    overlooked: Reading = ()

    @property
    def mask_token(self) -> str | None:
        """What the model knows as "a word is hidden here"."""
        return getattr(self.tokenizer, "mask_token", None)

    def prepare(self, features: Features) -> Mapping[str, Any]:
        """The network's tensors, where the network is."""
        return beside(self.network, self.encode(features))

    @property
    def may_grow(self) -> bool:
        """On a GPU the best batch depends on card and model, so it is found by trying."""
        return on_gpu(self.network)

    @property
    def parameters(self) -> int:
        """Numbers learnt."""
        return sum(part.numel() for part in self.network.parameters())

    @property
    def tolerance(self) -> float:
        """How far answers of one row may lie apart by rounding alone."""
        return HALF_TOLERANCE if self.spec.precision == "bf16" else TOLERANCE

    @property
    def reading(self) -> Reading:
        """What is read of the model, and as what."""
        found = list(self._answer())
        if self.tokens is not None:
            found.append(("tokenizer", self.tokens.told()))
        if self.prepared_by:
            found.append(("pictures", self.prepared_by))
        if self.is_apart and self.tokens is not None:
            found.append(
                ("batches", "only texts of equal length are asked together, because padding "
                            "would change this model's answers")
            )  # fmt: skip
        return (*found, *self.overlooked, *told_of(self.left_out))

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
        lengths = self.tokens.lengths(features)
        found: NDArray[np.float64] | None = None
        for rows in groups_of(lengths, self.most_together):
            part = self._logits({name: features[name][rows] for name in self.reads})
            if found is None:
                found = np.empty((len(lengths), part.shape[1]))
            found[rows] = part
        assert found is not None
        return found

    def _logits(self, features: Features) -> NDArray[np.float64]:
        import torch

        if self.spec.precision == "bf16" and self.network.dtype is not torch.bfloat16:
            return self._halved(features)
        with translated(torch), torch.inference_mode():
            found = self.network(**self.prepare(features)).logits
            rows = len(next(iter(features.values())))
            return checked(found.to("cpu", torch.float64).numpy(), rows, None)

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
        """Answer one batch."""
        logits = self.logits(features)
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
class FolderClassifier(Answering, Attribution):
    """A classifier of texts or pictures that can also be looked into."""


@dataclass
class FolderRegressor(Loaded):
    """Answers each row with one number."""

    def regress(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows,)."""
        return self.logits(features)[:, 0]

    def _answer(self) -> Reading:
        return (("answer", f"the number that {self.head} gives"),)


def open_texts(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> FolderClassifier | FolderRegressor:
    """A model of sentences; `inputs: {text: [a, b]}` asks with pairs."""
    check_type(config, TEXT_TYPES)
    reads = _columns(spec, "text")
    check_words(folder, config)
    tokenizer = load_tokenizer(folder, config)
    network = load_network(folder, config, "AutoModelForSequenceClassification")
    match_padding(network, tokenizer)
    longest = longest_of(network, tokenizer)
    tokens = Tokens(tokenizer, reads, longest)
    is_apart = config.get("model_type") not in PADDED_SAFELY or tokenizer.pad_token is None
    rows = _APART_ROWS if is_apart else _TEXT_ROWS
    found = _adapter(network, tokens.padded, reads, config, spec, fingerprint, rows, pads=True)
    found.tokenizer, found.longest, found.tokens = tokenizer, longest, tokens
    found.is_apart = is_apart
    return found


def open_pictures(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> FolderClassifier | FolderRegressor:
    """A model of images, prepared by the folder's own processor."""
    check_type(config, PICTURE_TYPES)
    reads = _columns(spec, "image")[:1]
    from transformers import AutoImageProcessor

    with refusing("preprocessor_config.json"):
        processor = AutoImageProcessor.from_pretrained(  # type: ignore[no-untyped-call]
            folder, local_files_only=True, trust_remote_code=False
        )
    network = load_network(folder, config, "AutoModelForImageClassification")

    def encode(features: Features) -> Mapping[str, Any]:
        pictures = features[reads[0]]
        if not isinstance(pictures, list):
            raise Refused.because(
                "model.inputs.image", f"takes images, and {reads[0]!r} holds none",
                "name the image column", "does_not_fit",
            )  # fmt: skip
        found: Mapping[str, Any] = processor(
            pictures, return_tensors="pt", input_data_format="channels_last"
        )
        return {"pixel_values": found["pixel_values"]}

    found = _adapter(network, encode, reads, config, spec, fingerprint, _PICTURE_ROWS, pads=False)
    found.prepared_by = told_processor(processor)
    return found


def profile_texts(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: weights that do not match are found out before an audit starts."""
    return _profile(open_texts, "text", Kind.TEXT, folder, config, spec, fingerprint)


def profile_pictures(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: weights that do not match are found out before an audit starts."""
    return _profile(open_pictures, "image", Kind.IMAGE, folder, config, spec, fingerprint)


def _profile(
    opener: Callable[..., FolderClassifier | FolderRegressor],
    name: str,
    kind: Kind,
    folder: Path,
    config: Mapping[str, Any],
    spec: ModelSpec,
    fingerprint: str,
) -> ModelProfile:
    model = opener(folder, config, spec, fingerprint)
    is_classifier = isinstance(model, FolderClassifier)
    return ModelProfile(
        format="huggingface",
        task="classification" if is_classifier else "regression",
        inputs=(InputProfile(name, kind, "string" if kind is Kind.TEXT else "uint8", (None,)),),
        outputs=(InputProfile("logits", None, "float32", (None, model.network.config.num_labels)),),
        classes=model.classes if isinstance(model, FolderClassifier) else (),
        capabilities=_CAPABILITIES if is_classifier else ("Regressor",),
        probabilities=is_classifier,
        sha256=fingerprint,
        parameters=model.parameters,
        warnings=tuple(model.warnings),
        alternatives=_alternatives(config, spec, model),
        reading=model.reading,
    )


def _alternatives(
    config: Mapping[str, Any], spec: ModelSpec, model: FolderClassifier | FolderRegressor
) -> tuple[str, ...]:
    """One number of a head that does not say what it is may be a quantity or a score."""
    said = spec.task or spec.labels or spec.meaning or config.get("problem_type")
    is_single = model.network.config.num_labels == 1
    return ("classification",) if is_single and not said else ()


def _adapter(
    network: Any,
    encode: Callable[[Features], Mapping[str, Any]],
    reads: tuple[str, ...],
    config: Mapping[str, Any],
    spec: ModelSpec,
    fingerprint: str,
    rows: int,
    *,
    pads: bool,
) -> FolderClassifier | FolderRegressor:
    notices: list[str] = []
    network = place(network, notices)
    shared = (network, encode, reads, fingerprint, spec, rows, pads, notices)
    outputs: int = network.config.num_labels
    if is_regression(config.get("problem_type"), outputs, spec):
        return FolderRegressor(*shared)
    return FolderClassifier(*shared, classes=classes_of(network, spec, max(2, outputs)))


def is_regression(problem: str | None, outputs: int, spec: ModelSpec) -> bool:
    """Whether a head of so many numbers answers with one; `Refused` where it is neither.

    problem: `problem_type` of the configuration.
    """
    if problem == "multi_label_classification":
        raise Refused.because(
            "model.config.problem_type",
            "says multi_label_classification: several labels at once, each yes or no",
            "record the answers of one label as a column and audit that", "multi_label",
        )  # fmt: skip
    regresses = problem == "regression" or (outputs == 1 and spec.labels is None)
    if spec.meaning is not None:
        regresses = spec.meaning == "number"
    regresses = spec.task == "regression" or (spec.task is None and regresses)
    if regresses and outputs != 1:
        raise Refused.because(
            "model.task", f"the model answers with {outputs} numbers, not one",
            "leave `task` out", "wrong_task",
        )  # fmt: skip
    return regresses


def classes_of(network: Any, spec: ModelSpec, outputs: int) -> tuple[str, ...]:
    """As the plan or the folder calls them."""
    if spec.labels is not None:
        if len(spec.labels) != outputs:
            raise Refused.because(
                "model.labels", f"{len(spec.labels)} labels for {outputs} classes",
                "give one a class, in the model's order", "wrong_labels",
            )  # fmt: skip
        return tuple(spec.labels)
    if network.config.num_labels == 1:
        return ("0", "1")
    named = network.config.id2label
    return tuple(spelled(raw_text(named.get(i, i))) or str(i) for i in range(outputs))


def _columns(spec: ModelSpec, name: str) -> tuple[str, ...]:
    return tuple((spec.inputs or {}).get(name, [name]))


__all__ = ["FolderClassifier", "FolderRegressor", "open_pictures", "open_texts",
           "profile_pictures", "profile_texts"]  # fmt: skip
