"""The rows of a correspondence study: which case, whose name, of which groups, and what came of it.

From recorded answers, from prompts that are asked as they are, or from cases with a slot.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags
from audits.data.clusters import cluster_codes
from audits.data.dataset import Column, Dataset, Texts
from audits.data.texts import texts
from audits.errors import NotApplicable
from audits.language.correspondence_cases import SLOT, Case, cases, checked, filled, persons
from audits.language.decision_reading import Outcome, ReadingRule, label_outcome
from audits.language.foreign_answers import foreign_answers
from audits.language.prompts import texts_of
from audits.language.repeated_draws import asked_in_words, repeated_draws, texts_in
from audits.models.generator import Finish, Generation, Generator, Message, Prompt, Sampling
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.crossed_units import Crossed


@dataclass(frozen=True, eq=False)
class Study:
    """Rows in which one signal is exchanged.

    data: with the groups (protected). answers: as they were given, None where there is none.
    outcomes: of each row. foreign: whether its answer is in another language than its prompt, and
    so unread. labels: what a person read, None where nobody did. named: whether it is
    known whose name stood in each row. asked: how the model was asked, "" of recorded answers.
    """

    data: Dataset
    answers: Sequence[str | None]
    outcomes: Sequence[Outcome]
    labels: Sequence[Outcome | None]
    named: bool
    asked: str
    foreign: Sequence[bool] = ()

    def __len__(self) -> int:
        return len(self.outcomes)

    @property
    def units(self) -> Crossed:
        """Of each row its case and its name; rows without names have one each."""
        own = cluster_codes(self.data)
        assert own is not None
        person = self.data.one(Role.ID)
        if person is None:
            return Crossed(own, np.arange(len(self), dtype=np.int32))
        code = {name: index for index, name in enumerate(dict.fromkeys(texts_of(person)))}
        return Crossed(own, np.array([code[name] for name in texts_of(person)], dtype=np.int32))

    def having(self, *outcomes: Outcome) -> Flags:
        """Shape (rows,): which rows came to one of these."""
        return np.array([own in outcomes for own in self.outcomes], dtype=bool)


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of a model. signals: which are exchanged. kinds: of cases that come with
    Evenhand, none means all. draws: answers a prompt. conversation: whether a prompt is a user's
    message, else a text to go on with.
    """

    signals: Sequence[str]
    kinds: Sequence[str]
    sampling: Sampling
    draws: int
    conversation: bool


def studies(subject: Subject, rule: ReadingRule, asking: Asking) -> list[Study]:
    """A study for each signal; of recorded answers and whole prompts one.

    Raises `NotApplicable` where there is nothing to read and nobody to ask, or a column is missing.
    """
    data = subject.data
    if data.one(Role.PREDICTION) is not None or data.one(Role.SCORE) is not None:
        return [_recorded(_told(data), rule)]
    if not isinstance(subject.model, Generator):
        raise NotApplicable(
            "there is neither a recorded answer nor a model that answers in words",
            "give the column of answers the role `prediction`, or a causal language model or a "
            "chat endpoint as `model`",
        )
    prompts = [column for column in data.having(Role.FEATURE) if isinstance(column.values, Texts)]
    if len(prompts) > 1:
        raise NotApplicable(
            f"{len(prompts)} columns of texts are features, and a model is asked about one",
            "give the column of cases alone the role `feature`, with `kind: text`",
        )
    if prompts and data.having(Role.PROTECTED):
        return [_asked(subject, subject.model, _told(data), rule, asking)]
    own = _own_cases(data, prompts[0]) if prompts else _shipped(asking.kinds)
    known = list(dict.fromkeys(person.signal for person in persons()))
    for signal in asking.signals:
        if signal not in known:
            raise NotApplicable(
                f"no phrases come with Evenhand for {signal!r}", f"known: {', '.join(known)}"
            )
    return [
        _asked(subject, subject.model, filled(own, signal), rule, asking)
        for signal in dict.fromkeys(asking.signals)
    ]


def _told(data: Dataset) -> Dataset:
    for role, what in ((Role.PROTECTED, "group"), (Role.CLUSTER, "case")):
        if not data.having(role):
            raise NotApplicable(
                f"no column says of which {what} a row is", f"give that column the role `{role}`"
            )
    return data


def _own_cases(data: Dataset, column: Column) -> list[Case]:
    named = data.one(Role.CLUSTER)
    names = [None] * len(data) if named is None else texts(named)
    own = [
        Case("own", name or f"row {row + 1}", text or "")
        for row, (name, text) in enumerate(zip(names, texts_of(column), strict=True))
    ]
    return list(checked(own))


def _shipped(kinds: Sequence[str]) -> list[Case]:
    known = list(dict.fromkeys(case.kind for case in cases()))
    for kind in kinds:
        if kind not in known:
            raise NotApplicable(
                f"no cases of {kind!r} come with Evenhand", f"known: {', '.join(known)}"
            )
    return [case for case in cases() if not kinds or case.kind in kinds]


def _recorded(data: Dataset, rule: ReadingRule) -> Study:
    score, prediction = data.one(Role.SCORE), data.one(Role.PREDICTION)
    if prediction is None and rule.from_score is None:
        raise NotApplicable(
            "the answers are scores, and nothing says from which on one is favourable",
            "state `from_score`",
        )
    if score is not None and rule.from_score is not None:
        answers = [None if number != number else f"{number:g}" for number in score.numbers.tolist()]
        outcomes = [rule.of_score(number) for number in score.numbers.tolist()]
    else:
        assert prediction is not None
        answers = texts_of(prediction)
        read = {answer: rule.read(answer) for answer in set(answers)}
        outcomes = [read[answer] for answer in answers]
    foreign = _foreign(data, answers, rule)
    return Study(
        data, answers, _unread(outcomes, foreign), _labels(data, rule), _named(data), "", foreign
    )


def _foreign(data: Dataset, answers: Sequence[str | None], rule: ReadingRule) -> list[bool]:
    prompts = [column for column in data.having(Role.FEATURE) if isinstance(column.values, Texts)]
    if not rule.is_english or len(prompts) != 1:
        return [False] * len(data)
    return foreign_answers(texts_of(prompts[0]), answers)


def _unread(outcomes: Sequence[Outcome], foreign: Sequence[bool]) -> list[Outcome]:
    """The same, without a decision that was read in a language that the rule does not speak."""
    decided = (Outcome.FAVOURABLE, Outcome.UNFAVOURABLE)
    return [
        Outcome.UNREAD if elsewhere and own in decided else own
        for own, elsewhere in zip(outcomes, foreign, strict=True)
    ]


def _labels(data: Dataset, rule: ReadingRule) -> list[Outcome | None]:
    column = data.one(Role.LABEL)
    if column is None:
        return [None] * len(data)
    labels, others = [], set()
    for label in texts_of(column):
        try:
            labels.append(label_outcome(rule, label))
        except ValueError:
            others.add(str(label))
    if others:
        # The first in text order, so that the order of rows does not matter.
        raise NotApplicable(
            f"a label is {min(others)!r}",
            f"write what you read: {', '.join(Outcome)}, or nothing",
        )
    return labels


def _named(data: Dataset) -> bool:
    return data.one(Role.ID) is not None


def _asked(
    subject: Subject, model: Generator, data: Dataset, rule: ReadingRule, asking: Asking
) -> Study:
    prompts: list[Prompt | None] = []
    for text in texts_of(data.having(Role.FEATURE)[0]):
        as_message = text is not None and asking.conversation
        prompts.append((Message("user", text or ""),) if as_message else text)
    draws = repeated_draws(subject, model, prompts, asking.sampling, asking.draws)
    answers = [answer for draw in draws for answer in draw]
    rows = np.tile(np.arange(len(data), dtype=np.intp), len(draws))
    drawn, written = data.take(rows), texts_in(answers)
    foreign = _foreign(drawn, written, rule)
    return Study(
        drawn, written, _unread([_outcome(answer, rule) for answer in answers], foreign),
        [None] * len(rows), _named(data), asked_in_words(model, asking.sampling, len(draws)),
        foreign,
    )  # fmt: skip


def _outcome(answer: Generation | None, rule: ReadingRule) -> Outcome:
    if answer is None or answer.text is None:
        return Outcome.UNANSWERED
    # What a server or its filter marks needs no phrase.
    if answer.finish in (Finish.FILTERED, Finish.REFUSED):
        return Outcome.REFUSED
    return rule.read(answer.text)


def unlike_cases(study: Study) -> int:
    """Cases whose prompts differ in more than the name that is their `id`."""
    prompts = [c for c in study.data.having(Role.FEATURE) if isinstance(c.values, Texts)]
    person, named = study.data.one(Role.ID), study.data.one(Role.CLUSTER)
    if len(prompts) != 1 or person is None or named is None:
        return 0
    forms: dict[str | None, set[str]] = {}
    for case, name, text in zip(
        texts_of(named), texts_of(person), texts_of(prompts[0]), strict=True
    ):
        if text and name:
            forms.setdefault(case, set()).add(text.replace(name, SLOT))
    return sum(len(own) > 1 for own in forms.values())
