"""Sums in a table of counts are asked about, with a way out that leaves them out or names them."""

from audits.planning.row_filters import resolve_rows
from audits.planning.sums_left_in import sums_left_in
from audits.specification.document import AuditDocument, ColumnSpec, DatasetSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile, Margin
from audits.specification.roles import Kind, Role

ALL = (Margin("town", "All", "n"),)


def of_margins(rows=None, margins=ALL, **column):
    """What a table of counts of which `All` sums the towns is asked."""
    towns = ColumnProfile("town", Kind.CATEGORY, None, 4, 0, ("A", "B", "C", "All"))
    number = ColumnProfile("n", Kind.NUMBER, None, 40, 0, ("3", "4"), 1.0, 90.0)
    profile = DatasetProfile("csv", 16, (towns, number), "0" * 64, margins=margins)
    specs = {"town": ColumnSpec(**column), "n": ColumnSpec(role=Role.COUNT)}
    document = AuditDocument(dataset=DatasetSpec(path="t.csv", columns=specs), rows=rows)
    problems = []
    rows = resolve_rows(document, specs, profile, problems)
    return [*problems, *sums_left_in(rows, specs, profile)]


def test_rows_that_sum_the_others_are_asked_about_until_a_choice_names_them():
    (problem,) = of_margins()
    assert (problem.field, problem.code) == ("rows", "sums_of_others")
    assert '`rows: {town: {except: "All"}}`' in problem.remedy
    assert "`rows: {town: [A, B, C, All]}`" in problem.remedy
    assert of_margins({"town": {"except": "B"}}) == [problem]
    assert of_margins({"town": {"except": "All"}}) == []
    assert of_margins({"town": ["A", "B", "C", "All"]}) == []
    assert of_margins({"town": ["A", "B"]}) == []


def test_rows_that_sum_the_others_are_left_out_by_what_the_audit_reads_them_as():
    assert of_margins({"town": {"except": "everywhere"}}, map={"All": "everywhere"}) == []
    assert of_margins({"town": {"except": ""}}, missing=["All"]) == []
    assert [one.code for one in of_margins(missing=["All"])] == ["sums_of_others"]


def test_sums_of_some_are_asked_about_together_with_what_they_sum():
    """The way out names them by what the audit reads them as."""
    (problem,) = of_margins(margins=(Margin("town", "C", "n", ("A", "B")),))
    assert "rows with 'C' in column 'town' count as many by 'n' as 'A', 'B' do" in problem.reason
    both = (Margin("town", "C", "n", ("A",)), Margin("town", "All", "n"))
    (problem,) = of_margins(margins=both)
    assert '`rows: {town: {except: ["C", "All"]}}`' in problem.remedy
    assert of_margins({"town": {"except": ["C", "All"]}}, both) == []
    (problem,) = of_margins({"town": {"except": "C"}}, both, map={"All": "every"})
    assert '`rows: {town: {except: "every"}}`' in problem.remedy
    assert "`rows: {town: [A, B, C, every]}`" in problem.remedy
