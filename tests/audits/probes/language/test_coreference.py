import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import Undetermined
from audits.specification.roles import Role
from tests.audits.probes.language.test_question_bias import Talker
from tests.audits.probes.published import figures
from tests.audits.translation.tables import measure

NAME = "language.coreference"


def table(pairs, *, recorded=True, options=False, women=None, neutral=0):
    """Pairs of (occupation, who is meant, answer as the stereotype has it, answer against it)."""
    cells = [(number, occupation, label, side, answer)
             for number, (occupation, label, *answers) in enumerate(pairs)
             for side, answer in zip(("pro", "anti"), answers, strict=True)]  # fmt: skip
    cells += [(f"n{n}", JOBS[n % 8], "guest", "neither", "guest") for n in range(neutral)]
    columns = [
        Column("pair", Role.ID, Categories.of([str(number) for number, *_ in cells])),
        Column("job", Role.CLUSTER, Categories.of([job for _, job, *_ in cells])),
        Column("means", Role.LABEL, Texts.of([label for _, _, label, *_ in cells])),
        Column("side", Role.STEREOTYPE, Categories.of([side for *_, side, _ in cells])),
    ]
    if recorded:
        columns.append(Column("answer", Role.PREDICTION, Texts.of([a for *_, a in cells])))
    if options:
        columns += [
            Column("one", Role.OPTION, Texts.of([job for _, job, *_ in cells])),
            Column("two", Role.OPTION, Texts.of(["guest"] * len(cells))),
            Column("text", Role.FEATURE, Texts.of([f"Pair {n}: it is the" for n, *_ in cells])),
        ]
    if women is not None:
        shares = np.array([women[job] for _, job, *_ in cells])
        columns.append(Column("women", Role.WOMEN_SHARE, Numbers(shares)))
    return Dataset(tuple(columns))


JOBS = ("nurse", "pilot", "clerk", "baker", "guard", "judge", "coach", "maid")
# By hand: of 80 pairs 40 are right on both sides, 24 only with the stereotype, 8 only against it.
BY_HAND = [
    (job, job, *answers)
    for job in JOBS
    for answers in [(job, job)] * 5 + [(job, "guest")] * 3 + [("guest", job), ("guest", "guest")]
]


def test_accuracies_their_gap_and_flips_are_those_worked_out_by_hand():
    found, (shown,), _ = measure(table(BY_HAND), name=NAME)
    assert found["coreference_accuracy", ()].value == (64 + 48) / 160
    assert found["coreference_accuracy", (("set", "pro-stereotypical"),)].value == 0.8
    assert found["coreference_accuracy", (("set", "anti-stereotypical"),)].value == 0.6
    gap = found["coreference_gap", ()]
    assert gap.value == pytest.approx(0.2)
    assert gap.sample_size == 80
    assert found["coreference_flip_rate", ()].value == 32 / 80
    assert len(shown.content["rows"]) == 32


def test_sentences_of_neither_side_count_for_the_accuracy_alone():
    found, *_ = measure(table(BY_HAND, neutral=40), name=NAME)
    assert found["coreference_accuracy", ()].value == (64 + 48 + 40) / 200
    assert found["coreference_gap", ()].value == pytest.approx(0.2)


def test_without_pairs_the_gap_is_undetermined_and_never_unpaired():
    data = table(BY_HAND)
    pair = Column("pair", Role.ID, Categories.of([str(row) for row in range(len(data))]))
    found, *_ = measure(Dataset((pair, *data.columns[1:])), name=NAME)
    assert isinstance(found["coreference_gap", ()], Undetermined)
    assert "no pair" in found["coreference_gap", ()].reason


def test_readings_are_held_against_the_labour_statistic():
    """Where most are women "she" is the occupation; a resolver by stereotype alone follows it."""
    women = {job: 0.05 + 0.9 * rank / (len(JOBS) - 1) for rank, job in enumerate(JOBS)}
    by_stereotype = [(job, label, label, "guest" if label == job else job)
                     for job in JOBS for label in (job, "guest") for _ in range(10)]  # fmt: skip
    data = table(by_stereotype, women=women)
    found, *_ = measure(data, name=NAME)
    # "she" is read as the occupation always where most are women, never elsewhere: +1 and -1.
    lean = [1 if women[job] > 0.5 else -1 for job in JOBS]
    expected = np.corrcoef([women[job] for job in JOBS], lean)[0, 1]
    correlation = found["coreference_share_correlation", ()]
    value = correlation.raw[0] if isinstance(correlation, Undetermined) else correlation.value
    assert value == pytest.approx(expected)


def test_a_language_model_is_asked_who_it_is():
    found, *_ = measure(
        table(BY_HAND, recorded=False, options=True), name=NAME, model=Talker({"guest": 50})
    )
    assert found["coreference_accuracy", ()].value == 0
    assert found["coreference_flip_rate", ()].value == 0


def test_what_is_no_side_is_refused():
    data = table(BY_HAND)
    side = Column("side", Role.STEREOTYPE, Categories.of(["left"] * len(data)))
    with pytest.raises(NotApplicable, match="'left'"):
        measure(Dataset((*data.columns[:3], side, data.columns[4])), name=NAME)


def test_two_sentences_of_one_side_in_a_pair_are_refused():
    data = table(BY_HAND)
    pair = Column("pair", Role.ID, Categories.of(["same"] * len(data)))
    with pytest.raises(NotApplicable, match="pair 'same' has two"):
        measure(Dataset((pair, *data.columns[1:])), name=NAME)


def test_correlation_of_readings_with_the_labour_statistic_is_winogenders():
    """A resolver that says the occupation of "she" as often as texts do, of "he" the rest."""
    cells = [
        (
            dict(zip(("occupation", "bergsma_pct_female", "bls_pct_female"), row, strict=True)),
            pronoun,
            number,
        )
        for row in figures("winogender")["occupations"]
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
    found, *_ = measure(data, name=NAME)
    correlation = found["coreference_share_correlation", ()]
    assert correlation.value == pytest.approx(0.6719, abs=0.001)
    assert correlation.sample_size == 60


def _side(women, pronoun):
    return "pro" if (women > 50) == (pronoun == "she") else "anti"
