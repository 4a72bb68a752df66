"""What can be changed in a model's inputs: declared nuisances, then what all inputs have.

A declared nuisance is exchanged with that of another row of the same label. Its control exchanges
the same pixels or words with a row of the same label *and* the same value, so that the answers
which change over and above are due to the nuisance alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.confounds import localisation
from audits.confounds.binning import binned
from audits.confounds.variables import variable
from audits.data.arrays import Rows
from audits.data.dataset import Column, Dataset, Images, Picture, Signals, Texts, Values
from audits.data.pixels import like
from audits.data.row_keys import key_of, row_keys
from audits.measurement import WhyNot
from audits.perturbations import backgrounds, images
from audits.perturbations import texts as text_changes
from audits.perturbations.exchange import ChangedPictures, donors, with_fed
from audits.specification.roles import Role
from audits.statistics.lent_shares import Lent

CUT = 2


@dataclass(frozen=True, eq=False)
class Intervention:
    """One change.

    nuisance: what is changed, as measurements name it. how: in words.
    column: the model's input in which it is changed. rows: which of the sample, in its order.
    before, after, control: tables of these rows; control is None where nothing else was changed.
    why_not: in words, where there is nothing to change. known_by: how its place was found.
    lent: by whom each of the rows was lent something; None where nothing is.
    """

    nuisance: str
    how: str
    declared: bool
    column: str = ""
    rows: Rows | None = None
    before: Dataset | None = None
    after: Dataset | None = None
    control: Dataset | None = None
    why_not: str | None = None
    known_by: str = ""
    lent: Lent | None = None


def declared(
    data: Dataset, reads: tuple[str, ...], rng: Callable[[str], np.random.Generator]
) -> Iterator[Intervention]:
    """Every column with the role nuisance. data: the sampled rows."""
    strata = _strata(data)
    for column in data.having(Role.NUISANCE):
        draw = rng(f"exchange {column.name}")
        if {column.name, column.source} & set(reads):
            yield _column(data, column, strata, draw)
            continue
        levels = _levels(column)
        if isinstance(levels, WhyNot):
            yield Intervention(column.name, "", True, why_not=levels.reason)
            continue
        yield _inside(data, column.name, reads, strata, levels, draw)


def _strata(data: Dataset) -> Rows:
    """The label's classes, a number cut at its quintiles; one stratum where there is no label."""
    label = data.one(Role.LABEL)
    if label is None:
        return np.zeros(len(data), dtype=np.intp)
    return binned(variable(label.values, label.name), 5).codes


def _levels(column: Column) -> Rows | WhyNot:
    """The nuisance's values as codes, a number cut at its median; or why it has none."""
    if isinstance(column.values, Texts | Images | Signals):
        return WhyNot("it is neither a number nor a category")
    nuisance = variable(column.values, column.name)
    known = nuisance.values[nuisance.values >= 0] if nuisance.is_category else nuisance.values
    if not len(known) or (not nuisance.is_category and np.isnan(nuisance.values).all()):
        return WhyNot("every value is missing")
    binned_nuisance = binned(nuisance, CUT)
    several = len(np.unique(binned_nuisance.codes[binned_nuisance.codes >= 0])) > 1
    return binned_nuisance.codes if several else WhyNot("it is constant")


def _column(data: Dataset, column: Column, strata: Rows, draw: np.random.Generator) -> Intervention:
    """A nuisance that is an input itself: the values of rows of the same label."""
    levels = _levels(column)
    if isinstance(levels, WhyNot):
        return Intervention(column.name, "", True, why_not=levels.reason)
    lent = donors(strata, levels, draw, same_level=False)
    rows = np.flatnonzero(lent >= 0)
    if not len(rows):
        why = "within a label it has one value only, so there is none to exchange it with"
        return Intervention(column.name, "", True, why_not=why)
    values = data.fed_values(column.name)
    after = with_fed(data.take(rows), column.name, values.take(lent[rows]))
    how = f"{column.name} of another row with the same label"
    return Intervention(
        column.name, how, True, column.name, rows, data.take(rows), after,
        lent=_lent(lent, key_of(values), strata, levels).take(rows),
    )  # fmt: skip


def _lent(lenders: Rows, given: Rows, strata: Rows, levels: Rows) -> Lent:
    """Who lends to each row, drawn where not all who could would give the same.

    given: shape (rows,), a number for each distinct thing that a row lends.
    """
    drawn, pools = lenders.copy(), row_keys((strata, levels), len(lenders))
    for pool in np.unique(pools):
        (stratum,), (level,) = (np.unique(side[pools == pool]) for side in (strata, levels))
        lending = (strata == stratum) & (levels >= 0) & (levels != level)
        if len(np.unique(given[lending])) < 2:
            drawn[pools == pool] = -1
    return Lent(np.arange(len(lenders)), drawn, pools)


def _inside(
    data: Dataset,
    nuisance: str,
    reads: tuple[str, ...],
    strata: Rows,
    levels: Rows,
    draw: np.random.Generator,
) -> Intervention:
    """A nuisance that shows in pictures or texts."""
    reason = "the model reads neither it, nor pictures or texts in which it could show"
    lent, same_level = (donors(strata, levels, draw, same_level=same) for same in (False, True))
    rows = np.flatnonzero((lent >= 0) & (same_level >= 0))
    for name in reads:
        values = data.fed_values(name)
        if isinstance(values, Images):
            where = localisation.patch(values, strata, levels)
            if isinstance(where, WhyNot):
                reason = where.reason
                continue
            how = (
                f"the {int(where.where.sum())} pixels in which {nuisance} shows, from another "
                "picture with the same label"
            )
            after, control = (
                _pictures(values, rows, donor, where.where)
                for donor in (lent[rows], same_level[rows])
            )
            given = np.arange(len(data))
        elif isinstance(values, Texts):
            texts = ["" if text is None else str(text) for text in values.values]
            words_by_level = localisation.words(texts, strata, levels)
            if isinstance(words_by_level, WhyNot):
                reason = words_by_level.reason
                continue
            words = frozenset(
                word for level_words in words_by_level.values() for word in level_words
            )
            how = f"the words {', '.join(sorted(words))} from another text with the same label"
            after, control = (
                _texts(texts, rows, donor, words) for donor in (lent[rows], same_level[rows])
            )
            given = key_of(Texts.of([" ".join(text_changes.lent(text, words)) for text in texts]))
        else:
            continue
        if not len(rows):
            reason = "within a label it has one value only, so there is none to exchange it with"
            continue
        before = data.take(rows)
        return Intervention(
            nuisance,
            how,
            True,
            name,
            rows,
            before,
            with_fed(before, name, after),
            with_fed(before, name, control),
            lent=_lent(lent, given, strata, levels).take(rows),
        )
    return Intervention(nuisance, "", True, why_not=reason)


def _pictures(values: Images, rows: Rows, donor: Rows, where: NDArray[np.bool_]) -> Values:
    def change(picture: Picture, index: int) -> Picture:
        changed_picture = picture.copy()
        (lent,) = values.take(donor[index : index + 1]).fed()
        changed_picture[where] = like(lent[where], picture)
        return changed_picture

    return ChangedPictures(values.take(rows), change).images()


def _texts(texts: list[str], rows: Rows, donor: Rows, words: frozenset[str]) -> Values:
    return Texts.of(
        [
            text_changes.exchanged(texts[row], words, texts[lender])
            for row, lender in zip(rows.tolist(), donor.tolist(), strict=True)
        ]
    )


def usual(
    data: Dataset, reads: tuple[str, ...], rng: Callable[[str], np.random.Generator]
) -> Iterator[Intervention]:
    """Changes that any picture or text can take, and the background where it can be told apart."""
    rows = np.arange(len(data))
    for name in reads:
        values = data.fed_values(name)
        changes: dict[str, Values] = {}
        if isinstance(values, Images):
            for what, change in images.CHANGES.items():
                changes[what] = _everywhere(values, change)
        elif isinstance(values, Texts):
            for what, rewrite in text_changes.CHANGES.items():
                texts = [None if text is None else rewrite(str(text)) for text in values.values]
                # A change that touches hardly any text measures nothing.
                if sum(a != b for a, b in zip(texts, values.values, strict=True)) * 20 > len(texts):
                    changes[what] = Texts.of(texts)
        for what, changed in changes.items():
            after = with_fed(data, name, changed)
            yield Intervention(f"{name}: {what}", what, False, name, rows, data, after)
        if isinstance(values, Images):
            yield from _backgrounds(data, name, values, rng(f"background {name}"))


def _everywhere(values: Images, change: Callable[[Picture], Picture]) -> Values:
    return ChangedPictures(values, lambda picture, index: change(picture)).images()


def _backgrounds(
    data: Dataset, name: str, values: Images, draw: np.random.Generator
) -> Iterator[Intervention]:
    masks = data.one(Role.MASK)
    given = masks.values if masks is not None and isinstance(masks.values, Images) else None
    known = backgrounds.known(values, given)
    if isinstance(known, WhyNot):
        for what in (backgrounds.MASKED, backgrounds.SWAPPED):
            yield Intervention(f"{name}: {what}", what, False, name, why_not=known.reason)
        return
    before = data.take(known.rows)
    for what, changed, lent in backgrounds.changed(values, known, draw):
        after = with_fed(before, name, changed)
        yield Intervention(
            f"{name}: {what}",
            f"{what} ({known.known_by})",
            False,
            name,
            known.rows,
            before,
            after,
            known_by=known.known_by,
            lent=None if lent is None else Lent(known.rows, known.rows[lent], 0 * lent),
        )
