"""TensorFlow Lite's files, asked by LiteRT itself."""

from audits.models import Model
from audits.models.foreign_kinds import TFLITE
from audits.models.registry import Artifact, Format, Upload
from audits.models.tables.recognition import recognised
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NAME = "tflite"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """By the first bytes, alone or the only one in a folder."""
    return recognised(upload, NAME, TFLITE)


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """A classifier or a regressor of a table or of one picture."""
    from audits.models.tables.model import open_table
    from audits.models.tflite.opening import read

    return open_table(read(artifact.path, spec), spec, artifact.sha256)


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """Its inputs and classes; the interpreter reads the file for them."""
    from audits.models.tables.model import profile_table
    from audits.models.tflite.opening import read

    return profile_table(read(artifact.path, spec), spec, artifact.sha256)


FORMAT = Format(NAME, recognise, opened, described)
