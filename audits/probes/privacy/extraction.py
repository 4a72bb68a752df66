"""How many answers make a copy of the model, and what do they give beyond the labels themselves?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from audits.data.arrays import Flags
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.attacked_rows import Attacked, take
from audits.robustness.losses import Labels
from audits.robustness.measuring import divided, share, value_of
from audits.robustness.neural_copy import neural_copy
from audits.robustness.stealing import Inputs, Thief, steal
from audits.robustness.thieves import PictureThreat, thief_of
from audits.specification.parameter_bounds import (
    Between,
    ColumnNames,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.statistics.paired_gap_measurements import paired_gap
from audits.statistics.shares import Stated

AGREEMENT, GAIN = "extraction_agreement", "extraction_gain"
FIELD = "probes.privacy.extraction"
# Numbers of answers on the curve: half as many, again and again, but no fewer than this.
HALVINGS, FEWEST = 4, 20
ONE_ANSWER = "the model gives one answer to all that it was asked, so there is nothing to copy"
ONE_LABEL = "the rows of the copy have one label alone, from which nothing is learned"


@probe(
    metrics=(
        Metric(
            AGREEMENT,
            "Share of rows that were not used to make a copy and that the copy answers as the "
            "model does; with `queries` of a copy made of so many answers.",
            Scale.SHARE,
            title="agreement of a copy of the model",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            GAIN,
            "Agreement with the model of a copy made of its answers minus that of the same "
            "network fitted to the true labels of the same rows; 0: the answers give no more than "
            "the labels.",
            Scale.SHARE_DIFFERENCE,
            null=0.0,
            title="gain of a copy over one of the labels",
            evidence=Evidence.ATTACK,
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    passes=forward_passes.extraction,
    sampled=({"attacked_rows": 400},),
    by_default=False,
)
def extraction(
    subject: Subject,
    *,
    rounds: Annotated[int, Between(0, 12)] = 2,
    copied_at: Annotated[float, Between(0.01, 1)] = 0.9,
    immutable: ColumnNames = (),
    synonyms: Annotated[tuple[str, ...], Field(max_length=10_000)] = (),
    most_queries: MostQueries | None = None,
    attacked_rows: Rows = 2000,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Copy the model from its classes for ever more rows, and see how alike the copy answers.

    Half of the labelled rows are the thief's. A small network is fitted to the model's answers for
    some of them, for twice as many, up to all; then to inputs that are moved to where the copy's
    answer turns (Papernot et al. 2017), round after round. Each copy is judged on the other half.
    The same network, fitted to the true labels of the same rows, says what needs no model at all.

    rounds: how often the inputs to ask about are doubled beyond the thief's rows.
    copied_at: from which agreement on the report speaks of a copy.
    immutable: of tables, columns that are not changed in made inputs, beside protected ones.
    synonyms: of texts, words to exchange in made inputs, each as "film: movie, picture".
    most_queries: answers a copy may be made of, at most.
    attacked_rows: at most so many labelled rows, both halves together; the same input counts once.
    smallest_group: a share of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model = subject.model
    assert isinstance(model, Classifier)
    thief, inputs, attacked = thief_of(
        subject, attacked_rows, PictureThreat(), most_columns=1, immutable=immutable,
        most_share=0.2, synonyms=synonyms, field=FIELD,
    )  # fmt: skip
    judged = take(attacked, np.arange(1, len(attacked), 2))
    judged = take(judged, np.flatnonzero(judged.codes >= 0))
    if not len(judged):
        raise NotApplicable("no row that judges a copy is answered", "give more labelled rows")
    ours = inputs[1::2][attacked.codes[1::2] >= 0]
    copying = _Copying(thief, inputs[::2], take(attacked, np.arange(0, len(attacked), 2)),
                       len(model.classes), thief.encoded(ours), judged.codes)  # fmt: skip
    tries = list(copying.of_rows(subject, most_queries))
    if tries and rounds:
        tries += copying.of_made(subject, rounds, most_queries)
    yield from _measured(subject, judged, tries, stated)
    yield from _shown(judged, tries, copied_at, stated, thief.threat)


@dataclass(frozen=True, eq=False)
class _Try:
    """A copy of so many answers: which judged rows it, and one of the labels, answers alike.

    alike, labelled: shape (judged,); labelled is None where the rows have no two labels. made:
    whether made inputs are among the questions, which have no labels.
    """

    queries: int
    alike: Flags
    labelled: Flags | None = None
    made: bool = False


@dataclass(frozen=True, eq=False)
class _Copying:
    """own: the thief's inputs, known: the same with labels and answers, judges: encoded rows of
    the other half, and codes: the model's answers to them, shape (judged,).
    """

    thief: Thief
    own: Inputs
    known: Attacked
    classes: int
    judges: NDArray[np.float32]
    codes: Labels

    def of_rows(self, subject: Subject, most_queries: int | None) -> Iterator[_Try]:
        """Of ever more of the thief's rows; none where they have one answer."""
        rng = subject.rng("extraction")
        answered = np.flatnonzero(self.known.codes >= 0)
        order = rng.permutation(answered)[: most_queries or len(answered)]
        seed = int(rng.integers(2**31))
        sizes = sorted({len(order) >> step for step in range(HALVINGS + 1)})
        sizes = [size for size in sizes if size >= FEWEST] or sizes[-1:]
        for number, size in enumerate(sizes):
            rows = order[:size]
            seen = self.thief.encoded(self.own[rows])
            codes, labels = self.known.codes[rows], self.known.labels[rows]
            subject.on_progress(0.6 * number / len(sizes))
            if len(np.unique(codes)) < 2:
                continue
            labelled = None
            there = labels >= 0
            if len(np.unique(labels[there])) > 1:
                labelled = self._alike(seen[there], labels[there], seed)
            yield _Try(size, self._alike(seen, codes, seed), labelled)

    def of_made(self, subject: Subject, rounds: int, most_queries: int | None) -> list[_Try]:
        """Of all of the thief's rows and of inputs that are made between them."""
        most = len(self.own) << rounds if most_queries is None else most_queries
        made = steal(
            self.thief, self.own, self.classes, rounds=rounds, most_queries=most,
            rng=subject.rng("extraction made"),
            on_round=lambda number: subject.on_progress(0.6 + 0.4 * (number + 1) / (rounds + 1)),
        )  # fmt: skip
        return [
            _Try(
                each.queries,
                each.copy.scores(self.judges).argmax(axis=1) == self.codes,
                made=True,
            )
            for each in made[1:]
        ]

    def _alike(self, seen: NDArray[np.float32], codes: Labels, seed: int) -> Flags:
        copy = neural_copy(seen, codes, self.classes, seed)
        return np.asarray(copy.scores(self.judges).argmax(axis=1) == self.codes)


def _agreement(one: _Try, rows: Flags | None, group: Group, stated: Stated) -> Measurement:
    alike = one.alike if rows is None else one.alike[rows]
    note = f"a copy of {one.queries:,} answers"
    return share(AGREEMENT, group, int(alike.sum()), len(alike), stated, note)


def _gain(one: _Try, group: Group, stated: Stated) -> Measurement:
    if one.labelled is None:
        return Undetermined(GAIN, group, ONE_LABEL, len(one.alike))
    note = f"a copy of {one.queries:,} answers, and one of their labels"
    return paired_gap(GAIN, group, one.alike, one.labelled, stated, note)


def _measured(
    subject: Subject, judged: Attacked, tries: list[_Try], stated: Stated
) -> Iterator[Measurement]:
    """The copy of most answers overall and by group, and each by how many answers it is of."""
    if not tries:
        yield Undetermined(AGREEMENT, (), ONE_ANSWER, len(judged))
        yield Undetermined(GAIN, (), ONE_ANSWER, len(judged))
        return
    of_rows = [one for one in tries if not one.made]
    yield _agreement(tries[-1], None, (), stated)
    yield _gain(of_rows[-1], (), stated)
    for division, codes in divided(subject, judged.data):
        for code, group in enumerate(division.groups):
            yield _agreement(tries[-1], codes == code, group, stated)
    for one in tries:
        named = (("queries", str(one.queries)),)
        yield _agreement(one, None, named, stated)
        if not one.made:
            yield _gain(one, named, stated)


def _shown(
    judged: Attacked, tries: list[_Try], copied_at: float, stated: Stated, threat: str
) -> Iterator[Exhibit]:
    commonest = int(np.bincount(judged.codes).max()) / len(judged)
    if tries:
        lines: dict[str, list[tuple[float, Measurement]]] = {
            "copy": [
                (float(one.queries), _agreement(one, None, (), stated)) for one in tries
            ],
            "of the labels": [
                (float(one.queries), share(AGREEMENT, (), int(one.labelled.sum()),
                                           len(judged), stated))
                for one in tries
                if one.labelled is not None
            ],
        }  # fmt: skip
        yield exhibits.curve_of(
            "Agreement with the model, by the answers that a copy was made of",
            {name: line for name, line in lines.items() if line},
            "answers asked of the model", "answered alike", logarithmic=True,
            note=f"One that always gives the commonest answer agrees in {100 * commonest:.0f} %. "
            "A better copy may be made.",
        )  # fmt: skip
    reached = next((one for one in tries if one.alike.mean() >= copied_at), None)
    words = "no copy here did; a better one may"
    if reached is not None:
        words = f"{reached.queries:,} answers"
        ends = value_of(_agreement(reached, None, (), stated))
        if ends is not None:
            low, high = 100 * ends[1].lower, 100 * ends[1].upper
            words += f" ({100 * ends[0]:.0f} % [{low:.0f} to {high:.0f}])"
    rows = [one for one in tries if not one.made]
    yield exhibits.budget(
        "What a copy took",
        [
            ("Sees", "the model's classes, for inputs of its own"),
            ("Own rows", f"{rows[-1].queries if rows else 0:,}, labelled; then inputs made of "
             f"them ({threat})"),
            ("Judged on", f"{len(judged):,} other rows"),
            (f"Answers alike in {100 * copied_at:g} %", words),
        ],
    )  # fmt: skip
