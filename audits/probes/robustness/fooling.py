"""How sure is the model of inputs that are nothing, and does its confidence tell them apart?"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import numpy as np

from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.measuring import divided, share
from audits.robustness.nothing import CHILDREN, Sort, Source, evolved
from audits.robustness.nothing import Confidence as Sureness
from audits.robustness.real_inputs import real_inputs
from audits.robustness.separation import above_by_group, above_by_pairs
from audits.specification.parameter_bounds import (
    Between,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind
from audits.statistics.shares import Stated

NONSENSE, NONSENSE_AUC = "confident_nonsense_share", "nonsense_auc"
FOOLED, FOOLED_AUC = "fooling_success_rate", "fooling_auc"
NONSENSE_GAP, FOOLED_GAP = "nonsense_auc_difference", "fooling_auc_difference"
ASCENT, EVOLVED = "gradient ascent", "evolved"
POINTS = (*(round(0.05 * step, 2) for step in range(20)), 0.99)
# Of a curve, beside the line of real inputs: those that were made, and as many others as fit.
MOST_SORTS = 4
ONE_ANSWER = "the model gives every input the same probabilities, so its confidence says nothing"


@probe(
    metrics=(
        Metric(
            NONSENSE,
            "Of inputs that are nothing (`variant` says of which sort) and were not made for this "
            "model, the share that it answers with at least the stated confidence.",
            Scale.SHARE,
            overall=False,
            title="share of nonsense answered with confidence",
        ),
        Metric(
            NONSENSE_AUC,
            "Chance that the model is surer of a real input than of one that is nothing; 0.5 means "
            "that its confidence cannot tell them apart.",
            Scale.UNIT,
            overall=False,
            null=0.5,
            title="chance of being surer of a real input than of nonsense",
        ),
        Metric(
            FOOLED,
            "Of inputs that are nothing and were made to look certain to this model, the share "
            "that it answers with at least the stated confidence.",
            Scale.SHARE,
            overall=False,
            title="share of nothing made to look certain",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            FOOLED_AUC,
            "Chance that the model is surer of a real input than of one that is nothing and was "
            "made to look certain to it; 0.5 means that its confidence cannot tell them apart.",
            Scale.UNIT,
            overall=False,
            null=0.5,
            title="chance of being surer of a real input than of nothing made to look certain",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            NONSENSE_GAP,
            "Chance that the model is surer of a real input of the group than of one that is "
            "nothing, minus that of the reference group, against the same nothing; 0 is equality.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="gap in the chance of being surer of a real input than of nonsense",
        ),
        Metric(
            FOOLED_GAP,
            "Chance that the model is surer of a real input of the group than of one that is "
            "nothing and was made to look certain to it, minus that of the reference group, "
            "against the same nothing; 0 is equality.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="gap in the chance of being surer of a real input than of nothing made to look "
            "certain",
            evidence=Evidence.ATTACK,
        ),
    ),
    label=Kind.CATEGORY,
    model=Classifier,
    passes=forward_passes.fooling,
    sampled=({"made": 30, "generations": 20},),
    by_default=False,
)
def fooling(
    subject: Subject,
    *,
    sure: Annotated[float, Between(0.01, 1)] = 0.9,
    made: Annotated[int, Between(1, 10_000)] = 40,
    generations: Annotated[int, Between(1, 10_000)] = 50,
    steps: Annotated[int, Between(1, 10_000)] = 30,
    asked_rows: Rows = 200,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Inputs in which nobody would see anything, and the probability of the answer to each.

    Drawn: of pictures noise, shuffled patches and scrambled phases; of texts random letters and
    random words; of tables numbers far outside all that were seen and unseen categories. Made to
    look certain (Nguyen, Yosinski & Clune 2015): evolved, and led along the model's gradients where
    it gives them, toward each class in turn. They belong to no group of people, but the real
    inputs beside them do: by protected group stands how well its rows are told from nothing, and
    the gap. For a model that must say no to nothing, a high share is what to fear; a model that may
    take any input should at least be less sure.

    sure: from this probability on an answer is confident.
    made: inputs of each sort that is made.
    generations: of those evolved, with eight children each.
    steps: along gradients.
    asked_rows: real inputs to compare with, and drawn ones of each sort.
    most_queries: questions in all, a pass forward and one back being two; fewer inputs where they
        do not reach.
    smallest_group: numbers of fewer inputs are undetermined, with their raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    made, asked_rows = _paid_for(made, asked_rows, generations, steps, most_queries)
    compared = real_inputs(subject, asked_rows)
    source, real = compared.source, compared.inputs
    classes = subject.model_classes
    if len(classes) < 2:
        raise NotApplicable(
            "the model knows one class only, so it is always as sure",
            "give a model with two classes or more",
        )
    surely = Sureness.of(source.ask(real))
    sorts = source.drawn(subject.rng("fooling drawn"), len(real))
    targets = np.arange(made, dtype=np.intp) % len(classes)
    rng = subject.rng("fooling evolved")
    start = source.drawn(rng, made)[0]
    fooled = evolved(
        source, start.inputs, targets, rng, generations,
        lambda generation: subject.on_progress((generation + 1) / generations),
    )  # fmt: skip
    method = f"{start.description}, then evolved over {generations} generations"
    sorts.append(Sort(EVOLVED, method, fooled, made=True))
    ascended = source.ascended(targets, subject.rng("fooling ascent"), steps)
    if isinstance(ascended, Sort):
        sorts.append(ascended)
    answers = {sort.name: Sureness.of(source.ask(sort.inputs)) for sort in sorts}
    every = np.concatenate([surely.top, *(each.top for each in answers.values())])
    flat = ONE_ANSWER if np.ptp(every) < 1e-12 else None
    people = list(divided(subject, subject.data.take(compared.rows)))
    for sort in sorts:
        group: Group = (("variant", sort.name),)
        top = answers[sort.name].top
        names = (FOOLED, FOOLED_AUC) if sort.made else (NONSENSE, NONSENSE_AUC)
        hits = int((top >= sure).sum())
        yield share(
            names[0], group, hits, len(top), stated, f"{sort.description}; at least {sure:g}"
        )
        if flat is not None:
            yield Undetermined(names[1], group, flat, len(top))
            continue
        yield above_by_pairs(names[1], group, surely.top, top, stated)
        both = (names[1], FOOLED_GAP if sort.made else NONSENSE_GAP)
        for division, codes in people:
            yield from above_by_group(both, division, codes, surely.top, top, stated, group)
    if not isinstance(ascended, Sort):
        for name in (FOOLED, FOOLED_AUC):
            yield Undetermined(name, (("variant", ASCENT),), ascended, 0)
    yield _curve(surely, sorts, answers, stated)
    yield _gallery(source, real, surely, sorts, answers, classes)
    lines = [(sort.name.capitalize(), sort.description) for sort in sorts]
    if not isinstance(ascended, Sort):
        lines.append((ASCENT.capitalize(), f"left out: {ascended}"))
    yield exhibits.budget("What was asked", [*lines, ("Asked", f"{source.asked:,} inputs")])


def _paid_for(
    made: int, rows: int, generations: int, steps: int, most_queries: int | None
) -> tuple[int, int]:
    """How many inputs are made and how many rows asked about, both fewer alike within the budget.

    Three sorts are drawn beside each row. One that is made is asked first, with all its children,
    and at the end; one that gradients lead takes its steps, forward and back.
    """
    each, beside = 1 + CHILDREN * generations + 1 + 2 * steps + 1, 1 + 3
    whole = made * each + rows * beside
    if most_queries is None or whole <= most_queries:
        return made, rows
    fewer, asked = made * most_queries // whole, rows * most_queries // whole
    if not (fewer and asked):
        raise NotApplicable(
            f"one input of each sort takes up to {each + beside:,} questions, and `most_queries` "
            f"is {most_queries:,}",
            "raise `most_queries`, or give fewer `generations` and `steps`",
        )
    return fewer, asked


def _curve(
    surely: Sureness, sorts: Sequence[Sort], answers: dict[str, Sureness], stated: Stated
) -> Exhibit:
    """The share of each sort that is answered with at least so much confidence."""
    made = [sort for sort in sorts if sort.made]
    shown = [*[sort for sort in sorts if not sort.made][: MOST_SORTS - len(made)], *made]
    lines = {
        name: [
            (
                confidence_level,
                share(
                    NONSENSE, (), int((each.top >= confidence_level).sum()), len(each.top), stated
                ),
            )
            for confidence_level in POINTS
        ]
        for name, each in [("real", surely), *((sort.name, answers[sort.name]) for sort in shown)]
    }
    return exhibits.curve_of(
        "How sure the model is of real inputs, and of nothing", lines,
        "confidence at least", "inputs answered so", note="Lines that lie together: its confidence "
        "does not tell a real input from nothing.",
    )  # fmt: skip


def _gallery(
    source: Source,
    real: Sequence[object],
    surely: Sureness,
    sorts: Sequence[Sort],
    answers: dict[str, Sureness],
    classes: Sequence[str],
) -> Exhibit:
    """Of each sort the input that the model is surest of, beside a real one."""
    middling = int(np.argsort(surely.top, kind="stable")[len(surely.top) // 2])
    pairs = []
    for sort in sorts:
        each = answers[sort.name]
        surest = int(each.top.argmax())
        pairs.append(
            {
                "before": {
                    **source.shown(real[middling]),
                    "caption": f"real: {_certainty_text(surely, middling, classes)}",
                },
                "after": {
                    **source.shown(sort.inputs[surest]),
                    "caption": f"{sort.name}: {_certainty_text(each, surest, classes)}",
                },
                "note": f"The surest of {len(each.top):,}: {sort.description}.",
            }
        )
    return Exhibit("pairs", "Nothing, and what the model sees in it", {"pairs": pairs})


def _certainty_text(each: Sureness, row: int, classes: Sequence[str]) -> str:
    return f"{classes[int(each.codes[row])]}, {100 * each.top[row]:.1f} % sure"
