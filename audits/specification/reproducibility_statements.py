"""What the document says for the reproducibility checklist, where no measurement can know it.

A key is an item of `reproducibility_checklist.json`. Its value says what, or where it is written;
or it says why the item is none of this work's: `{not_applicable: no theorem is claimed}`.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, field_validator, model_validator

from audits.specification.strict_model import Document

LONGEST = 2_000
# Ticks of a box: whoever repeats the work learns nothing from them.
_SAYS_NOTHING = frozenset({
    "yes", "no", "y", "n", "true", "false", "done", "todo", "to do", "tbd", "tba", "ok", "okay",
    "x", "n/a", "na", "none", "not applicable", "-", "?", "...", "see above",
})  # fmt: skip


class Statement(Document):
    """One of the two: what is stated, or why it is not applicable. A text alone is the former."""

    text: str | None = Field(None, min_length=1, max_length=LONGEST)
    not_applicable: str | None = Field(None, min_length=1, max_length=LONGEST)

    @model_validator(mode="before")
    @classmethod
    def _a_text_may_stand_alone(cls, given: object) -> object:
        if isinstance(given, str):
            return {"text": given}
        if isinstance(given, Mapping | BaseModel):
            return given
        raise ValueError(
            "it is neither a text nor a mapping; say what, or where it is written, or why not, "
            "as `not_applicable: REASON`"
        )

    @field_validator("text", "not_applicable")
    @classmethod
    def _says_something(cls, given: str | None) -> str | None:
        if given is None:
            return None
        text = " ".join(given.split())
        if text.casefold().rstrip(".!") in _SAYS_NOTHING or not any(map(str.isalnum, text)):
            raise ValueError(
                f"{text!r} says neither what nor where; say it in a few words, or where it is "
                "written, or why not, as `not_applicable: REASON`"
            )
        return text

    @model_validator(mode="after")
    def _is_one_of_two(self) -> "Statement":
        if (self.text is None) == (self.not_applicable is None):
            raise ValueError("it says two things, or nothing; give a text, or `not_applicable`")
        return self

    def to_json(self) -> str | dict[str, str]:
        """As a document would say it, shortly."""
        if self.text is not None:
            return self.text
        return {"not_applicable": str(self.not_applicable)}


class ReproducibilityStatements(Document):
    """The document's `reproducibility`: each item that somebody says something of."""

    description: Statement | None = None
    assumptions: Statement | None = None
    complexity: Statement | None = None
    claims: Statement | None = None
    proofs: Statement | None = None
    data_statistics: Statement | None = None
    data_splits: Statement | None = None
    data_exclusions: Statement | None = None
    data_link: Statement | None = None
    data_collection: Statement | None = None
    dependencies: Statement | None = None
    training_code: Statement | None = None
    evaluation_code: Statement | None = None
    trained_model: Statement | None = None
    readme: Statement | None = None
    hyperparameters: Statement | None = None
    runs: Statement | None = None
    measures: Statement | None = None
    variation: Statement | None = None
    runtime: Statement | None = None
    infrastructure: Statement | None = None

    def of(self, key: str) -> Statement | None:
        """What is said of an item; None where nothing is. key: of the checklist."""
        statement: Statement | None = getattr(self, key)
        return statement

    def to_json(self) -> dict[str, Any]:
        """Only what was said."""
        said = {name: self.of(name) for name in type(self).model_fields}
        return {name: one.to_json() for name, one in said.items() if one is not None}
