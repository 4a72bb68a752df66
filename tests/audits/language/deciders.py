"""Tables of recorded decisions, and a model that decides by a function of the prompt."""

from dataclasses import dataclass, field

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.models.generator import Generation
from audits.specification.roles import Role

WHITE, BLACK = ("Emily", "Greg", "Anne", "Todd"), ("Lakisha", "Jamal", "Aisha", "Tyrone")


def recorded(
    answer, *, cases=20, names=4, id_column=True, labels=None, prompts=None, reference="white"
):
    """Each case with each name. answer, prompts: functions of the case's number and the name."""
    people = [("white", name) for name in WHITE[:names]] + [
        ("Black", name) for name in BLACK[:names]
    ]
    rows = [(case, *person) for case in range(cases) for person in people]
    columns = [
        Column("case", Role.CLUSTER, Categories.of([f"c{case:03}" for case, *_ in rows])),
        Column("ethnicity", Role.PROTECTED, Categories.of([group for _, group, _ in rows]),
               reference=reference),
        Column("answer", Role.PREDICTION, Texts.of([answer(case, name) for case, _, name in rows])),
    ]  # fmt: skip
    if id_column:
        columns.append(Column("name", Role.ID, Categories.of([name for *_, name in rows])))
    if labels is not None:
        columns.append(
            Column("read", Role.LABEL, Texts.of([labels(case, name) for case, _, name in rows]))
        )
    if prompts is not None:
        columns.append(
            Column(
                "prompt", Role.FEATURE, Texts.of([prompts(case, name) for case, _, name in rows])
            )
        )
    return Dataset(tuple(columns))


@dataclass
class Deciding:
    """Answers as `decide` says of the prompt's text: a Generation, or its text."""

    decide: object
    asked: list = field(default_factory=list)
    reads = ()
    fingerprint = "0" * 64

    def settled(self, sampling):
        return sampling

    def generate(self, prompts, sampling):
        self.asked += [(prompt, sampling) for prompt in prompts]
        texts = [one if isinstance(one, str) else one[-1].text for one in prompts]
        answers = [self.decide(text) for text in texts]
        return [one if isinstance(one, Generation) else Generation(one) for one in answers]
