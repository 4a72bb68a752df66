"""XGBoost's own files: JSON and UBJ."""

from audits.models import Model
from audits.models.foreign_kinds import XGBOOST
from audits.models.registry import Artifact, Format, Upload
from audits.models.tables.recognition import recognised
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NAME = "xgboost"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """By the first bytes, alone or the only one in a folder."""
    return recognised(upload, NAME, XGBOOST)


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """A classifier or a regressor, by its objective."""
    from audits.models.tables.model import open_table
    from audits.models.tables.xgboost_file import read

    return open_table(read(artifact.path), spec, artifact.sha256)


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """Its columns and classes; the library reads the file for them."""
    from audits.models.tables.model import profile_table
    from audits.models.tables.xgboost_file import read

    return profile_table(read(artifact.path), spec, artifact.sha256)


FORMAT = Format(NAME, recognise, opened, described)
