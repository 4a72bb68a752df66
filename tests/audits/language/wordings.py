"""Tables of questions in several wordings."""

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.specification.roles import Role


def in_wordings(answer, *, questions=36, wordings=10, role=Role.PREDICTION):
    """Each question in each wording; answer: of both numbers. Every fourth is about b."""
    rows = [(question, wording) for question in range(questions) for wording in range(wordings)]
    names = Categories.of([f"q{question:03}" for question, _ in rows])
    about = Categories.of(["b" if question % 4 == 0 else "a" for question, _ in rows])
    return Dataset(
        (
            Column("question", Role.CLUSTER, names),
            Column("about", Role.PROTECTED, about),
            Column("said", role, Texts.of([answer(*row) for row in rows])),
        )
    )
