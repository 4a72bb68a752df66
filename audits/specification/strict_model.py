"""What every part of a document is made of."""

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """Nothing is ignored: an unknown key is an error that names it."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False
    )
