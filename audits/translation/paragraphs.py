"""The same sentences alone and inside a paragraph: does one reading leak into the next?"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.clusters import FEWEST_CLUSTERS
from audits.measurement import Group, Measurement, Unanswered, Undetermined
from audits.statistics import means_of_few
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value
from audits.translation.gender_states import Gender, Reader, State

_END = re.compile(r"(?<=[.!?。।։])\s+|(?<=[。।])")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences translated together.

    output: None where there is no answer.
    outputs_alone, alone: what each became alone, and how that was read.
    inside: how each was read here; None where the output does not have as many sentences as the
        source, so that nothing can be matched.
    """

    sources: tuple[str, ...]
    output: str | None
    outputs_alone: tuple[str, ...]
    alone: tuple[State, ...]
    inside: tuple[State, ...] | None


def paragraphs(
    sources: Sequence[str],
    outputs_alone: Sequence[str],
    alone: Sequence[State],
    size: int,
    translate: Callable[[list[str]], list[str | None]],
    read: Reader,
) -> list[Paragraph]:
    """Every `size` sentences as one paragraph, in order; a single sentence over is left out."""
    starts = [start for start in range(0, len(sources), size) if len(sources) - start > 1]
    blocks = [tuple(sources[start : start + size]) for start in starts]
    together = translate([" ".join(block) for block in blocks])
    read_paragraphs = []
    for start, block, output in zip(starts, blocks, together, strict=True):
        pieces = sentences_of(output or "")
        inside = None
        if len(pieces) == len(block):
            inside = tuple(
                read(piece, source).state for piece, source in zip(pieces, block, strict=True)
            )
        read_paragraphs.append(
            Paragraph(
                block,
                output,
                tuple(outputs_alone[start : start + size]),
                tuple(alone[start : start + size]),
                inside,
            )
        )
    return read_paragraphs


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, by the marks that end them."""
    return [piece for piece in _END.split(text.strip()) if piece]


def paragraph_effect(group: Group, paragraphs: Sequence[Paragraph], stated: Stated) -> Measurement:
    """Female share inside minus alone, of the paragraphs that kept their number of sentences."""
    metric = "paragraph_effect"
    whole = [
        paragraph
        for paragraph in paragraphs
        if paragraph.inside is not None and State.UNANSWERED not in paragraph.alone
    ]
    silent = sum(
        len(paragraph.sources)
        for paragraph in paragraphs
        if paragraph.output is None or State.UNANSWERED in paragraph.alone
    )
    changes = [_changes(paragraph) for paragraph in whole]
    size = sum(map(len, changes))
    if len(whole) < FEWEST_CLUSTERS:
        condition = "kept their number of sentences" + (" and were answered" if silent else "")
        reason = (
            f"{len(whole)} of {len(paragraphs)} paragraphs {condition} where "
            f"{FEWEST_CLUSTERS} are needed"
        )
        return Undetermined(metric, group, reason, size)
    every = np.concatenate(changes)
    value = float(every.mean())
    sums = np.array([change.sum() - value * len(change) for change in changes])
    count = len(whole)
    error = float(np.sqrt((sums**2).sum() * count / (count - 1))) / size
    if error > 0:
        method = means_of_few.METHOD
        evidence: tuple[float, ...] = (value, error, float(count - 1), -1.0, 1.0)
    else:
        # Without variation only the number of paragraphs counts.
        share = count / size
        gained, lost = float((every > 0).sum()), float((every < 0).sum())
        method, evidence = "tango", (gained * share, lost * share, float(count))
    return stated_value(
        metric, group, value, method, evidence, size, None, stated,
        unanswered=Unanswered(silent) if silent else None,
    )  # fmt: skip


def _changes(paragraph: Paragraph) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    assert paragraph.inside is not None
    pairs = zip(paragraph.inside, paragraph.alone, strict=True)
    return np.array([float(_female(inside)) - float(_female(alone)) for inside, alone in pairs])


def _female(state: State) -> bool:
    return state.gender is Gender.FEMALE
