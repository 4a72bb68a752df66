"""A model's versions in pictures, a sentence and two tables."""

from audits.cost.version_report import compared_versions
from audits.report.blocks.versions import version_parts
from tests.audits.cost.test_version_report import THERE, of, version

TIGHT = "\N{NO-BREAK SPACE}"


def parts(*versions, missing=(), newest=None):
    content = compared_versions(versions) | {
        "data": "people 3", "missing": list(missing), "newest": newest,
    }  # fmt: skip
    return list(version_parts(content))


def test_dominated_versions_are_hollow_and_named():
    one = version("1", of(0.8, sex="f"), latency=2.0, size=2e6)
    two = version("2", of(0.8, sex="f"), latency=1.0, size=1e6)
    text, reading, figures, worth, costs = parts(
        one, two, missing=[{"name": "0", "why": "it was audited on other data, people 2"}]
    )
    assert text.words.startswith("Version 1 is dominated; 2 is not.")
    assert "accuracy, worst group's accuracy, latency and size on disk" in reading.words
    assert "on the same rows of people 3" in reading.words
    assert "1 is dominated by 2." in text.words
    assert "0 is left out: it was audited on other data, people 2." in text.words
    assert "Not compared by energy: not every version has a value for it." in reading.words
    by_time, by_size = figures.figures
    assert by_time.title == "Accuracy against latency"
    assert by_size.title == "Worst group's accuracy against size on disk"
    assert by_time.alt == (
        "Scatter plot of 2 versions: accuracy against latency. Version 1 is dominated; 2 is not."
    )
    assert str(by_time.svg).count("c-point s1") == 1
    assert by_time.note == "Hollow: dominated."
    assert worth.table.rows[0] == (
        "1", "2", f"90.0{TIGHT}% [85.0 to 95.0] (n 100)",
        f"f: 80.0{TIGHT}% [75.0 to 85.0] (n 50)", "–",
    )  # fmt: skip
    assert costs.table.rows[1] == (
        "2", f"1.00{TIGHT}ms [0.900 to 1.10] (n 300)", "–", f"1.00{TIGHT}MB",
    )  # fmt: skip
    assert worth.table.caption
    assert costs.table.caption


def test_two_machines_are_told_and_their_times_stand_in_the_table_alone():
    _, text, figures, _, costs = parts(
        version("1", latency=2.0), version("2", latency=1.0, method=THERE)
    )
    assert "Not compared by latency: not measured on one machine in one way" in text.words
    assert "surely better at one" in text.words
    assert [figure.title for figure in figures.figures] == ["Accuracy against size on disk"]
    assert costs.table.rows[1][1].startswith("1.00")


def test_one_version_has_no_picture():
    text, how, *tables = parts(version("1"))
    assert text.words == "Version 1 alone was measured on these rows."
    assert how.kind == "how"
    assert [each.kind for each in tables] == ["table", "table"]


def test_versions_that_were_not_looked_at_are_told():
    assert (
        "Older versions than the newest 12 are left out." in parts(version("1"), newest=12)[0].words
    )
