"""The association is what a page and a terminal say first of translations."""

import pytest

from audits.report.sentences import sentences
from audits.report.view import View

NB = "\N{NO-BREAK SPACE}"
HU = {"language": "hu"}
SHE = {"metric": "female_share_of_gendered", "group": HU, "within": [0.25, 0.75]}


@pytest.fixture
def tied(estimate):
    def make(group=HU, cells=(8, 2, 0, 5), value=16.4, interval=(2.36, None), p_value=0.00699):
        found = estimate("stereotype_association", group, value, list(interval), [10, 5])
        return found | {
            "evidence": list(map(float, cells)), "p_value": p_value, "method": "mid-p (words)",
        }  # fmt: skip

    return make


def test_without_a_policy_the_association_is_told_and_never_the_share_alone(
    make_report, estimate, tied
):
    share = estimate("female_share", HU, 0.47, [0.26, 0.69], 17)
    said = sentences(View(make_report(measurements=[share, tied()], findings=[])))
    assert said.asked.startswith("Do she and he follow the stereotype")
    assert said.affected == (
        "Hungarian: of 10 women's words 8 became she and 2 he; of 5 men's words 0 became she and "
        "5 he."
    )
    assert said.amount == (
        "The odds of she are 16 times [2.4 to ∞] as high for a women's word as for a men's "
        "(median unbiased, since one cell of the table is 0); were the two unrelated, "
        f"p{NB}={NB}0.0070 (Fisher's exact test)."
    )


def test_a_judged_share_is_followed_by_the_association_of_the_same_translations(
    make_report, estimate, finding, tied
):
    share = estimate("female_share_of_gendered", HU, 0.02, [0.01, 0.06], 219)
    other = tied({"language": "fi"}, cells=(1, 1, 1, 1), value=1.0, p_value=1.0)
    report = make_report(measurements=[share, other, tied()], findings=[finding(SHE, "fail", 0)])
    said = sentences(View(report)).affected
    assert said.startswith("Of 100 Hungarian sentences")
    assert "Hungarian: of 10 women's words 8 became she" in said
    assert "Finnish" not in said


def test_the_surest_of_several_systems_is_told_and_the_human_translation_is_not(make_report, tied):
    groups = [{"language": "hu", "system": name} for name in ("a", "b", "reference")]
    found = [tied(group, p_value=p) for group, p in zip(groups, (0.2, 0.01, 0.001), strict=True)]
    said = sentences(View(make_report(measurements=found, findings=[])))
    assert said.affected.startswith("Hungarian, b:")


def test_an_open_association_says_why(make_report, tied):
    found = tied()
    for key in ("value", "interval", "evidence", "p_value", "method", "confidence"):
        del found[key]
    found["undetermined"] = "every word became he, whatever it is stereotyped with"
    said = sentences(View(make_report(measurements=[found], findings=[])))
    assert "is open: every word became he" in said.affected


def test_a_tiny_p_keeps_its_size(make_report, tied):
    said = sentences(View(make_report(measurements=[tied(p_value=4.1135e-5)], findings=[])))
    assert f"p{NB}={NB}4.1e−5" in said.amount


@pytest.mark.parametrize("metric", ["stereotype_association", "stereotype_gap"])
def test_a_finding_about_the_stereotype_is_told_by_its_words(
    make_report, estimate, finding, tied, metric
):
    gap = estimate("stereotype_gap", HU, 0.8, [0.27, 0.94], [10, 5])
    rule = {"metric": metric, "group": HU, "within": [0.5, 2]}
    place = {"stereotype_association": 0, "stereotype_gap": 1}[metric]
    report = make_report(measurements=[tied(), gap], findings=[finding(rule, "fail", place)])
    assert sentences(View(report)).affected == (
        "Hungarian: of 10 women's words 8 became she and 2 he; of 5 men's words 0 became she and "
        "5 he."
    )


def test_where_no_word_has_a_direction_the_human_translation_is_told(make_report, estimate, tied):
    open_ = {k: v for k, v in tied().items() if k in ("probe", "probe_version", "step", "metric")}
    open_ |= {"group": HU, "sample_size": [0, 0], "undetermined": "no word has a direction"}
    lost = estimate("she_to_he_share", HU, 3 / 7, [0.16, 0.75], 7) | {"p_value": 0.625}
    gained = estimate("he_to_she_share", HU, 1 / 78, [0.002, 0.07], 78)
    said = sentences(View(make_report(measurements=[open_, lost, gained], findings=[])))
    assert said.amount == (
        "Hungarian: of 7 she of the human translation 3 became he; of 78 he 1 became she; were "
        f"both as likely, p{NB}={NB}0.6250 (McNemar's exact test)."
    )
