"""The search for triggers toward every class at once, of three forms that are about as conspicuous.

Stickers are found by asking alone: windows of plain, checked and random patterns, and pieces cut
out of rows, are laid on other rows (what transfers is a trigger or the object itself; Gao et al.
2019, "STRIP"), and then sharpened along slopes. Small masks and faint blends follow slopes (Wang et
al. 2019). A small step of Adam on the mask is brought back to its budget.
"""

from collections.abc import Iterator

import numpy as np

from audits.data_quality.backdoor.pictures import (
    Codes,
    PictureModel,
    Pictures,
    Pixels,
    Triggers,
    cells_of,
    collected,
    enlarged,
    reduced,
)

PATCH, MASK, BLEND = "patch", "mask", "blend"
# A window's side as a share of the picture's, the mask's budget as a share of the cells, and how
# much of a picture a blend takes.
WINDOW, BUDGET, FAINT = 0.25, 1 / 16, 0.1
# Patterns and pieces a window, pictures that each is laid on, and a step along the slopes.
PATTERNS, PIECES, LAID_ON, RATE = 12, 8, 20, 0.1
# Pictures that are made at once.
_AT_ONCE = 4096


def searched(
    model: PictureModel,
    rows: Pictures,
    donors: Pixels,
    classes: int,
    steps: int,
    rng: np.random.Generator,
) -> Iterator[tuple[str, Triggers]]:
    """Triggers by form, toward each class.

    rows: those that the search may see. donors: pictures that pieces are cut out of. steps: along
    the slopes, on a dozen rows a class each.
    """
    cells = cells_of(rows.pixels.shape[2:])
    channels = rows.pixels.shape[1]
    windows = _windows(model, rows, donors, classes, cells, rng)
    if model.slopes is None:
        yield PATCH, windows
        return
    yield PATCH, _sharpened(model, rows, windows, steps // 2, rng)
    start = rng.random((classes, channels, cells, cells)).astype(np.float32)
    even = np.full((classes, cells, cells), BUDGET, dtype=np.float32)
    yield MASK, _sharpened(model, rows, Triggers(even, start), steps, rng, BUDGET * cells**2)
    faint = np.full_like(even, FAINT)
    yield BLEND, _sharpened(model, rows, Triggers(faint, start.copy()), steps, rng)


def _windows(
    model: PictureModel,
    rows: Pictures,
    donors: Pixels,
    classes: int,
    cells: int,
    rng: np.random.Generator,
) -> Triggers:
    """Toward each class the window and pattern that lead most rows there."""
    side = max(1, round(WINDOW * cells))
    channels = rows.pixels.shape[1]
    laid_on = rows.take(_spread(rows.labels, classes, LAID_ON, rng))
    patterns = _patterns(channels, side, rng)
    coarse = reduced(donors[rng.permutation(len(donors))[:PIECES]], cells)
    starts = range(0, cells - side + 1, max(1, side // 2))
    masks = np.zeros((classes, cells, cells), dtype=np.float32)
    best = np.zeros((classes, channels, cells, cells), dtype=np.float32)
    reached = np.full(classes, -1.0)
    for top in starts:
        for left in starts:
            inside = (slice(top, top + side), slice(left, left + side))
            pieces = np.concatenate([patterns, coarse[:, :, inside[0], inside[1]]])
            rates = _rates(model, laid_on, pieces, inside, cells, classes)
            for code in np.flatnonzero(rates.max(axis=0) > reached).tolist():
                reached[code] = rates[:, code].max()
                masks[code], best[code] = 0, 0
                masks[code][inside] = 1
                best[code][:, inside[0], inside[1]] = pieces[int(rates[:, code].argmax())]
    return Triggers(masks, best)


def _patterns(channels: int, side: int, rng: np.random.Generator) -> Pixels:
    """Bright, dark, two chequers, and random ones, shape (patterns, channels, side, side)."""
    chequer = (np.add.outer(np.arange(side), np.arange(side)) % 2).astype(np.float32)
    plain = np.stack([np.ones_like(chequer), np.zeros_like(chequer), chequer, 1 - chequer])
    drawn = rng.integers(0, 2, (PATTERNS - len(plain), channels, side, side))
    return np.concatenate([np.repeat(plain[:, None], channels, axis=1), drawn]).astype(np.float32)


def _rates(
    model: PictureModel,
    laid_on: Pictures,
    pieces: Pixels,
    inside: tuple[slice, slice],
    cells: int,
    classes: int,
) -> Pixels:
    """Share of rows of other classes that each piece leads to a class, (pieces, classes)."""
    mask = np.zeros((cells, cells), dtype=np.float32)
    mask[inside] = 1
    covered = enlarged(mask, laid_on.pixels.shape[2:]) > 0
    rates = np.zeros((len(pieces), classes), dtype=np.float32)
    at_once = max(1, _AT_ONCE // len(laid_on))
    for start in range(0, len(pieces), at_once):
        some = pieces[start : start + at_once]
        grid = np.zeros((len(some), some.shape[1], cells, cells), dtype=np.float32)
        grid[:, :, inside[0], inside[1]] = some
        whole = enlarged(grid, laid_on.pixels.shape[2:])
        planted = np.where(covered, whole[:, None], laid_on.pixels[None])
        codes = model.codes(planted.reshape(-1, *laid_on.pixels.shape[1:]).astype(np.float32))
        answered = codes.reshape(len(some), len(laid_on))
        for code in range(classes):
            others = laid_on.labels != code
            if others.any():
                rates[start : start + len(some), code] = (answered[:, others] == code).mean(axis=1)
    return rates


def _sharpened(
    model: PictureModel,
    rows: Pictures,
    triggers: Triggers,
    steps: int,
    rng: np.random.Generator,
    budget: float | None = None,
) -> Triggers:
    """The triggers after so many steps of Adam toward their classes (Kingma & Ba 2015).

    budget: of a mask that is learned too, the sum of its cells; None leaves masks as they are.
    """
    assert model.slopes is not None
    masks, patterns = triggers.masks.copy(), triggers.patterns.copy()
    classes, cells = masks.shape[:2]
    others = [np.flatnonzero(rows.labels != code) for code in range(classes)]
    tried = [code for code in range(classes) if len(others[code])]
    size = max(1, 96 // classes) + 4
    codes: Codes = np.repeat(np.array(tried, dtype=np.intp), size)
    moments = [np.zeros_like(each) for each in (patterns, patterns, masks, masks)]
    shape = rows.pixels.shape[2:]
    for step in range(1, steps + 1):
        sampled_rows = np.concatenate([rng.choice(others[code], size) for code in tried])
        pixels = rows.pixels[sampled_rows]
        current = Triggers(masks, patterns)
        slopes = np.nan_to_num(model.slopes(current.plant(pixels, codes), codes))
        along = np.zeros_like(patterns)
        mask = enlarged(masks, shape)[codes][:, None]
        np.add.at(along, codes, collected(slopes * mask, cells) / size)
        _adam(patterns, along, moments[0], moments[1], step)
        if budget is not None:
            beyond = enlarged(patterns, shape)[codes] - pixels
            widened = np.zeros_like(masks)
            np.add.at(widened, codes, collected(slopes * beyond, cells).sum(axis=1) / size)
            _adam(masks, widened, moments[2], moments[3], step)
            masks = _within(masks, budget)
        np.clip(patterns, 0, 1, out=patterns)
    return Triggers(masks, patterns)


def _adam(values: Pixels, slope: Pixels, first: Pixels, second: Pixels, step: int) -> None:
    """One step down the slope, in place."""
    first += 0.1 * (slope - first)
    second += 0.01 * (slope**2 - second)
    size = np.sqrt(second / (1 - 0.99**step)) + 1e-12
    values -= RATE * (first / (1 - 0.9**step)) / size


def _within(masks: Pixels, budget: float) -> Pixels:
    """The nearest masks of 0 to 1 whose cells sum to no more than this."""
    flat = masks.reshape(len(masks), -1)
    low, high = np.zeros(len(flat)), np.maximum(flat.max(axis=1), 0)
    over = np.clip(flat, 0, 1).sum(axis=1) > budget
    for _ in range(30):
        middle = (low + high) / 2
        more = np.clip(flat - middle[:, None], 0, 1).sum(axis=1) > budget
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    shift = np.where(over, high, 0)
    return np.clip(flat - shift[:, None], 0, 1).astype(np.float32).reshape(masks.shape)


def _spread(labels: Codes, classes: int, most: int, rng: np.random.Generator) -> Codes:
    """Rows of every class in turn, at most so many."""
    order = rng.permutation(len(labels))
    turn = np.zeros(len(labels), dtype=np.intp)
    for code in range(classes):
        members = order[labels[order] == code]
        turn[members] = np.arange(len(members))
    return np.lexsort((labels, turn))[:most]
