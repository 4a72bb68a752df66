"""A folder becomes a causal or masked language model, or a causal one that translates.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audits.errors import Refused
from audits.models.huggingface import loading
from audits.models.huggingface.language_models import (
    CausalLanguageModel,
    Loaded,
    MaskedLanguageModel,
)
from audits.models.huggingface.prompted_translator import PromptedTranslator
from audits.models.translation_prompts import prompt_of
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

CAUSAL = frozenset(
    {"gpt2", "gpt_neo", "gpt_neox", "gptj", "opt", "bloom", "llama", "mistral", "qwen2", "qwen3",
     "gemma", "gemma2", "gemma3_text", "phi", "phi3", "olmo", "olmo2", "stablelm", "granite",
     "smollm3", "falcon", "mamba", "falcon_mamba", "gpt_bigcode", "starcoder2", "biogpt"}
)  # fmt: skip
MASKED = frozenset(
    {"bert", "roberta", "xlm-roberta", "distilbert", "albert", "camembert", "electra", "mpnet",
     "deberta", "deberta-v2", "modernbert"}
)  # fmt: skip


def open_causal(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> CausalLanguageModel:
    """A causal model; with the task translation it is asked to translate.

    Raises `Refused` where the folder does not fit, or a translator is told no source language.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    loading.check_type(config, CAUSAL)
    tokenizer = loading.load_tokenizer(folder, config)
    network = loading.load_network(folder, config, "AutoModelForCausalLM")
    if spec.task != "translation":
        return CausalLanguageModel(network, tokenizer, fingerprint)
    if spec.source_language is None:
        raise Refused.because(
            "model.source_language", "a language model must be told what to translate from",
            "name it, e.g. `source_language: fi`", "language_needed",
        )  # fmt: skip
    target = spec.target_language or "en"
    prompt_of("", spec.source_language, target)
    return PromptedTranslator(network, tokenizer, fingerprint, spec.source_language, target)


def open_masked(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> MaskedLanguageModel:
    """A masked model; without a mask token, or where the folder does not fit, it is `Refused`."""
    loading.check_type(config, MASKED)
    tokenizer = loading.load_tokenizer(folder, config)
    if tokenizer.mask_token_id is None:
        raise Refused.because(
            "model.files.tokenizer", "has no mask token", "save the model's own tokenizer",
            "wrong_tokenizer",
        )  # fmt: skip
    network = loading.load_network(folder, config, "AutoModelForMaskedLM")
    return MaskedLanguageModel(network, tokenizer, fingerprint)


def profile_causal(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    model = open_causal(folder, config, spec, fingerprint)
    translates = isinstance(model, PromptedTranslator)
    more = ("Translator", "ForcedChoice") if translates else ("Generator",)
    capabilities = ("LanguageModel", *more, "CountableTexts")
    return _profile(model, "translation" if translates else "text-generation", capabilities)


def profile_masked(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    model = open_masked(folder, config, spec, fingerprint)
    return _profile(model, "fill-mask", ("LanguageModel", "CountableTexts"))


def _profile(model: Loaded, task: str, capabilities: tuple[str, ...]) -> ModelProfile:
    return ModelProfile(
        format="huggingface",
        task=task,
        inputs=(),
        outputs=(InputProfile("log_likelihood", Kind.NUMBER, "float64", (None,)),),
        classes=(),
        capabilities=capabilities,
        probabilities=False,
        sha256=model.fingerprint,
        parameters=sum(weights.numel() for weights in model.network.parameters()),
    )
