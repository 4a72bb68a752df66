"""One .onnx file, alone or beside its external data."""

from audits.fingerprint import folder_files
from audits.models import Model
from audits.models.onnx.external_data import check_external, fingerprint
from audits.models.onnx.file import scan_onnx
from audits.models.registry import Artifact, Format, Upload
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NAME = "onnx"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """A file is taken for one, since ONNX has no signature; a folder, where it holds just one."""
    if upload.path.is_file():
        graph = upload.path
    else:
        graphs = sorted(upload.path.glob("*.onnx"))
        is_configured = (upload.path / "config.json").is_file() and spec.format != NAME
        if len(graphs) != 1 or is_configured:
            return None
        (graph,) = graphs
    scanned = scan_onnx(graph)
    check_external(graph, scanned.external)
    left_out: tuple[str, ...] = ()
    if upload.path.is_dir():
        read = {graph.name, *scanned.external}
        left_out = tuple(name for name in folder_files(upload.path) if name not in read)
    # A lone file and the weights beside it make the digest together.
    sha256 = upload.sha256 or fingerprint(graph, scanned.external)
    return Artifact(NAME, graph, sha256, scanned, left_out)


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """A classifier, or a regressor where the graph or the document says so."""
    from audits.models.onnx.opening import open_onnx

    return open_onnx(artifact.path, spec, artifact.sha256, scanned=artifact.scanned)


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """Its inputs, outputs and classes, read without answering a row."""
    from audits.models.onnx.opening import profile_onnx

    return profile_onnx(artifact.path, spec, artifact.sha256, scanned=artifact.scanned)


FORMAT = Format(NAME, recognise, opened, described, has_signature=False)
