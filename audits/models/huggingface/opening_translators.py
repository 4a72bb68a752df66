"""Translators' folders are opened and looked over: their type, their languages, one word."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from audits.errors import ModelFailure, Refused
from audits.models.huggingface import loading
from audits.models.huggingface.language_codes import language_codes_of
from audits.models.huggingface.translation import FolderTranslator
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

TYPES = frozenset({"marian", "m2m_100", "mbart", "t5", "mt5", "umt5"})
Opened = TypeVar("Opened", bound=FolderTranslator)


def open_translator(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> FolderTranslator:
    """A translator; `source_language` and `target_language` stand in the plan or the folder.

    config: what the folder's config.json holds. fingerprint: SHA-256 of the folder.
    """
    loading.check_type(config, TYPES)
    tokenizer = loading.load_tokenizer(folder, config)
    device = best_device()
    network: Any = loading.load_network(folder, config, "AutoModelForSeq2SeqLM")
    if device != "cpu":
        network = network.to(device)
    return of_languages(FolderTranslator, network, tokenizer, config, spec, fingerprint, device)


def of_languages(
    kind: type[Opened],
    network: Any,
    tokenizer: Any,
    config: Mapping[str, Any],
    spec: ModelSpec,
    fingerprint: str,
    device: str,
) -> Opened:
    """The translator between the languages of the plan, or else of the folder.

    network, tokenizer: opened from the folder, on the device ("cpu" or "cuda"). config: what its
    config.json holds. fingerprint: SHA-256 of the folder.
    Raises `Refused` where the network does not know one of them.
    """
    tongues = language_codes_of(str(config["model_type"]), tokenizer, network.config)
    source = spec.source_language or tongues.stated_source
    target = spec.target_language or tongues.stated_target
    model = kind(network, tokenizer, tongues, fingerprint, device, source, target or "en")
    for name, language in (("source_language", source), ("target_language", target)):
        if language is not None:
            tongues.check(name, language)
    return model


def best_device() -> str:
    """The accelerator, where there is one."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def profile_translator(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model and translates one word: what cannot is found out before an audit.

    config: what the folder's config.json holds. fingerprint: SHA-256 of the folder.
    """
    return profile_of(open_translator(folder, config, spec, fingerprint))


def profile_of(model: FolderTranslator) -> ModelProfile:
    """One word translated; raises `Refused` where a language is missing, `ModelFailure` else."""
    source, target = model.source_language, model.target_language
    if source is None and model.tongues.needs_source:
        raise Refused.because(
            "model.source_language",
            "the model translates several languages and none is named",
            "name it, e.g. `source_language: fi`",
            "language_needed",
        )
    try:
        model.translate(["a"], source_language=source or "", target_language=target or "en")
    except (RuntimeError, ValueError, IndexError) as error:
        raise ModelFailure(f"the translator cannot translate: {error}") from error
    return ModelProfile(
        format="huggingface",
        task="translation",
        inputs=(),
        outputs=(InputProfile("translation", Kind.TEXT, "string", (None,)),),
        classes=(),
        capabilities=("Translator", "ForcedChoice", "CountableTexts"),
        probabilities=False,
        sha256=model.fingerprint,
        parameters=sum(weights.numel() for weights in model.network.parameters()),
    )
