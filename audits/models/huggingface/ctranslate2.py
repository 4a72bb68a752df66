"""CTranslate2 as the engine of Marian, M2M100 and NLLB on a CPU: many times faster, greedily equal.

It is used only where it says what transformers says on a sample of the very sentences; how far the
two agree stands in the report. Marian's start token keeps its embedding: the converter that comes
with CTranslate2 takes it for zero, which models trained with transformers do not keep to.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FAMILIES = frozenset({"marian", "m2m_100"})


@dataclass
class FastTranslator:
    """A converted network. Tokens in, tokens out."""

    engine: Any
    tokenizer: Any
    beams: int
    start: str | None
    threads: int = 1

    @property
    def words(self) -> str:
        """Name, version, device and threads."""
        import ctranslate2

        threads = f"{self.threads} thread{'' if self.threads == 1 else 's'}"
        return f"CTranslate2 {ctranslate2.__version__} on CPU, {threads}"

    def generate(
        self, rows: Sequence[Sequence[int]], *, forced: int | None, most_tokens: int
    ) -> list[list[int]]:
        """Token ids of each row's translation.

        rows: token ids of each source. forced: the token every output starts with, or None.
        most_tokens: how long an output may become.
        """
        spelled = self.tokenizer.convert_ids_to_tokens
        prefix = None if forced is None else [[spelled(forced)]] * len(rows)
        results = self.engine.translate_batch(
            [spelled(list(row)) for row in rows],
            target_prefix=prefix,
            beam_size=self.beams,
            max_decoding_length=most_tokens,
            max_input_length=0,
            max_batch_size=64,
            suppress_sequences=None if self.start is None else [[self.start]],
        )
        ids: list[list[int]] = [
            self.tokenizer.convert_tokens_to_ids(result.hypotheses[0]) for result in results
        ]
        return ids


def convert(
    network: Any,
    tokenizer: Any,
    model_type: str,
    *,
    quantization: str | None = None,
    threads: int = 1,
) -> FastTranslator:
    """The network as CTranslate2 runs it; raises `ValueError` where it cannot.

    tokenizer: of the same folder. model_type: as its configuration says. quantization: None for
    float32, or "int8". threads: that share in a batch.
    """
    import copy

    import ctranslate2
    from ctranslate2.converters import transformers as loaders

    if quantization is not None:
        network = copy.deepcopy(network)  # weights are scaled where they stand
    loader = _marian_loader() if model_type == "marian" else loaders.M2M100Loader()
    normalised = {name: getattr(network.config, name, _ABSENT) for name in _TOUCHED}
    try:
        spec = loader(network, tokenizer)
        spec.validate()
        spec.optimize(quantization=quantization)
    finally:
        # The converter writes into the configuration of the network it reads.
        for name, value in normalised.items():
            if value is not _ABSENT:
                setattr(network.config, name, value)
            elif hasattr(network.config, name):
                delattr(network.config, name)
    with tempfile.TemporaryDirectory(prefix="ctranslate2-") as folder:
        spec.save(folder)
        engine = ctranslate2.Translator(
            folder, device="cpu", inter_threads=1, intra_threads=threads,
            compute_type=quantization or "float32",
        )  # fmt: skip
    beams = getattr(network.generation_config, "num_beams", None) or 1
    start = tokenizer.pad_token if model_type == "marian" else None
    return FastTranslator(engine, tokenizer, beams, start, threads)


_TOUCHED = ("normalize_before", "normalize_embedding")
_ABSENT = object()


def _marian_loader() -> Any:
    from ctranslate2.converters import transformers as loaders

    class Marian(loaders.MarianMTLoader):  # type: ignore[misc]
        """Keeps the start token and its embedding."""

        def get_model_spec(self, model: Any) -> Any:
            model.config.normalize_before = False
            model.config.normalize_embedding = False
            return loaders.BartLoader.get_model_spec(self, model)

        def set_decoder(self, spec: Any, decoder: Any) -> None:
            loaders.BartLoader.set_decoder(self, spec, decoder)

        def get_vocabulary(self, model: Any, tokenizer: Any) -> list[str]:
            vocabulary: list[str] = loaders.BartLoader.get_vocabulary(self, model, tokenizer)
            return vocabulary

        def set_config(self, config: Any, model: Any, tokenizer: Any) -> None:
            config.eos_token = tokenizer.eos_token
            config.unk_token = tokenizer.unk_token
            start = model.config.decoder_start_token_id
            config.decoder_start_token = tokenizer.convert_ids_to_tokens(start)

    return Marian()


def settings_fit(generation: Mapping[str, Any]) -> bool:
    """Whether the folder asks for nothing that CTranslate2 does otherwise.

    generation: the settings in its `generation_config.json`, by name.
    """
    plain = {"repetition_penalty": 1.0, "no_repeat_ngram_size": 0, "length_penalty": 1.0}
    return all(generation.get(name) in (None, value) for name, value in plain.items()) and not (
        generation.get("forced_decoder_ids") or generation.get("suppress_tokens")
    )


__all__ = ["FAMILIES", "FastTranslator", "convert", "settings_fit"]
