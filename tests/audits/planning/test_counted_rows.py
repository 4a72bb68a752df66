"""A table of counts is asked about; a table of people with a column of that name is not."""

import pytest

from audits.errors import Refused
from audits.planning.counted_rows import CODE, counted_column, told_of_combinations
from audits.planning.plan import make_plan
from audits.planning.role_guesses import guess_roles
from audits.report.notes import READ_FIRST
from audits.specification.parsing import parse_document
from audits.specification.profiles import Cells, ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role


def category(name, *values, distinct=None, missing=0):
    return ColumnProfile(name, Kind.CATEGORY, None, distinct or len(values), missing, values)


def number(name, *values, distinct=None, minimum=None, maximum=None, missing=0):
    low, high = (min(values) if minimum is None else minimum), maximum or max(values)
    texts = tuple(f"{value:g}" for value in values)
    return ColumnProfile(
        name, Kind.NUMBER, None, distinct or len(values), missing, texts, low, high
    )


# Berkeley's admissions of 1973: 2 sexes, 2 decisions, 6 departments.
ADMISSIONS = (
    category("Gender", "Male", "Female"),
    category("Dept", *"ABCDEF"),
    category("Admit", "Admitted", "Rejected"),
)
FREQ = number("Freq", 512, 313, 89, 19, 353, 17, distinct=24, minimum=8)


def table(*columns, rows=24, beside=None):
    """beside: the column beside which each row is another combination."""
    return DatasetProfile("csv", rows, columns, "d" * 64, beside_combinations=beside)


def problems(dataset, **columns):
    roles = {"Gender": {"role": "protected"}, "Admit": {"role": "prediction"}, **columns}
    document = parse_document({"dataset": {"path": "a.csv", "columns": roles}})
    try:
        make_plan(document, dataset=dataset)
    except Refused as refused:
        return [problem for problem in refused.problems if problem.code == CODE]
    return []


def test_it_is_asked_what_the_column_is_with_both_answers_to_copy():
    (problem,) = problems(table(*ADMISSIONS, FREQ))
    assert problem.field == "dataset.columns.Freq.role"
    assert "each of the 24 rows" in problem.reason
    assert "`Freq: {role: count}`" in problem.remedy
    assert "`Freq: {role: feature}`" in problem.remedy


@pytest.mark.parametrize("role", ["count", "feature", "weight", "nuisance"])
def test_whoever_says_what_it_is_is_not_asked(role):
    assert problems(table(*ADMISSIONS, FREQ), Freq={"role": role}) == []


@pytest.mark.parametrize(
    "name",
    ["n", "N", "count", "Counts", "n_people", "Anzahl", "Häufigkeit", "Anzahl Personen", "effectif",
     "nombre de personnes", "Frecuencia", "aantal", "число", "人数", "num_rows",
     "users", "visitors", "people", "persons", "total", "N_obs", "cases", "Fallzahl", "population",
     "nb", "hits", "respondents", "sample_size", "liczba", "cnt", "impressions", "Count of ID",
     "Anzahl von ID", "Nombre de id", "Mennyiség / id", "Sum of n", "Summe von n", "Count of sex",
     "Count of customer_id", "Recuento de id", "Liczba z ID"],
)  # fmt: skip
def test_it_is_known_by_its_name_in_many_languages(name):
    counts = number(name, 512, 313, 8, distinct=24)
    assert counted_column(table(*ADMISSIONS, counts)) == name


@pytest.mark.parametrize("parted", ["1,119", "1.119", "1 119", "1\u202f119", "1’119"])
@pytest.mark.parametrize("name", ["n", "Count of Applicants"])
def test_a_sign_between_thousands_does_not_hide_it(name, parted):
    """Every comma of `1,119` and `890` could part thousands: no number yet, and a count."""
    cells = Cells(decimal=",", doubtful=True)
    counts = ColumnProfile(name, Kind.CATEGORY, None, 24, 0, (parted, "890"), cells=cells)
    assert counted_column(table(*ADMISSIONS, counts)) == name
    words = ColumnProfile(name, Kind.CATEGORY, None, 24, 0, ("1,1,19", "890"), cells=cells)
    assert counted_column(table(*ADMISSIONS, words)) is None


@pytest.mark.parametrize(
    "name",
    ["priors_count", "Freq_of_visits", "income", "number_of_children", "Nombre d'enfants",
     "Sum of income", "Count of children"],
)  # fmt: skip
def test_a_count_of_something_else_is_a_feature(name):
    assert counted_column(table(*ADMISSIONS, number(name, 5, 3, 0, distinct=24))) is None


def test_a_name_for_each_row_and_missing_groups_do_not_hide_it():
    names = number("", 1, 2, 3, distinct=24, minimum=1, maximum=24)
    assert counted_column(table(names, *ADMISSIONS, FREQ)) == "Freq"
    unknown = category("Gender", "Male", "Female", missing=12)
    assert counted_column(table(unknown, *ADMISSIONS[1:], FREQ, rows=36)) == "Freq"


@pytest.mark.parametrize(
    "dataset",
    [
        # More rows than combinations: people who are alike.
        table(*ADMISSIONS, FREQ, rows=25),
        # A quantity beside it: people.
        table(*ADMISSIONS, number("income", 10, 20, distinct=24), FREQ),
        table(*ADMISSIONS, number("income", 10, 20, distinct=51), FREQ, rows=600),
        # Fractions are weights or shares, one in each row is nothing to count.
        table(*ADMISSIONS, number("n", 0.5, 1.5, 3)),
        table(*ADMISSIONS, number("n", 0, 1, distinct=2)),
        table(*ADMISSIONS, number("n", 5, 3, missing=2)),
        # Groups alone have no answers.
        table(ADMISSIONS[1], number("n", 5, 3, 2, distinct=6), rows=6),
        # Which of the two, nobody can tell.
        table(*ADMISSIONS, FREQ, number("n", 5, 3, 2, distinct=24)),
    ],
)  # fmt: skip
def test_a_table_of_people_is_left_alone(dataset):
    assert counted_column(dataset) is None


def test_a_first_document_proposes_the_role():
    assert guess_roles(table(*ADMISSIONS, number("n", 512, 313, 8, distinct=24)))["n"].role is (
        Role.COUNT
    )


def combined(name, rows):
    """Of the 24 combinations so many rows, and whole numbers of no known name beside them."""
    return table(*ADMISSIONS, number(name, 9, 5, 3, distinct=rows), rows=rows, beside=name)


def notices(dataset, read=("Gender", "Admit"), role="protected"):
    columns = parse_document(
        {"dataset": {"path": "a.csv", "columns": {"Gender": {"role": role}}}}
    ).dataset.columns
    return list(told_of_combinations(read, columns, dataset))


@pytest.mark.parametrize(("rows", "is_asked"), [(24, True), (13, True), (12, False), (6, False)])
def test_the_form_alone_asks_where_over_half_of_all_combinations_have_a_row(rows, is_asked):
    dataset = combined("zzz", rows)
    assert counted_column(dataset) == ("zzz" if is_asked else None)
    assert bool(problems(dataset)) is is_asked
    assert problems(dataset, zzz={"role": "count"}) == []
    assert counted_column(table(*dataset.columns, rows=rows)) is None


@pytest.mark.parametrize("name", ["age", "Alter", "risk_score", "year", "predicted", "hour"])
def test_a_number_whose_name_says_what_it_is_is_left_alone(name):
    assert counted_column(combined(name, 24)) is None
    assert notices(combined(name, 12)) == []


def test_a_name_known_as_a_count_is_sought_before_the_form():
    dataset = table(*ADMISSIONS, number("zzz", 9, 5, 3), FREQ, beside="zzz", rows=24)
    assert counted_column(dataset) == "Freq"


@pytest.mark.parametrize(("rows", "is_told"), [(12, True), (5, True), (4, False)])
def test_it_is_told_where_over_a_fifth_of_all_combinations_have_a_row(rows, is_told):
    texts = notices(combined("zzz", rows))
    assert len(texts) == is_told
    assert all("'zzz'" in text and f"each of the {rows} rows" in text for text in texts)


def test_nobody_is_told_what_the_document_says():
    assert notices(combined("zzz", 12), read=("Gender", "zzz")) == []
    assert notices(combined("zzz", 12), role="weight") == []


@pytest.mark.parametrize(("values", "is_count"), [("9537", True), ("01", False), ("abc", False)])
def test_counts_of_few_values_that_stand_last_are_no_labels(values, is_count):
    last = ColumnProfile("n", Kind.CATEGORY, Role.LABEL, len(values), 0, tuple(values))
    assert counted_column(table(*ADMISSIONS, last)) == ("n" if is_count else None)


def test_what_a_tool_counted_is_no_name_of_clusters_and_its_form_is_looked_at():
    ages = category("age", *map(str, range(18, 68)), distinct=60)
    made = number("Count of ID", 3, 1, 2, distinct=44, minimum=1, maximum=44)
    dataset = table(*ADMISSIONS, ages, made, rows=756, beside="Count of ID")
    assert counted_column(dataset) == "Count of ID"
    assert guess_roles(dataset)["Count of ID"].role is Role.COUNT


@pytest.mark.parametrize("name", ["count", "Anzahl", "freq"])
def test_a_count_in_a_table_of_people_is_proposed_as_no_count(name):
    """Loans before: 900 people became 4,047, and an odds rule passed."""
    loans = ColumnProfile(name, Kind.NUMBER, None, 8, 0, tuple("12345678"), 1.0, 8.0)
    income = ColumnProfile("income", Kind.NUMBER, None, 880, 0, (), 10_000.0, 90_000.0)
    repaid = ColumnProfile("repaid", Kind.CATEGORY, None, 2, 0, ("no", "yes"))
    people = DatasetProfile("csv", 900, (income, loans, repaid), "0" * 64)
    assert name not in guess_roles(people)


def merged(**columns):
    """What is asked of a pivot whose sexes stand once above their answers."""
    sexes = category("sex", "f", "f Total", "m", missing=3)
    counts = number("n", 3, 40, distinct=6)
    data = DatasetProfile(
        "csv", 6, (sexes, category("hired", "no", "yes"), counts), "d" * 64, merged=("sex",)
    )
    columns = {"hired": {"role": "prediction", "favourable": "yes"}, **columns}
    document = {"dataset": {"path": "p.csv", "columns": columns}}
    try:
        make_plan(parse_document(document), dataset=data)
    except Refused as refused:
        return [problem for problem in refused.problems if problem.code == "merged_cells"]
    return []


def test_groups_that_stand_once_above_their_rows_are_refused_with_what_fills_them():
    count = {"role": "count"}
    (problem,) = merged(sex={"role": "protected"}, n=count)
    assert problem.field == "dataset.columns.sex"
    assert "`frame = frame[~frame['sex'].isin(['f Total'])]`, then" in problem.remedy
    assert "`frame[['sex']] = frame[['sex']].ffill()`" in problem.remedy
    assert merged(n=count) == []
    assert merged(sex={"role": "protected"}, n={"role": "feature"}) == []


def sparse(name, combinations=True):
    """A pivot in which one of seven combinations has a row, as one by site, role and month is."""
    columns = (
        category("site", *"ABCDEFGH", distinct=40),
        category("role", *"ABCDEFGH", distinct=30),
        category("hired", "no", "yes"),
        number(name, 3, 40, distinct=41),
    )
    return DatasetProfile(
        "csv", 340, columns, "d" * 64, beside_combinations=name if combinations else None
    )


@pytest.mark.parametrize(
    "name",
    [
        "Count of Candidate", "Count of Candidate Id", "Count of Name", "CNT(Candidate Id)",
        "Count of Candidate Id (Distinct)", "Distinct count of Candidate Id", "Anzahl von Fall",
    ],
)  # fmt: skip
def test_whatever_a_tool_counted_is_asked_about_where_no_row_has_the_combination_of_another(name):
    assert counted_column(sparse(name)) == name


def test_a_sum_of_records_counts_by_its_name_and_of_children_nothing_does():
    assert counted_column(sparse("SUM(Number of Records)", combinations=False)) is not None
    for name in ("Count of children", "Nombre d'enfants", "CNT(children)", "SUM(Sales)"):
        assert counted_column(sparse(name, combinations=False)) is None


def test_a_bare_noun_beside_few_of_the_combinations_is_told():
    (sentence,) = told_of_combinations({"hired"}, {}, sparse("Candidates"))
    assert "if 'Candidates' says how many a row stands for" in sentence
    assert READ_FIRST.fullmatch(sentence)
