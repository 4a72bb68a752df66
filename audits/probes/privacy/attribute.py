"""Do the model's answers tell a protected attribute that is not known without them?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Matrix
from audits.data.clusters import cluster_codes
from audits.data.content_order import content_order, evenly
from audits.data.dataset import Categories, Column, Dataset
from audits.data.inputs_as_numbers import inputs_as_numbers
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Classifier
from audits.planning.forward_passes import per_row
from audits.privacy.answers_with_each import as_matrix, distances, is_read
from audits.privacy.attribute_guesses import FEWEST_LEARNED, Guesses, guesses
from audits.probing.batched_inference import ask
from audits.probing.class_probabilities import class_probabilities, codes_among
from audits.probing.probe import Asks, Evidence, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import ColumnNames, Confidence, Rows, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.paired_gap_measurements import paired_gap
from audits.statistics.shares import Stated, too_few

GAIN = "attribute_inference_gain"
AGAINST = {
    "imputation": "an imputation that never saw the model",
    "best public guess": "the best guess from the public columns",
}


@probe(
    metrics=(
        Metric(
            GAIN,
            "Share of rows whose protected value is guessed rightly with the model's answers, "
            "minus that without them: against an imputation that never saw the model, or (variant) "
            "the best guess from the public columns; 0: the answers tell nothing more.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            null=0.0,
            title="gain in guessing the protected attribute",
            evidence=Evidence.ATTACK,
        ),
    ),
    needs=(Role.LABEL, Role.PROTECTED),
    honours=(Role.CLUSTER,),
    version=2,
    asks=Asks.EITHER,
    label=Kind.CATEGORY,
    passes=per_row(2, "guessed_rows"),
    sampled=({"guessed_rows": 400},),
    by_default=False,
)
def attribute(
    subject: Subject,
    *,
    public: ColumnNames = (),
    guessed_rows: Rows = 4000,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Guess each protected attribute with the model's answers and without them, on the same rows.

    The attacker knows the public columns and the label of a row, and for half of the rows, taken at
    random, the attribute too; rules (boosted trees) are learned on that half and judged on the
    other. With the model it sees the answer, and where the model reads the attribute it asks it
    with each value. Beside it stand guesses that never saw the model (Jayaraman & Evans 2022):
    the same rule with the answers of a stand-in that is taught here in the place of the model's;
    and the better of a rule on the public columns and the commonest value.

    public: columns that the attacker knows; left out, all features, nuisances and other protected
        ones.
    guessed_rows: at most so many rows, spread evenly.
    smallest_group: a gain over fewer rows is undetermined, with its raw value.
    confidence: of every interval; with a `cluster` column it counts clusters, and rows of one teach
        or are judged together.
    """
    stated = Stated(confidence, smallest_group)
    unknown = sorted(name for name in public if name not in subject.data)
    if unknown:
        raise NotApplicable(
            f"there is no column {unknown[0]!r} that could be public",
            "name columns of the dataset in `public`",
        )
    data, answers, labels = _answered(subject, guessed_rows)
    facts: list[tuple[str, str]] = []
    columns = subject.protected
    for number, column in enumerate(columns):
        subject.on_progress(number / len(columns))
        yield from _of_attribute(
            subject, data[column.name], _Known(data, answers, labels, tuple(public)), stated, facts
        )
    yield Exhibit(
        "facts",
        "What the attacker of an attribute knows, and how often it is right",
        {"facts": [{"question": name, "answer": words} for name, words in facts[:20]]},
    )


@dataclass(frozen=True, eq=False)
class _Known:
    """data: rows that are answered; answers: shape (rows, answers); labels: shape (rows,).

    public: names of the columns that the attacker knows; () for all.
    """

    data: Dataset
    answers: Matrix
    labels: NDArray[np.intp]
    public: tuple[str, ...]

    def take(self, rows: NDArray[np.intp]) -> "_Known":
        return _Known(self.data.take(rows), self.answers[rows], self.labels[rows], self.public)

    def without(self, column: Column) -> Dataset:
        """What is public: the columns that are named, else all but the attribute itself."""
        public = tuple(
            each
            for each in self.data.columns
            if each.name != column.name and (not self.public or each.name in self.public)
        )
        return Dataset(public)


def _answered(subject: Subject, most: int) -> tuple[Dataset, Matrix, NDArray[np.intp]]:
    """Rows in the order of their content, with the model's answers and their labels."""
    predictions = subject.predictions
    label = subject.data.require(Role.LABEL).categories
    classes = tuple(sorted({*subject.model_classes, *label.levels, *predictions.levels}))
    codes = codes_among(predictions, classes)
    answers = as_matrix(codes, class_probabilities(subject, classes), len(classes))
    read = sorted(feature.name for feature in subject.data.having(Role.FEATURE))
    order = content_order(subject.data, read)
    usable = order[np.isfinite(answers[order]).all(axis=1)]
    if not len(usable):
        raise NotApplicable("no row is answered", "give the prediction column its values")
    rows = evenly(usable, most)
    return subject.data.take(rows), answers[rows], codes_among(label, classes)[rows]


def _of_attribute(
    subject: Subject, column: Column, known: _Known, stated: Stated, facts: list[tuple[str, str]]
) -> Iterator[Measurement]:
    """Each gain of one attribute, and of each of its values."""
    named: Group = (("column", column.name),)
    there = np.flatnonzero(column.categories.codes >= 0)
    known = known.take(there)
    values, codes = _by_frequency(column.categories.take(there))
    reason = _why_not(values, codes)
    if reason is not None:
        yield Undetermined(GAIN, named, reason, len(codes))
        return
    rng = subject.rng(f"attribute {column.name}")
    clusters = cluster_codes(known.data)
    teaches = _teaching_half(len(codes), clusters, rng)
    answers, asked = known.answers, "the answer to the row"
    if is_read(subject.model, column):
        assert isinstance(subject.model, Classifier)
        far = distances(
            subject.model, known.data, column, codes, _of_model(subject, known),
            subject.on_progress,
        )  # fmt: skip
        answers = np.column_stack([answers, far])
        asked += f", and those with {far.shape[1]} values of {column.name}"
    public = inputs_as_numbers(known.without(column), subject.warn)
    made = guesses(public, answers, known.labels, codes, teaches, rng)
    truth = codes[~teaches]
    with_model = made.with_model == truth
    others = {
        "imputation": made.imputed == truth,
        "best public guess": made.best_public(truth) == truth,
    }
    note = f"an attacker taught by half of {len(codes):,} rows"
    own = None if clusters is None else clusters[~teaches]
    yield paired_gap(GAIN, named, with_model, others["imputation"], stated, note, own)
    for variant, right in others.items():
        group = (*named, ("variant", variant))
        yield paired_gap(GAIN, group, with_model, right, stated, note, own)
    for code, value in enumerate(values):
        rows = truth == code
        group = ((column.name, value),)
        apart = None if own is None else own[rows]
        yield paired_gap(
            GAIN, group, with_model[rows], others["imputation"][rows], stated, note, apart
        )
    facts += _facts(column.name, asked, made, truth, with_model, others)


def _teaching_half(
    rows: int, clusters: NDArray[np.int32] | None, rng: np.random.Generator
) -> Flags:
    """Shape (rows,): a random half; of clusters a half of these, so that none stands in both."""
    units = np.arange(rows) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    number = int(units.max(initial=-1)) + 1
    is_taught = np.zeros(number, dtype=bool)
    is_taught[rng.permutation(number)[: number // 2]] = True
    return np.asarray(is_taught[units.reshape(-1)])


def _of_model(subject: Subject, known: _Known) -> Matrix:
    """The answers in the order of the model's own classes."""
    assert isinstance(subject.model, Classifier)
    codes, probabilities = ask(subject.model, known.data, subject.model.classify)
    return as_matrix(codes, probabilities, len(subject.model.classes))


def _by_frequency(values: Categories) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Values from the commonest to the rarest, and of each row its place among them.

    What values are called decides nothing: of equally common ones that of the first row is first.
    """
    present = np.unique(values.codes)
    counts = {int(code): int((values.codes == code).sum()) for code in present}
    first = {int(code): int(np.argmax(values.codes == code)) for code in present}
    order = sorted(counts, key=lambda code: (-counts[code], first[code]))
    places = np.full(len(values.levels), -1, dtype=np.intp)
    places[order] = np.arange(len(order))
    return tuple(values.levels[code] for code in order), places[values.codes]


def _why_not(values: tuple[str, ...], codes: NDArray[np.intp]) -> str | None:
    if len(values) < 2:
        return "everyone has the same value, so there is nothing to guess"
    if len(codes) < 2 * FEWEST_LEARNED:
        return too_few(len(codes), 2 * FEWEST_LEARNED)
    if len(values) == len(codes):
        return "every row has a value of its own, so no rule can be learned of it"
    return None


def _facts(
    name: str,
    asked: str,
    made: Guesses,
    truth: NDArray[np.intp],
    with_model: Flags,
    others: dict[str, Flags],
) -> list[tuple[str, str]]:
    """How often each guess of one attribute is right."""

    def right(hits: Flags) -> str:
        return f"{int(hits.sum()):,} of {len(hits):,} right ({100 * hits.mean():.0f} %)"

    return [
        (f"{name}: with the model", f"{asked}: {right(with_model)}"),
        *((f"{name}: {AGAINST[variant]}", right(hits)) for variant, hits in others.items()),
        (f"{name}: always the commonest value", right(made.prior == truth)),
    ]
