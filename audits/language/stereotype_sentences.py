"""Items of sentences: one keeps to a stereotype, one goes against it, and one may be unrelated.

StereoSet's form (Nadeem, Bethke & Reddy 2021, ACL), and without the unrelated sentence that of
CrowS-Pairs (Nangia et al. 2020, EMNLP). A row is a sentence; rows of one item have one `id`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.clusters import cluster_codes
from audits.data.dataset import Column, Dataset
from audits.data.texts import texts
from audits.errors import NotApplicable
from audits.language.prompts import texts_of
from audits.models import LanguageModel
from audits.specification.roles import Role

CHUNK = 64
WITH, AGAINST, UNRELATED = "stereotype", "anti-stereotype", "unrelated"
_SPELLED = {
    "stereotype": WITH, "stereotypical": WITH, "pro": WITH, "pro-stereotype": WITH,
    "sent-more": WITH, "anti-stereotype": AGAINST, "antistereotype": AGAINST, "anti": AGAINST,
    "anti-stereotypical": AGAINST, "sent-less": AGAINST, "unrelated": UNRELATED,
    "meaningless": UNRELATED,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class SentenceItems:
    """Rows of a table by item.

    rows: shape (items, 3), the row of the sentence with the stereotype, of the one against it, and
    of the unrelated one; -1 where the item has none. incomplete: items that lack one of the first
    two, which are not among the others.
    """

    rows: NDArray[np.intp]
    incomplete: int

    @property
    def triples(self) -> Flags:
        """Shape (items,): which have an unrelated sentence."""
        return np.asarray(self.rows[:, 2] >= 0)


def sentence_items(data: Dataset) -> SentenceItems:
    """The items of a table, a system's apart from another's; a repeated row counts once.

    Raises `NotApplicable` where a cell says nothing known, or one item has two such sentences.
    """
    kinds = [_kind(cell, row) for row, cell in enumerate(texts(data.require(Role.STEREOTYPE)))]
    system, sentence = data.one(Role.SYSTEM), _sentences(data)
    systems: Sequence[str | None] = [None] * len(data) if system is None else texts(system)
    contents = list(zip(sentence, _scores(data), strict=True))
    by_item: dict[tuple[str | None, str | None], dict[str, int]] = {}
    for row, name in enumerate(texts_of(data.require(Role.ID))):
        own = by_item.setdefault((systems[row], name), {})
        before = own.setdefault(kinds[row], row)
        if contents[before] != contents[row]:
            raise NotApplicable(
                f"item {name!r} has two sentences that are {kinds[row]}: rows {before + 1} and "
                f"{row + 1}",
                "give each item its own `id`, and each model's scores the role `system`",
            )
    whole = [own for own in by_item.values() if WITH in own and AGAINST in own]
    rows = [[own[WITH], own[AGAINST], own.get(UNRELATED, -1)] for own in whole]
    return SentenceItems(np.array(rows, dtype=np.intp).reshape(-1, 3), len(by_item) - len(whole))


def item_clusters(data: Dataset, items: SentenceItems) -> NDArray[np.int32]:
    """Shape (items,): the target term of each; without such a column each is its own."""
    codes = cluster_codes(data)
    if codes is None:
        return np.arange(len(items.rows), dtype=np.int32)
    return codes[items.rows[:, 0]]


def comparisons(
    model: LanguageModel | None,
    data: Dataset,
    items: SentenceItems,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> Floats:
    """Shape (items, 3): how much likelier with than against, with than unrelated, against than it.

    By the recorded scores, else asked of the model: a pair on the tokens that both sentences share,
    where the model is a masked one (Nangia et al. 2020); sentences of an item with an unrelated one
    as wholes, since there the word that differs is what is judged. NaN where nothing is known.
    """
    if data.one(Role.SCORE) is not None:
        column = data.require(Role.SCORE)
        scores = column.numbers
        _refuse_losses(column.name, scores)
        ends = np.append(scores, np.nan)  # for the row -1
        values = ends[items.rows]
        return _differences(values)
    if model is None:
        raise NotApplicable(
            "there are neither scores nor a language model to ask",
            "give the column of log-likelihoods (or probabilities) the role `score`, or a "
            "language model as `model`; an endpoint with `api: completions` and `logprobs: true`",
        )
    return _asked(model, _sentences(data), items, on_progress)


def _refuse_losses(name: str, scores: Floats) -> None:
    """Raises `NotApplicable` of losses and perplexities, which are larger where less is likely.

    A log-likelihood is never above 0, and a probability never above 1; whole numbers may be ranks.
    """
    known = scores[np.isfinite(scores)]
    if len(known) and known.min() >= 0 and known.max() > 1 and (known % 1 != 0).any():
        raise NotApplicable(
            f"{name!r} runs from {known.min():g} to {known.max():g}: log-likelihoods are never "
            "above 0, and probabilities never above 1",
            "if larger means less likely, as of a loss or a perplexity, turn it round: in pandas "
            f"`frame[{name!r}] = -frame[{name!r}]`; else give its logarithm, or a probability",
        )


def _differences(values: Floats) -> Floats:
    first, second, third = values.T
    return np.stack([first - second, first - third, second - third], axis=1)


def _asked(
    model: LanguageModel,
    sentences: Sequence[str | None],
    items: SentenceItems,
    on_progress: Callable[[float], None],
) -> Floats:
    told_apart = np.full((len(items.rows), 3), np.nan)
    triples, pairs = np.flatnonzero(items.triples), np.flatnonzero(~items.triples)
    for start in range(0, len(triples), CHUNK):
        chunk = triples[start : start + CHUNK]
        asked = [_text(sentences, row) for row in items.rows[chunk].reshape(-1).tolist()]
        told_apart[chunk] = _differences(model.log_likelihood(asked).reshape(-1, 3))
        on_progress((start + len(chunk)) / len(items.rows))
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        first, second = (
            [_text(sentences, row) for row in items.rows[chunk, side].tolist()] for side in (0, 1)
        )
        told_apart[chunk, 0] = model.preference(first, second)
        on_progress((len(triples) + start + len(chunk)) / len(items.rows))
    return told_apart


def _text(sentences: Sequence[str | None], row: int) -> str:
    text = sentences[row]
    if not text:
        raise NotApplicable(f"row {row + 1} has no sentence", "fill it, or leave the item out")
    return text


def sentence_column(data: Dataset) -> Column | None:
    """The sentences: the one feature of texts, or None."""
    columns = [c for c in data.having(Role.FEATURE) if c.kind in ("text", "category")]
    if len(columns) > 1:
        names = ", ".join(column.name for column in columns)
        raise NotApplicable(
            f"which column has the sentences? {names}", "give one column of texts the role feature"
        )
    return columns[0] if columns else None


def _sentences(data: Dataset) -> list[str | None]:
    column = sentence_column(data)
    if column is not None:
        return texts(column)
    if data.one(Role.SCORE) is None:
        raise NotApplicable(
            "there are neither sentences nor scores",
            "give the column of sentences the role `feature`, with `kind: text`",
        )
    return [None] * len(data)


def _scores(data: Dataset) -> list[float | None]:
    column = data.one(Role.SCORE)
    if column is None:
        return [None] * len(data)
    return [None if number != number else number for number in column.numbers.tolist()]


def _kind(cell: str | None, row: int) -> str:
    kind = _SPELLED.get((cell or "").casefold().replace("_", "-").replace(" ", "-"))
    if kind is None:
        raise NotApplicable(
            f"the stereotype of row {row + 1} is {cell!r}",
            f"write {WITH}, {AGAINST} or {UNRELATED}, or map its values to them",
        )
    return kind
