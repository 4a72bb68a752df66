"""Is the same input answered alike again: in another process, batch and order, by other threads?

Classes, numbers, and answers in words: translations, and what a model adds to a prompt.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

import numpy as np

from audits.data.arrays import Flags, Rows
from audits.data.groups import divisions_of, row_groups
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined, WhyNot
from audits.models import Classifier, LanguageModel, Regressor, Translator
from audits.models.generator import Generator, Sampling
from audits.planning import forward_passes
from audits.probing.asking_texts import texts_of
from audits.probing.probe import Metric, Scale, Shown, Subject, probe
from audits.reproducibility.given import Elsewhere, Given, rows_asked
from audits.reproducibility.repeats import (
    IN_PROCESS,
    ON_CPU,
    PRECISIONS,
    PROCESS,
    Asking,
    Repeat,
    beside,
    repeats,
)
from audits.reproducibility.sources import source
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.share_measurements import rate
from audits.statistics.shares import Share, Stated

FLIPS, CHANGES, MOVES = "answer_flip_rate", "answer_change_rate", "answer_shift_rate"
NO_CLASSES = "the answers are numbers, and no class flips: see how many change or move"
NO_NUMBERS = "the model answers with classes alone, and gives no number that could move"
NO_NUMBERS_IN_WORDS = "the model answers in words, and gives no number that could move"
NO_TOLERANCE = "nobody said how far a number may move: state the probe's `tolerance`"
NO_PROCESS = WhyNot(
    "nobody lent another process: run the audit by `evenhand audit` or on a server, with the model "
    "as a file"
)


@probe(
    metrics=(
        Metric(
            FLIPS,
            "Share of rows that are answered with another class, or in other words, when they are "
            "asked again; in any of the ways tried, or in that of `variant`.",
            Scale.SHARE,
            title="share of answers that flip when asked again",
            shown=Shown.FIRST,
        ),
        Metric(
            CHANGES,
            "Share of rows whose answer differs in any bit of any probability, or of the number "
            "answered, or in any character, when they are asked again; in any of the ways tried, "
            "or in that of `variant`.",
            Scale.SHARE,
            title="share of answers that change at all when asked again",
        ),
        Metric(
            MOVES,
            "Share of rows of which a probability, or the number answered, differs by more than "
            "the stated tolerance when they are asked again; in any of the ways tried, or in that "
            "of `variant`.",
            Scale.SHARE,
            title="share of answers that move beyond the tolerance when asked again",
        ),
    ),
    model=Classifier | Regressor | Translator | Generator | LanguageModel,
    passes=forward_passes.per_row(8, "asked_rows"),
    by_default=False,
    asks_unsteady=True,
    version=3,
)
def determinism(
    subject: Subject,
    *,
    asked_rows: Annotated[int, Between(30, 5_000)] = 200,
    tolerance: Annotated[float, Between(0, 10**12)] | None = None,
    most_tokens: Annotated[int, Between(1, 4096)] = 64,
    temperature: Annotated[float, Between(0, 5)] = 0.0,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Ask the same rows again in several ways, and count what is answered otherwise.

    In this process: again, one row at a time, in reverse order, by one thread and by four; and in
    another process, where whoever runs the audit lends one. What an answer is beside is the first
    time they were asked, in the batches that the model takes best. Numbers are compared to the
    last bit. It runs on a model too that answers at random, of which nothing else is measured.
    In double and in half precision (bfloat16), where the model can be asked so: another precision
    is another model of the same weights, so it stands by itself and in no number of any way.

    A translator is asked about the sentences, and a language model about the prompts, of the first
    feature of words; none is answered from a memory. An answer in words flips where its words are
    others, whatever their case and the spaces between them, and changes where a character does. A
    model that says how likely a text is answers with a number.

    asked_rows: rows that are asked, spread over their values.
    tolerance: how far a number may move, in its own unit; of classes, a probability.
    most_tokens: after which the answer to a prompt is cut.
    temperature: 0 takes the likeliest token each time; else tokens are drawn, by the audit's seed.
    smallest_group: fewer rows are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model, data = subject.model, subject.data
    assert isinstance(model, Classifier | Regressor | Translator | Generator | LanguageModel)
    rows = rows_asked(model, data, asked_rows)
    asking = Asking(model, data, rows, Sampling(most_tokens, temperature, subject.seed))
    first = asking.answers()
    tried = dict(repeats(asking, first, subject.on_progress))
    if getattr(getattr(model, "carry", None), "repeated", 0):
        raise NotApplicable(
            "the answers are of a recording that has fewer of them than were asked for here, and "
            "a recording repeats itself",
            "ask the endpoint itself",
        )
    elsewhere = _elsewhere(subject, rows, first)
    other = elsewhere.variant if isinstance(elsewhere, Repeat) else PROCESS
    tried[other] = elsewhere
    made = {name: one for name, one in tried.items() if isinstance(one, Repeat)}
    shares = _Shares(first, tolerance, stated)
    for variant in (*IN_PROCESS, other, *PRECISIONS):
        of_variant: Group = (("variant", variant),)
        one = tried[variant]
        if isinstance(one, Repeat):
            yield from shares.of(of_variant, one.flipped, one.changed, shares.beyond(one))
        else:
            yield from shares.none(of_variant, one.reason, len(rows))
    asked_alike = [one for name, one in made.items() if name not in PRECISIONS]
    flipped = np.any([one.flipped for one in asked_alike], axis=0)
    changed = np.any([one.changed for one in asked_alike], axis=0)
    beyond = np.any([shares.beyond(one) for one in asked_alike], axis=0)
    yield from shares.of((), flipped, changed, beyond)
    asked = data.take(rows)
    columns = asked.having(Role.PROTECTED)
    for division, codes in row_groups(columns, divisions_of(asked, columns, subject.warn)):
        for index, group in enumerate(division.groups):
            of = codes == index
            yield from shares.of(group, flipped[of], changed[of], beyond[of])
    yield _table(made, first, len(rows), _told(asking, made, first))


class _Shares:
    """The three shares of a group; what says nothing of these answers stands at everyone."""

    def __init__(self, first: Given, tolerance: float | None, stated: Stated) -> None:
        self._tolerance, self._stated = tolerance, stated
        self._why = {
            FLIPS: NO_CLASSES if first.codes is None and first.texts is None else "",
            CHANGES: "",
            MOVES: NO_NUMBERS_IN_WORDS if first.texts is not None
            else NO_NUMBERS if first.numbers is None
            else NO_TOLERANCE if tolerance is None else "",
        }  # fmt: skip

    def beyond(self, one: Repeat) -> Flags:
        """Shape (rows,): which moved by more than the tolerance; none where none is stated."""
        if self._tolerance is None:
            return np.zeros(len(one.shifts), dtype=bool)
        return np.asarray(one.shifts > self._tolerance)

    def of(
        self, group: Group, flipped: Flags, changed: Flags, beyond: Flags
    ) -> Iterator[Measurement]:
        """flipped, changed, beyond: shape (rows of the group,)."""
        for metric, hits in ((FLIPS, flipped), (CHANGES, changed), (MOVES, beyond)):
            if not self._why[metric]:
                share = Share(int(hits.sum()), len(hits), len(hits))
                yield rate(metric, group, share, self._stated)
            elif not group:
                yield Undetermined(metric, group, self._why[metric], len(hits))

    def none(self, group: Group, reason: str, rows: int) -> Iterator[Measurement]:
        """Of a way in which nothing was asked."""
        for metric, why in self._why.items():
            if not why:
                yield Undetermined(metric, group, reason, rows)


def _elsewhere(subject: Subject, rows: Rows, first: Given) -> Repeat | WhyNot:
    """What another process answered, or why none did."""
    lent = subject.asked_elsewhere
    if lent is None:
        return NO_PROCESS
    if isinstance(lent, str):
        return WhyNot(f"another process failed: {lent}")
    assert isinstance(lent, Elsewhere)
    if not np.array_equal(lent.rows, rows):
        return WhyNot("another process was asked about other rows")
    from audits.models.huggingface.device import is_asked_on_gpu

    here = is_asked_on_gpu(subject.model)
    return beside(PROCESS if lent.on_gpu == here else ON_CPU, first, lent.given)


def _told(asking: Asking, made: Mapping[str, Repeat], first: Given) -> str:
    """What is compared, and where what differs may come from; of words, how they were asked for."""
    if first.texts is None:
        number = "a probability" if first.codes is not None else "the number answered"
        return f"Differences of {number}. Consistent with: {source(made)}."
    texts = texts_of(asking.model, asking.sampling)
    assert texts is not None
    is_served = getattr(asking.model, "descriptor", None) is not None
    words = source(made, sampling=texts.sampling, is_served=is_served)
    missing = max((one.missing for one in made.values()), default=0)
    left_out = (
        f" Up to {missing:,} prompts were left without an answer one of two times, which counts as "
        "another answer." if missing else ""
    )  # fmt: skip
    return (
        f"Asked for {texts.words}; words are compared without regard to their case and the spaces "
        f"between them. Consistent with: {words}.{left_out}"
    )


def _table(made: Mapping[str, Repeat], first: Given, rows: int, caption: str) -> Exhibit:
    in_words, by_class = first.texts is not None, first.codes is not None
    lines = [
        [variant, f"{rows:,}",
         f"{int(repeat.flipped.sum()):,}" if in_words or by_class else "–",
         f"{int(repeat.changed.sum()):,}", "–" if in_words else f"{repeat.largest:.3g}"]
        for variant, repeat in made.items()
    ]  # fmt: skip
    of = (
        ("other words", "any character differs") if in_words else ("other class", "any bit differs")
    )
    return Exhibit(
        "sentences", "The same rows, asked again",
        {
            "head": ["asked", "rows", *of, "largest difference"],
            "rows": lines, "numeric": [1, 2, 3, 4], "left_out": 0,
            "caption": f"{caption} Another precision is another model of the same weights, and no "
            "way of asking this one again.",
        },
    )  # fmt: skip
