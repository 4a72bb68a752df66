"""Folders of token classifiers that hold a graph, as Optimum writes them.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audits.models.huggingface.allowed_types import PADDED_SAFELY, TAGGER_TYPES
from audits.models.huggingface.loading import check_type
from audits.models.huggingface.taggers import TASK, Tagger, profile_of, tagger, tags_of, tokens_of
from audits.models.onnx.exported_folders import Exported
from audits.models.onnx.named_outputs import Reopened, graph_of
from audits.models.onnx.optimum_folders import inputs_given, longest_text
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile


@dataclass
class ExportedTagger(Reopened, Exported, Tagger):
    """Finds spans by a graph's `logits`, shape (rows, tokens, tags)."""

    def fed(self, prepared: Mapping[str, Any]) -> Mapping[str, Any]:
        """The graph's tensors. prepared: the tokenizer's, by name."""
        return {name: prepared[own] for name, own in self.given.items()}


def open_tagger(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> Tagger:
    """A graph of sentences with the folder's tokenizer; raises `Refused`."""
    check_type(config, TAGGER_TYPES)
    tokens = tokens_of(folder, config, spec)
    graph = graph_of(folder, ("logits",), TASK)
    tokens.longest = longest_text(graph, tokens.tokenizer)
    quantised = "DynamicQuantizeLinear" in graph.runtime.file.operators
    is_apart = quantised or config.get("model_type") not in PADDED_SAFELY
    given = inputs_given(graph, tokens.tokenizer.model_input_names)
    model = tagger(
        ExportedTagger, graph, tokens, spec, fingerprint, tags_of(graph, spec), given, is_apart, []
    )
    if quantised:
        model.most_together = 1
    return model


def profile_tagger(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    return profile_of(open_tagger(folder, config, spec, fingerprint))
