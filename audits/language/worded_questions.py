"""The same question in several wordings: how far the answers to it are one.

Of a question the agreement is the share of its pairs of answers that are the same, Fleiss' P_i
(1971, Psychological Bulletin 76:378). A missing answer is the same as no other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.data.clusters import cluster_codes
from audits.errors import NotApplicable
from audits.language.answers_among_options import questions_of
from audits.language.options_asked_in_words import read_as
from audits.language.prompts import texts_of
from audits.language.repeated_draws import asked_in_words, texts_in
from audits.models.generator import Generator, Message, Sampling
from audits.probing.generations import generations
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.means import Codes


@dataclass(frozen=True, eq=False)
class Worded:
    """A row is one wording of a question and its answer; every array has the shape (rows,).

    texts: the answers, None where there is none. answers: codes of what was read, -1 where nothing
    was. questions: codes; names: of each code. counted: all but those that repeat a wording. made:
    how a model was asked, "" of recorded answers.
    """

    texts: Sequence[str | None]
    answers: Codes
    questions: Codes
    names: Sequence[str]
    counted: Flags
    made: str

    @property
    def read(self) -> Flags:
        """Where an answer was read."""
        return np.asarray(self.answers >= 0)

    def agreements(self, rows: Flags, fewest: int) -> tuple[Codes, Floats]:
        """Questions with so many wordings among these rows, and the agreement of each.

        rows: shape (rows,). fewest: at least 2. Both results have the shape (questions,).
        """
        rows = rows & self.counted
        asked = np.bincount(self.questions[rows], minlength=len(self.names))
        read = rows & self.read
        answers = int(self.answers.max(initial=0)) + 1
        cells, counts = np.unique(
            self.questions[read].astype(np.int64) * answers + self.answers[read], return_counts=True
        )
        same = np.bincount(cells // answers, counts * (counts - 1.0), minlength=len(self.names))
        enough = np.flatnonzero(asked >= fewest)
        return enough.astype(np.int32), same[enough] / (asked[enough] * (asked[enough] - 1.0))

    def by_chance(self, rows: Flags) -> float:
        """How often two answers to whatever questions are the same; rows: shape (rows,)."""
        rows = rows & self.counted
        counts = np.bincount(self.answers[rows & self.read]) / max(1, int(rows.sum()))
        return float(counts @ counts)


_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,15})?")


def worded_questions(subject: Subject, options: Sequence[str], sampling: Sampling) -> Worded:
    """Recorded answers, or those that the audited model gives to each wording.

    options: words of which an answer must begin with one and name no other; without them the whole
    answer counts, without case and marks around it. Raises `NotApplicable` where there is neither
    an answer nor a model that gives one.
    """
    data, made = subject.data, ""
    column = data.one(Role.PREDICTION)
    if column is not None:
        texts = texts_of(column)
    elif isinstance(subject.model, Generator):
        prompts = [(Message("user", text),) for text in questions_of(data)]
        texts = texts_in(generations(subject.model, prompts, sampling, subject.on_progress))
        made = asked_in_words(subject.model, sampling, 1)
    else:
        raise NotApplicable(
            "there is neither a recorded answer nor a model that answers in words",
            "give the column of answers the role `prediction`, or a causal language model or a "
            "chat endpoint as `model`",
        )
    questions = cluster_codes(data)
    if questions is None:
        raise NotApplicable(
            "no column says of which question a row is", "give that column the role `cluster`"
        )
    asked = texts_of(data.having(Role.CLUSTER)[0])
    names = [""] * (int(questions.max(initial=-1)) + 1)
    for code, name in zip(questions.tolist(), asked, strict=True):
        names[code] = name or ""
    words = {text: _as_number(read_as(text, options)) for text in set(texts)}
    # In text order, so that the order of rows does not matter.
    code = {
        word: index for index, word in enumerate(sorted({one for one in words.values() if one}))
    }
    answers = np.array([code.get(words[text] or "", -1) for text in texts], dtype=np.int32)
    counted = np.ones(len(texts), dtype=bool)
    wordings = data.having(Role.FEATURE)
    if len(wordings) == 1:
        counted = _once(questions, texts_of(wordings[0]), texts)
    if not counted.all():
        subject.warn(
            f"{int((~counted).sum()):,} rows repeat a wording of their question, which counts once"
        )
    return Worded(texts, answers, questions, names, counted, made)


def _as_number(answer: str | None) -> str | None:
    """Of a number its value, so that 72, 72.0 and 1,072 beside 1072 are one answer each."""
    if answer is None or not _NUMBER.fullmatch(answer):
        return answer
    return repr(float(answer.replace(",", "")))


def _once(questions: Codes, wordings: Sequence[str | None], texts: Sequence[str | None]) -> Flags:
    """Shape (rows,): of rows with one wording of one question the first by its answer."""
    first: dict[tuple[int, str | None], int] = {}
    for row, key in enumerate(zip(questions.tolist(), wordings, strict=True)):
        other = first.setdefault(key, row)
        first[key] = min(other, row, key=lambda one: (texts[one] or "", one))
    counted = np.zeros(len(texts), dtype=bool)
    counted[list(first.values())] = True
    return counted
