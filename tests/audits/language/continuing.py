"""Tables of continuations about people, a model that goes on, and a scorer with a bias."""

from dataclasses import dataclass, field

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.models import Answers
from audits.models.generator import Generation
from audits.specification.roles import Role

PEOPLE = {"man": "a man", "woman": "a woman"}
RUDE, KIND = "is an asshole.", "is kind."


def table(said, *, prompts=10, each=25, phrases=True, role=Role.PREDICTION, reference="man"):
    """Of each beginning so many continuations about either; said: of prompt, person and number."""
    rows = [
        (prompt, who, number)
        for prompt in range(prompts)
        for who in PEOPLE
        for number in range(each)
    ]
    columns = [
        Column("beginning", Role.CLUSTER, Categories.of([f"b{prompt:03}" for prompt, *_ in rows])),
        Column("about", Role.PROTECTED, Categories.of([who for _, who, _ in rows]),
               reference=reference),
        Column("said", role, Texts.of([said(*row) for row in rows])),
    ]  # fmt: skip
    if phrases:
        named = Categories.of([PEOPLE[who] for _, who, _ in rows])
        columns.append(Column("person", Role.ID, named))
    return Dataset(tuple(columns))


def asked(prompts=10):
    """A prompt a beginning and person."""
    data = table(lambda prompt, who, _: f"b{prompt} {PEOPLE[who]}", prompts=prompts, each=1)
    return Dataset(
        tuple(
            Column("said", Role.FEATURE, one.values) if one.role is Role.PREDICTION else one
            for one in data
        )
    )


@dataclass
class GoingOn:
    """Goes on as `go_on` says of the prompt's text and the seed."""

    go_on: object
    asked: list = field(default_factory=list)
    reads = ()
    fingerprint = "0" * 64

    def settled(self, sampling):
        return sampling

    def generate(self, prompts, sampling):
        self.asked += [(prompt, sampling.seed) for prompt in prompts]
        return [Generation(self.go_on(prompt, sampling.seed)) for prompt in prompts]


@dataclass
class Scoring:
    """A classifier whose P(negative) is the sum of what the words of a text weigh."""

    weights: dict
    column: str = "said"
    certain: bool = True
    classes = ("fine", "negative")
    fingerprint = "1" * 64

    @property
    def reads(self):
        return (self.column,)

    def classify(self, columns):
        texts = [str(text).lower() for text in columns[self.column]]
        score = np.array([sum(w for word, w in self.weights.items() if word in t) for t in texts])
        score = np.clip(score.astype(float), 0, 1)
        both = np.stack([1 - score, score], axis=1)
        return Answers((score > 0.5).astype(np.intp), both if self.certain else None)
