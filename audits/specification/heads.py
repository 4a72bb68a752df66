"""A network with several heads, as a document names them: `heads:`.

Each head is an output of the model, or columns of recorded answers, with a label of its own.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, NonNegativeInt

from audits.specification.document_values import Category, Label, Number
from audits.specification.strict_model import Document

# The group key of measurements; `audits.specification.roles` reserves it.
HEAD = "head"
# More are a network of many labels, whose report nobody reads to its end.
MOST_HEADS = 20


class HeadSpec(Document):
    """One head: where its answers come from, and the label they are held against.

    output: of the model; left out, the one of the head's name. meaning, labels, threshold, task: as
    of a model. label: the column of its true answers; without one the head is not run. prediction,
    score: columns of recorded answers. single_task: a column of what a model for this task alone
    answered, for `tradeoffs.interference`. column: of an output of several labels, the one of this
    head, from 0 on. of: names of other heads, of which this one is the set.
    """

    output: str | None = None
    meaning: Literal["label", "probability", "logit", "number"] | None = None
    task: Literal["classification", "regression"] | None = None
    labels: list[Category] | None = None
    threshold: Number | None = None
    label: str | None = None
    prediction: str | None = None
    score: str | None = None
    single_task: str | None = None
    column: NonNegativeInt | None = None
    of: list[str] | None = Field(None, min_length=2)

    @property
    def columns(self) -> dict[str, str]:
        """Role -> column, of those that are this head's own."""
        roles = ("label", "prediction", "score", "single_task")
        return {role: name for role in roles if (name := getattr(self, role)) is not None}

    def to_json(self) -> dict[str, Any]:
        """Only what was said."""
        return self.model_dump(mode="json", exclude_defaults=True)


def _may_be_empty(given: object) -> object:
    """`age:` alone names an output that has no label."""
    return {} if given is None else given


HeadName = Annotated[Label, Field(min_length=1, max_length=60)]
Heads = dict[HeadName, Annotated[HeadSpec, BeforeValidator(_may_be_empty)]]
