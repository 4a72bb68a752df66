import pytest

from audits.report.assemble import assemble
from audits.report.number_format import significant
from audits.report.view import View
from evenhand import measured
from evenhand.layout import cells

SHARES = {"female_share": 0.5, "male_share": 0.25, "neutral_share": 0.2, "unresolved_share": 0.05}


def share(metric, group, value, n=400, **more):
    found = {
        "probe": "fairness.selection_rate", "probe_version": 1, "step": 0, "metric": metric,
        "group": group, "sample_size": n, "confidence": 0.95, "method": "wilson", "evidence": [],
    }  # fmt: skip
    if value is None:
        return found | more
    return found | {"value": value, "interval": [value - 0.05, value + 0.05]}


def view(measurements, columns=None, findings=(), probe="fairness.selection_rate"):
    found = [m | {"probe": probe} for m in measurements]
    step = {"step": 0, "probe": probe, "version": 1, "status": "ran", "measurements": found}
    columns = columns or {"sex": {"role": "protected"}}
    return View(assemble({"columns": columns}, [step], list(findings), {}, gate="inconclusive"))


def text(found, width=80):
    lines = list(measured.lines(found, width))
    assert max(map(cells, lines)) <= width
    return "\n".join(lines)


def test_every_group_stands_in_a_row_with_interval_and_n():
    groups = [
        share("selection_rate", {}, 0.5, 1000),
        share("selection_rate", {"sex": None}, 0.4, 50),
        share("selection_rate", {"sex": "f"}, 0.22, 150),
        share("accuracy", {"sex": "f"}, 0.9, 150),
    ]
    lines = text(view(groups)).splitlines()
    assert lines[1].split() == ["group", "selection_rate", "n", "accuracy", "n"]
    assert lines[2].split() == ["everyone", "50.0", "[45.0,", "55.0]", "1,000"]
    assert lines[4].split()[0] == "unknown"
    assert lines[3].split() == [
        "f", "22.0", "[17.0,", "27.0]", "150", "90.0", "[85.0,", "95.0]", "150"
    ]  # fmt: skip


def test_a_small_group_stands_in_parentheses():
    raw = {"value": 0.4, "interval": [0.2, 0.6]}
    found = [share("selection_rate", {"sex": "x"}, None, 8, undetermined="8 rows", raw=raw)]
    assert "(40.0 [20.0, 60.0])" in text(view(found))
    assert "too few people to tell (under" in " ".join(
        " ".join(measured.legend(view(found), 80)).split()
    )


def test_what_is_not_judged_for_another_reason_is_not_said_to_be_under_the_smallest_group():
    """195 rows, where a mean absolute error needs 2,000."""
    raw = {"value": 5012.0, "interval": [4511.0, 5576.0]}
    found = [share("mean_absolute_error", {"bmi": "high"}, None, 195, undetermined="-", raw=raw)]
    legend = " ".join(" ".join(measured.legend(view(found), 80)).split())
    assert "(under" not in legend
    assert "in parentheses too little known to tell" in legend


def test_groups_of_several_attributes_stand_under_their_attribute():
    columns = {"sex": {"role": "protected"}, "race": {"role": "protected"}}
    found = [
        share("selection_rate", {"sex": None}, 0.1),
        share("selection_rate", {"race": None}, 0.9),
        share("selection_rate", {"race": None, "sex": None}, 0.5),
    ]
    lines = [line.strip() for line in text(view(found, columns)).splitlines()]
    assert lines[2:] == [
        "sex", "unknown         10.0 [5.0, 15.0]          400",
        "race", "unknown         90.0 [85.0, 95.0]         400",
    ]  # fmt: skip


def test_translations_are_told_as_he_and_she_by_language_and_system():
    groups = [
        {"language": "tr", "system": "a"},
        {"language": "tr", "system": "a", "sex": "nurse"},
    ]
    found = [share(metric, group, value) for group in groups for metric, value in SHARES.items()]
    for width in (80, 120):
        lines = text(view(found, probe="translation.gendered_pronouns"), width).splitlines()
        assert lines[1].split() == [
            "translations", "she", "he", "it,", "they", "unresolved", "n"
        ]  # fmt: skip
        assert lines[2].startswith("  Turkish, a")
        assert "50" in lines[2]
        assert lines[3].startswith("    nurse")


def test_beside_findings_a_language_is_named_once_for_all_its_systems():
    groups = [{"language": "fi"}, {"language": "fi", "system": "reference"}]
    found = [share(metric, group, value) for group in groups for metric, value in SHARES.items()]
    finding = {
        "id": "a", "rule": {"metric": "female_share"}, "metric": "female_share", "group": {},
        "verdict": "not_run", "measurement": None, "reason": None, "remedy": None,
    }  # fmt: skip
    lines = text(view(found, findings=[finding])).splitlines()
    assert [line.split()[0] for line in lines[2:4]] == ["Finnish", "reference"]


def test_with_findings_one_table_is_enough():
    names = ("selection_rate", "false_positive_rate", "false_negative_rate", "accuracy")
    groups = [share(metric, {"sex": "f"}, 0.5) for metric in names]
    finding = {
        "id": "a", "rule": {"metric": "accuracy"}, "metric": "accuracy", "group": {},
        "verdict": "not_run", "measurement": None, "reason": None, "remedy": None,
    }  # fmt: skip
    assert text(view(groups)).count("group  ") == 2
    assert text(view(groups, findings=[finding])).count("group  ") == 1


def test_hostile_names_never_break_the_table():
    found = [share("selection_rate", {"sex": "日本語\x1b[31m" * 30}, 0.5)]
    assert "\x1b" not in text(view(found))


def test_she_that_became_he_stands_beside_the_human_translation_by_system():
    found = []
    for system in ("one", "a translator with a long name"):
        group = {"language": "hu", "system": system}
        found.append(share("she_to_he_share", group, 3 / 7, 7) | {"p_value": 0.625})
        found.append(share("he_to_she_share", group, 1 / 78, 78))
    for width in (80, 120):
        told = text(view(found, probe="translation.gendered_pronouns"), width)
        assert "a translator with a long name" in told
        rows = [line for line in told.splitlines() if "3 of 7 [38, 48] %" in line]
        assert len(rows) == 2
        assert all("1 of 78" in row and row.endswith("0.6250") for row in rows)
        assert "she_to_he_share" not in told


LARGE = [21_984.2, -1_234_567.8, 1.5e14, -9.9e14, 3.2e120]


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("value", LARGE)
@pytest.mark.parametrize("is_judged", [True, False])
def test_no_number_is_cut_however_large(width, value, is_judged):
    def large(metric, group, at=1.0):
        body = {"value": at * value, "interval": sorted((at * value * 0.9, at * value * 1.1))}
        more = body if is_judged else {"undetermined": "few", "raw": body}
        return share(metric, group, None, 12_345_678) | more

    groups = ({}, {"sex": "female"}, {"sex": "male"})
    names = ("mean_absolute_error", "mean_error", "root_mean_squared_error")
    found = [large(name, group, at) for name in names for at, group in enumerate(groups, 1)]
    shown = text(view(found, probe="fairness.regression_error"), width)
    assert "…" not in shown
    assert shown.count("12,345,678") >= len(groups)
    for at in (1, 2, 3):
        for number in (at * value, at * value * 0.9, at * value * 1.1):
            assert significant(number) in shown


@pytest.mark.parametrize("width", [60, 80, 120])
def test_readings_of_translations_are_not_cut(width):
    def whole(metric, group):
        raw = {"value": 1.0, "interval": [1.0, 1.0]}
        return share(metric, group, None, 12, undetermined="few", raw=raw)

    found = [whole(metric, {"language": "tr"}) for metric in SHARES]
    shown = text(view(found, probe="translation.gendered_pronouns"), width)
    assert "…" not in shown
    assert shown.replace(".0", "").count("(100 [100, 100])") == len(SHARES)


@pytest.mark.parametrize("width", [80, 120])
def test_both_rates_that_a_rule_compares_are_told_whatever_the_width(width):
    rates = ("selection_rate", "false_positive_rate", "false_negative_rate", "accuracy")
    groups = [share(metric, {"sex": "f"}, 0.3) for metric in rates]
    rule = {"metric": "equalized_odds_difference", "attribute": "sex", "within": 0.1}
    finding = {
        "id": "a", "rule": rule, "metric": rule["metric"], "group": {"sex": "f"},
        "verdict": "inconclusive", "measurement": None, "p_value": None, "sentence": "",
    }  # fmt: skip
    told = text(view(groups, findings=[finding]), width)
    assert "false_positive_rate" in told
    assert "false_negative_rate" in told  # the rest of the true positive rate
    assert "accuracy" not in told
    assert "selection_rate" not in told
