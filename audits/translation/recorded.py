"""Recorded translations: what a table of sources and outputs says, by the roles of its columns.

feature (text): the source. prediction: the translation. reference: a human translation, read as
one more system. language, system, protected, cluster, count, weight as everywhere. stereotype:
female, male or neither; women_share, or a feature of numbers: the women's share of the sentence's
occupation (a fraction, or a percentage). Without one of them the shipped lists are searched for
what the sentence is about.
"""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Column, Dataset, Kind, Role
from audits.data.texts import source_column, texts
from audits.errors import NotApplicable
from audits.languages import language_code
from audits.translation.clustered_sample import Sample, codes_of
from audits.translation.gender_states import Reader, of_answers
from audits.translation.group_names import UNKNOWN_LANGUAGE
from audits.translation.scored_sentences import Sentences
from audits.translation.sentence_frames import Framed, framed
from audits.translation.stereotype_directions import (
    UNSAID,
    Leaning,
    by_share,
    leaning,
    read_direction,
)
from audits.translation.word_lists import women_shares
from audits.translation.word_matching import match

HUMAN = "reference"
# Blanks and stops, which make no other sentence.
_AROUND = re.compile(r"[\s.,!?;:…]+")


def recorded(
    data: Dataset,
    read: Reader,
    source_language: str | None,
    outputs: Sequence[str | None] | None = None,
) -> Sentences:
    """Every row of the table, read; the human reference, if there is one, as a further system.

    outputs: a translator's answers a row, where they do not stand in the table; None: no answer.
    """
    rows = len(data)
    reader = read
    if outputs is None:
        outputs = texts(data.require(Role.PREDICTION))
    else:
        reader = of_answers(read)
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
    stated = women_share(data)
    own = _own_leanings(data, stated)
    about = _listed(sources, languages)
    listed: Sequence[str | None] = about if own is None else [None] * rows
    directions = None if own is None else [one.direction for one in own]
    frames = framed(sources, languages, directions)
    words = _words(data, sources, about, frames)
    women = stated if stated is not None else _statistic(listed)
    score = data.one(Role.SCORE)
    sentences = Sentences(
        sources=sources,
        outputs=outputs,
        readings=[reader(text, origin) for text, origin in zip(outputs, sources, strict=True)],
        languages=languages,
        systems=systems,
        attributes={column.name: texts(column) for column in data.having(Role.PROTECTED)},
        words=words,
        women=women,
        scores=np.full(rows, np.nan) if score is None else score.numbers,
        leanings=own if own is not None else [leaning(word or "") for word in listed],
        references=[None] * rows,
        sample=_sample(data, words, frames),
    )
    reference = data.one(Role.REFERENCE)
    return sentences if reference is None else _with_reference(sentences, texts(reference), read)


def women_share(data: Dataset) -> NDArray[np.float64] | None:
    """Shape (rows,), fractions: the role's column, else the first feature of numbers.

    Percentages are divided.
    """
    features = (c for c in data.having(Role.FEATURE) if c.kind is Kind.NUMBER)
    column = data.one(Role.WOMEN_SHARE) or next(features, None)
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


def _own_leanings(data: Dataset, women: NDArray[np.float64] | None) -> list[Leaning] | None:
    """What the table itself says, which then counts for every row; None where it says nothing."""
    column = data.one(Role.STEREOTYPE)
    if column is not None:
        return [_of_column(value, column.name) for value in _directions(column)]
    if women is not None:
        source = "the women's share in the table"
        return [
            UNSAID if np.isnan(share) else Leaning(by_share(share), f"{share:.0%} women", source)
            for share in women.tolist()
        ]
    for protected in data.having(Role.PROTECTED):
        leanings = [_of_column(value, protected.name) for value in texts(protected)]
        if {"female", "male"} <= {one.direction for one in leanings}:
            return leanings
    return None


def _directions(column: Column) -> list[str | None]:
    """The cells of a stereotype column; a spelling that says nothing is a refusal."""
    cells = texts(column)
    odd = sorted({cell for cell in cells if cell and read_direction(cell) is None})
    if odd:
        raise NotApplicable(
            f"column {column.name!r} has {odd[0]!r}, which is no direction of a stereotype",
            "write female, male or neither, or map its values to them",
        )
    return cells


def _of_column(value: str | None, column: str) -> Leaning:
    return Leaning(read_direction(value), "", f"the column “{column}”")


def _listed(sources: Sequence[str], languages: Sequence[str]) -> list[str | None]:
    """The word of the shipped lists that each source is about."""
    known: dict[tuple[str, str], str | None] = {}
    for key in zip(sources, languages, strict=True):
        if key not in known:
            known[key] = match(key[0], language_code(key[1])) if key[0] else None
    return [known[key] for key in zip(sources, languages, strict=True)]


def _statistic(listed: Sequence[str | None]) -> NDArray[np.float64]:
    shares = women_shares()
    return np.array([shares.get(word or "", np.nan) for word in listed], dtype=np.float64)


def _words(
    data: Dataset,
    sources: Sequence[str],
    listed: Sequence[str | None],
    frames: Sequence[Framed | None],
) -> list[str]:
    """What a sentence is about: its stated cluster, its word of the lists, what fills its frame.

    Else the source.
    """
    cluster = data.one(Role.CLUSTER)
    if cluster is not None:
        return [value or "" for value in texts(cluster)]
    # As the first is written: a blank before the full stop makes no other word.
    written: dict[str, str] = {}
    return [
        word
        or (frame.filling if frame is not None else None)
        or written.setdefault(_AROUND.sub(" ", source).strip().casefold(), source)
        for word, frame, source in zip(listed, frames, sources, strict=True)
    ]


def _sample(data: Dataset, words: Sequence[str], frames: Sequence[Framed | None]) -> Sample:
    """The rows as a sample. Where nobody names clusters, words and templates that repeat are."""
    count, weight = data.one(Role.COUNT), data.one(Role.WEIGHT)
    cluster = data.one(Role.CLUSTER)
    clusters: tuple[NDArray[np.intp], ...] = ()
    if cluster is not None and isinstance(cluster.values, Categories):
        clusters = (cluster.values.codes.astype(np.intp),)
    elif cluster is None and any(frames):
        own = [str(row) if one is None else one.frame for row, one in enumerate(frames)]
        clusters = (codes_of(words), codes_of(own))
    return Sample(
        count=np.ones(len(data), dtype=np.int64)
        if count is None
        else np.nan_to_num(count.numbers).astype(np.int64),
        weight=None if weight is None else np.nan_to_num(weight.numbers),
        clusters=clusters,
    )


def _with_reference(
    sentences: Sentences, references: Sequence[str | None], read: Reader
) -> Sentences:
    """The human translations appended; one that stands beside several systems counts once."""
    keys = list(zip(sentences.languages, sentences.sources, references, strict=True))
    seen: dict[str | None, Counter[tuple[str, str, str | None]]] = {}
    taken: Counter[tuple[str, str, str | None]] = Counter()
    rows = []
    for row, key in enumerate(keys):
        counts = seen.setdefault(sentences.systems[row], Counter())
        counts[key] += 1
        if counts[key] > taken[key]:
            taken[key] += 1
            rows.append(row)
    if HUMAN in sentences.systems:
        raise NotApplicable(
            f"a system is called {HUMAN!r}, which is the human translation's name here",
            "rename that system with `map`",
        )
    index = np.array([*range(len(sentences)), *rows], dtype=np.intp)
    human = [references[row] for row in rows]
    weight = sentences.sample.weight

    def longer(values: Sequence[str]) -> list[str]:
        return [values[row] for row in index.tolist()]

    beside = [
        None if text is None else read(text, source)
        for text, source in zip(references, sentences.sources, strict=True)
    ]

    return Sentences(
        sources=longer(sentences.sources),
        outputs=[*sentences.outputs, *human],
        readings=[
            *sentences.readings,
            *(beside[row] or read(None, sentences.sources[row]) for row in rows),
        ],
        languages=longer(sentences.languages),
        systems=[*sentences.systems, *([HUMAN] * len(rows))],
        attributes={
            name: [values[row] for row in index.tolist()]
            for name, values in sentences.attributes.items()
        },
        words=longer(sentences.words),
        women=sentences.women[index],
        scores=np.concatenate([sentences.scores, np.full(len(rows), np.nan)]),
        leanings=[sentences.leanings[row] for row in index.tolist()],
        references=[*beside, *([None] * len(rows))],
        sample=Sample(
            sentences.sample.count[index],
            None if weight is None else weight[index],
            tuple(codes[index] for codes in sentences.sample.clusters),
        ),
    )
