"""Does a translation into a gendered language keep the gender that the source states?"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.specification.counts import counted
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.share_measurements import Stated
from audits.translation import winomt
from audits.translation.clustered_sample import Sample
from audits.translation.gender_states import Reading, State
from audits.translation.group_names import group_title
from audits.translation.measurements import bootstrapped, difference, effective, share
from audits.translation.recorded import recorded
from audits.translation.scored_sentences import Sentences

DRAWS = 4000


@probe(
    metrics=(
        Metric(
            "gender_accuracy",
            "Share of sentences whose translation has the gender that the source states.",
            Scale.SHARE,
            overall=False,
        ),
        Metric(
            "delta_g",
            "F1 of male minus F1 of female sentences; 0 is equal skill.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="ΔG",
        ),
        Metric(
            "delta_s",
            "Accuracy on sentences that a protected column calls pro minus on those it calls anti.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="ΔS",
        ),
    ),
    honours=(
        Role.WEIGHT,
        Role.COUNT,
        Role.CLUSTER,
        Role.LANGUAGE,
        Role.SYSTEM,
        Role.REFERENCE,
        Role.STEREOTYPE,
        Role.WOMEN_SHARE,
    ),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    task="translation",
    version=2,
)
def gender_accuracy(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Whether a translation into a gendered language keeps the gender that the source states.

    Reads recorded gold genders (label) and genders of the translation (prediction) as WinoMT
    does (Stanovsky et al. 2019): what is neither male, female nor neutral is wrong. A protected
    column with the values pro and anti says which sentences keep to the stereotype.

    smallest_group: fewer sentences are reported as undetermined, with their raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    sentences, gold = _read(subject)
    rows = []
    for group, subset, golds in _parts(sentences, gold):
        yield from _measure(group, subset, golds, stated, subject)
        predicted = _predicted(subset)
        cells = winomt.cells_of(golds, predicted, subset.sample.mass)
        rows.append([group_title(group), *map(int, cells.ravel())])
    names = ("male", "female", "other")
    head = ["Where", *(f"{g} → {p}" for g in names for p in names)]
    content = {"head": head, "rows": rows, "numeric": list(range(1, 10))}
    yield Exhibit("sentences", "Gold gender and gender of the translation", content)


def _read(subject: Subject) -> tuple[Sentences, NDArray[np.str_]]:
    """The rows, and the gold gender of each, all spelled female, male, neutral or other."""
    labels = subject.labels.categories
    predictions = subject.predictions
    gold = winomt.spelled(labels.levels)
    predicted = winomt.spelled(tuple(dict.fromkeys((*predictions.levels, *labels.levels))))
    sentences = recorded(
        subject.data, _unread, subject.source_language,
        _renamed(predictions.levels, predicted, predictions.codes),
    )  # fmt: skip
    return sentences, np.array(_renamed(labels.levels, gold, labels.codes), dtype=str)


def _unread(text: str | None, source: str | None) -> Reading:
    return Reading(State.NONE)


def _renamed(
    levels: tuple[str, ...], spelled: Mapping[str, str], codes: NDArray[np.signedinteger]
) -> list[str]:
    names = {level: gender for gender, level in spelled.items()}
    return [names.get(levels[code], "other") if code >= 0 else "other" for code in codes.tolist()]


def _predicted(subset: Sentences) -> NDArray[np.str_]:
    return np.array([text or "other" for text in subset.outputs], dtype=str)


def _parts(
    sentences: Sentences, gold: NDArray[np.str_]
) -> Iterator[tuple[Group, Sentences, NDArray[np.str_]]]:
    keys = list(zip(sentences.languages, sentences.systems, strict=True))
    for group, subset in sentences.parts():
        key = (dict(group)["language"], dict(group).get("system"))
        yield group, subset, gold[np.array([k == key for k in keys], dtype=bool)]


def _measure(
    group: Group, subset: Sentences, gold: NDArray[np.str_], stated: Stated, subject: Subject
) -> Iterator[Measurement]:
    predicted = _predicted(subset)
    right, size = gold == predicted, subset.sample.size
    # A gold gender nobody knows cannot be kept.
    right &= gold != "other"
    yield share(
        "gender_accuracy", group, subset.sample.share(right), size, stated, stated.smallest_group
    )
    mass = subset.sample.mass
    if any(mass[gold == name].sum() == 0 for name in ("male", "female")):
        yield Undetermined("delta_g", group, "one gender has no sentence", size)
    elif size < stated.smallest_group:
        reason = f"{counted(size, 'row', 'rows')} where {stated.smallest_group} are needed"
        yield Undetermined("delta_g", group, reason, size)
    else:
        yield _delta_g(group, gold, predicted, subset.sample, stated, subject)
    for values in subset.attributes.values():
        sides = [winomt.stereotype_of(value) for value in values]
        pro, anti = (np.array([s == name for s in sides], dtype=bool) for name in ("pro", "anti"))
        if pro.any() and anti.any():
            yield difference(
                "delta_s", group,
                subset.sample.take(pro).share(right[pro]),
                subset.sample.take(anti).share(right[anti]),
                stated,
            )  # fmt: skip
            return
    why = "no protected column has the values pro and anti, which say who keeps to the stereotype"
    yield Undetermined("delta_s", group, why, size)


def _delta_g(
    group: Group,
    gold: NDArray[np.str_],
    predicted: NDArray[np.str_],
    sample: Sample,
    stated: Stated,
    subject: Subject,
) -> Measurement:
    """F1 of the male sentences minus that of the female, of as many rows as they are worth.

    Clusters and weights make a sentence worth less: the least of what the shares of the cells are.
    """
    cells = winomt.cells_of(gold, predicted, sample.mass)
    male, female = (
        winomt.f1(gold == name, predicted == name, sample.mass) for name in ("male", "female")
    )
    pairs = sorted(set(zip(gold.tolist(), predicted.tolist(), strict=True)))
    shares = [sample.share((gold == own) & (predicted == other)) for own, other in pairs]
    known = [proportion for proportion in shares if proportion is not None]
    reasons = (proportion.undetermined_reason(stated.smallest_group) for proportion in known)
    if (reason := next(filter(None, reasons), None)) is not None:
        return Undetermined("delta_g", group, reason, sample.size)
    trials = min(effective(proportion, stated.confidence) for proportion in known)
    # Half a sentence a cell keeps the interval open where a cell is empty.
    draws = winomt.delta_g_draws(
        cells * (trials / cells.sum()) + 0.5 / 9, subject.rng("delta_g"), DRAWS
    )
    return bootstrapped(
        "delta_g", group, male.value - female.value, draws, stated, sample.size,
        f"bootstrap (multinomial, {DRAWS} draws)",
    )  # fmt: skip
