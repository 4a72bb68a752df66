"""`evenhand init`: the document it writes, what it asks, and that the document can be planned."""

from dataclasses import replace

import pytest

from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.parsing import accept_document, load_yaml
from audits.specification.profiles import Amounts, ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role
from evenhand.drafting import Words
from evenhand.initialising import NO_ANSWERS, write_document


def column(name, values, *, kind=Kind.CATEGORY, distinct=None, low=None, high=None):
    return ColumnProfile(name, kind, None, distinct or len(values), 0, values, low, high)


LOANS = DatasetProfile(
    "csv",
    900,
    (
        column("Alter, Jahre", ("30", "31"), kind=Kind.NUMBER, distinct=60, low=18.0, high=79.0),
        column("Geschlecht", ("männlich", "weiblich")),
        column("einkommen", ("1", "2"), kind=Kind.NUMBER, distinct=800, low=0.0, high=9e4),
        column("bewilligt", ("ja", "nein")),
        column("pred", ("ja", "nein")),
    ),
    "d" * 64,
)


class Person:
    """Answers in turn, and remembers what was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, question, proposal, fitting):
        self.asked.append((question, proposal))
        return self.answers.pop(0) or proposal


def test_the_document_is_one_that_can_be_planned():
    written = write_document("kredite.csv", LOANS)
    document = accept_document(load_yaml(written.text))
    assert written.problems == ()
    columns = document.dataset.columns
    assert {name: spec.role for name, spec in columns.items()} == {
        "Alter, Jahre": Role.PROTECTED, "Geschlecht": Role.PROTECTED,
        "bewilligt": Role.LABEL, "pred": Role.PREDICTION,
    }  # fmt: skip
    assert columns["Alter, Jahre"].cut == [25, 60]
    assert columns["bewilligt"].favourable == "ja"
    assert make_plan(document, dataset=LOANS).policy.name == "starter"


def test_every_guess_stands_beside_its_reason():
    text = write_document("kredite.csv", LOANS).text
    assert "Geschlecht: {role: protected}  # its name says geschlecht" in text
    assert "# its values are those of pred" in text


def test_the_largest_group_is_written_down_as_the_reference():
    counted = replace(LOANS, counts=(("Geschlecht", (300, 600)),))
    text = write_document("kredite.csv", counted).text
    assert 'Geschlecht: {role: protected, reference: "weiblich"}' in text
    assert "# its name says geschlecht; reference: its largest group" in text
    document = accept_document(load_yaml(text))
    assert make_plan(document, dataset=counted).columns["Geschlecht"].reference == "weiblich"


def test_only_what_nobody_can_see_is_asked():
    person = Person("nein")
    written = write_document("kredite.csv", LOANS, ask=person)
    assert person.asked == [("Which answer benefits the person, ja or nein?", "ja")]
    assert (
        accept_document(load_yaml(written.text)).dataset.columns["bewilligt"].favourable == "nein"
    )


def test_what_a_person_says_is_written():
    table = DatasetProfile(
        "csv",
        100,
        (column("black", ("0", "1")), column("rank", ("a", "b", "c")), column("end", ("x", "y"))),
        "d" * 64,
    )
    person = Person("rank")
    written = write_document("t.csv", table, ask=person)
    assert person.asked[0][1] == "end"
    assert written.guesses["rank"].role is Role.LABEL
    assert "end" not in written.guesses
    assert written.problems == (NO_ANSWERS,)


def test_an_answer_that_is_no_column_is_refused():
    table = DatasetProfile("csv", 9, (column("a", ("x", "y")), column("b", ("x", "z"))), "d" * 64)
    with pytest.raises(Refused, match="no column 'c'"):
        write_document("t.csv", table, ask=Person("c"))


def amounts(name, cells, unit, decimal=".", thousands="", **more):
    found = Amounts((unit,), decimal, thousands, minimum=0.0, maximum=3000.0, **more)
    return replace(column(name, cells, distinct=60), amounts=found)


@pytest.mark.parametrize(
    ("found", "keys"),
    [
        (amounts("label", ("1.200,50 €",), "€", ",", "."),
         {"unit": "€", "decimal": ",", "thousands": "."}),
        (amounts("label", ("7 kg",), "kg"), {"unit": "kg"}),
        (amounts("label", ("7 %",), "%"), {"percent": "share"}),
        (amounts("label", ("$1,200",), "$", ",", doubtful=True), {}),
        (replace(amounts("label", ("7 kg",), "kg"), distinct=5), {}),
        (amounts("other", ("7 kg",), "kg"), None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_numbers_where_their_cells_leave_no_doubt(found, keys):
    answers = column("prediction", ("1", "2"), kind=Kind.NUMBER, distinct=60)
    data = DatasetProfile("csv", 60, (found, answers), "d" * 64)
    text = write_document("t.csv", data).text
    columns = load_yaml(text)["dataset"]["columns"]
    if keys is None:
        assert found.name not in columns
        return
    assert {k: v for k, v in columns["label"].items() if k != "role"} == keys
    assert (f'its cells are amounts, such as "{found.values[0]}"' in text) == bool(keys)


def test_a_document_begun_for_amounts_reads_them(tmp_path):
    rows = [f"{'ab'[at % 2]};{at // 10 + 1}.{100 + at},50 €;{at},5 €;{at + 7} kg\n"
            for at in range(60)]  # fmt: skip
    path = tmp_path / "t.csv"
    path.write_text("sex;label;prediction;age\n" + "".join(rows), encoding="utf-8")
    written = write_document("t.csv", profile := profile_dataset(path))
    assert written.problems == ()
    plan = make_plan(accept_document(load_yaml(written.text)), dataset=profile)
    data = read_dataset(path, plan.columns)
    assert data["label"].numbers.tolist() == [
        1000 * (at // 10 + 1) + 100 + at + 0.5 for at in range(60)
    ]
    assert data["age"].categories.levels == ("25-60", "<=25", ">60")


def test_what_was_said_overrules_every_guess_and_is_written():
    words = Words(label="bewilligt", protected=("Geschlecht",), favourable="nein", policy="strict")
    text = write_document("kredite.csv", LOANS, words=words).text
    document = load_yaml(text)
    columns = document["dataset"]["columns"]
    assert columns["bewilligt"] == {"role": "label", "favourable": "nein"}
    assert [n for n, spec in columns.items() if spec["role"] == "protected"] == ["Geschlecht"]
    assert "you said so" in text
    assert document["policy"] == "strict"


def test_what_is_still_to_say_stands_in_the_document_too():
    table = DatasetProfile("csv", 900, (column("a", ("x", "y")), column("b", ("0", "1"))), "d" * 64)
    written = write_document("t.csv", table, words=Words(label="b"))
    assert f"# Still to say: {NO_ANSWERS}" in written.text
    assert load_yaml(written.text)["dataset"]["columns"]["b"]["role"] == "label"


def test_every_column_that_is_not_there_is_told_at_once():
    with pytest.raises(Refused) as caught:
        write_document("kredite.csv", LOANS, words=Words(label="nope", protected=("neither",)))
    assert [problem.field for problem in caught.value.problems] == ["label", "protected"]


def test_words_of_answers_and_labels_that_tell_the_good_one_are_mapped():
    table = DatasetProfile(
        "csv",
        100,
        (column("sex", ("f", "m")), column("repaid", ("no", "yes")),
         column("decision", ("approve", "deny"))),
        "d" * 64,
    )  # fmt: skip
    written = write_document("t.csv", table)
    assert written.problems == ()
    mapped = load_yaml(written.text)["dataset"]["columns"]["decision"]["map"]
    assert mapped == {"approve": "yes", "deny": "no"}
    assert "map: a guess: check it" in written.text
    stated = Words(columns={"decision": {"map": {"approve": "no", "deny": "yes"}}})
    text = write_document("t.csv", table, words=stated).text
    assert load_yaml(text)["dataset"]["columns"]["decision"]["map"]["approve"] == "no"


def test_a_date_of_birth_is_cut_and_what_was_said_of_it_stands():
    days = tuple(f"19{year}-05-0{day}" for year in range(60, 70) for day in (1, 2, 3))
    table = DatasetProfile(
        "csv", 100, (column("dob", days, distinct=90), column("pred", ("0", "1"))), "d" * 64
    )
    spec = load_yaml(write_document("t.csv", table).text)["dataset"]["columns"]["dob"]
    assert spec == {"role": "protected", "cut": ["1965-05-01"]}
    stated = Words(columns={"dob": {"cut": ["1962-01-01"]}})
    spec = load_yaml(write_document("t.csv", table, words=stated).text)
    assert spec["dataset"]["columns"]["dob"]["cut"] == ["1962-01-01"]


LOG = [
    f"q{row // 10:04},{row % 10},obj{row * 7 % 400},{int(row % 10 < 2)},{'fm'[row % 3 > 0]}"
    for row in range(3000)
]


@pytest.mark.parametrize(
    "words",
    [Words(), Words(label="clicked", prediction="position", protected=("seller_gender",))],
)
def test_a_log_of_searches_is_written_as_ranked_lists_that_a_plan_takes(tmp_path, words):
    file = tmp_path / "log.csv"
    file.write_text("queryID,position,objectID,clicked,seller_gender\n" + "\n".join(LOG) + "\n")
    written = write_document("log.csv", profile_dataset(file), words=words)
    assert written.problems == ()
    document = accept_document(load_yaml(written.text))
    roles = {name: spec.role for name, spec in document.dataset.columns.items()}
    assert roles == {"queryID": Role.QUERY, "position": Role.PREDICTION, "clicked": Role.LABEL,
                     "seller_gender": Role.PROTECTED}  # fmt: skip
    steps = make_plan(document, dataset=profile_dataset(file)).steps
    assert "fairness.ranked_lists" in {step.probe for step in steps}
    assert "fairness.regression_error" not in {step.probe for step in steps}


def test_two_columns_that_may_each_be_the_cluster_are_not_both_written_as_one(tmp_path):
    file = tmp_path / "visits.csv"
    rows = [f"{row % 40},{row % 90},{row % 2},{row % 3 % 2}" for row in range(900)]
    file.write_text("patient_id,household,label,prediction\n" + "\n".join(rows) + "\n")
    written = write_document("visits.csv", profile_dataset(file))
    assert not any("cluster" in problem for problem in written.problems)
    columns = accept_document(load_yaml(written.text)).dataset.columns
    assert [name for name, spec in columns.items() if spec.role is Role.CLUSTER] == ["patient_id"]


@pytest.mark.parametrize("is_first", [True, False])
def test_what_benefits_does_not_hang_on_the_order_of_columns(is_first):
    """A default foretold benefits nobody: turned round, a ratio of .63 passed as .88."""
    both = [column("prediction", ("0", "1")), column("defaulted", ("no", "yes"))]
    answers = both if is_first else both[::-1]
    table = DatasetProfile("csv", 400, (column("gender", ("f", "m")), *answers), "0" * 64)
    document = load_yaml(write_document("t.csv", table).text)
    columns = document["dataset"]["columns"]
    assert columns["prediction"]["map"] == {"0": "no", "1": "yes"}
    stated = {spec["favourable"] for spec in columns.values() if "favourable" in spec}
    assert stated == {"no"}


def test_of_a_table_of_counts_no_row_says_which_group_is_the_largest(tmp_path):
    """Men are 1,500 and women 240, in as many rows."""
    path = tmp_path / "counts.csv"
    path.write_text("sex,decision,n\nMale,yes,900\nMale,no,600\nFemale,yes,100\nFemale,no,60\n"
                    "Female,open,80\n")  # fmt: skip
    text = write_document("counts.csv", profile_dataset(path)).text
    assert "role: count" in text
    assert "reference" not in text
