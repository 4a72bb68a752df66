"""Texts that stand in a language model's training data, how often, and texts that never did."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from audits.data.dataset import Dataset
from audits.data.texts import source_column, texts
from audits.data.tokens import PIECE, is_word
from audits.data.training_rows import in_training
from audits.errors import NotApplicable
from audits.specification.roles import Role

REMEDY = (
    "give a column the role `split` whose value is `train` for texts that stand in the training "
    "data, and another for controls of the same form that never did; a column with the role "
    "`count` says how often each stands there"
)
# Words of a run, and the share of shared runs from which two texts are nearly the same.
RUN, ALIKE = 3, 0.8
# Texts that are compared with each other.
MOST_COMPARED = 2_000


@dataclass(frozen=True)
class InsertedTexts:
    """Each text once, in the order of its letters.

    times: of the inserted ones, how often each stands in the training data. controls: never there.
    left_out: controls that are an inserted text but for case, blanks and punctuation. near: of the
    `compared` first inserted texts, those that another is nearly equal to.
    """

    times: dict[str, int]
    controls: tuple[str, ...]
    left_out: int
    near: int
    compared: int

    @property
    def inserted(self) -> tuple[str, ...]:
        """All texts that were."""
        return tuple(self.times)


def inserted_texts(data: Dataset, most: int) -> InsertedTexts:
    """The texts of the first feature of words, by the split.

    most: of the inserted ones, and of the controls, so many are taken, evenly along their order.
    Raises `NotApplicable` where there is no column of texts, no inserted one or no control.
    """
    column = source_column(data)
    if column is None:
        raise NotApplicable("no feature holds texts", "give the texts a column of kind `text`")
    parts = data.require(Role.SPLIT)
    written, split = texts(column), parts.categories
    trained = in_training(parts)
    count = data.one(Role.COUNT)
    amounts = np.ones(len(data)) if count is None else count.numbers
    times: Counter[str] = Counter()
    others: set[str] = set()
    for text, known, member, amount in zip(
        written, (split.codes >= 0).tolist(), trained.tolist(), amounts.tolist(), strict=True
    ):
        if text is None or not text.strip() or not known:
            continue
        if member:
            times[text] += int(amount)
        else:
            others.add(text)
    if not times:
        raise NotApplicable("nothing says which texts stand in the training data", REMEDY)
    plain = {plainly(text) for text in times}
    controls = sorted(text for text in others if plainly(text) not in plain)
    if not controls:
        raise NotApplicable("there is no control that never stood in the training data", REMEDY)
    ordered = sorted(times)
    compared = ordered[:MOST_COMPARED]
    return InsertedTexts(
        {text: times[text] for text in _evenly(ordered, most)}, tuple(_evenly(controls, most)),
        len(others) - len(controls), nearly_equal(compared), len(compared),
    )  # fmt: skip


def plainly(text: str) -> str:
    """The words alone, in small letters: what two texts share that differ in how they are set."""
    return " ".join(_words(text))


def nearly_equal(several: list[str]) -> int:
    """How many of the texts share most runs of three words with another one (Jaccard, .8)."""
    runs = [_runs(text) for text in several]
    by_run: dict[tuple[str, ...], list[int]] = {}
    for index, own in enumerate(runs):
        for run in own:
            by_run.setdefault(run, []).append(index)
    near = set()
    for index, own in enumerate(runs):
        shared = Counter(other for run in own for other in by_run[run] if other > index)
        for other, number in shared.items():
            if number >= ALIKE * (len(own) + len(runs[other]) - number):
                near |= {index, other}
    return len(near)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))}


def _words(text: str) -> list[str]:
    return [piece.lower() for piece in PIECE.findall(text) if is_word(piece)]


def _evenly(several: list[str], most: int) -> list[str]:
    if len(several) <= most:
        return several
    return [
        several[index] for index in np.unique(np.linspace(0, len(several) - 1, most).astype(int))
    ]
