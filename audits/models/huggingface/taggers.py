"""What a folder with a token classifier becomes: a model that finds spans in texts.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.data.span_tags import OUTSIDE, kind_of
from audits.errors import Refused
from audits.models.batches import Pace, Rows, in_batches
from audits.models.huggingface.allowed_types import PADDED_SAFELY, TAGGER_TYPES
from audits.models.huggingface.classifiers import ROWS, Loaded
from audits.models.huggingface.device import beside, on_device
from audits.models.huggingface.latents import latents_of
from audits.models.huggingface.loading import check_type, load_network, load_tokenizer, translated
from audits.models.huggingface.opening import classes_of
from audits.models.huggingface.tagged_tokens import located
from audits.models.huggingface.tokenization import Tokens, check_words, longest_of, match_padding
from audits.models.output_reading import Reading, told_classes
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

# Among so many texts there are some of equal length.
APART_ROWS = 256
CAPABILITIES = ("Detector", "Countable")
TASK = "token-classification"


@dataclass
class Tagger(Loaded):
    """Finds the spans whose words the network tags: `audits.models.Detector`.

    tags: as the network answers, in its order. given: by input of the network, the tokenizer's
    tensor that it takes.
    """

    tags: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    def detect(self, features: Features) -> NDArray[np.object_]:
        """The spans of each text, shape (rows,); texts are cut as for every other head."""
        assert self.tokens is not None
        if not self.is_apart:
            return self._detect(features)
        tokens = self.tokens.lengths(features)

        def one(rows: Rows) -> tuple[Rows, NDArray[np.object_]]:
            return rows, self._detect({name: features[name][rows] for name in self.reads})

        pace = Pace(self.most_together, grows=False)
        return np.asarray(in_batches(len(tokens), pace, one, apart=tokens), dtype=object)

    def fed(self, encoded: Mapping[str, Any]) -> Mapping[str, Any]:
        """The network's tensors, on its device. encoded: the tokenizer's, by name."""
        return beside(self.network, {name: encoded[own] for name, own in self.given.items()})

    def _detect(self, features: Features) -> NDArray[np.object_]:
        import torch

        assert self.tokens is not None
        (texts,) = self.tokens.texts(features)
        encoded = self.tokens.with_places(features)
        with translated(torch), torch.inference_mode():
            answered = self.network(**self.fed(encoded)).logits
            logits = answered.to("cpu", torch.float64).numpy()
        ids, places = (encoded[name].numpy() for name in ("input_ids", "offset_mapping"))
        own = encoded["special_tokens_mask"].numpy() == 0
        spans = np.empty(len(texts), dtype=object)
        for row, text in enumerate(texts):
            worded = own[row]
            spans[row] = located(
                logits[row, : len(worded)][worded], ids[row][worded], places[row][worded], text,
                self.tokens.tokenizer, self.tags,
            )  # fmt: skip
        return spans

    def _answer(self) -> Reading:
        kinds = tuple(dict.fromkeys(kind_of(tag) for tag in self.tags if tag != OUTSIDE))
        words = (
            "spans of words of one tag, a word's being that of its first token, as of "
            f"transformers' aggregation_strategy='first' ({self.head}); a span's score is the mean "
            "of its words'"
        )
        return (("answer", words), ("classes", told_classes(kinds)))


def open_tagger(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> Tagger:
    """A token classifier of one column of texts. Raises `Refused`."""
    check_type(config, TAGGER_TYPES)
    tokens = tokens_of(folder, config, spec)
    notices: list[str] = []
    network = load_network(folder, config, "AutoModelForTokenClassification")
    match_padding(network, tokens.tokenizer)
    tokens.longest = longest_of(network, tokens.tokenizer)
    tags = tags_of(network, spec)
    network = on_device(network, notices)
    is_apart = config.get("model_type") not in PADDED_SAFELY
    given = {name: name for name in tokens.tokenizer.model_input_names}
    return tagger(Tagger, network, tokens, spec, fingerprint, tags, given, is_apart, notices)


def tagger(
    kind: type[Tagger],
    network: Any,
    tokens: Tokens,
    spec: ModelSpec,
    fingerprint: str,
    tags: tuple[str, ...],
    given: Mapping[str, str],
    is_apart: bool,
    notices: list[str],
) -> Tagger:
    """The model over a network, or over what is called like one.

    tags: in the network's order. given: by input of the network, the tokenizer's tensor. is_apart:
    whether padding changes its answers. notices: lines of the report about the device.
    """

    def encode(features: Features) -> Mapping[str, Any]:
        encoded = tokens.with_places(features)
        return {name: encoded[own] for name, own in given.items()}

    built = None if kind is not Tagger else latents_of(network)
    return kind(
        network, encode, tokens.reads, fingerprint, spec, APART_ROWS if is_apart else ROWS, True,
        notices, tokens.tokenizer, tokens.longest, tokens=tokens, is_apart=is_apart, tags=tags,
        given=given, architecture=() if built is None else built.reading(),
    )  # fmt: skip


def tokens_of(folder: Path, config: Mapping[str, Any], spec: ModelSpec) -> Tokens:
    """The folder's tokenizer, which must know where its tokens stand; raises `Refused`."""
    reads = tuple((spec.inputs or {}).get("text", ["text"]))
    if len(reads) != 1:
        raise Refused.because(
            "model.inputs.text", f"{len(reads)} columns are named, and spans are found in one text",
            "name the one column of texts", "wrong_width",
        )  # fmt: skip
    for name, stated in (("threshold", spec.threshold), ("output", spec.output)):
        if stated is not None:
            raise Refused.because(
                f"model.{name}", "says how one answer a row is read, and spans have none",
                "leave it out", "does_not_fit",
            )  # fmt: skip
    if spec.precision != "fp32":
        raise Refused.because(
            "model.precision", "spans are computed in 32 bits alone", "leave it out", "precision"
        )
    check_words(folder, config)
    tokenizer = load_tokenizer(folder, config)
    if not tokenizer.is_fast:
        raise Refused.because(
            "model.files.tokenizer",
            f"{type(tokenizer).__name__} does not say where in the text its tokens stand",
            "save the fast tokenizer beside the model (tokenizer.json)", "slow_tokenizer",
        )  # fmt: skip
    return Tokens(tokenizer, reads, tokenizer.model_max_length)


def tags_of(network: Any, spec: ModelSpec) -> tuple[str, ...]:
    """The tags as the plan or the folder calls them; raises `Refused` where none is `O`.

    network: of which `config` names them.
    """
    tags = classes_of(network, spec, network.config.num_labels)
    if OUTSIDE not in tags:
        raise Refused.because(
            "model.labels" if spec.labels is not None else "model.config.id2label",
            f"no tag is {OUTSIDE!r}, so every word would be in a span (it has "
            f"{told_classes(tags)})",
            "list the tags in the model's order: `labels: [O, B-PER, I-PER]`", "no_outside",
        )  # fmt: skip
    return tags


def profile_tagger(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    return profile_of(open_tagger(folder, config, spec, fingerprint))


def profile_of(model: Tagger) -> ModelProfile:
    """What an opened one takes and answers."""
    return ModelProfile(
        format="huggingface",
        task=TASK,
        inputs=(InputProfile("text", Kind.TEXT, "string", (None,)),),
        outputs=(InputProfile("logits", None, "float32", (None, None, len(model.tags))),),
        classes=(),
        capabilities=CAPABILITIES,
        probabilities=False,
        sha256=model.fingerprint,
        parameters=model.parameters,
        warnings=tuple(model.warnings),
        reading=model.reading,
    )
