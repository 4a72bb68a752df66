"""Rows of a spreadsheet that sum the others are told, and the remedy leaves them out."""

import re

import pytest

from audits.data.reading import profile_dataset, read_dataset
from audits.data.reading.totals import totals
from audits.planning.plan import make_plan
from audits.running.row_filter import choose
from audits.specification.parsing import load_yaml, parse_document


@pytest.mark.parametrize("word", ["Total", "Summe:", "Total général", "Összesen", "YHTEENSÄ"])
def test_one_row_with_the_word_is_told_with_its_remedy(word):
    (note,) = totals("region", {"North": 200, word: 1}, 201)
    assert f"{word!r} (1 row) in column 'region'" in note
    assert "except" in note


@pytest.mark.parametrize(
    "counts", [{"North": 50, "Total": 40}, {"Total": 1}, {"North": 50, "totally": 1}, {}]
)
def test_a_group_and_other_words_are_not(counts):
    assert not list(totals("region", counts, sum(counts.values())))


@pytest.mark.parametrize("word", ["All", "Total", "Gesamt", "overall"])
def test_a_group_that_holds_everybody_again_is_told(word):
    (note,) = totals("region", {"North": 200, "South": 120, word: 320}, 640)
    assert f"{word!r} (320 rows) in column 'region' reads like a sum of the other rows" in note
    assert not list(totals("region", {"North": 200, "South": 119, word: 320}, 639))
    assert not list(totals("covered", {"none": 320, word: 320}, 640))


def test_subtotals_below_their_groups_are_told_together():
    counts = {"North": 20, "North Total": 1, "South": 20, "South Total": 1, "Total Wine": 1}
    (note,) = totals("region", counts, sum(counts.values()))
    assert "'North Total' (1 row), 'South Total' (1 row) in column 'region' read like sums" in note
    assert note.endswith("`rows: {region: {except: [North Total, South Total]}}`")


def test_a_sum_of_counts_is_told_by_its_name_though_it_adds_up_to_nothing():
    counts = {"North": 200, "South": 120, "Both Total": 330}
    (note,) = totals("region", counts, 650, counted_by="n")
    assert "'Both Total' (330 by 'n') in column 'region' reads like a sum" in note


def test_the_remedy_leaves_the_row_out_and_nothing_is_told_then(tmp_path):
    path = tmp_path / "t.csv"
    rows = [f"{'NS'[row % 2]},{row % 3 % 2},{row % 2}\n" for row in range(60)]
    path.write_text("region,y,p\n" + "".join(rows) + "Total,20,30\n,1,1\n")
    profile = profile_dataset(path)
    (warning,) = [note for note in profile.warnings if "sum" in note]
    body = {
        "dataset": {
            "path": path.name,
            "columns": {
                "region": {"role": "protected"},
                "y": {"role": "label", "favourable": "1"},
                "p": {"role": "prediction"},
            },
        }
    }

    def chosen(document):
        plan = make_plan(parse_document(document), dataset=profile)
        data = read_dataset(path, plan.columns)
        return choose(data, plan.rows, plan.columns, lambda specs: read_dataset(path, specs))

    before = chosen(body)
    assert (len(before.data), [note for note in before.notes if "sum" in note]) == (62, [warning])
    (remedy,) = re.findall("`(rows: .*)`", warning)
    after = chosen(body | load_yaml(remedy))
    # The row of an unknown region stays.
    assert len(after.data) == 61
    assert after.notes == ("measured on 61 of 62 rows: region is not Total",)
