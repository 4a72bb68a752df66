"""Folders as Optimum writes them: model.onnx with tokenizer or processor and config, no weights.

The graph runs in onnxruntime; words and pictures are prepared by transformers as for any folder.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

from audits.data.dataset import Features
from audits.errors import Refused
from audits.models import Operations
from audits.models.huggingface.allowed_types import PADDED_SAFELY
from audits.models.huggingface.classifiers import Answering, FolderRegressor
from audits.models.huggingface.loading import load_tokenizer, offline, refusing
from audits.models.huggingface.pictures import Pictures
from audits.models.huggingface.tokenization import Tokens, check_words, longest_of
from audits.models.onnx.compression import Compressing
from audits.models.onnx.external_data import check_external
from audits.models.onnx.operations import count_operations
from audits.models.onnx.outputs import is_score, refuse_choices
from audits.models.onnx.quantisation import Fed
from audits.models.onnx.session import Runtime
from audits.models.output_reading import HALF_TOLERANCE, TOLERANCE, Reading
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

# Families that begin counting places behind the padding's own.
_COUNT_BEHIND = ("roberta", "xlm-roberta", "camembert", "mpnet", "data2vec-text", "longformer",
                 "ibert", "esm")  # fmt: skip
_ROWS, _APART_ROWS = 32, 256


class Graph:
    """An exported network, called as transformers calls its own: tensors in, `logits` out."""

    def __init__(self, runtime: Runtime, config: Any, output: str) -> None:
        self.runtime, self.config, self.output = runtime, config, output

    def __call__(self, **prepared: Any) -> Any:
        import torch

        fed = {
            item.name: prepared[item.name].numpy().astype(item.dtype)
            for item in self.runtime.inputs
        }
        (logits,) = self.runtime.run([self.output], fed)
        return SimpleNamespace(logits=torch.from_numpy(logits))

    def parameters(self) -> list[Any]:
        """None are counted one by one; the file knows how many there are."""
        return []

    def named_modules(self) -> list[Any]:
        """None: a graph has nodes."""
        return []


@dataclass
class _Exported:
    """What differs from a network of torch: no device to move to, and the file's own numbers."""

    network: Any
    encode: Callable[[Features], Mapping[str, Any]]

    def prepare(self, features: Features) -> Mapping[str, Any]:
        """The tensors that the graph takes, by name."""
        return self.encode(features)

    @property
    def may_grow(self) -> bool:
        """The batch stays: it is asked on the CPU."""
        return False

    @property
    def parameters(self) -> int:
        """Numbers learnt, as far as the file counts them."""
        return int(self.network.runtime.file.parameters)

    @property
    def engine(self) -> str:
        """What runs the graph: name, version, device and threads."""
        return str(self.network.runtime.engine)

    def operations(self, features: Features) -> Operations:
        """Counted for one row. features: of that row, for the shapes of what is fed."""
        fed = {name: tuple(tensor.shape) for name, tensor in self.encode(features).items()}
        return count_operations(self.network.runtime.path, fed)

    @property
    def tolerance(self) -> float:
        """How far answers of one row may lie apart by rounding alone."""
        return HALF_TOLERANCE if self.network.runtime.file.halves else TOLERANCE

    @property
    def head(self) -> str:
        """What the answer comes from."""
        return f"output {self.network.output!r} of {self.network.runtime.path.name}"


@dataclass
class ExportedClassifier(_Exported, Answering, Compressing):
    """Answers with a class."""

    @property
    def session(self) -> Runtime:
        """The session that answers."""
        runtime: Runtime = self.network.runtime
        return runtime

    def over(self, session: Runtime) -> Self:
        """The same folder's preparation before another graph."""
        graph = Graph(session, self.network.config, self.network.output)
        alone = "DynamicQuantizeLinear" in session.file.operators
        most = 1 if alone else self.most_together
        # Padding stretches a range that is taken of the batch, and its mask lies far outside one
        # that is stored: in 8 bits it would be read as words.
        in_8_bits = alone or "DequantizeLinear" in session.file.operators
        apart = self.is_apart or (in_8_bits and self.tokens is not None)
        return replace(
            self, network=graph, warnings=[], is_apart=apart, most_together=most,
            batch_rows=1 if alone and self.tokens is None else self.batch_rows,
        )  # fmt: skip

    def fed_one_by_one(self, features: Features) -> Fed:
        """The graph's tensors of each row by itself, shape (1, ...)."""
        rows = range(len(next(iter(features.values()))))
        ranges = [slice(row, row + 1) for row in rows]
        return [self._fed({name: features[name][row] for name in self.reads}) for row in ranges]

    def _fed(self, row: Features) -> Mapping[str, Any]:
        prepared = self.encode(row)
        return {
            item.name: prepared[item.name].numpy().astype(item.dtype)
            for item in self.session.inputs
        }


@dataclass
class ExportedRegressor(_Exported, FolderRegressor):
    """Answers with a number."""


def open_texts(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ExportedClassifier | ExportedRegressor:
    """A graph of sentences with the folder's tokenizer; raises `Refused`."""
    check_words(folder, config)
    tokenizer = load_tokenizer(folder, config)
    graph = _graph(folder, spec)
    reads = tuple((spec.inputs or {}).get("text", ["text"]))
    longest = longest_of(graph, tokenizer)
    places = getattr(graph.config, "max_position_embeddings", None)
    if config.get("model_type") in _COUNT_BEHIND and places:
        longest = min(longest, places - (graph.config.pad_token_id or 0) - 1)
    tokens = Tokens(tokenizer, reads, longest)
    input_names = {item.name for item in graph.runtime.inputs}
    _check_fed(input_names, set(tokenizer.model_input_names))
    quantised = "DynamicQuantizeLinear" in graph.runtime.file.operators

    def encode(features: Features) -> Mapping[str, Any]:
        encoded = tokens.padded(features)
        return {name: encoded[name] for name in input_names}

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
    _check_fed({item.name for item in graph.runtime.inputs}, {"pixel_values"})
    model = _adapter(graph, pictures.tensors, reads, spec, fingerprint, _ROWS)
    model.pictures = pictures
    return model


def profile_texts(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    return _profile(open_texts(folder, config, spec, fingerprint), "text", Kind.TEXT)


def profile_pictures(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    return _profile(open_pictures(folder, config, spec, fingerprint), "image", Kind.IMAGE)


def _profile(model: ExportedClassifier | ExportedRegressor, name: str, kind: Kind) -> ModelProfile:
    is_classifier = isinstance(model, ExportedClassifier)
    reading: Reading = model.reading
    return ModelProfile(
        format="huggingface",
        task="classification" if is_classifier else "regression",
        inputs=(InputProfile(name, kind, "string" if kind is Kind.TEXT else "uint8", (None,)),),
        outputs=tuple(
            InputProfile(item.name, None, item.type, item.shape)
            for item in model.network.runtime.outputs
        ),
        classes=model.classes if isinstance(model, ExportedClassifier) else (),
        capabilities=(
            ("Classifier", "Countable", "Compressible")
            if is_classifier
            else ("Regressor", "Countable")
        ),
        probabilities=is_classifier,
        sha256=model.fingerprint,
        parameters=model.parameters,
        reading=reading,
    )


def _graph(folder: Path, spec: ModelSpec) -> Graph:
    offline()
    from transformers import AutoConfig

    with refusing("config.json"):
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    paths = sorted(folder.glob("*.onnx"))
    graph = next((path for path in paths if path.name == "model.onnx"), paths[0])
    runtime = Runtime(graph)
    check_external(graph, runtime.file.external)
    ports = [port for port in runtime.outputs if is_score(port)]
    if spec.output_name is not None:
        ports = [port for port in ports if port.name == spec.output_name]
    plain = [port for port in ports if port.name == "logits"]
    ports = plain or ports
    refuse_choices(runtime, tuple(port.name for port in ports) if len(ports) > 1 else ())
    if not ports:
        raise Refused.because(
            "model.output", "the graph has no output of logits, one row each",
            "export it for its task (optimum-cli export onnx --task text-classification)",
            "no_answer",
        )  # fmt: skip
    return Graph(runtime, config, ports[0].name)


def _check_fed(needed: set[str], given: set[str]) -> None:
    lost = sorted(needed - given)
    if lost:
        raise Refused.because(
            "model.inputs",
            f"the graph takes {', '.join(lost)}, which neither tokenizer nor processor gives",
            "export it for its task alone, without a cache or states "
            "(optimum-cli export onnx --task text-classification)",
            "input_not_fed",
        )


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
    outputs = int(graph.config.num_labels)
    if is_regression(graph.config.problem_type, outputs, spec):
        return ExportedRegressor(*shared)
    return ExportedClassifier(*shared, classes=classes_of(graph, spec, max(2, outputs)))
