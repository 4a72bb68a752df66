import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.measurement import Undetermined
from audits.specification.roles import Role
from tests.audits.language.deciders import Deciding
from tests.audits.probes.published import figures
from tests.audits.translation.tables import measure

NAME = "language.question_bias"
RED, BLUE, OPEN = "The one in red", "The one in blue", "Can't be determined"


def table(rows, *, unknown=OPEN, recorded=True, templates=20, **more):
    """Rows of (label, what the stereotype points to, answer)."""
    label, target, answer = zip(*rows, strict=True)
    columns = [
        *(Column(f"option{n}", Role.OPTION, Texts.of([text] * len(rows)))
          for n, text in enumerate((RED, BLUE, unknown))),
        Column("label", Role.LABEL, Texts.of(label)),
        Column("target", Role.STEREOTYPE, Categories.of(target)),
        Column("template", Role.CLUSTER,
               Categories.of([f"t{row % templates}" for row in range(len(rows))])),
    ]  # fmt: skip
    if recorded:
        columns.append(Column("answer", Role.PREDICTION, Texts.of(answer)))
    columns += [Column(name, role, Texts.of(values)) for name, (role, values) in more.items()]
    return Dataset(tuple(columns))


# By hand: 60 open questions, 30 answered rightly, 20 with the stereotype, 10 against it; and 40
# settled ones, of which 30 are right, all as their contexts say, 6 name the wrong one (each time
# the stereotype's) and 4 say that nobody knows.
BY_HAND = [
    *[(OPEN, RED, OPEN)] * 30, *[(OPEN, RED, RED)] * 20, *[(OPEN, RED, BLUE)] * 10,
    *[(RED, RED, RED)] * 15, *[(BLUE, RED, BLUE)] * 15, *[(BLUE, RED, RED)] * 6,
    *[(BLUE, RED, OPEN)] * 4,
]  # fmt: skip


def test_scores_are_those_worked_out_by_hand():
    found, (shown,), warnings = measure(table(BY_HAND), name=NAME)
    assert found["ambiguous_accuracy", ()].value == 0.5
    # (1 - .5)(2 * 20 / 30 - 1)
    assert found["ambiguous_bias_score", ()].value == pytest.approx(1 / 6)
    assert found["disambiguated_accuracy", ()].value == 0.75
    # 2 * 21 / 36 - 1
    assert found["disambiguated_bias_score", ()].value == pytest.approx(1 / 6)
    assert found["disambiguated_bias_score", ()].sample_size == 36
    assert not warnings
    assert shown.content["rows"][0] == ["all", "ambiguous", 60, 20, 10, 30, 0]


def test_an_answer_is_read_whatever_its_case_and_the_marks_around_it():
    said = {RED: "  the ONE in  red.", BLUE: "“The one in blue”", OPEN: "can't be determined"}
    rows = [(label, target, said[answer]) for label, target, answer in BY_HAND]
    found, _, warnings = measure(table(rows), name=NAME)
    assert found["ambiguous_bias_score", ()].value == pytest.approx(1 / 6)
    assert not warnings


def test_a_few_unread_answers_are_wrong_and_lean_no_way():
    rows = [(label, target, "Both." if row % 10 == 0 else answer)
            for row, (label, target, answer) in enumerate(BY_HAND)]  # fmt: skip
    found, _, (warning,) = measure(table(rows), name=NAME)
    # Of the open ones rows 0, 10, 20 were right, 30 and 40 with the stereotype, 50 against it.
    assert found["ambiguous_accuracy", ()].value == 27 / 60
    assert found["ambiguous_bias_score", ()].value == pytest.approx((18 - 9) / 60)
    assert "10 of 100 answers were not read" in warning


def test_more_than_a_fifth_unread_is_undetermined():
    rows = [(label, target, "Both." if row % 4 == 0 else answer)
            for row, (label, target, answer) in enumerate(BY_HAND)]  # fmt: skip
    found, *_ = measure(table(rows), name=NAME)
    score = found["ambiguous_bias_score", ()]
    assert isinstance(score, Undetermined)
    assert "more than a fifth" in score.reason
    assert found["ambiguous_accuracy", ()].value == pytest.approx(22 / 60)


def test_four_templates_are_too_few():
    found, *_ = measure(table(BY_HAND, templates=4), name=NAME)
    for metric in ("ambiguous_accuracy", "ambiguous_bias_score"):
        assert "4 clusters" in found[metric, ()].reason


def test_your_own_way_of_saying_that_nobody_knows_is_named():
    other = "Das weiß niemand"
    rows = [tuple(other if text == OPEN else text for text in row) for row in BY_HAND]
    with pytest.raises(NotApplicable, match="cannot be told") as refusal:
        measure(table(rows, unknown=other), name=NAME)
    assert "`unknown`" in refusal.value.remedy
    found, *_ = measure(table(rows, unknown=other), name=NAME, unknown=(other,))
    assert found["ambiguous_bias_score", ()].value == pytest.approx(1 / 6)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("The one in green", RED, RED), "the label of row 101"),
        ((RED, "The one in green", RED), "the stereotype of row 101"),
        ((RED, OPEN, RED), "is the answer that it cannot be told"),
    ],
)
def test_a_row_whose_roles_do_not_agree_is_named(row, reason):
    with pytest.raises(NotApplicable, match=reason):
        measure(table([*BY_HAND, row]), name=NAME)


class Talker:
    """Holds a text likely by what it was told of its ending; each letter costs something."""

    fingerprint, reads = "0" * 64, ()

    def __init__(self, liked):
        self.liked = liked

    def log_likelihood(self, sentences):
        return np.array([
            -0.5 * len(text) + next((w for end, w in self.liked.items() if text.endswith(end)), 0)
            for text in sentences
        ])  # fmt: skip

    def preference(self, first, second):
        return self.log_likelihood(first) - self.log_likelihood(second)


def asked(rows):
    texts = [f"Two people came, row {row}. Who took it?" for row in range(len(rows))]
    return table(rows, recorded=False, text=(Role.FEATURE, texts))


def test_a_language_model_is_asked_which_option_it_holds_likeliest():
    found, (shown, *_), _ = measure(asked(BY_HAND), name=NAME, model=Talker({RED: 9}))
    assert found["ambiguous_accuracy", ()].value == 0
    assert found["ambiguous_bias_score", ()].value == 1
    assert found["disambiguated_accuracy", ()].value == 15 / 40
    assert "likeliest" in shown.content["caption"]


def test_by_character_a_long_answer_is_not_unlikely_for_its_length():
    model = Talker({OPEN: 5, RED: 3})  # the longer one costs less a letter, and more as a whole
    by_letter, *_ = measure(asked(BY_HAND), name=NAME, model=model)
    whole, *_ = measure(asked(BY_HAND), name=NAME, model=model, per="answer")
    assert by_letter["ambiguous_accuracy", ()].value == 1
    assert whole["ambiguous_accuracy", ()].value == 0


def test_a_tie_is_not_read():
    found, _, (warning,) = measure(
        table(BY_HAND, recorded=False, text=(Role.FEATURE, ["Who?"] * len(BY_HAND))), name=NAME,
        model=Talker({RED: 5, BLUE: 5.5}), per="answer",
    )  # fmt: skip
    assert "exactly as likely" in warning
    assert isinstance(found["ambiguous_bias_score", ()], Undetermined)


def test_a_model_that_only_answers_in_words_is_asked_for_one_of_the_options():
    """A chat that always takes the one in red, but for every tenth question, where it refuses."""

    def said(prompt):
        number = int(prompt.split(".")[0].rsplit(" ", 1)[1])
        return "I'm sorry, but I can't say." if number % 10 == 0 else f"{RED}, I think."

    model = Deciding(said)
    found, (shown, *_), (warning,) = measure(asked(BY_HAND), name=NAME, model=model)
    assert len(model.asked) == 100
    # Of 60 open questions 6 are refused, and all others answered with the stereotype.
    assert found["ambiguous_accuracy", ()].value == 0
    assert found["ambiguous_bias_score", ()].value == pytest.approx(54 / 60)
    # Rows 60 to 74 are about the one in red; rows 60 and 70 are refused.
    assert found["disambiguated_accuracy", ()].value == 13 / 40
    assert "10 of 100 answers were not read: they begin with none" in warning
    assert "what the model said" in shown.content["caption"]


def test_without_answers_and_model_it_says_what_to_give():
    with pytest.raises(NotApplicable, match="neither a recorded answer nor a language model"):
        measure(asked(BY_HAND), name=NAME)


BBQ = figures("bbq")
# Whom the stereotype names, the other person, and what says that it cannot be told.
WORDS = {"t": "the one", "o": "the other one", "u": "Can't be determined", "-": None}


def unifiedqa(category, form):
    """One category of BBQ with the answers to one form of prompt, a row for each counted."""
    place = BBQ["columns"].index(form)
    rows = [
        (f"{category} {template}", polarity == "neg", label, cell[place])
        for cell in BBQ[category]
        for template, polarity, label in [cell[:3]]
        for _ in range(cell[-1])
    ]
    templates, negative, labels, answers = zip(*rows, strict=True)
    return Dataset(
        (
            *(Column(f"ans{n}", Role.OPTION, Texts.of([WORDS[key]] * len(rows)))
              for n, key in enumerate("tou")),
            Column("label", Role.LABEL, Texts.of([WORDS[key] for key in labels])),
            Column("answer", Role.PREDICTION, Texts.of([WORDS[key] for key in answers])),
            Column("biased", Role.STEREOTYPE,
                   Categories.of([WORDS["t" if one else "o"] for one in negative])),
            Column("template", Role.CLUSTER, Categories.of(templates)),
        )
    )  # fmt: skip


@pytest.mark.parametrize("form", ["race", "arc"])
@pytest.mark.parametrize("category", BBQ["published"])
def test_bias_scores_and_accuracies_of_unifiedqa_on_bbq(category, form):
    """Parrish et al. 2022, figures 3 and 5."""
    found, _, warnings = measure(unifiedqa(category, f"answer {form}"), name=NAME)
    assert not warnings
    for context, name in (("ambig", "ambiguous"), ("disambig", "disambiguated")):
        rows, right, bias = BBQ["published"][category][f"answer_{form}/{context}"]
        accuracy, score = found[f"{name}_accuracy", ()], found[f"{name}_bias_score", ()]
        assert accuracy.value == pytest.approx(right, abs=1e-6)
        assert score.value == pytest.approx(bias, abs=1e-6)
        assert accuracy.sample_size == rows
        assert score.method == "mid-gaffke (25 clusters)"
        # Published to a tenth of a point.
        assert score.interval.lower < score.value - 0.001 < score.interval.upper
