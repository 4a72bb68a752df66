"""Hugging Face folders: sequence and image classification, and regression heads.

The folder was looked over by `folder_check`, and its configuration is checked against the list of
types before transformers reads any of it (`loading`).

folder: the model's; config: its `config.json`; spec: what the plan says of it; fingerprint: the
digest of its files.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from audits.data.dataset import Features
from audits.data.reading.spelling import raw_text, spelled
from audits.errors import Refused
from audits.models.huggingface.allowed_types import PADDED_SAFELY, PICTURE_TYPES, TEXT_TYPES
from audits.models.huggingface.classifiers import (
    ROWS,
    Answering,
    FolderClassifier,
    FolderRegressor,
    OpaqueClassifier,
)
from audits.models.huggingface.device import on_device
from audits.models.huggingface.label_columns import (
    MULTI_LABEL,
    OUTPUT,
    for_profile,
    label_columns,
    of_one_label,
)
from audits.models.huggingface.latents import latents_of
from audits.models.huggingface.loading import (
    check_type,
    load_network,
    load_tokenizer,
)
from audits.models.huggingface.pictures import Pictures
from audits.models.huggingface.pixel_inputs import PixelScale
from audits.models.huggingface.tokenization import (
    Tokens,
    check_words,
    longest_of,
    match_padding,
)
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

# Among so many texts there are some of equal length.
_APART_ROWS = 256
_CAPABILITIES = (
    "Classifier", "Countable", "Compressible", "Attributable", "Layered", "Randomisable",
)  # fmt: skip


def open_texts(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> Answering | FolderRegressor:
    """A model of sentences; `inputs: {text: [a, b]}` asks with pairs. Raises `Refused`."""
    check_type(config, TEXT_TYPES)
    reads = _columns(spec, "text")
    check_words(folder, config)
    tokenizer = load_tokenizer(folder, config)
    network = load_network(folder, config, "AutoModelForSequenceClassification")
    match_padding(network, tokenizer)
    longest = longest_of(network, tokenizer)
    tokens = Tokens(tokenizer, reads, longest)
    is_apart = config.get("model_type") not in PADDED_SAFELY or tokenizer.pad_token is None
    rows = _APART_ROWS if is_apart else ROWS
    model = _adapter(
        network, tokens.padded, reads, config, spec, fingerprint, rows, pads=True,
        tokenizer=tokenizer,
    )  # fmt: skip
    model.tokenizer, model.longest, model.tokens = tokenizer, longest, tokens
    model.is_apart = is_apart
    return model


def open_pictures(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> Answering | FolderRegressor:
    """A model of images, prepared by the folder's own processor. Raises `Refused`."""
    check_type(config, PICTURE_TYPES)
    reads = _columns(spec, "image")[:1]
    pictures = Pictures(folder, reads[0])
    network = load_network(folder, config, "AutoModelForImageClassification")
    model = _adapter(network, pictures.tensors, reads, config, spec, fingerprint, ROWS, pads=False)
    model.pictures = pictures
    model.pixel_scale = PixelScale.of(pictures.processor)
    return model


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
    opener: Callable[..., Answering | FolderRegressor],
    name: str,
    kind: Kind,
    folder: Path,
    config: Mapping[str, Any],
    spec: ModelSpec,
    fingerprint: str,
) -> ModelProfile:
    model = opener(folder, config, for_profile(config, spec), fingerprint)
    is_classifier = isinstance(model, Answering)
    labels = label_columns(config) if is_classifier else ()
    several = any(one.is_sure for one in labels) and spec.meaning is None
    outputs = labels[0].count if several else model.network.config.num_labels
    return ModelProfile(
        format="huggingface",
        task="classification" if is_classifier else "regression",
        inputs=(InputProfile(name, kind, "string" if kind is Kind.TEXT else "uint8", (None,)),),
        outputs=(InputProfile(OUTPUT, None, "float32", (None, outputs)),),
        classes=model.classes if isinstance(model, Answering) and not several else (),
        capabilities=_capabilities(model),
        probabilities=is_classifier,
        sha256=fingerprint,
        parameters=model.parameters,
        warnings=tuple(model.warnings),
        alternatives=_alternatives(config, spec, model),
        reading=() if several else model.reading,
        label_columns=labels,
    )


def _capabilities(model: Answering | FolderRegressor) -> tuple[str, ...]:
    if isinstance(model, FolderClassifier):
        pixels = () if model.pixel_scale is None else ("PixelClassifier", "Differentiable")
        return (*_CAPABILITIES, *pixels)
    if isinstance(model, Answering):
        return tuple(name for name in _CAPABILITIES if name != "Attributable")
    return ("Regressor", "Countable")


def _leads_back(network: Any, tokenizer: Any) -> bool:
    """Whether gradients reach the words: through one embedding, with tokens that know their place.

    An encoder-decoder reads its text twice; tokenizers written in Python name no places; XLNet's
    padding stands left and I-BERT's embedding is quantised.
    """
    opaque = network.config.is_encoder_decoder or network.config.model_type in ("ibert", "xlnet")
    return not opaque and bool(tokenizer.is_fast)


def _alternatives(
    config: Mapping[str, Any], spec: ModelSpec, model: Answering | FolderRegressor
) -> tuple[str, ...]:
    """One number of a head that does not say what it is may be a quantity or a score."""
    stated = spec.task or spec.labels or spec.meaning or config.get("problem_type")
    is_single = model.network.config.num_labels == 1
    return ("classification",) if is_single and not stated else ()


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
    tokenizer: Any = None,
) -> Answering | FolderRegressor:
    notices: list[str] = []
    network = of_one_label(on_device(network, notices), spec)
    shared = (network, encode, reads, fingerprint, spec, rows, pads, notices)
    outputs: int = network.config.num_labels
    built = latents_of(network)
    architecture = () if built is None else built.reading()
    if spec.label_column is None and is_regression(config.get("problem_type"), outputs, spec):
        return FolderRegressor(*shared, architecture=architecture)
    kind = (
        FolderClassifier
        if tokenizer is None or _leads_back(network, tokenizer)
        else OpaqueClassifier
    )
    classes = classes_of(network, spec, max(2, outputs))
    return kind(*shared, classes=classes, architecture=architecture)


def is_regression(problem: str | None, outputs: int, spec: ModelSpec) -> bool:
    """Whether a head of so many outputs answers with one number; `Refused` where it is neither.

    problem: `problem_type` of the configuration.
    """
    if problem == MULTI_LABEL and spec.meaning is None:
        raise Refused.because(
            "model.config.problem_type",
            "says multi_label_classification: several labels at once, each yes or no",
            "name them: `label_set: {labels: [a, b, ...]}`", "multi_label",
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
    """The classes as the plan or the folder calls them, one of each of the network's outputs.

    Raises `Refused` where the plan gives more or fewer labels.
    """
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
