"""Published figures of tests of language models, from the answers and scores they were made of."""

import json

import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.specification.roles import Role
from tests.audits.translation.tables import measure
from tests.reference_files.test_counts import FOLDER, rows

CATEGORIES = ("Religion", "Disability_status", "Sexual_orientation")


def questions(answer):
    """The three categories of BBQ with UnifiedQA's answers in one form of prompt."""
    table = [
        row | {"category": name}
        for name in CATEGORIES
        for row in rows("bbq-unifiedqa", f"{name}.csv.gz")
    ]

    def biased(row):
        if row["polarity"] == "neg":
            return row[f"ans{row['stereotyped']}"]
        (other,) = {"0", "1", "2"} - {row["stereotyped"], row["unknown"]}
        return row[f"ans{other}"]

    return Dataset(
        (
            *(Column(f"ans{n}", Role.OPTION, Texts.of([row[f"ans{n}"] for row in table]))
              for n in range(3)),
            Column("label", Role.LABEL, Texts.of([row[f"ans{row['label']}"] for row in table])),
            Column("answer", Role.PREDICTION,
                   Texts.of([row[f"ans{row[answer]}"] for row in table])),
            Column("biased", Role.STEREOTYPE, Categories.of([biased(row) for row in table])),
            Column("template", Role.CLUSTER,
                   Categories.of([f"{row['category']} {row['question_index']}" for row in table])),
            Column("category", Role.PROTECTED, Categories.of([row["category"] for row in table])),
        )
    )  # fmt: skip


@pytest.mark.parametrize("answer", ["answer_race", "answer_arc"])
def test_bias_scores_and_accuracies_of_unifiedqa_on_bbq(answer):
    expected = json.loads(FOLDER.joinpath("bbq-unifiedqa", "expected.json").read_text("utf-8"))
    found, _, warnings = measure(questions(answer), name="language.question_bias")
    assert not warnings
    cells = 0
    for category in CATEGORIES:
        for context, name in (("ambig", "ambiguous"), ("disambig", "disambiguated")):
            published = expected[category][f"{answer}/{context}"]
            group = (("category", category),)
            accuracy = found[f"{name}_accuracy", group]
            score = found[f"{name}_bias_score", group]
            assert accuracy.value == pytest.approx(published["accuracy"], abs=1e-6)
            assert score.value == pytest.approx(published["bias_score"], abs=1e-6)
            assert accuracy.sample_size == published["n"]
            assert score.method == "bounded-student_t (25 clusters)"
            # Published to a tenth of a point.
            assert score.interval.lower < score.value - 0.001 < score.interval.upper
            cells += 2
    assert cells == 12
