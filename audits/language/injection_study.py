"""Answers to documents with planted instructions, each beside the same document without one.

From recorded answers, from prompts that are asked as they are, or from documents with slots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.data.clusters import cluster_codes
from audits.data.dataset import Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.foreign_answers import is_foreign
from audits.language.injection_reading import InjectionRule, Outcome, holds, planted_between
from audits.language.plain_texts import plain
from audits.language.planted_documents import Document, checked, documents, filled, of_kinds
from audits.language.prompts import texts_of
from audits.language.repeated_draws import asked_in_words, repeated_draws, texts_in
from audits.models.generator import Finish, Generation, Generator, Message, Prompt, Sampling
from audits.probing.subject import Subject
from audits.specification.counts import counted
from audits.specification.role_names import words_of_name
from audits.specification.roles import Role
from audits.statistics.means import Codes

# How tables of attacks call the rows without one (AgentDojo).
PLANTS = frozenset({"attack", "attacks", "plant", "injection"})
WITHOUT = ("none", "no attack", "no_attack")


@dataclass(frozen=True, eq=False)
class Study:
    """Rows with a plant; every array has the shape (rows,).

    data: with the kinds of plants (protected). answers: None where there is none. words: that the
    plants ask for. outcomes: of the plants. by_itself: the share of answers to the same document
    without a plant that follow it as well, nan where there is none. done: whether the answer does
    the task. done_without: the share without a plant that do, nan where that is not known.
    clusters: codes of documents. labelled: whether any row says what an answer is expected to name.
    asked: how the model was asked, "" of recorded answers.
    """

    data: Dataset
    answers: Sequence[str | None]
    words: Sequence[str]
    outcomes: Sequence[Outcome]
    by_itself: Floats
    done: Flags
    done_without: Floats
    clusters: Codes
    labelled: bool
    asked: str

    def __len__(self) -> int:
        return len(self.outcomes)

    def having(self, outcome: Outcome) -> Flags:
        """Shape (rows,): where it is this one."""
        return np.array([own is outcome for own in self.outcomes], dtype=bool)


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of a model. kinds: of plants that come with Evenhand, none means all. draws:
    answers a prompt. conversation: whether a prompt is a user's message, else a text to go on with.
    """

    kinds: Sequence[str]
    sampling: Sampling
    draws: int
    conversation: bool


def injections(subject: Subject, rule: InjectionRule, asking: Asking) -> Study:
    """Every row with a plant beside those of the same document without.

    Raises `NotApplicable` where there is nothing to read and nobody to ask, or a column is missing.
    """
    data = subject.data
    recorded = data.one(Role.PREDICTION)
    if recorded is not None:
        answers = [None if not text else Generation(text) for text in texts_of(recorded)]
        return _study(subject, _told(data), answers, rule, "")
    if not isinstance(subject.model, Generator):
        raise NotApplicable(
            "there is neither a recorded answer nor a model that answers in words",
            "give the column of answers the role `prediction`, or a causal language model or a "
            "chat endpoint as `model`",
        )
    own = _told(data) if _whole_prompts(data) else _planted(data, asking.kinds)
    prompts: list[Prompt | None] = []
    for text in texts_of(_prompts(own)):
        as_message = text is not None and asking.conversation
        prompts.append((Message("user", text or ""),) if as_message else text)
    draws = repeated_draws(subject, subject.model, prompts, asking.sampling, asking.draws)
    rows = np.tile(np.arange(len(own), dtype=np.intp), len(draws))
    made = asked_in_words(subject.model, asking.sampling, len(draws))
    return _study(subject, own.take(rows), [one for draw in draws for one in draw], rule, made)


def _whole_prompts(data: Dataset) -> bool:
    return bool(len(data) and data.having(Role.OPTION) and data.having(Role.PROTECTED))


def _told(data: Dataset) -> Dataset:
    if len(data.having(Role.OPTION)) != 1:
        raise NotApplicable(
            f"{len(data.having(Role.OPTION))} columns say which word a planted instruction asks "
            "for",
            "give one column the role `option`: the word, and nothing where no instruction is "
            "planted",
        )
    if not data.having(Role.CLUSTER) and data.one(Role.ID) is None:
        raise NotApplicable(
            "no column says of which document a row is", "give that column the role `cluster`"
        )
    return data


def _prompts(data: Dataset) -> Column:
    columns = [column for column in data.having(Role.FEATURE) if isinstance(column.values, Texts)]
    if len(columns) != 1:
        raise NotApplicable(
            f"{len(columns)} columns of texts are features, and a model is asked about one",
            "give the column of prompts alone the role `feature`, with `kind: text`",
        )
    return columns[0]


def _planted(data: Dataset, kinds: Sequence[str]) -> Dataset:
    """The shipped plants in the dataset's documents, or in the shipped ones where it has none."""
    planted = of_kinds(kinds)
    if not len(data) or not data.having(Role.FEATURE):
        return filled(documents(), planted)
    named = data.one(Role.CLUSTER)
    if named is None:
        raise NotApplicable(
            "no column says of which document a row is", "give that column the role `cluster`"
        )
    words = data.one(Role.OPTION)
    label = data.one(Role.LABEL)
    known = [document.word for document in documents()]
    cells = zip(
        texts_of(named),
        [None] * len(data) if words is None else texts_of(words),
        [None] * len(data) if label is None else texts_of(label),
        texts_of(_prompts(data)),
        strict=True,
    )
    # By name, so that the order of rows does not say which word a document gets.
    rows = sorted(tuple(cell or "" for cell in row) for row in cells)
    own = [
        Document("own", name, word or known[number % len(known)], expected, text)
        for number, (name, word, expected, text) in enumerate(rows)
    ]
    return filled(checked(own), planted)


def _study(
    subject: Subject,
    data: Dataset,
    answers: Sequence[Generation | None],
    rule: InjectionRule,
    asked: str,
) -> Study:
    words = _planted_words(subject, data)
    keys = _keys(data)
    expected = _expected(data)
    prompts = _texts_or_none(data)
    without: dict[str, list[int]] = {}
    for row, (word, key) in enumerate(zip(words, keys, strict=True)):
        if word is None and key is not None:
            without.setdefault(key, []).append(row)
    rows = [row for row, word in enumerate(words) if word is not None]
    if not rows:
        raise NotApplicable(
            "no row has a planted instruction",
            "give the word that it asks for in a column of the role `option`",
        )
    texts = texts_in(answers)

    @cache
    def outcome(answer: Generation | None, word: str, plant: str) -> Outcome:
        return _outcome(answer, rule, word, plant)

    outcomes, by_itself, done, done_without = [], [], [], []
    for row in rows:
        word, bare = words[row] or "", without.get(keys[row] or "", [])
        theirs = min((prompts[one] or "" for one in bare), default="")
        plant = planted_between(prompts[row] or "", theirs) if theirs else ""
        outcomes.append(outcome(answers[row], word, plant))
        alike = [outcome(answers[one], word, "") is Outcome.FOLLOWED for one in bare]
        by_itself.append(np.mean(alike) if bare else np.nan)
        done.append(_does(texts[row], expected[row], [texts[one] for one in bare]))
        did = [_does(texts[one], expected[row], []) for one in bare]
        done_without.append(np.mean(did) if bare and expected[row] else np.nan)
    alone = sum(value != value for value in by_itself)
    if alone:
        subject.warn(
            f"{alone:,} of {len(rows):,} rows with a plant have no row of the same document "
            "without one: what they would have been answered by themselves is not known"
        )
    foreign = sum(is_foreign(texts[row]) for row in rows)
    if foreign:
        phrases = counted(len(rule.mentions), "phrase", "phrases")
        subject.warn(
            f"{foreign:,} of {len(rows):,} answers beside a plant are plainly not English, as the "
            f"shipped phrases are: there {phrases} of `mentions` and {len(rule.refusals)} of "
            "`refusals` say what tells of an instruction and what refuses"
        )
    codes = cluster_codes(data)
    if codes is None:
        names = {key: code for code, key in enumerate(sorted({key or "" for key in keys}))}
        codes = np.array([names[key or ""] for key in keys], dtype=np.int32)
    here = np.array(rows, dtype=np.intp)
    return Study(
        data.take(here), [texts[row] for row in rows], [words[row] or "" for row in rows], outcomes,
        np.array(by_itself, dtype=np.float64), np.array(done, dtype=bool),
        np.array(done_without, dtype=np.float64), codes[here],
        any(expected[row] for row in rows), asked,
    )  # fmt: skip


def _planted_words(subject: Subject, data: Dataset) -> list[str | None]:
    """The word that each plant asks for; None of rows without one, which some call "none"."""
    words = [word or None for word in texts_of(data.having(Role.OPTION)[0])]
    bare = np.array([(word or "").casefold() in WITHOUT for word in words], dtype=bool)
    for column in data.having(Role.PROTECTED):
        # Whose religion is "none" was attacked like the others.
        if not PLANTS & {*words_of_name(column.source or column.name)}:
            continue
        bare |= [(value or "").casefold() in WITHOUT for value in texts_of(column)]
    called = int((bare & [word is not None for word in words]).sum())
    if called:
        one = 'row is called "none" and stands for what is answered without a plant'
        many = 'rows are called "none" and stand for what is answered without a plant'
        subject.warn(counted(called, one, many))
    return [None if alone else word for alone, word in zip(bare.tolist(), words, strict=True)]


def _keys(data: Dataset) -> list[str | None]:
    """What pairs a row with those without a plant: the `id`, else the document."""
    return texts_of(data.one(Role.ID) or data.require(Role.CLUSTER))


def _expected(data: Dataset) -> list[str | None]:
    column = data.one(Role.LABEL)
    return [None] * len(data) if column is None else [one or None for one in texts_of(column)]


def _texts_or_none(data: Dataset) -> list[str | None]:
    columns = [column for column in data.having(Role.FEATURE) if isinstance(column.values, Texts)]
    return texts_of(columns[0]) if len(columns) == 1 else [None] * len(data)


def _outcome(answer: Generation | None, rule: InjectionRule, word: str, plant: str) -> Outcome:
    if answer is None or answer.text is None:
        return Outcome.UNANSWERED
    # What a server or its filter marks needs no phrase.
    if answer.finish in (Finish.FILTERED, Finish.REFUSED):
        return Outcome.REFUSED
    return rule.read(answer.text, word, plant)


def _does(answer: str | None, expected: str | None, without: Sequence[str | None]) -> bool:
    """Whether an answer does the task: it names what is expected, else it is the one without."""
    if not answer:
        return False
    if expected is not None:
        return holds(answer, expected)
    return plain(answer) in {plain(one) for one in without if one}
