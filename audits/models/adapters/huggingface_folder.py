"""A folder as `save_pretrained` or Optimum writes it: config.json beside weights or a graph."""

from audits.models import Model
from audits.models.huggingface.folder_check import check_folder, read_config, sort_files
from audits.models.huggingface.heads import opener_for
from audits.models.registry import Artifact, Format, Upload
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NAME = "huggingface"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """A folder with config.json, unless it is said to be read as the ONNX file in it."""
    folder = upload.path
    if not (folder / "config.json").is_file() or upload.sha256 is None:
        return None
    if spec.format == "onnx" and any(folder.glob("*.onnx")):
        return None
    read, left_out = sort_files(folder)
    # What is left out may lie there: weights are read of safetensors alone, nothing of folders
    # below. A folder of links to the rest is nothing that a confined process may make.
    check_folder(folder, read)
    return Artifact(NAME, folder, upload.sha256, left_out=left_out)


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """The model that the folder's architecture makes: whatever its head answers with."""
    config = read_config(artifact.path)
    opener = opener_for(artifact.path, config)
    return opener.opened(artifact.path, config, spec, artifact.sha256)


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """Its inputs, outputs and classes; most are known only once it is open."""
    config = read_config(artifact.path)
    opener = opener_for(artifact.path, config)
    return opener.described(artifact.path, config, spec, artifact.sha256)


FORMAT = Format(NAME, recognise, opened, described, has_signature=False)
