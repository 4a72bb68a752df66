import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.language.coreference_pairs import ANTI, PRO, leaning_of_occupations, read_sentences
from audits.measurement import WhyNot
from audits.specification.roles import Role


def table(rows, *, women=None, clusters=True):
    """Rows of (pair, side, who is meant, occupation)."""
    pair, side, label, job = zip(*rows, strict=True)
    columns = [
        Column("pair", Role.ID, Categories.of(pair)),
        Column("side", Role.STEREOTYPE, Categories.of(side)),
        Column("means", Role.LABEL, Texts.of(label)),
    ]
    if clusters:
        columns.append(Column("job", Role.CLUSTER, Categories.of(job)))
    if women is not None:
        shares = np.array([women[name] for name in job], dtype=float)
        columns.append(Column("women", Role.WOMEN_SHARE, Numbers(shares)))
    return Dataset(tuple(columns))


ROWS = [
    ("1", "gotcha", "nurse", "nurse"), ("1", "Pro", "nurse", "nurse"),
    ("2", "neither", "guest", "nurse"), ("3", "anti-stereotypical", "pilot", "pilot"),
]  # fmt: skip


def test_pairs_have_the_pro_stereotypical_sentence_first():
    sentences = read_sentences(table(ROWS), ["nurse", "guest", "guest", None])
    assert sentences.pairs.tolist() == [[1, 0]]
    assert sentences.right.tolist() == [True, False, True, False]
    assert sentences.on(PRO).tolist() == [False, True, False, False]
    assert sentences.on(ANTI).tolist() == [True, False, False, True]
    assert sentences.flipped.tolist() == [True]


def test_without_a_cluster_a_pair_is_one():
    sentences = read_sentences(table(ROWS, clusters=False), ["nurse"] * 4)
    assert sentences.clusters.tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize("scale", [1, 100])
def test_the_pronoun_follows_from_the_side_and_the_statistic(scale):
    """Of nurses most are women: pro-stereotypical is "she" for the nurse and "he" for the guest."""
    rows = [
        ("1", "pro", "nurse", "nurse"), ("1", "anti", "nurse", "nurse"),
        ("2", "pro", "guest", "nurse"), ("2", "anti", "guest", "nurse"),
        ("3", "pro", "pilot", "pilot"), ("3", "anti", "pilot", "pilot"),
    ]  # fmt: skip
    # Read as she, he, he, she of the nurse; and he, she of the pilot.
    answers = ["nurse", "guest", "guest", "guest", "pilot", "pilot"]
    data = table(rows, women={"nurse": 0.9 * scale, "pilot": 0.05 * scale})
    every = np.ones(6, dtype=bool)
    women, more = leaning_of_occupations(data, read_sentences(data, answers), every)
    assert (women / scale).tolist() == pytest.approx([0.9, 0.05])
    assert more.tolist() == [0.5 - 0, 1.0 - 1.0]


def test_without_an_occupation_it_says_why():
    data = table(ROWS, women={"nurse": 0.9, "pilot": 0.1}, clusters=False)
    sentences = read_sentences(data, ["nurse"] * 4)
    assert isinstance(leaning_of_occupations(data, sentences, np.ones(4, dtype=bool)), WhyNot)


def test_a_missing_label_is_named():
    with pytest.raises(NotApplicable, match="row 2 has no label"):
        read_sentences(table([ROWS[0], ("1", "pro", None, "nurse")]), ["nurse"] * 2)
