"""Where the thresholds of the reliability card come from.

Run: python -m benchmarks.explanation_thresholds   (about two minutes on one core)

One rule for all three: of explanations that deserve trust, at most 5 of 100 are stamped, in the
kind of model where most are. What share of the others is stamped then is printed beside it.

stability: LIME of 5,000 draws deserves trust, LIME of 50 does not; models that a surrogate can
    follow (linear tables, sparse and dense, linear texts, decision trees).
fidelity: the same explanations of 5,000 draws deserve trust where their strongest units name three
    quarters of the features that the model uses near the row; products of columns, which no line
    follows, do not.
sanity: LIME deserves trust when the weights of the model are shuffled as the card shuffles them;
    explanations of which the input alone decides half or more do not: how far a value lies from
    the average, the place of a word, the edges or the brightness of a picture.
"""

import sys
from collections.abc import Sequence

import numpy as np

from audits.explanations.cached_inference import Asker
from audits.explanations.lime import Lime
from audits.explanations.similarity import overlap, shape_overlap, strongest
from audits.explanations.subject_to_explain import TABLE_SHUFFLES
from benchmarks.explained_digits import pictures
from benchmarks.explained_models import Known, Situation, situations

DRAWS = (50, 100, 200, 500, 1000, 5000)
FEW, MANY = 50, 5000
SEEDS, ROUNDS, SANE = 4, 6, 60
STAMPED = 0.05
# Shares of an explanation's weight that the input alone decides.
BLIND = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
FOLLOWED = ("linear table", "dense table", "tree", "linear text")


def main() -> None:
    rng = np.random.default_rng(0)
    found: list[tuple] = []
    for round_ in range(ROUNDS):
        # Every number of draws once, for the table; the thresholds need two of them.
        draws = DRAWS if round_ == 0 else (FEW, MANY)
        for one in situations(rng):
            found += [(one.kind, count, *measured(one, count)) for count in draws]
    sane: list[tuple] = []
    for one in (*situations(rng, SANE), *pictures(rng, SANE)):
        if one.kind != "product":
            sane += [(one.kind, *pair) for pair in lost(one, (0.0, *BLIND), rng)]
    print("kind            draws  stability  R² held out  names 3/4")
    for kind in (*FOLLOWED, "product"):
        for count in DRAWS:
            rows = [r[2:] for r in found if r[:2] == (kind, count)]
            stable, fit, telling = np.mean(rows, axis=0)
            print(f"{kind:15} {count:5}  {stable:9.3f}  {fit:11.3f}  {telling:9.2f}")
    print("\npattern lost when the weights are shuffled (5, 50, 95 of 100)")
    print("kind           " + "".join(f"{share:>16.0%} blind" for share in (0.0, *BLIND)))
    for kind in (*FOLLOWED, "picture"):
        cells = []
        for share in (0.0, *BLIND):
            held = [r[2] for r in sane if r[:2] == (kind, share)]
            cells.append(" ".join(f"{q:.2f}" for q in np.quantile(held, [0.05, 0.5, 0.95])))
        print(f"{kind:15}" + "".join(f"{cell:>22}" for cell in cells))
    print()
    many = [r for r in found if r[1] == MANY]
    followed = [r for r in many if r[0] in FOLLOWED]
    few = [r for r in found if r[1] == FEW and r[0] in FOLLOWED]
    say("stability", [(r[0], r[2]) for r in followed], [(f"{r[0]}, 50 draws", r[2]) for r in few])
    say("fidelity", [(r[0], r[3]) for r in followed if r[4]],
        [(r[0], r[3]) for r in many if r[0] == "product"])  # fmt: skip
    say("sanity", [(r[0], r[2]) for r in sane if r[1] == 0],
        [(f"{r[1]:.0%} blind", r[2]) for r in sane if r[1] > 0])  # fmt: skip


def measured(one: Situation, draws: int) -> tuple[float, float, bool]:
    """Stability, held-out R², and whether the strongest units are those the model uses."""
    many = [weights_of(one, one.model, draws, seed)[0] for seed in range(SEEDS + 1)]
    first, fit = many[0]
    stability = float(np.mean([overlap(first, other) for other, _ in many[1:]]))
    named = strongest(first, len(one.true))
    return stability, max(0.0, fit), len(set(named) & one.true) >= 0.75 * len(one.true)


def lost(
    one: Situation, shares: Sequence[float], rng: np.random.Generator
) -> list[tuple[float, float]]:
    """What the card's sanity would say of explanations that are blind in these shares."""
    shuffles = TABLE_SHUFFLES if one.table is not None else 1
    models = [one.model, *(one.model.forgotten(rng) for _ in range(shuffles))]
    every = [
        [_scaled(push) for push, _ in weights_of(one, model, 1000, 0, rows=len(one.rows))]
        for model in models
    ]
    blind = [_scaled(seen) for seen in one.blind]
    found = []
    for share in shares:
        own, *others = [
            [share * seen + (1 - share) * push for seen, push in zip(blind, held, strict=True)]
            for held in every
        ]
        values = [
            1 - shape_overlap(a, b) for other in others for a, b in zip(own, other, strict=True)
        ]
        found.append((share, float(np.mean(values))))
    return found


def weights_of(
    one: Situation, model: Known, draws: int, seed: int, rows: int = 1
) -> list[tuple[np.ndarray, float]]:
    """Weights by row (pushes where several rows are asked for) of "yes", and held-out R²."""
    explain = Lime(draws, table=one.table).prepare(Asker(model), np.random.default_rng(seed))
    found = [explain(instance, 1) for instance in one.rows[:rows]]
    return [(e.weights if rows == 1 else e.signed_weights, e.held_out or 0.0) for e in found]


def _scaled(weights: np.ndarray) -> np.ndarray:
    total = np.abs(weights).sum()
    return weights / total if total > 0 else weights


def say(name: str, good: Sequence[tuple[str, float]], bad: Sequence[tuple[str, float]]) -> None:
    """The threshold by the rule, the kind that decides it, and who else is stamped by it."""
    levels = {kind: float(np.quantile(values, STAMPED)) for kind, values in _by_kind(good).items()}
    decides = min(levels, key=levels.__getitem__)
    least = levels[decides]
    print(f"{name} threshold {least:.2f} (decided by: {decides}); of the others are stamped")
    for kind, values in _by_kind(bad).items():
        print(f"    {kind:24} {np.mean(values < least):.0%} of {len(values)}")


def _by_kind(pairs: Sequence[tuple[str, float]]) -> dict[str, np.ndarray]:
    kinds = dict.fromkeys(kind for kind, _ in pairs)
    return {kind: np.array([value for name, value in pairs if name == kind]) for kind in kinds}


if __name__ == "__main__":
    sys.exit(main())
