"""CatBoost's own files: binary and JSON."""

from audits.models import Model
from audits.models.foreign_kinds import CATBOOST, CATBOOST_JSON
from audits.models.registry import Artifact, Format, Upload
from audits.models.tables.recognition import recognised
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

NAME = "catboost"


def recognise(upload: Upload, spec: ModelSpec) -> Artifact | None:
    """By the first bytes, alone or the only one in a folder."""
    return recognised(upload, NAME, CATBOOST, CATBOOST_JSON)


def opened(artifact: Artifact, spec: ModelSpec) -> Model:
    """A classifier or a regressor, by its loss."""
    from audits.models.tables.catboost_file import read
    from audits.models.tables.model import open_table

    return open_table(read(artifact.path), spec, artifact.sha256)


def described(artifact: Artifact, spec: ModelSpec) -> ModelProfile:
    """Its columns and classes; the library reads the file for them."""
    from audits.models.tables.catboost_file import read
    from audits.models.tables.model import profile_table

    return profile_table(read(artifact.path), spec, artifact.sha256)


FORMAT = Format(NAME, recognise, opened, described)
