"""Folders as Optimum writes them: model.onnx with tokenizer or processor and config, no weights.

The graph runs in onnxruntime; words and pictures are prepared by transformers as for any folder.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from audits.data.dataset import Features
from audits.errors import Refused
from audits.models.huggingface.allowed_types import PADDED_SAFELY
from audits.models.huggingface.label_columns import config_of_one, for_profile, label_columns
from audits.models.huggingface.loading import load_tokenizer, offline, refusing
from audits.models.huggingface.pictures import Pictures
from audits.models.huggingface.tokenization import Tokens, check_words, longest_of
from audits.models.onnx.exported_folders import ExportedClassifier, ExportedRegressor, Graph
from audits.models.onnx.external_data import check_external
from audits.models.onnx.latents import latents_in
from audits.models.onnx.outputs import is_score, refuse_choices
from audits.models.onnx.session import Runtime
from audits.models.output_reading import Reading, told_unread
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

# Families that begin counting places behind the padding's own.
_COUNT_BEHIND = ("roberta", "xlm-roberta", "camembert", "mpnet", "data2vec-text", "longformer",
                 "ibert", "esm")  # fmt: skip
_ROWS, _APART_ROWS = 32, 256
_ANYTHING = "inputs"


def open_texts(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ExportedClassifier | ExportedRegressor:
    """A graph of sentences with the folder's tokenizer; raises `Refused`."""
    check_words(folder, config)
    tokenizer = load_tokenizer(folder, config)
    graph = _graph(folder, spec)
    reads = tuple((spec.inputs or {}).get("text", ["text"]))
    longest = longest_text(graph, tokenizer)
    tokens = Tokens(tokenizer, reads, longest)
    given = inputs_given(graph, tokenizer.model_input_names)
    quantised = "DynamicQuantizeLinear" in graph.runtime.file.operators

    def encode(features: Features) -> Mapping[str, Any]:
        encoded = tokens.padded(features)
        return {name: encoded[source] for name, source in given.items()}

    apart = quantised or config.get("model_type") not in PADDED_SAFELY
    model = _adapter(graph, encode, reads, spec, fingerprint, _APART_ROWS if apart else _ROWS)
    model.tokenizer, model.longest, model.tokens = tokenizer, longest, tokens
    model.pads_texts, model.is_apart = True, apart
    model.most_together = 1 if quantised else _ROWS
    return model


def open_pictures(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ExportedClassifier | ExportedRegressor:
    """A graph of pictures with the folder's processor; raises `Refused`."""
    reads = tuple((spec.inputs or {}).get("image", ["image"]))[:1]
    pictures = Pictures(folder, reads[0])
    graph = _graph(folder, spec)
    given = inputs_given(graph, ["pixel_values"])

    def encode(features: Features) -> Mapping[str, Any]:
        prepared = pictures.tensors(features)
        return {name: prepared[source] for name, source in given.items()}

    model = _adapter(graph, encode, reads, spec, fingerprint, _ROWS)
    model.pictures = pictures
    return model


def profile_texts(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    model = open_texts(folder, config, for_profile(config, spec), fingerprint)
    return _profile(model, "text", Kind.TEXT, config, spec)


def profile_pictures(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    model = open_pictures(folder, config, for_profile(config, spec), fingerprint)
    return _profile(model, "image", Kind.IMAGE, config, spec)


def _profile(
    model: ExportedClassifier | ExportedRegressor,
    name: str,
    kind: Kind,
    config: Mapping[str, Any],
    spec: ModelSpec,
) -> ModelProfile:
    is_classifier = isinstance(model, ExportedClassifier)
    labels = label_columns(config) if is_classifier else ()
    several = any(one.is_sure for one in labels) and spec.meaning is None
    reading: Reading = () if several else model.reading
    return ModelProfile(
        format="huggingface",
        task="classification" if is_classifier else "regression",
        inputs=(InputProfile(name, kind, "string" if kind is Kind.TEXT else "uint8", (None,)),),
        outputs=tuple(
            InputProfile(item.name, None, item.type, item.shape)
            for item in model.network.runtime.outputs
        ),
        classes=model.classes if isinstance(model, ExportedClassifier) and not several else (),
        capabilities=(
            ("Classifier", "Countable", "Compressible")
            if is_classifier
            else ("Regressor", "Countable")
        ),
        probabilities=is_classifier,
        sha256=model.fingerprint,
        parameters=model.parameters,
        reading=reading,
        label_columns=labels,
    )


def session_of(folder: Path) -> tuple[Runtime, Any]:
    """A session over the folder's graph, and its configuration; raises `Refused`."""
    offline()
    from transformers import AutoConfig

    with refusing("config.json"):
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    paths = sorted(folder.glob("*.onnx"))
    graph = next((path for path in paths if path.name == "model.onnx"), paths[0])
    runtime = Runtime(graph)
    check_external(graph, runtime.file.external)
    return runtime, config


def _graph(folder: Path, spec: ModelSpec) -> Graph:
    runtime, config = session_of(folder)
    ports = [port for port in runtime.outputs if is_score(port)]
    if spec.output_name is not None:
        ports = [port for port in ports if port.name == spec.output_name]
    plain = [port for port in ports if port.name == "logits"]
    unread = tuple(port.name for port in ports if plain and port not in plain)
    ports = plain or ports
    choices = tuple(port.name for port in ports) if len(ports) > 1 else ()
    refuse_choices(runtime, choices, has_heads=False)
    if not ports:
        raise Refused.because(
            "model.output", "the graph has no output of logits, one row each",
            "export it for its task (optimum-cli export onnx --task text-classification)",
            "no_answer",
        )  # fmt: skip
    if spec.label_column is not None:
        config = config_of_one(config, spec.label_column)
    return Graph(runtime, config, ports[0].name, column=spec.label_column, unread=unread)


def longest_text(graph: Graph, tokenizer: Any) -> int:
    """How many tokens the graph has places for, as its configuration says it."""
    longest = longest_of(graph, tokenizer)
    places = getattr(graph.config, "max_position_embeddings", None)
    if graph.config.model_type in _COUNT_BEHIND and places:
        longest = min(longest, places - (graph.config.pad_token_id or 0) - 1)
    return longest


def inputs_given(graph: Graph, names: Sequence[str]) -> Mapping[str, str]:
    """By input of the graph, which of these tensors it takes; raises `Refused` where none fits.

    names: of what the tokenizer or the processor gives, first what it is for. The families whose
    networks take anything (the Perceiver's) call that input `inputs`.
    """
    needed = [item.name for item in graph.runtime.inputs]
    given = {name: names[0] if name == _ANYTHING else name for name in needed}
    lost = sorted(name for name, source in given.items() if source not in names)
    if lost:
        raise Refused.because(
            "model.inputs",
            f"the graph takes {', '.join(lost)}, which neither tokenizer nor processor gives",
            "export it for its task alone, without a cache or states "
            "(optimum-cli export onnx --task text-classification)",
            "input_not_fed",
        )
    return given


def _adapter(
    graph: Graph,
    encode: Callable[[Features], Mapping[str, Any]],
    reads: tuple[str, ...],
    spec: ModelSpec,
    fingerprint: str,
    rows: int,
) -> ExportedClassifier | ExportedRegressor:
    from audits.models.huggingface.opening import classes_of, is_regression

    shared = (graph, encode, reads, fingerprint, spec, rows, False)
    built = latents_in(graph.runtime.path, graph.runtime.file)
    architecture = () if built is None else built.reading()
    architecture += told_unread(graph.unread, has_heads=False)
    outputs = int(graph.config.num_labels)
    if spec.label_column is None and is_regression(graph.config.problem_type, outputs, spec):
        return ExportedRegressor(*shared, architecture=architecture)
    classes = classes_of(graph, spec, max(2, outputs))
    return ExportedClassifier(*shared, classes=classes, architecture=architecture)
