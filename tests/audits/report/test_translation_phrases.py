import pytest

from audits.report.sentences import sentences
from audits.report.translation_phrases import affected
from audits.report.view import View, group_name

NB = "\N{NO-BREAK SPACE}"
FINNISH = {"language": "fi"}
WITHIN = {"metric": "female_share_of_gendered", "group": FINNISH, "within": [0.25, 0.75]}


def share(metric, group, value=0.0228, interval=(0.0078, 0.0634), n=219):
    return {
        "metric": metric, "group": group, "value": value, "interval": list(interval),
        "sample_size": n,
    }  # fmt: skip


def test_a_share_of_she_reads_as_sentences_not_as_people(make_report, estimate, finding):
    report = make_report(
        measurements=[estimate("female_share_of_gendered", FINNISH, 0.0228, [0.0078, 0.0634], 219)],
        findings=[finding(WITHIN, "fail", 0)],
    )
    found = sentences(View(report))
    assert found.affected == (
        "Of 100 Finnish sentences in which the translator wrote he or she, it wrote she in 2 "
        f"[1 to 6], n{NB}219."
    )
    assert found.people == ()
    assert found.amount.startswith("The share of she among he and she of 2.3")
    assert "people" not in found.affected + found.amount


@pytest.mark.parametrize(
    ("metric", "group", "said"),
    [
        ("female_share", FINNISH, "Of 100 Finnish sentences, the translator wrote she in 2"),
        (
            "neutral_share",
            {"language": "hu", "system": "2021"},
            "Of 100 Hungarian sentences, 2021 wrote it or they in 2",
        ),
        (
            "female_share_of_gendered",
            {"language": "fi", "system": "reference"},
            "Of 100 Finnish sentences in which the human translation wrote he or she, it wrote "
            "she in 2",
        ),
        (
            "gender_accuracy",
            {"language": "de"},
            "Of 100 sentences (German), the translator kept the gender that the sentence states "
            "in 2",
        ),
        (
            "male_share",
            {"language": "xx", "category": "{odd}"},
            "Of 100 xx sentences ({odd}), the translator wrote he in 2",
        ),
    ],
)
def test_every_share_names_who_wrote_what(metric, group, said):
    found = share(metric, group)
    assert affected(found, [found]).startswith(said)


def test_two_systems_stand_in_one_sentence():
    first = share("female_share", {"language": "fi", "system": "old"})
    second = share("female_share", {"language": "fi", "system": "new"}, 0.25, (0.2, 0.3))
    assert affected(first, [first, second]) == (
        f"Of 100 Finnish sentences, old wrote she in 2 [1 to 6]; new, in 25 [20 to 30], n{NB}219."
    )


def test_what_is_no_share_of_sentences_is_left_to_others():
    assert affected(share("stereotype_gap", FINNISH), []) is None
    people = share("selection_rate", {"sex": "f"})
    assert affected(people, [people]) is None


def test_languages_have_their_english_names():
    assert group_name({"language": "fi", "system": "reference"}) == "Finnish, reference"
    assert group_name({"language": "zz"}) == "zz"
    assert group_name({"race": "fi"}) == "fi"
