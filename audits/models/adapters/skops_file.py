"""scikit-learn's models as skops writes them."""

from audits.models import Model
from audits.models.foreign_kinds import SKOPS
from audits.models.registry import Artifact, Format, Upload
from audits.models.tables.recognition import recognised
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NAME = "skops"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """By the names in the archive, alone or the only one in a folder."""
    return recognised(upload, NAME, SKOPS)


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """A classifier or a regressor."""
    from audits.models.tables.model import open_table
    from audits.models.tables.skops_file import read

    return open_table(read(artifact.path), spec, artifact.sha256)


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """Its columns and classes; the library reads the file for them."""
    from audits.models.tables.model import profile_table
    from audits.models.tables.skops_file import read

    return profile_table(read(artifact.path), spec, artifact.sha256)


FORMAT = Format(NAME, recognise, opened, described)
