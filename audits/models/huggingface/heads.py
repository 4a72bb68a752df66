"""Which head a Hugging Face folder has, and who opens it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audits.errors import Refused
from audits.models.huggingface.loading import BY_ITS_GRAPH
from audits.models.registry import Opener, heads

_RECORDED = "record its answers as a table, one row each, and audit the column of predictions"
# Heads that answer something else than one thing a row: what they are, and what to do.
UNAUDITED: Mapping[str, tuple[str, str]] = {
    "ForQuestionAnswering": ("a reader that answers with a place in a text", _RECORDED),
    "ForMultipleChoice": ("a chooser among several texts of one row", _RECORDED),
    "ForSemanticSegmentation": ("a segmenter: it answers each place of a picture", _RECORDED),
    "ForUniversalSegmentation": ("a segmenter: it answers each place of a picture", _RECORDED),
    "ForInstanceSegmentation": ("a segmenter: it answers each place of a picture", _RECORDED),
    "ForCTC": ("a recogniser of speech, which answers with words", _RECORDED),
    "ForSpeechSeq2Seq": ("a recogniser of speech, which answers with words", _RECORDED),
    "ForVideoClassification": ("a classifier of films, which no dataset column holds", _RECORDED),
    "ForTimeSeriesPrediction": ("a forecaster: it takes a series, not a row", _RECORDED),
}


def opener_for(folder: Path, config: Mapping[str, Any]) -> Opener:
    """By the ending of its architecture; raises `Refused` where nobody opens it.

    config: the folder's `config.json`.
    """
    named = config.get("architectures")
    architecture = named[0] if isinstance(named, list) and named else None
    unaudited = UNAUDITED.get(re.sub(r"^.*?(?=For)", "", str(architecture)))
    if unaudited is not None:
        raise Refused.because(
            "model.config.architectures", f"{architecture} is {unaudited[0]}", unaudited[1],
            "unsupported_architecture",
        )  # fmt: skip
    # The longest first: some heads of sounds end as those of texts do.
    for ending, head in sorted(heads().items(), key=lambda item: -len(item[0])):
        if isinstance(architecture, str) and architecture.endswith(ending):
            exported = head.graph is not None and is_exported(folder)
            return head.graph() if exported and head.graph is not None else head.weights()
    known = ", ".join(f"*{ending}" for ending in heads())
    raise Refused.because(
        "model.config.architectures",
        f"the architecture {json.dumps(architecture)[:80]} cannot be audited",
        f"supported are {known}; {BY_ITS_GRAPH}",
        "unsupported_architecture",
    )


def is_exported(folder: Path) -> bool:
    """Whether a folder holds a graph and no weights of its own."""
    return any(folder.glob("*.onnx")) and not any(folder.glob("*.safetensors"))
