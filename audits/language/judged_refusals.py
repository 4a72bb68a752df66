"""Requests with what became of them: recorded or asked, by the rule of phrases and by a judge."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.clusters import cluster_codes
from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from audits.language.answers_among_options import plain_column, questions_of
from audits.language.plain_texts import plain
from audits.language.prompts import texts_of
from audits.language.refusal_phrases import Kind, kind_of_answer, kind_of_text
from audits.models.generator import Generator, Sampling
from audits.probing.generations import generations
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.means import Codes

UNJUDGED, COMPLIED, REFUSED = -1, 0, 1


@dataclass(frozen=True, eq=False)
class Requests:
    """A row is a request and its answer; every array has the shape (rows,).

    texts: the answers, None where there is none. kinds: what each is by the rule. verdicts: the
    judge's, REFUSED, COMPLIED or UNJUDGED; only of answers that are there. counted: the rows that
    the rates are about; others are a labelled sample alone. names: of the requests, as the `id`
    has them; requests: their codes; clusters: of what stands or falls together.
    made: how the model was asked, or "" where answers are recorded.
    """

    texts: Sequence[str | None]
    kinds: Sequence[Kind]
    verdicts: NDArray[np.int8]
    counted: Flags
    names: Sequence[str]
    requests: Codes
    clusters: Codes
    made: str = ""

    @property
    def answered(self) -> Flags:
        """Where there is an answer."""
        return self._are(Kind.UNANSWERED, but=True)

    @property
    def flagged(self) -> Flags:
        """Where the rule reads a refusal."""
        return self._are(Kind.REFUSED)

    @property
    def judged(self) -> Flags:
        """Where a judge has said whether the answer is a refusal."""
        return np.asarray(self.verdicts != UNJUDGED)

    def _are(self, kind: Kind, *, but: bool = False) -> Flags:
        return np.array([(each is kind) != but for each in self.kinds], dtype=bool)


def read_requests(
    subject: Subject,
    refused: Sequence[str],
    complied: Sequence[str],
    sampling: Sampling,
) -> Requests:
    """The rows as requests; where a model that answers is there, it is asked what is not recorded.

    refused, complied: the judge's words for either. sampling: of a model. Raises `NotApplicable`
    where there is neither an answer nor a model, or a verdict is neither word.
    """
    data = subject.data
    verdicts = _verdicts(data, refused, complied)
    recorded = _recorded(data)
    names = [name or "" for name in texts_of(data.require(Role.ID))]
    if "" in names:
        raise NotApplicable(
            f"row {names.index('') + 1} has no `id`", "name its request, or leave the row out"
        )
    requests = np.unique(names, return_inverse=True)[1].reshape(-1).astype(np.int32)
    clusters = cluster_codes(data)
    clusters = requests if clusters is None else clusters
    if isinstance(subject.model, Generator):
        return _asked(subject, subject.model, sampling, recorded, verdicts, (
            names, requests, clusters))  # fmt: skip
    if recorded is None:
        raise NotApplicable(
            "there is neither a recorded answer nor a model that answers",
            "give the column of answers the role `prediction`, or a model that answers in words "
            "as `model`",
        )
    kinds = [kind_of_text(text) for text in recorded]
    return Requests(
        recorded, kinds, _of_answers(verdicts, kinds), np.ones(len(data), dtype=bool), names,
        requests, clusters,
    )  # fmt: skip


def _asked(
    subject: Subject,
    model: Generator,
    sampling: Sampling,
    recorded: Sequence[str | None] | None,
    verdicts: NDArray[np.int8],
    bookkeeping: tuple[Sequence[str], Codes, Codes],
) -> Requests:
    """What is not recorded is asked; recorded answers with a verdict are the labelled sample."""
    earlier = [None] * len(verdicts) if recorded is None else recorded
    counted = np.array([text is None for text in earlier], dtype=bool)
    if not counted.any():
        raise NotApplicable(
            "every row has a recorded answer, so that the model is asked nothing",
            "leave `prediction` empty in the rows that the model is to answer, or audit the "
            "recorded answers with `model: {format: recorded, task: text-generation}`",
        )
    prompts = questions_of(subject.data)
    asked = [prompt if ask else None for prompt, ask in zip(prompts, counted, strict=True)]
    answers = generations(model, asked, sampling, subject.on_progress)
    kinds = [
        kind_of_text(text) if answer is None else kind_of_answer(answer)
        for text, answer in zip(earlier, answers, strict=True)
    ]
    texts = [
        text if answer is None else answer.text
        for text, answer in zip(earlier, answers, strict=True)
    ]
    # A verdict beside an answer that is only asked now was about another one.
    known = np.where(counted, UNJUDGED, _of_answers(verdicts, kinds)).astype(np.int8)
    return Requests(texts, kinds, known, counted, *bookkeeping, model.settled(sampling).words)


def _recorded(data: Dataset) -> list[str | None] | None:
    """The recorded answers, None where missing or blank; None where no column has any."""
    column = data.one(Role.PREDICTION)
    if column is None:
        return None
    return [text if text and text.strip() else None for text in texts_of(column)]


def _verdicts(data: Dataset, refused: Sequence[str], complied: Sequence[str]) -> NDArray[np.int8]:
    columns = data.having(Role.ANNOTATION)
    if len(columns) > 1:
        raise NotApplicable(
            f"{len(columns)} columns are annotations, and one judge is read",
            "give the role `annotation` to the column of verdicts alone",
        )
    if not columns:
        return np.full(len(data), UNJUDGED, dtype=np.int8)
    codes = dict.fromkeys(map(plain, complied), COMPLIED)
    for word in map(plain, refused):
        if codes.get(word) == COMPLIED:
            raise NotApplicable(
                f"the verdict {word!r} stands under `refused` and under `complied`",
                "leave it in one of them",
            )
        codes[word] = REFUSED
    read = plain_column(columns[0])
    for row, verdict in enumerate(read):
        if verdict is not None and verdict not in codes:
            raise NotApplicable(
                f"row {row + 1} of {columns[0].name!r} has the verdict {verdict!r}, neither "
                "`refused` nor `complied`",
                "name your judge's words in these two parameters, or leave the cell empty",
            )
    return np.array(
        [UNJUDGED if verdict is None else codes[verdict] for verdict in read], dtype=np.int8
    )


def _of_answers(verdicts: NDArray[np.int8], kinds: Sequence[Kind]) -> NDArray[np.int8]:
    """No verdict where there is no answer: that is an outcome of its own, whatever it was called.

    Raises `NotApplicable` where a missing answer is said to have done what was asked.
    """
    missing = np.array([kind is Kind.UNANSWERED for kind in kinds], dtype=bool)
    wrong = np.flatnonzero(missing & (verdicts == COMPLIED))
    if len(wrong):
        raise NotApplicable(
            f"row {wrong[0] + 1} has no answer, and its verdict says that it complied",
            "give the answer, or empty the verdict",
        )
    return np.where(missing, UNJUDGED, verdicts).astype(np.int8)
