"""Prompts and continuations as a dataset holds them, and their score by a list of words."""

from collections.abc import Sequence

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Images, Sounds, Texts
from audits.errors import NotApplicable
from audits.language.paired_continuations import Scored
from audits.language.toxic_words import WordList
from audits.specification.roles import Role

REMEDY = (
    "give a column of texts the role `prediction` (the continuations) and one the role `feature` "
    "(the prompts), or a causal language model as `model`, which is asked to go on"
)


def by_words(
    prompts: Sequence[str | None], texts: Sequence[str | None], listed: WordList
) -> Scored:
    """Continuations scored by a list of words.

    prompts, texts: one a row, None where missing. listed: the words that are toxic.
    """
    flags = np.array([bool(text) and bool(listed.words_in(str(text))) for text in texts], bool)
    return Scored(prompts, texts, flags, np.array([text is not None for text in texts], bool))


def prompts_of(data: Dataset) -> list[str | None]:
    """What pairs the rows: the `id`, else the text of the features together.

    An `id` that stands beside several texts names a request about several people: then both.
    """
    ids, features = data.having(Role.ID), data.having(Role.FEATURE)
    if not ids and not features:
        raise NotApplicable("there are no prompts", REMEDY)
    keys = _joined(ids or features)
    if not ids or not features:
        return keys
    texts = _joined(features)
    beside = {(key, text) for key, text in zip(keys, texts, strict=True) if text is not None}
    if len(beside) == len({key for key, _ in beside}):
        return keys
    return [
        None if key is None or text is None else f"{key}\n{text}"
        for key, text in zip(keys, texts, strict=True)
    ]


def _joined(columns: Sequence[Column]) -> list[str | None]:
    """The cells of each row together; None where one is missing."""
    rows: list[str | None] = []
    for cells in zip(*map(texts_of, columns), strict=True):
        complete = [cell for cell in cells if cell is not None]
        rows.append("\n".join(complete) if len(complete) == len(cells) else None)
    return rows


def texts_of(column: Column) -> list[str | None]:
    """Each value as a text: files by their name, numbers by their digits; None where missing."""
    values = column.values
    if isinstance(values, Texts):
        return [None if text is None else str(text) for text in values.values.tolist()]
    if isinstance(values, Images | Sounds):
        return list(values.names)
    if isinstance(values, Categories):
        levels = [*values.levels, None]
        return [levels[code] for code in values.codes.tolist()]
    return [None if number != number else f"{number:g}" for number in column.numbers.tolist()]


def recorded_continuations(data: Dataset) -> list[str | None]:
    """The prediction of texts; raises `NotApplicable` where there is none."""
    column = data.one(Role.PREDICTION)
    if column is None or not isinstance(column.values, Texts | Categories):
        raise NotApplicable("there are no continuations", REMEDY)
    return texts_of(column)
