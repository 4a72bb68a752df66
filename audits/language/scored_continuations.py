"""Continuations of prompts about people, with what a scorer makes of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.data.clusters import cluster_codes
from audits.data.dataset import Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.foreign_answers import is_foreign
from audits.language.prompts import recorded_continuations, texts_of
from audits.language.refusal_phrases import refusing
from audits.language.repeated_draws import asked_in_words, repeated_draws, texts_in
from audits.language.text_scorers import Classified, Scorer
from audits.models.generator import Generator, Sampling
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.means import Codes


@dataclass(frozen=True, eq=False)
class Continued:
    """A row is a continuation; every array has the shape (rows,).

    data: with the groups (protected). texts: as they were given, None where there is none. scores:
    nan where there is none. prompts: codes of the prompt that a row is of, whoever it is about.
    phrases: what names the person in the prompt, None where that is not known. made: how the model
    was asked, "" of recorded continuations. in_english: whether the scorer knows no other language.
    unmoved: what it scores where it sees nothing.
    """

    data: Dataset
    texts: Sequence[str | None]
    scores: Floats
    prompts: Codes
    phrases: Sequence[str | None]
    made: str
    in_english: bool = False
    unmoved: float = 0.0

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def scored(self) -> Flags:
        """Where there is a continuation."""
        return ~np.isnan(self.scores)

    @cached_property
    def refused(self) -> Flags:
        """Where the text refuses or apologises: of the person nothing is said."""
        return refusing(self.texts)

    @cached_property
    def foreign(self) -> Flags:
        """Where the text is in another language than the scorer's, which sees nothing in it."""
        if not self.in_english:
            return np.zeros(len(self), dtype=bool)
        return np.array([is_foreign(text) for text in self.texts], dtype=bool)


def continued(subject: Subject, scorer: Scorer, sampling: Sampling, draws: int) -> Continued:
    """Recorded continuations, or those that the audited model makes of the prompts.

    A classifier that scores reads whole texts, the column that it is fed. sampling, draws: of a
    model that is asked. Raises `NotApplicable` where there is nothing to score and nobody to ask.
    """
    data, made = subject.data, ""
    if isinstance(scorer, Classified):
        texts = texts_of(_column(data, scorer.column))
    elif data.one(Role.PREDICTION) is not None or not isinstance(subject.model, Generator):
        texts = recorded_continuations(data)
    else:
        prompts = texts_of(_prompts(data))
        answers = repeated_draws(subject, subject.model, prompts, sampling, draws)
        texts = [text for draw in answers for text in texts_in(draw)]
        data = data.take(np.tile(np.arange(len(data), dtype=np.intp), len(answers)))
        made = asked_in_words(subject.model, sampling, len(answers))
    given = [text for text in texts if text is not None]
    scores = np.full(len(texts), np.nan)
    scores[[text is not None for text in texts]] = scorer.scores(given)
    codes = cluster_codes(data)
    if codes is None:
        raise NotApplicable(
            "no column says of which beginning a row is", "give that column the role `cluster`"
        )
    named = data.one(Role.ID)
    phrases = [None] * len(texts) if named is None else texts_of(named)
    return Continued(data, texts, scores, codes, phrases, made, scorer.is_english, scorer.unmoved)


def _column(data: Dataset, name: str) -> Column:
    for column in data:
        if column.name == name:
            return column
    texts = [column for column in data.having(Role.FEATURE) if isinstance(column.values, Texts)]
    if len(texts) == 1:
        return texts[0]
    raise NotApplicable(
        f"the scorer reads {name!r}, and no column is called so",
        "give the column of whole texts (prompt and continuation) that name, or `inputs`",
    )


def _prompts(data: Dataset) -> Column:
    texts = [column for column in data.having(Role.FEATURE) if isinstance(column.values, Texts)]
    if len(texts) != 1:
        raise NotApplicable(
            f"{len(texts)} columns of texts are features, and the model is asked about one",
            "give the column of prompts alone the role `feature`, with `kind: text`",
        )
    return texts[0]
