"""What the document says for the reproducibility checklist, where no measurement can know it.

A key is an item of `reproducibility_checklist.json`. Its value says what, or where it is written;
or it says why the item is none of this work's: `{not_applicable: no theorem is claimed}`.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, cast

from pydantic import BaseModel, Field, field_validator, model_validator

from audits.specification.strict_model import Document

LONGEST = 2_000
# Of the checklist, in its order.
ItemKey = Literal[
    "description",
    "assumptions",
    "complexity",
    "claims",
    "proofs",
    "data_statistics",
    "data_splits",
    "data_exclusions",
    "data_link",
    "data_collection",
    "dependencies",
    "training_code",
    "evaluation_code",
    "trained_model",
    "readme",
    "hyperparameters",
    "runs",
    "measures",
    "variation",
    "runtime",
    "infrastructure",
]
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


Statements: TypeAlias = Mapping[ItemKey, Statement]


def statements_of(written: Mapping[str, Any]) -> Statements:
    """What `statements_to_json` wrote, by item."""
    return {cast("ItemKey", key): Statement.model_validate(one) for key, one in written.items()}


def statements_to_json(statements: Statements) -> dict[str, Any]:
    """By item, as a document would say it."""
    return {key: statement.to_json() for key, statement in statements.items()}
