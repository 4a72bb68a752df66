"""Recorded translations: what a table of sources and outputs says, by the roles of its columns.

feature (text): the source. prediction: the translation. reference: a human translation, read as
one more system. language, system, protected, cluster, count, weight as everywhere. A feature of
numbers is the women's share of the sentence's occupation (a fraction, or a percentage).
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audits.dataset import Categories, Column, Dataset, Kind, Role, features_of
from audits.errors import NotApplicable
from audits.translation.readings import Reader
from audits.translation.sample import Sample
from audits.translation.sentences import Sentences

UNKNOWN_LANGUAGE = "und"
HUMAN = "reference"


def recorded(
    data: Dataset,
    read: Reader,
    source_language: str | None,
    outputs: Sequence[str | None] | None = None,
) -> Sentences:
    """Every row of the table, read; the human reference, if there is one, as a further system.

    outputs: a translator's answers a row, where they do not stand in the table.
    """
    rows = len(data)
    if outputs is None:
        outputs = texts(data.require(Role.PREDICTION))
    source = source_column(data)
    sources = [""] * rows if source is None else [text or "" for text in texts(source)]
    language = data.one(Role.LANGUAGE)
    named = source_language or UNKNOWN_LANGUAGE
    languages = (
        [named] * rows
        if language is None
        else [value or UNKNOWN_LANGUAGE for value in texts(language)]
    )
    system = data.one(Role.SYSTEM)
    systems: list[str | None] = [None] * rows if system is None else list(texts(system))
    women = women_share(data)
    score = data.one(Role.SCORE)
    found = Sentences(
        sources=sources,
        outputs=outputs,
        readings=[read(text, origin) for text, origin in zip(outputs, sources, strict=True)],
        languages=languages,
        systems=systems,
        attributes={column.name: texts(column) for column in data.having(Role.PROTECTED)},
        words=_words(data, sources),
        women=np.full(rows, np.nan) if women is None else women,
        scores=np.full(rows, np.nan) if score is None else score.numbers,
        sample=_sample(data),
    )
    reference = data.one(Role.REFERENCE)
    return found if reference is None else _with_reference(found, texts(reference), read)


def texts(column: Column) -> list[str | None]:
    """A column of words as text, None where missing."""
    if column.kind not in (Kind.TEXT, Kind.CATEGORY):
        raise NotApplicable(
            f"column {column.name!r} holds {column.kind}s, not text",
            f"declare `{column.name}: {{kind: text}}`",
        )
    return [None if value is None else str(value) for value in features_of(column.values)]


def source_column(data: Dataset) -> Column | None:
    """The sentences that were translated: the first feature of words."""
    return next(
        (c for c in data.having(Role.FEATURE) if c.kind in (Kind.TEXT, Kind.CATEGORY)), None
    )


def women_share(data: Dataset) -> NDArray[np.float64] | None:
    """Shape (rows,), fractions: the first feature of numbers; percentages are divided."""
    column = next((c for c in data.having(Role.FEATURE) if c.kind is Kind.NUMBER), None)
    if column is None:
        return None
    values = column.numbers
    known = values[~np.isnan(values)]
    if len(known) and (known.min() < 0 or known.max() > 100):
        raise NotApplicable(
            f"column {column.name!r} is no women's share: {known.min():g} to {known.max():g}",
            "give a share of 0 to 1 or a percentage, or leave the column out",
        )
    return values / 100 if len(known) and known.max() > 1 else values


def _words(data: Dataset, sources: Sequence[str]) -> list[str]:
    """What a sentence is about: its stated cluster, else the source itself."""
    cluster = data.one(Role.CLUSTER)
    if cluster is None:
        return list(sources)
    return [value or "" for value in texts(cluster)]


def _sample(data: Dataset) -> Sample:
    count, weight = data.one(Role.COUNT), data.one(Role.WEIGHT)
    cluster = data.one(Role.CLUSTER)
    clusters: tuple[NDArray[np.intp], ...] = ()
    if cluster is not None and isinstance(cluster.values, Categories):
        clusters = (cluster.values.codes.astype(np.intp),)
    return Sample(
        count=np.ones(len(data), dtype=np.int64)
        if count is None
        else np.nan_to_num(count.numbers).astype(np.int64),
        weight=None if weight is None else np.nan_to_num(weight.numbers),
        clusters=clusters,
    )


def _with_reference(found: Sentences, references: Sequence[str | None], read: Reader) -> Sentences:
    """The human translations appended; one that stands beside several systems counts once."""
    keys = list(zip(found.languages, found.sources, references, strict=True))
    seen: dict[str | None, Counter[tuple[str, str, str | None]]] = {}
    taken: Counter[tuple[str, str, str | None]] = Counter()
    rows = []
    for row, key in enumerate(keys):
        counts = seen.setdefault(found.systems[row], Counter())
        counts[key] += 1
        if counts[key] > taken[key]:
            taken[key] += 1
            rows.append(row)
    if HUMAN in found.systems:
        raise NotApplicable(
            f"a system is called {HUMAN!r}, which is the human translation's name here",
            "rename that system with `map`",
        )
    index = np.array([*range(len(found)), *rows], dtype=np.intp)
    human = [references[row] for row in rows]
    weight = found.sample.weight

    def longer(values: Sequence[str]) -> list[str]:
        return [values[row] for row in index.tolist()]

    return Sentences(
        sources=longer(found.sources),
        outputs=[*found.outputs, *human],
        readings=[
            *found.readings,
            *(read(text, found.sources[row]) for text, row in zip(human, rows, strict=True)),
        ],
        languages=longer(found.languages),
        systems=[*found.systems, *([HUMAN] * len(rows))],
        attributes={
            name: [values[row] for row in index.tolist()]
            for name, values in found.attributes.items()
        },
        words=longer(found.words),
        women=found.women[index],
        scores=np.concatenate([found.scores, np.full(len(rows), np.nan)]),
        sample=Sample(
            found.sample.count[index],
            None if weight is None else weight[index],
            tuple(codes[index] for codes in found.sample.clusters),
        ),
    )
