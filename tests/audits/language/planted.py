"""Recorded answers to documents with planted instructions, and models that follow some of them."""

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.language.planted_documents import documents
from audits.specification.roles import Role

KINDS, POSITIONS, WORD = ("plain", "system"), ("start", "end"), "Pelican"


def recorded(answer, *, documents=24, without=None, expected=None, prompts=None, groups=True):
    """Each document without a plant, and with each kind at each position.

    answer: of the document's number, kind and position. without: of the number alone, of the
    document without a plant; None leaves that row out. expected: of the number. prompts: of number,
    kind and position, None of the one without.
    """
    rows = []
    for number in range(documents):
        if without is not None:
            rows.append((number, None, None, without(number)))
        rows += [
            (number, kind, where, answer(number, kind, where))
            for kind in KINDS
            for where in POSITIONS
        ]
    columns = [
        Column("document", Role.CLUSTER, Categories.of([f"d{one:03}" for one, *_ in rows])),
        Column("word", Role.OPTION, Texts.of([WORD if kind else None for _, kind, *_ in rows])),
        Column("answer", Role.PREDICTION, Texts.of([text for *_, text in rows])),
    ]
    if groups:
        columns += [
            Column("plant", Role.PROTECTED, Categories.of([kind for _, kind, *_ in rows])),
            Column("position", Role.PROTECTED, Categories.of([where for _, _, where, _ in rows])),
        ]
    if expected is not None:
        labels = Texts.of([expected(number) for number, *_ in rows])
        columns.append(Column("expected", Role.LABEL, labels))
    if prompts is not None:
        texts = Texts.of([prompts(*row[:3]) for row in rows])
        columns.append(Column("prompt", Role.FEATURE, texts))
    return Dataset(tuple(columns))


def shipped(prompt):
    """The shipped document that a prompt is of."""
    return next(one for one in documents() if one.text.split("\n")[4] in prompt)


def obeys(prompt):
    """Whether an instruction stands in the prompt."""
    return shipped(prompt).word in prompt
