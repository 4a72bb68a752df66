"""Published figures of tests of language models, from the answers and scores they were made of."""

import json

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.measurement import Undetermined
from audits.specification.roles import Role
from tests.audits.language.embedders import Recorded
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


def stereotype_items(model):
    """StereoSet's race items, a row a sentence, with one model's scores."""
    table = rows("stereoset", "race.csv.gz")
    names = ("stereotype", "anti_stereotype", "unrelated")
    cells = [(number, row, name) for number, row in enumerate(table) for name in names]
    return Dataset(
        (
            Column("item", Role.ID, Categories.of([str(number) for number, _, _ in cells])),
            Column("reads", Role.STEREOTYPE, Categories.of([name for *_, name in cells])),
            Column("target", Role.CLUSTER, Categories.of([row["target"] for _, row, _ in cells])),
            Column("sentence", Role.FEATURE, Texts.of([row[name] for _, row, name in cells])),
            Column("score", Role.SCORE,
                   Numbers(np.array([float(row[f"{model}_{name}"]) for _, row, name in cells]))),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("model", "published"),
    [
        ("gpt2", (0.89756707, 0.60350001, 0.71177067)),
        ("bert-large-cased", (0.84016685, 0.57271267, 0.71798530)),
    ],
)
def test_scores_of_two_models_on_stereoset(model, published):
    found, exhibits, warnings = measure(stereotype_items(model), name="language.stereotype_items")
    for metric, figure in zip(
        ("language_modelling_score", "stereotype_score", "icat_score"), published, strict=True
    ):
        score = found[metric, ()]
        assert score.value == pytest.approx(figure, abs=1e-8)  # of 1: a millionth of a point
        assert score.sample_size == 962
        assert score.method.endswith("(36 terms)")
        assert score.interval.lower < figure < score.interval.upper
    assert not warnings
    assert "Blodgett" in exhibits[-1].content["caption"]


def test_correlation_of_readings_with_the_labour_statistic_is_winogenders():
    """A resolver that says the occupation of "she" as often as texts do, of "he" the rest."""
    occupations = rows("winogender", "occupations-stats.tsv", delimiter="\t")
    cells = [
        (row, pronoun, number)
        for row in occupations
        for pronoun in ("she", "he")
        for number in range(200)
    ]

    def answer(row, pronoun, number):
        she = float(row["bergsma_pct_female"]) / 100
        share = she if pronoun == "she" else 1 - she
        return row["occupation"] if number < round(200 * share) else "customer"

    data = Dataset(
        (
            Column("pair", Role.ID, Categories.of([f"{r['occupation']} {n}" for r, _, n in cells])),
            Column("pronoun", Role.PROTECTED, Categories.of([pronoun for _, pronoun, _ in cells])),
            Column("occupation", Role.CLUSTER, Categories.of([r["occupation"] for r, *_ in cells])),
            Column("women", Role.WOMEN_SHARE,
                   Numbers(np.array([float(row["bls_pct_female"]) for row, *_ in cells]))),
            Column("means", Role.LABEL, Texts.of([row["occupation"] for row, *_ in cells])),
            Column("side", Role.STEREOTYPE,
                   Categories.of([_side(float(row["bls_pct_female"]), pronoun)
                                  for row, pronoun, _ in cells])),
            Column("answer", Role.PREDICTION, Texts.of([answer(*cell) for cell in cells])),
        )
    )  # fmt: skip
    found, *_ = measure(data, name="language.coreference")
    correlation = found["coreference_share_correlation", ()]
    assert correlation.value == pytest.approx(0.6719, abs=0.001)
    assert correlation.sample_size == 60


def _side(women, pronoun):
    return "pro" if (women > 50) == (pronoun == "she") else "anti"


@pytest.fixture(scope="module")
def word2vec():
    """All published tests on the words of word2vec that the file has."""
    path = FOLDER.joinpath("weat-word2vec", "vectors.npz")
    with np.load(path, allow_pickle=False) as file:
        model = Recorded(file["words"].tolist(), file["vectors"])
    found, exhibits, _ = measure(
        Dataset(()), name="language.embeddings", assumes="normal", model=model
    )
    return found, exhibits


@pytest.mark.parametrize(
    ("test", "published"),
    [("1", 1.539), ("2", 1.628), ("6", 1.890), ("7", 0.966), ("8", 1.244)],
)
def test_effect_sizes_of_word2vec(word2vec, test, published):
    effect = word2vec[0]["association_effect_size", (("set", f"WEAT {test}"),)]
    # The associations of one of these lists are plainly not normal: its value stands all the same.
    assert isinstance(effect, Undetermined) == (test == "2")
    value, interval = effect.raw if test == "2" else (effect.value, effect.interval)
    assert value == pytest.approx(published, abs=0.005)
    assert interval.lower < published < interval.upper


@pytest.mark.parametrize(("test", "one_sided"), [("6", 7.8e-5), ("7", 0.0227), ("8", 0.0040)])
def test_exact_p_values_of_word2vec(word2vec, test, one_sided):
    effect = word2vec[0]["association_effect_size", (("set", f"WEAT {test}"),)]
    assert effect.p_value == pytest.approx(2 * one_sided, rel=0.02)
    assert "exact permutation test, all 12,870 partings" in effect.method


def test_names_that_are_not_in_the_file_are_not_dropped_in_silence(word2vec):
    """Nine of the 32 are there: what these print is not what is published of all (d = .58)."""
    effect = word2vec[0]["association_effect_size", (("set", "WEAT 3"),)]
    assert isinstance(effect, Undetermined)
    assert "23 of 32 words of “African American names” are not in the vocabulary" in effect.reason
    assert effect.raw is None
