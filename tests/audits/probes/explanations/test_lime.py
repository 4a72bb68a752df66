"""LIME on models whose reasons are known."""

import numpy as np
import pytest

from audits.errors import Refused
from audits.explanations.cached_inference import Asker
from audits.explanations.lime import Lime
from audits.explanations.subject_to_explain import ExplanationTask
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Answers
from audits.running.catalog import catalog
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots, texts
from tests.subjects import Subject

CARD = {
    "explanation_stability",
    "explanation_fidelity",
    "explanation_sanity",
    "deletion_auc",
    "insertion_auc",
}


def audit(subject, **parameters):
    found = list(catalog()["explanations.lime"](subject, **parameters))
    measured = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    assert len(measured) == sum(not isinstance(m, Exhibit) for m in found)
    return measured, [m for m in found if isinstance(m, Exhibit)]


def card(exhibits):
    (found,) = [exhibit for exhibit in exhibits if exhibit.kind == "reliability"]
    return found.content


def wavy():
    """Ten columns, four of them used, one through a wave that no line follows."""
    model = LinearTable({f"x{at}": 0.0 for at in range(10)})
    model.weights |= {"x0": 1.0, "x1": -0.7, "x2": 0.4}
    return Subject(people(columns=10), model, seed=1)


def test_the_card_has_every_number_once_and_each_row_is_shown():
    measured, exhibits = audit(wavy(), samples=2000)
    assert {metric for metric, group in measured if not group} == CARD
    assert all(isinstance(measured[metric, ()], Estimate) for metric in CARD)
    assert sum(exhibit.kind == "signed_bars" for exhibit in exhibits) == 8


def test_few_draws_are_stamped_and_many_are_not():
    _, few = audit(wavy(), samples=20, seeds=16)
    _, many = audit(wavy(), samples=5000)
    assert card(few)["stamped"]
    assert any("two seeds agree" in doubt for doubt in card(few)["doubts"])
    assert not card(many)["stamped"], card(many)["doubts"]
    assert not card(many)["unsure"], card(many)["unsure"]


def test_an_interval_on_both_sides_of_the_threshold_is_neither_clear_nor_failed():
    measured, shown = audit(wavy(), samples=50)
    found = measured["explanation_stability", ()]
    assert found.interval.lower < 0.85 < found.interval.upper
    assert not card(shown)["stamped"]
    (told,) = card(shown)["unsure"]
    assert "lies on both sides of 0.85" in told


def test_the_columns_that_matter_are_named_by_importance():
    measured, _ = audit(wavy())
    shares = {
        group[0][1]: m.value for (metric, group), m in measured.items()
        if metric == "lime_importance"
    }  # fmt: skip
    assert set(list(shares)[:3]) == {"x0", "x1", "x2"}
    assert sum(shares[f"x{at}"] for at in range(3)) > 0.9


def test_same_seed_same_bytes():
    first, _ = audit(wavy(), samples=300)
    second, _ = audit(wavy(), samples=300)
    assert repr(first) == repr(second)


def test_a_text_names_its_words():
    model = LinearText({"awful": -3.0, "good": 2.0})
    data = texts(["a good film with an awful end and a long middle", "nothing to see here", ""])
    measured, exhibits = audit(Subject(data, model), rows=(0, 1, 2))
    assert measured["explanation_stability", ()].sample_size == 1  # row 1 moves nothing
    shown = next(e for e in exhibits if e.kind == "highlighted_text")
    whole = "".join(token["text"] for token in shown.content["tokens"])
    assert whole == data["text"].values.values[0]
    heavy = sorted(shown.content["tokens"], key=lambda token: -abs(token["weight"]))
    assert [token["text"] for token in heavy[:2]] == ["awful", "good"]
    assert heavy[0]["weight"] > 0 > heavy[1]["weight"]  # the answer is "no"
    assert any("empty text" in reason for reason in card(exhibits)["left_out"])


def test_masking_keeps_the_length_of_a_text():
    data = texts(["one two three four"])
    task = ExplanationTask(Subject(data, LinearText({"two": 2.0})))
    instance = task.instance(0)
    masked = type(instance)(0, "text", instance.text, True, "[MASK]")
    assert masked.texts(np.array([[True, False, True, False]])) == ["one [MASK] three [MASK]"]
    assert instance.texts(np.array([[True, False, True, False]])) == ["one three"]


def test_equal_masks_of_a_short_text_are_asked_once():
    model = LinearText({"b": 1.0})
    task = ExplanationTask(Subject(texts(["a b c"]), model))
    Lime(samples=1000).prepare(Asker(model), np.random.default_rng(0))(task.instance(0), 1)
    assert model.asked == 8


def test_a_picture_shows_where():
    data = album(spots())
    _, exhibits = audit(Subject(data, BrightCorner()), regions=16, samples=600)
    shown = [e for e in exhibits if e.kind == "heat_picture"]
    assert len(shown) == 4
    assert shown[0].content["image"].startswith("data:image/png;base64,")
    task = ExplanationTask(Subject(data, BrightCorner()))
    instance = task.instance(1)
    explain = Lime(samples=1000).prepare(Asker(BrightCorner()), np.random.default_rng(0))
    found = explain(instance, 1)
    inside = np.abs(found.weights[instance.regions])[:8, :8].sum()
    assert inside > 0.9 * np.abs(found.weights[instance.regions]).sum()


def test_out_of_memory_halves_the_batch_and_goes_on():
    class Cramped(LinearTable):
        largest = 0

        def classify(self, features):
            if len(features["x0"]) > 100:
                raise MemoryError
            self.largest = max(self.largest, len(features["x0"]))
            return super().classify(features)

    model = Cramped({"x0": 1.0, "x1": 1.0})
    measured, _ = audit(Subject(people(rows=80, columns=2), model), samples=500, seeds=3)
    assert isinstance(measured["explanation_stability", ()], Estimate)
    assert 50 <= model.largest <= 100


def test_a_model_that_wavers_is_reported_and_not_explained():
    class Wavering(LinearTable):
        turn = 0

        def classify(self, features):
            self.turn += 1
            found = super().classify(features)
            return Answers(found.codes, np.roll(found.probabilities, self.turn % 2, axis=1))

    subject = Subject(people(), Wavering({"x0": 1.0}))
    measured, _ = audit(subject)
    found = measured["explanation_stability", ()]
    assert isinstance(found, Undetermined)
    assert "differently to the same input" in found.reason
    assert any("differently" in warning for warning in subject.warnings)


def test_a_model_of_one_class_has_nothing_to_explain():
    class Sure(LinearTable):
        def classify(self, features):
            rows = len(features["x0"])
            return Answers(np.zeros(rows, dtype=np.intp), np.ones((rows, 1)))

    measured, _ = audit(Subject(people(), Sure({"x0": 1.0}, classes=("healthy",))))
    assert "one class" in measured["explanation_fidelity", ()].reason


def test_an_answer_that_never_moves_is_undetermined():
    measured, exhibits = audit(Subject(people(), LinearTable({"x0": 0.0, "x1": 0.0})))
    assert "no unit moves" in measured["explanation_stability", ()].reason
    assert card(exhibits)["stamped"]


def test_a_row_that_is_not_there_is_refused_by_name():
    with pytest.raises(Refused, match="row 900 is not in the dataset"):
        audit(wavy(), rows=(900,))


def test_a_constant_column_has_no_weight():
    data = people(columns=3)
    held = data["x1"].values.values
    held[:] = 7.0
    task = ExplanationTask(Subject(data, LinearTable({"x0": 1.0, "x1": 5.0, "x2": 0.5}, bias=-35)))
    method = Lime(500, table=task.table)
    found = method.prepare(task.asker(), np.random.default_rng(0))(task.instance(0), 1)
    assert abs(found.signed_weights[1]) < 1e-9
    assert task.table.constant == ("x1",)


def test_recall_of_sparse_linear_texts_meets_the_paper():
    rng = np.random.default_rng(11)
    vocabulary = [f"w{at}" for at in range(1000)]
    recalled = signs = total = by_chance = 0
    for _ in range(30):
        true = rng.choice(60, 10, replace=False)
        words = rng.choice(vocabulary, 60, replace=False)
        weights = {words[at]: rng.choice([-1, 1]) * rng.uniform(0.3, 1.0) for at in true}
        task = ExplanationTask(Subject(texts([" ".join(words)]), LinearText(weights)))
        found = Lime(2000).prepare(task.asker(), np.random.default_rng(1))(task.instance(0), 1)
        order = np.argsort(-np.abs(found.weights))[:10]
        named = [task.instance(0).units[at] for at in order]
        recalled += len(set(named) & set(weights))
        by_chance += len(set(rng.choice(words, 10, replace=False)) & set(weights))
        units = task.instance(0).units
        signs += sum(
            np.sign(found.weights[units.index(word)]) == np.sign(weight)
            for word, weight in weights.items()
        )
        total += len(weights)
    assert recalled / total >= 0.95
    assert signs / total >= 0.95
    assert by_chance / total <= 0.35


def test_another_seed_falls_inside_the_printed_interval():
    data = people(columns=8)
    model = LinearTable({f"x{at}": (-1) ** at / (at + 1) for at in range(8)})
    task = ExplanationTask(Subject(data, model))
    inside = total = 0
    for row in (0, 7):
        instance = task.instance(row)
        found = [
            Lime(400, table=task.table).prepare(task.asker(), np.random.default_rng(seed))(
                instance, 1
            )
            for seed in range(60)
        ]
        for first, second in zip(found[::2], found[1::2], strict=True):
            half = 1.96 * np.sqrt(2) * first.errors
            inside += int((np.abs(first.weights - second.weights) <= half).sum())
            total += len(half)
    assert 0.92 <= inside / total <= 0.98  # 480 of them, 95 % give or take 2 points
