"""Hugging Face folders: sequence and image classification, and regression heads.

The folder was looked over by `audits.models.folders` and its configuration is checked against the
lists here before transformers reads any of it. Only code that comes with transformers runs; only
safetensors are read; a tensor that is missing, unexpected or of another shape is a refusal, since
the library would fill it with random numbers and carry on.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.columns import Kind
from audits.dataset import Features
from audits.document import ModelSpec
from audits.errors import ModelFailure, Problem, Refused
from audits.models import Answers
from audits.models.answering import answers_of, checked, sigmoid, softmax
from audits.models.attribution import Attribution
from audits.models.feeding import strings_of
from audits.models.heap import keep_freed_memory
from audits.models.model_types import PICTURE_TYPES, TEXT_TYPES
from audits.models.placement import beside, on_gpu, place
from audits.profiles import InputProfile, ModelProfile
from audits.reading.spelling import raw_text, spelled

_TEXT_ROWS, _PICTURE_ROWS = 32, 32  # measured: more gains nothing on a CPU
_MOST_TOKENS = 4096
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
    longest: int = _MOST_TOKENS

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

    def logits(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows, outputs); memory that runs out is a `MemoryError`."""
        import torch

        if self.spec.precision == "bf16" and self.network.dtype is not torch.bfloat16:
            return self._halved(features)
        with _translated(torch), torch.inference_mode():
            found = self.network(**self.prepare(features)).logits
            rows = len(next(iter(features.values())))
            return checked(found.to("cpu", torch.float64).numpy(), rows, None)

    def _halved(self, features: Features) -> NDArray[np.float64]:
        """From float32 to bf16 at the first batch, saying how far the answers moved."""
        import torch

        whole = replace(self, spec=self.spec.model_copy(update={"precision": "fp32"}))
        before = whole.logits(features)
        self.network = self.network.to(torch.bfloat16)
        after = self.logits(features)
        equal = int((before.argmax(axis=1) == after.argmax(axis=1)).sum())
        self.warnings.append(
            f"Computed in bf16 as asked: {equal} of {len(before)} answers of the first batch equal "
            f"float32's; the largest difference of a logit is {abs(before - after).max():.2g}."
        )
        return after


@dataclass
class FolderClassifier(Loaded, Attribution):
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


@dataclass
class FolderRegressor(Loaded):
    """Answers each row with one number."""

    def regress(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows,)."""
        return self.logits(features)[:, 0]


def open_texts(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> FolderClassifier | FolderRegressor:
    """A model of sentences; `inputs: {text: [a, b]}` asks with pairs."""
    _check_type(config, TEXT_TYPES)
    reads = _columns(spec, "text")
    tokenizer = _tokenizer(folder, config)
    network = _network(folder, config, "AutoModelForSequenceClassification")
    if network.config.pad_token_id is None:
        network.config.pad_token_id = tokenizer.pad_token_id
    longest = min(
        tokenizer.model_max_length or _MOST_TOKENS,
        config.get("max_position_embeddings") or _MOST_TOKENS,
        _MOST_TOKENS,
    )
    if str(config.get("model_type")).startswith(("roberta", "xlm-roberta", "camembert")):
        longest = min(longest, (config.get("max_position_embeddings") or _MOST_TOKENS) - 2)

    def encode(features: Features) -> Mapping[str, Any]:
        columns = [list(strings_of(features, name)) for name in reads]
        found: Mapping[str, Any] = tokenizer(
            *columns, padding=True, truncation=True, max_length=longest, return_tensors="pt"
        )
        return found

    found = _adapter(network, encode, reads, config, spec, fingerprint, _TEXT_ROWS, pads=True)
    found.tokenizer, found.longest = tokenizer, longest
    return found


def open_pictures(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> FolderClassifier | FolderRegressor:
    """A model of images, prepared by the folder's own processor."""
    _check_type(config, PICTURE_TYPES)
    reads = _columns(spec, "image")[:1]
    from transformers import AutoImageProcessor

    with _refusing("preprocessor_config.json"):
        processor = AutoImageProcessor.from_pretrained(  # type: ignore[no-untyped-call]
            folder, local_files_only=True, trust_remote_code=False
        )
    network = _network(folder, config, "AutoModelForImageClassification")

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

    return _adapter(network, encode, reads, config, spec, fingerprint, _PICTURE_ROWS, pads=False)


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
        outputs=(InputProfile("logits", None, "float32", (None, model.network.num_labels)),),
        classes=model.classes if isinstance(model, FolderClassifier) else (),
        capabilities=_CAPABILITIES if is_classifier else ("Regressor",),
        probabilities=is_classifier,
        sha256=fingerprint,
        parameters=model.parameters,
        warnings=tuple(model.warnings),
    )


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
    problem = config.get("problem_type")
    if problem == "multi_label_classification":
        raise Refused.because(
            "model.config.problem_type", "several labels at once cannot be audited yet",
            "audit one label at a time, with `labels` and a score column", "multi_label",
        )  # fmt: skip
    regresses = problem == "regression" or (outputs == 1 and spec.labels is None)
    if spec.task == "regression" or (spec.task is None and regresses):
        if outputs != 1:
            raise Refused.because(
                "model.task", f"the model answers with {outputs} numbers, not one",
                "leave `task` out", "wrong_task",
            )  # fmt: skip
        return FolderRegressor(*shared)
    return FolderClassifier(*shared, classes=_classes(network, spec, max(2, outputs)))


def _classes(network: Any, spec: ModelSpec, outputs: int) -> tuple[str, ...]:
    if spec.labels is not None:
        if len(spec.labels) != outputs:
            raise Refused.because(
                "model.labels", f"{len(spec.labels)} labels for {outputs} classes",
                "give one a class, in the model's order", "wrong_labels",
            )  # fmt: skip
        return tuple(spec.labels)
    named = network.config.id2label
    return tuple(spelled(raw_text(named.get(i, i))) or str(i) for i in range(outputs))


def _columns(spec: ModelSpec, name: str) -> tuple[str, ...]:
    return tuple((spec.inputs or {}).get(name, [name]))


def _check_type(config: Mapping[str, Any], known: frozenset[str]) -> None:
    found = config.get("model_type")
    if found not in known:
        raise Refused.because(
            "model.config.model_type", f"{str(found)[:60]!r} is not on the list of model types",
            f"supported are {', '.join(sorted(known))}", "unsupported_architecture",
        )  # fmt: skip


def _tokenizer(folder: Path, config: Mapping[str, Any]) -> Any:
    _offline()
    from transformers import AutoTokenizer

    with _refusing("tokenizer"):
        found = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
    if found.pad_token is None:
        found.pad_token = found.eos_token or found.unk_token
    if len(found) > (config.get("vocab_size") or len(found)):
        raise Refused.because(
            "model.files.tokenizer",
            f"has {len(found)} tokens, and the model knows {config['vocab_size']}",
            "save tokenizer and model together",
            "wrong_tokenizer",
        )
    return found


def _network(folder: Path, config: Mapping[str, Any], auto: str) -> Any:
    _offline()
    import torch
    import transformers

    if not list(folder.glob("*.safetensors")):
        raise Refused.because(
            "model.files", "there is no .safetensors file", "save the model as safetensors",
            "no_weights",
        )  # fmt: skip
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    keep_freed_memory()
    with _refusing("model.safetensors"), _translated(torch):
        network, found = getattr(transformers, auto).from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            output_loading_info=True,
            dtype=torch.float32,
        )
    problems = [
        Problem(
            "model.files.model.safetensors",
            f"{len(names)} tensors are {word}: {', '.join(sorted(map(_name, names))[:5])}",
            "save the whole model again; a part filled at random cannot be audited",
            "weights_do_not_match",
        )
        for key, word in (
            ("missing_keys", "missing"),
            ("unexpected_keys", "not of this model"),
            ("mismatched_keys", "of another shape"),
            ("error_msgs", "unreadable"),
        )
        if (names := found.get(key))
    ]
    if type(network).__name__ not in (config.get("architectures") or ()):
        problems.append(
            Problem(
                "model.config.architectures",
                f"says {config.get('architectures')}, and the type makes {type(network).__name__}",
                "save the model again",
                "unsupported_architecture",
            )
        )
    if problems:
        raise Refused(problems)
    return network.eval().requires_grad_(False)


def _name(found: object) -> str:
    return str(found[0] if isinstance(found, tuple) else found)[:80]


def _offline() -> None:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Whatever the library trips over in the uploaded files is a refusal."""
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        # Rust and configuration code raise every kind of exception; SafetensorError is one.
        first = str(error).strip().split("\n", 1)[0][:200]
        raise Refused.because(
            f"model.files.{name}",
            f"cannot be loaded ({type(error).__name__}: {first})",
            "save the folder again with save_pretrained",
            "cannot_load",
        ) from error


@contextmanager
def _translated(torch: Any) -> Iterator[None]:
    """Memory that runs out as Python says it; any other error while answering a failure."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise MemoryError(str(error)[:200]) from error
    except (RuntimeError, IndexError, ValueError) as error:
        if "allocate memory" in str(error) or "out of memory" in str(error).lower():
            raise MemoryError(str(error)[:200]) from error
        raise ModelFailure(f"the model failed: {str(error)[:300]}") from error


__all__ = ["FolderClassifier", "FolderRegressor", "open_pictures", "open_texts",
           "profile_pictures", "profile_texts"]  # fmt: skip
