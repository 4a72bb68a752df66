"""A linear model: which rows any input of the size could turn is known in closed form."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Answers
from audits.probes.robustness.substitute import substitute
from audits.probing.subject import Subject
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import rows_to_attack
from audits.specification.roles import Role
from tests.askable import LinearTable, LinearText, people
from tests.pixel_models import gallery, linear, margins


def measured(held, **parameters):
    yielded = list(substitute(held, **{"rounds": 2, "epsilon": 0.05, **parameters}))
    return {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}, [
        one for one in yielded if isinstance(one, Exhibit)
    ]


def breakable(held, model, epsilon, dual):
    """Of the half that is judged, the rows that some change of this size turns."""
    attacked = rows_to_attack(held, asker_of(held), 400)
    places = np.arange(1, len(attacked), 2)
    right = attacked.right[places]
    least = margins(model, attacked.pixels[places], attacked.labels[places], dual)
    return int((right & (least <= epsilon)).sum()), int(right.sum())


@pytest.mark.parametrize(("norm", "epsilon", "dual"), [("linf", 0.05, 1), ("l2", 0.4, 2)])
def test_what_is_made_for_the_copy_breaks_more_than_noise_and_no_more_than_can_be(
    norm, epsilon, dual
):
    model = linear()
    held = Subject(gallery(240), model)
    numbers, shown = measured(held, norm=norm, epsilon=epsilon)
    most, right = breakable(held, model, epsilon, dual)
    rate = numbers["transfer_rate", ()]
    assert rate.sample_size == right
    assert 0.4 * most <= rate.value * right <= most
    effect = numbers["transfer_effect", ()]
    noise = numbers["transfer_noise_rate", ()]
    assert effect.value == pytest.approx(rate.value - noise.value)
    assert effect.interval.lower > 0
    agreement = numbers["substitute_agreement", ()]
    assert agreement.value > 0.7
    assert agreement.sample_size == 120
    assert ("transfer_rate", (("sex", "m"),)) in numbers
    women, men = (numbers["substitute_agreement", (("sex", one),)] for one in "fm")
    assert women.sample_size + men.sample_size == 120
    alike = women.value * women.sample_size + men.value * men.sample_size
    assert alike == pytest.approx(120 * agreement.value)
    (gap,) = (one for (metric, _), one in numbers.items() if metric.startswith("substitute_agr")
              and metric.endswith("difference"))  # fmt: skip
    assert abs(gap.value) == pytest.approx(abs(women.value - men.value))
    kinds = [one.kind for one in shown]
    assert kinds == ["curve", "facts", "pairs"]
    queries = [x for x, _ in shown[0].content["series"][0]["points"]]
    assert queries == [120, 240, 480]


def rated(rows=240):
    """Texts of six words, of which one decides; women's are the plainer ones."""
    rng = np.random.default_rng(5)
    sex = rng.choice(["f", "m"], rows)
    decide = np.where(sex == "f", "good", rng.choice(["good", "awful"], rows))
    some = [["film", "plot", "end", "cast"][at] for at in rng.integers(0, 4, rows)]
    texts = [f"row {at} the {what} was {how}" for at, (what, how) in
             enumerate(zip(some, decide, strict=True))]  # fmt: skip
    label = np.where(decide == "good", "yes", "no")
    return Dataset(
        (
            Column("text", Role.FEATURE, Texts.of(texts)),
            Column("y", Role.LABEL, Categories.of(list(label)), positive="yes"),
            Column("sex", Role.PROTECTED, Categories.of(list(sex)), reference="m"),
        )
    )


def test_a_model_of_texts_is_stolen_by_its_words():
    """By hand: `good` has `poor` for it, which the model reads the other way; `awful` has none."""
    model = LinearText({"good": 4.0, "awful": -4.0, "poor": -4.0})
    data = rated()
    numbers, shown = measured(
        Subject(data, model), synonyms=("good: poor, nice", "film: movie"), rounds=1, most_share=0.1
    )
    assert numbers["substitute_agreement", ()].value > 0.9
    # The copy has never seen `poor`, so both words for `good` look alike to it.
    women, men = (numbers["transfer_rate", (("sex", one),)] for one in "fm")
    assert women.value > men.value
    gap = numbers["transfer_accuracy_difference", (("sex", "f"),)]
    assert gap.value < 0
    assert numbers["transfer_noise_rate", ()].value <= numbers["transfer_rate", ()].value
    assert shown[-1].kind == "pairs"
    assert "good → " in shown[-1].content["pairs"][0]["note"]


def test_a_model_of_tables_is_stolen_by_its_cells():
    """Two columns of four decide: what is made for the copy turns more than as many at random."""
    data = people(rows=300, columns=4)
    model = LinearTable({"x0": 2.0, "x1": 1.0, "x2": 0.0, "x3": 0.0}, bias=-1.0)
    codes = model.classify(data.features(model.reads, slice(None))).codes
    label = Categories.of([model.classes[code] for code in codes])
    columns = [replace(one, values=label) if one.name == "label" else one for one in data]
    held = Subject(Dataset(tuple(columns)), model)
    numbers, shown = measured(held, most_columns=2)
    assert numbers["transfer_clean_accuracy", ()].value == 1
    assert numbers["substitute_agreement", ()].value > 0.85
    assert numbers["transfer_rate", ()].value > 0.9
    assert numbers["transfer_effect", ()].interval.lower > 0.1
    assert {("transfer_rate", (("sex", one),)) for one in "fm"} <= set(numbers)
    assert shown[-1].kind == "sentences"
    kept, _ = measured(held, most_columns=2, immutable=("x0", "x1"))
    assert kept["transfer_rate", ()].value == 0


def test_labels_are_never_used_to_make_the_copy():
    model, data = linear(), gallery(240)
    turned = replace(
        data.columns[1],
        values=Categories(1 - data.columns[1].categories.codes, data.columns[1].categories.levels),
    )
    other = Dataset((data.columns[0], turned, data.columns[2]))
    first, _ = measured(Subject(data, model))
    second, _ = measured(Subject(other, model))
    key = "substitute_agreement", ()
    assert first[key].value == second[key].value


def test_a_constant_model_is_undetermined_and_not_robust():
    class Constant:
        classes, reads, fingerprint = ("no", "yes"), ("picture",), "0" * 64

        def classify(self, features):
            rows = len(features["picture"])
            return Answers(np.zeros(rows, dtype=np.intp), None)

    numbers, _ = measured(Subject(gallery(160), Constant()))
    for name in ("transfer_accuracy", "transfer_rate", "substitute_agreement", "transfer_effect"):
        one = numbers[name, ()]
        assert isinstance(one, Undetermined)
        assert "one answer" in one.reason
    assert isinstance(numbers["transfer_clean_accuracy", ()], Estimate)
