"""Answers of two audits, paired row by row; expected values are counted with plain Python."""

from dataclasses import replace

import numpy as np
import pytest

from audits.comparison.kept_answers import CLASSES, Answers, keep_answers, open_kept
from audits.comparison.pairing import keep_and_pair, reads_answers
from audits.comparison.row_fingerprint import Fingerprint
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.comparison.answered_twice import PROBES, changed, entry
from tests.tables import audit_everything, table


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
