"""The set of several heads' answers, put together once each of them has answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from audits.data.dataset import Column, Dataset
from audits.errors import NotApplicable
from audits.fairness.label_sets import ANSWERED
from audits.probing.subject import Subject
from audits.specification.members import PRESENT
from audits.specification.roles import Role


@dataclass
class AnsweredHeads:
    """What was seen of each head: its label and its answers, by its name."""

    pairs: dict[str, tuple[Column, Column] | None] = field(default_factory=dict)
    rows: dict[str, Dataset] = field(default_factory=dict)

    def add(self, head: str, subject: Subject) -> None:
        """Keep the label and the answers of a head; None of one that gave none."""
        try:
            try:
                positive = subject.positive
            except NotApplicable:  # nobody has the label
                positive = PRESENT
            truth = replace(
                subject.labels, name=head, role=Role.LABEL_SET, positive=positive, source=None
            )
            answers = Column(
                f"{head}{ANSWERED}", Role.ANSWER_SET, subject.predictions, positive=positive
            )
            self.pairs[head] = (truth, answers)
        except NotApplicable:
            self.pairs[head] = None
        self.rows[head] = subject.data

    def joined(self, data: Dataset, heads: Sequence[str]) -> Dataset:
        """The rows with the labels and answers of these heads, in the place of their own columns.

        data: the rows without any head's columns; as they are where a head gave no answers, which
        the probe then says. Rows that no head could answer, such as damaged pictures, are left out.
        """
        pairs = [self.pairs.get(head) for head in heads]
        if not pairs or any(pair is None for pair in pairs):
            return data
        first = self.rows[heads[0]]
        if any(len(self.rows[head]) != len(first) for head in heads):
            return data
        if len(first) != len(data):
            names = {column.name for column in data}
            data = replace(data, columns=tuple(c for c in first if c.name in names))
        columns = [column for pair in pairs if pair is not None for column in pair]
        return replace(data, columns=(*data.columns, *columns))
