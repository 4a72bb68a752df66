import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from audits.data.dataset import Dataset
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.fairness.ranking import ranking
from audits.specification.roles import Role
from tests.askable import LinearTable
from tests.audits.probes.published import (
    answers,
    category,
    compas,
    exhibits,
    figures,
    measure,
    number,
)
from tests.subjects import Subject


def people(size=900, seed=0):
    rng = np.random.default_rng(seed)
    score = np.round(rng.random(size), 2)
    label = rng.random(size) < score
    return score, label, rng.choice(["a", "b", "c"], size)


def test_compas_has_the_published_areas():
    paper = figures("compas")
    found = measure(ranking, compas())
    for who, group in (("overall", ()), ("African-American", "African-American"),
                       ("Caucasian", "Caucasian")):  # fmt: skip
        area = found["roc_auc", group]
        assert area.value == pytest.approx(paper[who]["roc_auc"], abs=paper["tolerance"])
        assert area.method == "gaffke (delong)"
    assert isinstance(found["roc_auc", "Native American"], Undetermined)


def test_each_group_agrees_with_scikit_learn():
    score, label, group = people()
    data = answers(label.astype(int).astype(str), None, group, score)
    found = measure(ranking, data)
    for name in ("a", "b", "c"):
        at = group == name
        area, precision = found["roc_auc", name], found["average_precision", name]
        assert area.value == pytest.approx(roc_auc_score(label[at], score[at]), abs=1e-12)
        expected = average_precision_score(label[at], score[at])
        assert precision.value == pytest.approx(expected, abs=1e-12)
        assert precision.interval.lower < precision.value < precision.interval.upper


def test_few_positives_are_undetermined_with_a_raw_value():
    score, label, _ = people(200)
    label[np.flatnonzero(label)[20:]] = False
    found = measure(ranking, answers(label.astype(int).astype(str), None, None, score))
    assert found["roc_auc", ()].reason == "20 positive rows where 30 are needed"
    assert found["roc_auc", ()].raw is not None


def test_a_perfect_score_has_an_interval_all_the_same():
    label = ["0"] * 60 + ["1"] * 60
    found = measure(ranking, answers(label, None, None, np.arange(120.0)))
    for metric in ("roc_auc", "average_precision"):
        assert found[metric, ()].value == 1
        assert found[metric, ()].interval.lower < 1
    # Sixty pairs of a positive and a negative, all of them in order: exact.
    assert found["roc_auc", ()].interval.lower == pytest.approx(0.025 ** (1 / 60))


def test_a_constant_score_is_chance_with_an_interval():
    found = measure(ranking, answers(["0", "1", "1"] * 40, None, None, np.ones(120)))
    assert found["roc_auc", ()].value == 0.5
    assert found["roc_auc", ()].interval.lower < 0.5
    assert found["average_precision", ()].value == pytest.approx(2 / 3)


def test_rows_that_a_cluster_repeats_say_nothing_more():
    score, label, _ = people(300)
    label = label.astype(int).astype(str)
    alone = measure(ranking, answers(label, None, None, score))
    person = category("person", Role.CLUSTER, np.repeat(np.arange(300), 4).astype(str))
    data = answers(np.repeat(label, 4), None, None, np.repeat(score, 4))
    four = measure(ranking, Dataset((*data.columns, person)))
    for metric in ("roc_auc", "average_precision"):
        one, other = alone[metric, ()].interval, four[metric, ()].interval
        assert other.upper - other.lower == pytest.approx(one.upper - one.lower, rel=0.03)
        assert "clusters" in four[metric, ()].method


def test_four_clusters_are_undetermined():
    score, label, _ = people(300)
    data = answers(label.astype(int).astype(str), None, None, score)
    person = category("person", Role.CLUSTER, (np.arange(300) % 4).astype(str))
    found = measure(ranking, Dataset((*data.columns, person)))
    assert found["roc_auc", ()].reason == "the positives are of 4 clusters where 5 are needed"


def test_weights_that_leave_few_effective_rows_are_undetermined():
    score, label, _ = people(200)
    weight = np.where(np.arange(200) == np.flatnonzero(label)[0], 1e4, 1.0)
    data = answers(label.astype(int).astype(str), None, None, score, weight)
    reason = measure(ranking, data)["roc_auc", ()].reason
    assert reason == "1.0 effective positive rows where 30 are needed"


def test_one_class_cannot_be_ranked():
    found = measure(ranking, answers(["1"] * 40, None, None, np.arange(40.0)))
    assert found["roc_auc", ()].reason == "no negative rows"


def test_the_thresholds_show_what_cutting_there_would_do():
    score, label, group = people()
    data = answers(label.astype(int).astype(str), None, group, score)
    plain = {item.kind: item.content for item in exhibits(ranking, data)}
    assert plain["thresholds"].get("second_opinion") is None  # the table is small
    asked = exhibits(ranking, data, second_opinion_from=100)
    shown = {item.kind: item.content for item in asked}
    held = shown["thresholds"]
    assert len(held["thresholds"]) <= 50
    for entry in held["groups"]:
        at = group == entry["group"]["group"]
        for cut, selected, wrong, missed in zip(
            held["thresholds"],
            entry["selection_rate"],
            entry["false_positive_rate"],
            entry["false_negative_rate"],
            strict=True,
        ):
            above = score[at] >= cut
            assert selected == pytest.approx(above.mean())
            assert wrong == pytest.approx(above[~label[at]].mean())
            assert missed == pytest.approx(1 - above[label[at]].mean())
    opinion = held["second_opinion"]
    assert opinion["n"] == len(score)
    assert opinion["furthest_from_ours"] < 1e-12
    points = shown["precision_recall"]["points"]
    assert points[-1] == pytest.approx([1.0, label.mean()])
    assert shown["precision_recall"]["chance"] == pytest.approx(label.mean())


@pytest.mark.parametrize(
    ("rows", "asked", "judged"),
    [
        (6_000, {}, None),  # by default
        (900, {"second_opinion_from": 900}, 900), (900, {"second_opinion_from": 901}, None),
        (6_000, {"second_opinion_from": 0}, None),
        (6_000, {"second_opinion_from": 1, "second_opinion_up_to": 5_999}, None),
    ],
)  # fmt: skip
def test_a_second_opinion_on_recorded_answers_is_asked_where_it_is_wanted(rows, asked, judged):
    score, label, group = people(rows)
    data = answers(label.astype(int).astype(str), None, group, score)
    shown = {item.kind: item.content for item in exhibits(ranking, data, **asked)}
    assert shown["thresholds"].get("second_opinion", {}).get("n") == judged


@pytest.mark.parametrize(("rows", "judged"), [(4_999, None), (5_000, 5_000)])
def test_a_second_opinion_on_a_model_that_is_asked_stands_there_by_default(rows, judged):
    score, label, group = people(rows)
    data = answers(label.astype(int).astype(str), None, group, None)
    data = Dataset((*data.columns, number("x", Role.FEATURE, score)))
    items = ranking(Subject(data, LinearTable({"x": 4.0}, classes=("0", "1"))))
    shown = {item.kind: item.content for item in items if isinstance(item, Exhibit)}
    assert shown["thresholds"].get("second_opinion", {}).get("n") == judged


def test_rows_without_a_score_are_left_out():
    score, label, _ = people(300)
    score[:50] = np.nan
    found = measure(ranking, answers(label.astype(int).astype(str), None, None, score))
    assert isinstance(found["roc_auc", ()], Estimate)
    assert found["roc_auc", ()].sample_size == 250


@pytest.mark.parametrize(
    ("favourable", "classes", "selected"),
    [
        ("1", "01", {0.2: 1.0, 0.6: 0.5, 0.8: 0.25}),
        # Who scores below the cut is answered "0", which favours: 0, 2 and 3 of 4.
        ("0", "01", {0.2: 0.0, 0.6: 0.5, 0.8: 0.75}),
        # Of three answers a cut says who is answered "1", not which other one the rest is given.
        ("0", "012", None),
    ],
)
def test_a_cut_selects_whom_it_gives_the_favourable_answer(favourable, classes, selected):
    """Scores .2, .4, .6, .8 of each class, ten times over: by hand."""
    score = np.tile([0.2, 0.4, 0.6, 0.8], 20 * len(classes))
    label = np.repeat(list(classes), 80)
    people = [
        category("label", Role.LABEL, label, positive="1", favourable=favourable),
        category("group", Role.PROTECTED, np.where(np.arange(len(score)) // 4 % 2, "a", "b")),
        number("score", Role.SCORE, score),
    ]
    items = exhibits(ranking, Dataset(tuple(people)), second_opinion_from=10)
    (content,) = [item.content for item in items if item.kind == "thresholds"]
    for group in [*content["groups"], *content["second_opinion"]["groups"]]:
        assert ("selection_rate" in group) is (selected is not None)
    for group in content["groups"] if selected else ():
        rates = dict(zip(content["thresholds"], group["selection_rate"], strict=True))
        assert {cut: rates[cut] for cut in selected} == pytest.approx(selected)
    middle = content["second_opinion"]["cut"]
    for group in content["second_opinion"]["groups"] if selected else ():
        above = (score >= middle).mean()
        assert group["selection_rate"] == pytest.approx(above if favourable == "1" else 1 - above)
