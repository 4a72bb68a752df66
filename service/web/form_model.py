"""What the form says of a model: its answer, its classes and the columns that it reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from audits.specification.document import AuditDocument
from audits.specification.profiles import ModelProfile
from service.web.typed_texts import parted, typed_list, typed_number

MEANINGS = ("label", "probability", "logit", "number")
# Of more inputs a document says which column feeds which.
MOST_INPUTS = 40
TYPED = 2000


@dataclass(frozen=True)
class ModelWords:
    """output: its name, where there are several. meaning: of the answer. labels: as typed.

    threshold: from which probability the answer is positive. fed: columns by input, as typed.
    """

    output: str = ""
    meaning: str = ""
    labels: str = ""
    threshold: str = ""
    fed: tuple[str, ...] = ()

    @classmethod
    def sent(cls, values: MultiDict[str, str], model: ModelProfile | None) -> Self:
        """As sent; of outputs and meanings only those that there are."""
        if model is None:
            return cls()
        output, meaning = values.get("output", ""), values.get("meaning", "")
        return cls(
            output=output if output in model.choices else "",
            meaning=meaning if meaning in MEANINGS else "",
            labels=values.get("labels", "").strip()[:TYPED],
            threshold=values.get("model-threshold", "").strip()[:20],
            fed=tuple(
                values.get(f"input-{index}", "").strip()[:TYPED]
                for index in range(min(len(model.inputs), MOST_INPUTS))
            ),
        )

    @classmethod
    def written(cls, document: AuditDocument, model: ModelProfile | None) -> Self:
        """As an audit document has them."""
        spec = document.model
        if spec is None or model is None:
            return cls()
        inputs = spec.inputs or {}
        fed = tuple(typed_list(inputs.get(i.name, ())) for i in model.inputs)
        sayable = len(fed) <= MOST_INPUTS and sum(map(bool, fed)) == len(inputs)
        return cls(
            output=spec.output_name or "",
            meaning=spec.meaning or "",
            labels=typed_list(spec.labels or ()),
            threshold="" if spec.threshold is None else typed_number(spec.threshold),
            fed=fed if sayable else (),
        )

    def spec(self, model: ModelProfile) -> dict[str, Any]:
        """The model in the document's words; inputs are named all or none."""
        output = {k: v for k, v in (("name", self.output), ("meaning", self.meaning)) if v}
        names = [profile.name for profile in model.inputs]
        fed = {name: parted(text) for name, text in zip(names, self.fed, strict=False) if text}
        return {
            **({"output": output} if output else {}),
            **({"labels": parted(self.labels)} if self.labels else {}),
            **({"threshold": self.threshold} if self.threshold else {}),
            **({"inputs": _completed(fed, names)} if fed else {}),
        }


def _completed(fed: Mapping[str, list[str]], names: Sequence[str]) -> dict[str, list[str]]:
    """Inputs that nobody spoke of are fed by the column of their name."""
    return {name: fed.get(name, [name]) for name in names}
