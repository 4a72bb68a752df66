"""How often a single pixel, or a few, turns the answer; of a model, or of recorded attacks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Numbers
from audits.data.groups import Division, divisions_of, row_groups
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Asks, Evidence, Metric, Scale, StatedNeed, Subject, probe
from audits.robustness import exhibits
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import codes_of, rows_to_attack
from audits.robustness.masking import masked, unless_masked
from audits.robustness.measuring import divided, gaps, noted, share
from audits.robustness.one_pixel import Evolution, attack
from audits.robustness.query_budget import rows_paid_for
from audits.robustness.recorded_attacks import OfAttacks, Recorded
from audits.robustness.steadiness import NOISE_PICTURES, steadiness
from audits.specification.counts import counted
from audits.specification.document_values import as_text
from audits.specification.parameter_bounds import (
    Between,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.statistics.means_over_rows import mean_over_rows
from audits.statistics.share_measurements import Pair, Share, Stated, rate
from audits.statistics.share_measurements import gap as difference
from audits.statistics.shares import Ends, too_few

METRIC, GAP = "one_pixel_success_rate", "one_pixel_success_rate_difference"
EACH = ("target", "each")
Count = Annotated[int, Between(1, 50)]

ATTACKS = StatedNeed(
    "there is no model to attack, and no column `pixels` of recorded attacks",
    "give the model, or the table of attacks with a column `pixels`",
    columns=("pixels",),
    or_model=True,
)


@probe(
    metrics=(
        Metric(
            METRIC,
            "Of the pictures answered rightly before, the share whose answer is turned by so many "
            "changed pixels; `attack` says how many. `target: each` is of the other classes the "
            "share that a picture is brought to. Of recorded attacks, of all pictures.",
            Scale.SHARE,
            overall=False,
            title="share turned by single pixels",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            GAP,
            "Share turned in the group minus that in the reference group; 0 is equality.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="gap in the share turned by single pixels",
            compares=(METRIC,),
            evidence=Evidence.ATTACK,
        ),
    ),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    task="image-classification",
    passes=forward_passes.one_pixel,
    sampled=({"attacked_rows": 30},),
    by_default=False,
    stated=ATTACKS,
    version=2,
)
def one_pixel(
    subject: Subject,
    *,
    pixels: Annotated[tuple[Count, ...], Field(max_length=10)] = (1, 3, 5),
    targeted: bool = False,
    population: Annotated[int, Between(5, 10_000)] = 50,
    generations: Annotated[int, Between(1, 10_000)] = 20,
    attacked_rows: Rows = 50,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """How often a few pixels of any colour turn the answer, by differential evolution.

    Su, Vargas & Sakurai 2019 (who evolve 400 candidates for 100 generations). Without a model,
    recorded attacks are read: label and prediction are the true and the attacked answer, a column
    `pixels` says how many were changed, `target` toward which class (empty: any), and `picture`, or
    the column with the role cluster or id, which picture it was: n is the number of pictures.

    pixels: how many may change, each number a run of its own.
    targeted: toward each other class, all of them tried; else any wrong answer. `target: each` is
        then the share of them that is reached, a picture counted once.
    population: candidates of a generation.
    generations: of the evolution, at most.
    attacked_rows: at most so many labelled rows; a picture that stands twice counts once.
    most_queries: questions in all; fewer rows where they do not reach.
    smallest_group: a rate of fewer pictures is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    if not isinstance(subject.model, Classifier):
        yield from _recorded(subject, stated)
        return
    asker = asker_of(subject)
    counts = sorted(set(pixels))
    targets = len(asker.model.classes) - 1 if targeted else 1
    evolved = Evolution(1, population, generations).questions * len(counts) * targets
    rows = rows_paid_for(subject, attacked_rows, evolved + 2, most_queries, fixed=NOISE_PICTURES)
    attacked = rows_to_attack(subject, asker, rows)
    right = attacked.rows_to_turn
    reason = masked(steadiness(asker, attacked, subject.rng("one_pixel noise")))
    seeds = subject.rng("one_pixel").integers(0, 2**63, len(right))
    lines = [("Sees", "the probability of each class"), ("May change", "pixels, to any colour")]
    for index, count in enumerate(counts):
        evolution = Evolution(count, population, generations)
        before = asker.asked
        outcome = attack(
            asker, attacked.pixels[right], attacked.labels[right], evolution, seeds,
            partial(_report_progress, subject, index, len(right), len(counts)),
            targeted=targeted,
        )  # fmt: skip
        made = outcome.made
        turned = np.zeros(len(attacked), dtype=bool)
        turned[right[sorted(made)]] = True
        named = _named(count)
        note = f"{named} of any colour, {population} candidates, {generations} generations"
        group: Group = (("attack", named),)
        yield unless_masked(share(METRIC, group, len(made), len(right), stated, note), reason)
        if targeted:
            others = len(asker.model.classes) - 1
            yield unless_masked(_each_target(group, outcome.reached / others, stated, note), reason)
        for division, codes in divided(subject, attacked.data):
            for code, own in enumerate(division.groups):
                there = (codes == code) & attacked.right
                hits = int((turned & there).sum())
                one = share(METRIC, (*own, *group), hits, int(there.sum()), stated, note)
                yield unless_masked(one, reason)
            known = np.where(attacked.right, codes, -1)
            for gap in gaps(GAP, division, known, turned, stated, note):
                # The fewest pixels are what a rule without a number of them is about.
                named_gap = gap if index == 0 else _of_attack(gap, group)
                yield unless_masked(named_gap, reason)
        lines.append((named, f"{len(made):,} of {len(right):,} pictures turned, with "
                             f"{asker.asked - before:,} answers"))  # fmt: skip
        if made and index == 0:
            shown = {int(right[row]): picture for row, picture in made.items()}
            codes = asker.codes(np.stack(list(shown.values())))
            pairs = exhibits.pictures(
                f"Pictures that {named} turned", attacked, sorted(shown), shown,
                dict(zip(shown, codes.tolist(), strict=True)), asker.model.classes,
            )  # fmt: skip
            if pairs is not None:
                yield pairs
    yield exhibits.budget("What single pixels turned", lines)


def _each_target(group: Group, shares: Floats, stated: Stated, note: str) -> Measurement:
    """The mean over pictures of the share of the other classes that each was brought to.

    So a picture counts once, however many classes it was attacked toward. shares: shape (rows,).
    """
    rows = len(shares)
    undetermined_reason = (
        too_few(rows, stated.smallest_group) if rows < stated.smallest_group else None
    )
    return mean_over_rows(
        METRIC, (*group, EACH), shares.tolist(), least=0.0, greatest=1.0,
        confidence=stated.confidence, note=f"over pictures, {note}",
        undetermined_reason=undetermined_reason,
    )  # fmt: skip


def _of_attack(gap: Measurement, attack: Group) -> Measurement:
    """A gap under so many pixels. attack: the key that says how many."""
    assert gap.reference is not None
    return replace(gap, group=(*gap.group, *attack), reference=(*gap.reference, *attack))


def _report_progress(subject: Subject, run: int, rows: int, runs: int, row: int) -> None:
    """Progress after one row of one of the runs."""
    subject.on_progress((run + (row + 1) / rows) / runs)


def _named(count: int) -> str:
    return f"{count} pixel{'' if count == 1 else 's'}"


def _recorded(subject: Subject, stated: Stated) -> Iterator[Measurement | Exhibit]:
    """Attacks that somebody else made: a table of what each was answered."""
    data = subject.data
    if "pixels" not in data:
        raise NotApplicable(ATTACKS.reason, ATTACKS.remedy)
    labels, predictions = subject.labels.categories, subject.predictions
    true = codes_of(labels, predictions.levels)
    answered = predictions.codes >= 0
    success = answered & (predictions.codes != true)
    aimed, attacks = np.zeros(len(data), dtype=bool), np.ones(len(data), dtype=bool)
    if "target" in data:
        written = data["target"].categories
        targets = codes_of(written, predictions.levels)
        aimed = written.codes >= 0
        success = np.where(aimed, answered & (predictions.codes == targets), success)
        attacks = ~aimed | (codes_of(written, labels.levels) != labels.codes)
        if not attacks.all():
            subject.warn(_own_class(len(data) - int(attacks.sum())))
    recorded = Recorded(_pictures(subject), success, answered)
    counts = _texts(data["pixels"].values)
    note = "recorded attacks"
    for count in sorted({each for each in counts if each}, key=lambda text: (len(text), text)):
        of_count = attacks & np.array([each == count for each in counts])
        for own, more in ((of_count & ~aimed, ()), (of_count & aimed, (EACH,))):
            if not own.any():
                continue
            named: Group = (("attack", f"{count} pixel{'' if count == '1' else 's'}"), *more)
            yield _cell(named, recorded.of(own), stated, note)
            divisions = divisions_of(data, subject.protected, subject.warn)
            for division, codes in row_groups(subject.protected, divisions):
                shares = {
                    group: recorded.of(own & (codes == code))
                    for code, group in enumerate(division.groups)
                }
                for group, of_group in shares.items():
                    yield _cell((*group, *named), of_group, stated, note)
                yield from _recorded_gaps(division, shares, named, stated, note)


def _own_class(rows: int) -> str:
    one = "recorded attack is aimed at the picture's own class: it is in no number"
    many = "recorded attacks are aimed at the picture's own class: they are in no number"
    return counted(rows, one, many)


def _cell(group: Group, own: OfAttacks | None, stated: Stated, note: str) -> Measurement:
    if own is None:
        return share(METRIC, group, 0, 0, stated, note)
    return noted(rate(METRIC, group, own.share, stated, ends=own.ends), note)


def _recorded_gaps(
    division: Division, shares: Mapping[Group, OfAttacks | None], attack: Group, stated: Stated,
    note: str,
) -> Iterator[Measurement]:  # fmt: skip
    """Each known group minus the reference group, under this attack."""
    reference = division.reference
    base = None if reference is None else shares.get(reference)
    if reference is None or base is None:
        return
    for group, is_known in zip(division.groups, division.known, strict=True):
        own = shares[group]
        if is_known and group != reference and own is not None:
            pair = Pair(
                _as_pictures(own.share), _as_pictures(base.share),
                ends=_ends_as_pictures(own.ends), ends_reference=_ends_as_pictures(base.ends),
            )  # fmt: skip
            yield _of_attack(noted(difference(GAP, group, reference, pair, stated), note), attack)


def _as_pictures(share: Share) -> Share:
    """As sure as so many pictures are, though one side may have each picture once."""
    return replace(share, effective=share.effective or float(share.rows))


def _ends_as_pictures(ends: Ends | None) -> Ends | None:
    return (
        None if ends is None else Ends(_as_pictures(ends.low), _as_pictures(ends.high), ends.rows)
    )


def _pictures(subject: Subject) -> NDArray[np.object_]:
    """Which picture each attack was made on, as text."""
    data = subject.data
    named = next((column for column in data if column.name == "picture"), None)
    column = named or data.one(Role.CLUSTER) or data.one(Role.ID)
    if column is None:
        raise NotApplicable(
            "nothing says which picture each attack was made on",
            "name a column `picture`, or give one the role cluster or id",
        )
    return np.array(_texts(column.values), dtype=object)


def _texts(values: object) -> list[str]:
    """Numbers or categories as text; "" where missing."""
    if isinstance(values, Numbers):
        return ["" if np.isnan(value) else str(as_text(float(value))) for value in values.values]
    if isinstance(values, Categories):
        named: list[str] = [*values.levels, ""]
        return [named[code] for code in values.codes.tolist()]
    return ["" if value is None else str(value) for value in getattr(values, "values", ())]
