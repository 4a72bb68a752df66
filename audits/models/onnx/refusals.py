"""What onnxruntime or a graph's inputs object to, in words that say what to do."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audits.errors import Problem, Refused

_RECORDED = (
    "record the model's answers as a column of the dataset, with the role prediction, and audit "
    "those"
)
_TOKENS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_STATES = re.compile(r"(^|_)(h0|c0|h_0|c_0|hidden|hx|cx|states?|past|cache|mems?)(_|\d|$|\.)")
# Inputs by these names take waveforms; by those, what a feature extractor makes of them.
SOUND = re.compile(r"audio|wave(form)?|speech|input_values")
_FEATURES = re.compile(r"spectrogram|(^|_)mels?(_|$)|mfcc|input_features")

_WITH_ANOTHER_LOCALE = (
    "export it with a locale that every machine has (skl2onnx: `options={{id(vectorizer): "
    "{{'locale': 'C.UTF-8'}}}}`)"
)
# (what onnxruntime writes, reason, remedy); groups of the pattern may stand in both.
_SAID: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"IR version:? (\d+).*?max(?:imum)? supported IR version:? (\d+)", re.I | re.S),
        "it is written in version {0} of the format, and this onnxruntime reads up to {1}",
        "export it with an older opset, or give the machine a newer onnxruntime",
    ),
    (
        re.compile(r"opset (\d+) is (?:under development|not supported)|till opset (\d+)", re.I),
        "it is written in an opset that this onnxruntime does not know",
        "export it with an older opset (torch: `opset_version=17`)",
    ),
    (
        re.compile(r"([\w.]*:?\w+)\(-?\d+\) is not a registered function/op"),
        "it needs the operator {0}, which onnxruntime does not have",
        "export it without operators of your own",
    ),
    (
        re.compile(r"Could not find an implementation for (\w+)"),
        "onnxruntime cannot compute its operator {0} with numbers of this type",
        "export it in 32 bits, or with another opset",
    ),
    (
        re.compile(r"Type \(tensor\(double\)\).*of node \((\w+)\) does not match", re.S),
        "its operator {0} is written to answer with numbers of 64 bits, which onnxruntime has only "
        "in 32 there",
        "export it with inputs of 32 bits (skl2onnx: `to_onnx(model, X[:1].astype('float32'))`)",
    ),
    (
        re.compile(r"locale with name:? ?\[?([\w.@-]+)", re.I),
        "it changes letters by the rules of the locale {0}, which this machine does not have",
        _WITH_ANOTHER_LOCALE,
    ),
    (
        re.compile(r"locale", re.I),
        "it changes letters by a locale that this machine does not have",
        _WITH_ANOTHER_LOCALE,
    ),
    (
        re.compile(r"protobuf|SystemError", re.I),
        "its bytes cannot be read as an ONNX file",
        "export it again, and upload it whole, with the weights that were written beside it",
    ),
)


def loading(text: str) -> Refused:
    """Why onnxruntime does not load a file. text: what it wrote."""
    for pattern, reason, remedy in _SAID:
        match = pattern.search(text)
        if match is not None:
            words = [word or "" for word in match.groups()]
            return Refused.because(
                "model", reason.format(*words), remedy.format(*words), "bad_onnx"
            )
    # Behind the code and the place in its source stands what it objects to.
    message = re.sub(r"^\[ONNXRuntimeError\] : \d+ : \w+ : |/\S+/", "", text.strip().split("\n")[0])
    return Refused.because(
        "model", f"onnxruntime does not accept the graph; in its words: “{message[:200]}”",
        "check the export: `onnxruntime.InferenceSession(file)` says the same on your side",
        "bad_onnx",
    )  # fmt: skip


def input_problems(inputs: Sequence[Any], known_types: Sequence[str]) -> Iterator[Problem]:
    """What of a graph's inputs no row of a table can give.

    known_types: the types of tensors that a column can hold.
    """
    names = {item.name for item in inputs}
    if names & _TOKENS - {"attention_mask"} or ("attention_mask" in names and len(names) == 1):
        yield Problem(
            "model", "takes tokens, and a lone ONNX file holds no tokenizer",
            "upload the folder with model.onnx, the tokenizer's files and config.json "
            "(optimum-cli export onnx writes it), or the Hugging Face folder with safetensors",
            "needs_tokenizer",
        )  # fmt: skip
        return
    if not inputs:
        yield Problem("model", "takes no input", "export the model with its inputs", "input_shape")
    for item in inputs:
        field, axes = f"model.inputs.{item.name}", len(item.shape)
        if item.type not in known_types:
            yield Problem(
                field, f"takes {item.type}, which a dataset column cannot hold",
                "export with tensors of numbers or text as inputs", "input_type",
            )  # fmt: skip
        elif _FEATURES.search(item.name.lower()) and axes in (2, 3):
            yield Problem(
                field,
                "takes what a feature extractor makes of a sound, and no graph holds the extractor",
                "export it from the waveform on, or upload the Hugging Face folder with "
                f"preprocessor_config.json; or {_RECORDED}",
                "input_sound",
            )  # fmt: skip
        elif _STATES.search(item.name.lower()) and len(inputs) > 1:
            yield Problem(
                field, "takes a state that the model hands from step to step, and a row has none",
                f"export it for whole inputs, with the state inside; or {_RECORDED}",
                "input_state",
            )  # fmt: skip
        elif axes not in (1, 2, 3, 4):
            yield Problem(
                field, f"has {axes} axes: tables have 1 or 2, sequences 3, pictures 4", _RECORDED,
                "input_shape",
            )  # fmt: skip
