"""A policy as a document says it: rules with their bounds, waivers, and what is left undecided."""

from datetime import date
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from audits.specification.document_values import Category, Choice, Label, Number
from audits.specification.strict_model import Document


class RuleSpec(Document):
    """A bound that the whole interval of a metric must keep.

    evidence: `attack` accepts what an attack left standing as a pass; else it is undecided.
    head: of a model with several, those that the rule is about; left out, each of them.
    """

    metric: str
    attribute: str | list[str] | None = None
    group: dict[str, Category | None] | None = None
    probe: str | None = None
    head: Label | list[Label] | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    within: Number | tuple[Number, Number] | None = None
    one_sided: bool = False
    excluded: list[Category | dict[str, Category]] = Field(default_factory=list, alias="except")
    smallest_share: Number | None = Field(None, ge=0, lt=1)
    evidence: Literal["attack"] | None = None
    even_if_stamped: bool = False

    @model_validator(mode="after")
    def _bounds_make_sense(self) -> "RuleSpec":
        bounds = (self.at_least, self.at_most, self.above, self.below, self.within)
        if all(bound is None for bound in bounds):
            raise ValueError("a rule needs a bound; give at_least, at_most, above, below or within")
        if self.within is not None and any(bound is not None for bound in bounds[:4]):
            raise ValueError("within stands alone; leave the other bounds out")
        if self.at_least is not None and self.above is not None:
            raise ValueError("at_least and above bound the same side; give one of them")
        if self.at_most is not None and self.below is not None:
            raise ValueError("at_most and below bound the same side; give one of them")
        if isinstance(self.within, float) and self.within < 0:
            raise ValueError(
                "within is a distance from 0; give a number of 0 or more, or [lower, upper]"
            )
        if self.attribute is not None and self.group is not None:
            raise ValueError("attribute and group say twice who is judged; give one of them")
        lower, upper = self.limits
        if lower is not None and upper is not None and lower > upper:
            raise ValueError(f"no value lies between {lower} and {upper}; mend one of them")
        return self

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Lower and upper bound, None where open."""
        match self.within:
            case None:
                lower = self.at_least if self.at_least is not None else self.above
                upper = self.at_most if self.at_most is not None else self.below
                return lower, upper
            case tuple(pair):
                return pair
            case reach:
                return -reach, reach

    @property
    def attributes(self) -> tuple[str, ...]:
        """The protected attributes whose groups are judged; empty for other scopes."""
        if self.attribute is None:
            return ()
        return (self.attribute,) if isinstance(self.attribute, str) else tuple(self.attribute)

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads that it names; empty where it is about each."""
        if self.head is None:
            return ()
        return (self.head,) if isinstance(self.head, str) else tuple(self.head)

    def to_json(self) -> dict[str, Any]:
        """Only what was said, with the contract's keys."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


class Waiver(Document):
    """A finding accepted for a while, and why; it stays in the report."""

    finding: str
    until: str
    reason: str = Field(min_length=1)

    @field_validator("until", mode="before")
    @classmethod
    def _is_a_date(cls, given: object) -> object:
        text = str(given)
        try:
            date.fromisoformat(text)
        except ValueError:
            raise ValueError("until is no date; give e.g. 2027-03-31") from None
        return text


class PolicySpec(Document):
    """Rules, and what an undecided or unmeasured rule means for the gate."""

    name: str | None = None
    rules: list[RuleSpec] = Field(default_factory=list)
    on_inconclusive: Choice = "block"
    on_not_run: Choice = "block"
    correction: Literal["holm", "benjamini-hochberg"] = "holm"
    waivers: list[Waiver] = Field(default_factory=list)
