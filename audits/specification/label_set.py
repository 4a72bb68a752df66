"""Several labels a row, as a document names them: `label_set:`.

Each label is audited as a head of its own (`heads`), and the set of them as one more.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from audits.specification.document_values import Label, Number
from audits.specification.heads import MOST_HEADS
from audits.specification.members import member_name
from audits.specification.strict_model import Document

# The head that is the set of all labels.
SET = "label set"
MOST_LABELS = MOST_HEADS
Name = Annotated[Label, Field(min_length=1, max_length=60)]


class LabelSetSpec(Document):
    """Labels of which a row may have several, and where its true and answered ones stand.

    labels: their names; or, by name, the columns of two classes that say who has each. A list names
    columns of the same names, or, with `label`, what a column of lists holds. prediction: a column
    of lists, or a column for each label. score: a column for each. threshold: of one or of all.
    output: of the model; meaning: of what stands in it.
    """

    labels: list[Name] | dict[Name, str] = Field(min_length=2, max_length=MOST_LABELS)
    label: str | None = None
    prediction: str | dict[Name, str] | None = None
    score: dict[Name, str] | None = None
    threshold: Number | dict[Name, Number] | None = None
    output: str | None = None
    meaning: Literal["label", "probability", "logit"] | None = None

    @field_validator("labels")
    @classmethod
    def _each_once(cls, given: list[str] | dict[str, str]) -> list[str] | dict[str, str]:
        if len(set(given)) < len(given):
            raise ValueError("a label stands twice; name each once")
        if SET in given:
            raise ValueError(f"{SET!r} is what all of them together are called; rename that label")
        return given

    def truth_of(self, name: str) -> str:
        """The column that says who has the label."""
        if self.label is not None:
            return member_name(self.label, name)
        return self.labels[name] if isinstance(self.labels, dict) else name

    def prediction_of(self, name: str) -> str | None:
        """The column of the recorded answers about the label."""
        if isinstance(self.prediction, str):
            return member_name(self.prediction, name)
        return None if self.prediction is None else self.prediction.get(name)

    def of_label(self, key: str, name: str) -> Any:
        """What is said of one label under `prediction`, `score` or `threshold`."""
        stated = getattr(self, key)
        return stated.get(name) if isinstance(stated, dict) else stated
