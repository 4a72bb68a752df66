"""Answers of two audits, paired row by row; expected values are counted with plain Python."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from audits.comparison.kept_answers import CLASSES, Answers, keep_answers, open_kept
from audits.comparison.pairing import keep_and_pair, pair, reads_answers
from audits.comparison.row_fingerprint import Fingerprint
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.tables import audit_everything, table

PROBES = ("fairness.selection_rate", "fairness.error_rates")


def changed(data: Dataset, share: float = 0.1, seed: int = 5) -> Categories:
    """Earlier answers: some of today's, turned round."""
    answers = data.require(Role.PREDICTION).categories
    rng = np.random.default_rng(seed)
    turned = rng.random(len(data)) < share
    return Categories(np.where(turned, 1 - answers.codes, answers.codes), answers.levels)


def paired(data: Dataset, before: Categories):
    plan, _ = audit_everything(*PROBES, data=data)
    subject = Subject(data)
    return pair(subject, subject.predictions, before, plan)


def rows_of(data: Dataset, before: Categories):
    """(sex, region, label, before, now) as text, row by row."""

    def text(name):
        column = data[name].categories
        return [column.levels[code] if code >= 0 else None for code in column.codes]

    then = [before.levels[code] if code >= 0 else None for code in before.codes]
    return list(zip(text("sex"), text("region"), text("label"), then, text("answer"), strict=True))


def entry(entries, metric, **group):
    (found,) = [e for e in entries if e.get("metric") == metric and e["group"] == group]
    return found


def test_flips_are_counted_by_group_and_direction():
    data = table(600)
    before = changed(data)
    found = paired(data, before)
    rows = rows_of(data, before)
    assert (found["rows"], found["without_answer"]) == (600, 0)
    for flips in found["flips"]:
        sex = flips["group"].get("sex")
        region = flips["group"].get("region")
        inside = [r for r in rows if sex in (None, r[0]) and region in (None, r[1])]
        assert flips["n"] == len(inside)
        assert flips["flipped"] == sum(r[3] != r[4] for r in inside)
        assert flips["to_unfavourable"] == sum((r[3], r[4]) == ("1", "0") for r in inside)
        assert flips["to_favourable"] == sum((r[3], r[4]) == ("0", "1") for r in inside)
        wilson = stats.binomtest(flips["flipped"], flips["n"]).proportion_ci(method="wilson")
        assert flips["interval"] == pytest.approx([wilson.low, wilson.high])
    assert [f["group"] for f in found["flips"]][:2] == [{}, {"sex": "female"}]


def test_rates_before_and_now_are_those_of_the_same_rows():
    data = table(600)
    before = changed(data)
    found = paired(data, before)["differences"]
    rows = rows_of(data, before)
    women = [r for r in rows if r[0] == "female"]
    ill = [r for r in women if r[2] == "1"]
    well = [r for r in women if r[2] == "0"]
    for metric, inside, counts in (
        ("selection_rate", women, lambda r, at: r[at] == "1"),
        ("accuracy", women, lambda r, at: r[at] == r[2]),
        ("true_positive_rate", ill, lambda r, at: r[at] == "1"),
        ("false_positive_rate", well, lambda r, at: r[at] == "1"),
    ):
        then, now = ([counts(r, at) for r in inside] for at in (3, 4))
        one = entry(found, metric, sex="female")
        assert one["sample_size"] == len(inside)
        assert one["before"] == pytest.approx(np.mean(then))
        assert one["now"] == pytest.approx(np.mean(now))
        assert one["value"] == pytest.approx(np.mean(now) - np.mean(then))
        assert one["interval"][0] < one["value"] < one["interval"][1]
        gained = sum(b and not a for a, b in zip(then, now, strict=True))
        lost = sum(a and not b for a, b in zip(then, now, strict=True))
        assert (one["gained"], one["lost"]) == (gained, lost)
        assert one["p_value"] == pytest.approx(stats.binomtest(gained, gained + lost).pvalue)


def stepped_down(values):
    """Holm 1979 by its definition: the k-th smallest of m takes m - k + 1, and none falls."""
    order, found, least = sorted(values), {}, 0.0
    for place, value in enumerate(order):
        least = max(least, min(1.0, (len(order) - place) * value))
        found[value] = least
    return [found[value] for value in values]


def test_p_values_are_adjusted_over_the_groups():
    data = table(600)
    found = paired(data, changed(data))["differences"]
    accuracy = [e for e in found if e["metric"] == "accuracy"]
    groups = [e for e in accuracy if e["group"]]
    assert len(groups) > 2
    assert [e["adjusted_p_value"] for e in groups] == pytest.approx(
        stepped_down([e["p_value"] for e in groups])
    )
    assert accuracy[0]["adjusted_p_value"] == accuracy[0]["p_value"]


def test_a_gap_moves_by_the_difference_of_its_groups_changes():
    data = table(600)
    found = paired(data, changed(data))
    own = entry(found["differences"], "selection_rate", sex="female")
    other = entry(found["differences"], "selection_rate", sex="male")
    (gap,) = [
        g for g in found["gaps"]
        if g["metric"] == "selection_rate" and "sex" in g["group"]
    ]  # fmt: skip
    sign = 1 if gap["group"] == {"sex": "female"} else -1
    assert gap["value"] == pytest.approx(sign * (own["value"] - other["value"]))
    assert gap["now"] - gap["before"] == pytest.approx(gap["value"])


def test_the_same_answers_are_no_change():
    data = table(400)
    found = paired(data, data["answer"].categories)
    assert {f["flipped"] for f in found["flips"]} == {0}
    assert all(f["interval"][1] > 0 for f in found["flips"])
    assert not any(d["is_change"] for d in found["differences"])


def test_levels_in_another_order_mean_the_same():
    data = table(400)
    answers = data["answer"].categories
    turned = Categories((1 - answers.codes).astype(np.int8), ("1", "0"))
    assert {f["flipped"] for f in paired(data, turned)["flips"]} == {0}


def test_rows_without_an_answer_are_left_out_and_counted():
    data = table(400)
    codes = data["answer"].categories.codes.copy()
    codes[:30] = -1
    found = paired(data, Categories(codes, ("0", "1")))
    assert (found["rows"], found["without_answer"]) == (370, 30)


def test_small_and_unknown_groups_are_there_but_nothing_is_concluded():
    data = table(400)
    sex = data["sex"].categories.codes.copy()
    sex[:20] = -1
    columns = [
        replace(c, values=Categories(sex, c.categories.levels)) if c.name == "sex" else c
        for c in data
    ]
    found = paired(Dataset(tuple(columns)), changed(data))
    unknown = entry(found["differences"], "accuracy", sex=None)
    assert unknown["undetermined"] == "20 rows where 30 are needed"
    assert unknown["raw"]["interval"][0] < unknown["raw"]["interval"][1]
    assert all(None not in g["group"].values() for g in found["gaps"])


def test_weights_are_honoured():
    data = table(400)
    weights = np.random.default_rng(2).uniform(0.5, 3, len(data))
    weighted = Dataset((*data, Column("w", Role.WEIGHT, Numbers(weights))))
    before = changed(data)
    one = entry(paired(weighted, before)["differences"], "selection_rate")
    d = data["answer"].categories.codes.astype(float) - before.codes
    assert one["value"] == pytest.approx((weights * d).sum() / weights.sum())
    assert one["method"] == "linearised-paired"


def test_without_labels_only_selection_is_compared():
    data = Dataset(tuple(c for c in table(400) if c.role is not Role.LABEL))
    data = Dataset(tuple(
        replace(c, favourable="1") if c.role is Role.PREDICTION else c for c in data
    ))  # fmt: skip
    plan, _ = audit_everything("fairness.selection_rate", data=data)
    found = pair(Subject(data), data["answer"].categories, changed(data), plan)
    assert {d["metric"] for d in found["differences"]} == {"selection_rate"}


def test_many_classes_flip_without_a_favourable_one():
    rng = np.random.default_rng(1)
    levels = tuple(f"c{at:02}" for at in range(40))
    now, then, label = (
        Categories(rng.integers(0, 40, 500).astype(np.int8), levels) for _ in range(3)
    )
    data = Dataset((
        table(500)["sex"],
        Column("label", Role.LABEL, label),
        Column("answer", Role.PREDICTION, now),
    ))  # fmt: skip
    plan, _ = audit_everything("imbalance.class_report", data=data)
    found = pair(Subject(data), now, then, plan)
    assert found["favourable"] is None
    assert found["flips"][0]["flipped"] == int((now.codes != then.codes).sum())
    assert {d["metric"] for d in found["differences"]} == {"accuracy"}
    assert "to_favourable" not in found["flips"][0]


def test_kept_answers_pair_with_the_next_audits(tmp_path):
    data = table(400)
    plan, _ = audit_everything(*PROBES, data=data)
    assert reads_answers(plan)
    first, second = tmp_path / "first", tmp_path / "second"
    assert keep_and_pair(Subject(data), plan, before=None, keep=first) is None
    found = keep_and_pair(Subject(data), plan, before=first, keep=second)
    assert found is not None
    assert found["flips"][0]["flipped"] == 0
    assert first.read_bytes() == second.read_bytes()


def test_what_cannot_be_paired_is_said_and_breaks_nothing(tmp_path):
    data = table(400)
    plan, _ = audit_everything(*PROBES, data=data)
    other = tmp_path / "other"
    keep_answers(
        Answers(CLASSES, Categories.of(["0", "1"])), other, dataset=plan.dataset_sha256,
        rows=Fingerprint(2),
    )  # fmt: skip
    assert keep_and_pair(Subject(data), plan, before=other, keep=None) == {
        "unpaired": "the earlier audit answered other rows"
    }
    numbers = Dataset(tuple(
        Column("answer", Role.PREDICTION, Numbers(np.ones(400))) if c.name == "answer" else c
        for c in data
    ))  # fmt: skip
    keep_and_pair(Subject(data), plan, before=None, keep=other)
    found = keep_and_pair(Subject(numbers), plan, before=other, keep=tmp_path / "new")
    assert found == {"unpaired": "answers were classes then and are numbers now"}
    missing = tmp_path / "no" / "folder"
    assert keep_and_pair(Subject(data), plan, before=None, keep=missing) is None


def test_rows_of_another_file_are_paired_by_their_values(tmp_path):
    data = table(400)
    plan, _ = audit_everything(*PROBES, data=data)
    kept = tmp_path / "kept"
    keep_and_pair(Subject(data), plan, before=None, keep=kept)
    before = changed(data)
    answered = Dataset(tuple(
        replace(c, values=before) if c.name == "answer" else c for c in data
    ))  # fmt: skip
    tonight = replace(plan, dataset_sha256="f" * 64)
    found = keep_and_pair(Subject(answered), tonight, before=kept, keep=None)
    flipped = int((before.codes != data["answer"].categories.codes).sum())
    assert found["flips"][0]["flipped"] == flipped > 0
    other = keep_and_pair(Subject(table(400, seed=8)), tonight, before=kept, keep=None)
    assert other["unpaired"].startswith("the two audits saw other rows: they differ in")


def test_scores_beside_classes_are_paired_where_a_probe_reads_them(tmp_path, monkeypatch):
    from sklearn import metrics

    data = table(400)
    kept = tmp_path / "kept"
    plan, _ = audit_everything(*PROBES, "fairness.ranking", data=data)
    keep_and_pair(Subject(data), plan, before=None, keep=kept)
    noise = np.random.default_rng(3).normal(0, 0.1, 400)
    scores = np.clip(data["score"].numbers + noise, 0, 1)
    tonight = Dataset(tuple(
        replace(c, values=Numbers(scores)) if c.name == "score" else c for c in data
    ))  # fmt: skip
    found = keep_and_pair(Subject(tonight), plan, before=kept, keep=None)
    assert found["answers"] == "classes"
    assert found["flips"][0]["flipped"] == 0
    women = data["sex"].categories.equals("female")
    positive = data["label"].categories.equals("1")[women]
    for metric, of in (
        ("roc_auc", metrics.roc_auc_score), ("brier_score", metrics.brier_score_loss),
    ):  # fmt: skip
        one = entry(found["differences"], metric, sex="female")
        assert one["before"] == pytest.approx(of(positive, data["score"].numbers[women]))
        assert one["now"] == pytest.approx(of(positive, scores[women]))
        assert any(gap["metric"] == metric for gap in found["gaps"])
    assert "mean_score" not in {d["metric"] for d in found["differences"]}
    # Where nobody reads them they are not kept.
    plain, _ = audit_everything(*PROBES, data=data)
    keep_and_pair(Subject(data), plain, before=None, keep=kept)
    assert open_kept(kept).scores() is None
    without = keep_and_pair(Subject(tonight), plan, before=kept, keep=None)
    assert "roc_auc" not in {d["metric"] for d in without["differences"]}


def test_too_little_memory_only_costs_the_pairing(tmp_path, monkeypatch):
    def none_left(*_, **__):
        raise MemoryError

    data = table(400)
    plan, _ = audit_everything(*PROBES, data=data)
    monkeypatch.setattr("audits.comparison.pairing.fingerprint", none_left)
    found = keep_and_pair(Subject(data), plan, before=tmp_path, keep=None)
    assert found == {"unpaired": "there is not enough memory to compare the rows"}


def test_a_score_alone_is_kept_as_a_score(tmp_path):
    data = Dataset(tuple(c for c in table(400) if c.name != "answer"))
    data = Dataset(tuple(
        replace(c, positive="1") if c.role is Role.LABEL else c for c in data
    ))  # fmt: skip
    plan, _ = audit_everything("fairness.ranking", data=data)
    kept = tmp_path / "kept"
    keep_and_pair(Subject(data), plan, before=None, keep=kept)
    assert open_kept(kept).kind == "scores"
    found = keep_and_pair(Subject(data), plan, before=kept, keep=None)
    assert found["answers"] == "scores"
    assert found["flips"][0]["flipped"] == 0
    assert {d["undetermined"] for d in found["differences"]} == {"it did not move in any row"}


class Speaks:
    """A translator; only its kind is looked at."""

    reads = ("text",)
    fingerprint = "0" * 64

    def translate(self, sentences, *, source_language, target_language):
        raise AssertionError("asked again")


def test_a_translators_answers_are_those_a_probe_already_asked_for(tmp_path):
    sentences = Texts.of([f"sentence {at}" for at in range(40)])
    data = Dataset((Column("text", Role.FEATURE, sentences),))
    plan, _ = audit_everything(*PROBES, data=table(40))
    kept = tmp_path / "kept"
    subject = Subject(data, Speaks())
    before = keep_and_pair(subject, plan, before=kept, keep=kept)
    assert before == {"unpaired": "the translator was not asked about the dataset's own sentences"}
    subject.translated = ["He sings."] * 40
    keep_and_pair(subject, plan, before=None, keep=kept)
    subject.translated = ["She sings.", *["He sings."] * 39]
    found = keep_and_pair(subject, plan, before=kept, keep=None)
    assert found["examples"] == [
        {"row": 1, "source": "sentence 0", "before": "He sings.", "now": "She sings."}
    ]


def test_the_datasets_own_probes_read_no_answers():
    plan, _ = audit_everything("confounds.dataset")
    assert not reads_answers(plan)
