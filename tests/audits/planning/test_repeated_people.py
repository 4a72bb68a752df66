"""Somebody in several rows."""

import pytest

from audits.planning.plan import make_plan
from audits.planning.repeated_people import told_of_repeated
from audits.planning.table_notes import table_notes
from audits.report.notes import READ_FIRST
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile, Pooled, Repeated
from audits.specification.roles import Kind, Role


def told(name="patient", distinct=550, rows=1500, kind=Kind.NUMBER, **columns):
    profile = DatasetProfile(
        "csv",
        rows,
        (
            ColumnProfile(name, kind, None, distinct, 0, ()),
            ColumnProfile("answer", Kind.CATEGORY, None, 2, 0, ("no", "yes")),
        ),
        "d" * 64,
    )
    columns = {"answer": {"role": "prediction"}, **columns}
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}})
    return list(told_of_repeated(document, profile))


@pytest.mark.parametrize(
    "name",
    ["patient", "Kunde", "customer_no", "household_id", "Proband", "personne", "PSU", "psu_id"],
)
def test_it_is_counted_and_the_remedy_named(name):
    (sentence,) = told(name)
    assert sentence.startswith(f"{name} repeats: 550 different values in 1,500 rows")
    assert f"--cluster {name}" in sentence


def test_rows_of_their_own_kinds_of_people_and_what_was_declared_are_left_alone():
    assert told(distinct=1500) == []
    assert told("customer", distinct=3, kind=Kind.CATEGORY) == []
    assert told(patient={"role": "cluster"}) == []
    assert told("income") == []
    assert told("applicant_income") == told("age_of_customer") == told("family_size") == []
    assert len(told(patient={"role": "id"})) == 1


@pytest.mark.parametrize("role", ["system", "annotator"])
def test_items_that_several_systems_answered_or_people_judged_repeat_by_design(role):
    by_several = {"model": {"role": role}}
    assert told("question_id", question_id={"role": "id"}, **by_several) == []
    assert len(told("patient", **by_several)) == 1
    assert len(told("question_id", question_id={"role": "id"})) == 1


@pytest.mark.parametrize(("rows", "is_told"), [(1660, True), (1680, True), (1200, False)])
def test_items_that_nearly_each_of_several_models_answered_are_told_as_a_mixture(rows, is_told):
    """Four models and 420 items, of which one model lacks twenty."""
    model = ColumnProfile("model", Kind.CATEGORY, Role.FEATURE, 4, 0, ("base 7b", "b", "c", "d"))
    item = ColumnProfile("patient", Kind.NUMBER, None, 420, 0, ())
    answer = ColumnProfile("answer", Kind.CATEGORY, None, 2, 0, ("no", "yes"))
    profile = DatasetProfile("csv", rows, (item, model, answer), "d" * 64)
    columns = {"answer": {"role": "prediction"}}
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}})
    (sentence,) = told_of_repeated(document, profile)
    assert ("`rows: {model: base 7b}`" in sentence) is is_told
    # A group of people is no system.
    document = parse_document(
        {"dataset": {"path": "p.csv", "columns": {**columns, "model": {"role": "protected"}}}}
    )
    assert "`rows:" not in next(told_of_repeated(document, profile))


def of_objects(patients, **columns):
    """A row for each of 1,500 objects in 400 pictures of some patients."""
    profiles = [
        ColumnProfile(name, Kind.NUMBER, None, distinct, 0, ())
        for name, distinct in (("picture_id", 400), ("record_id", 700), ("patient", patients))
    ]
    found = ColumnProfile("boxes", Kind.TEXT, None, 1500, 0, ())
    profile = DatasetProfile("csv", 1500, (*profiles, found), "d" * 64)
    columns = {"picture_id": {"role": "id"}, "boxes": {"role": "objects"}} | columns
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}})
    return list(told_of_repeated(document, profile))


def test_objects_of_one_picture_repeat_its_id_by_design_and_pictures_of_one_patient_do_not():
    assert of_objects(patients=400) == []
    (sentence,) = of_objects(patients=90)
    assert sentence.startswith("patient repeats: 90 different values in 1,500 rows")


def test_items_of_one_list_repeat_by_design():
    assert len(told()) == 1
    assert told(search={"role": "query"}) == []


COPIES = Repeated(("income", "age"), ("sex", "y", "ward"), 600)
SAID = {
    "y": {"role": "label", "positive": "1"}, "p": {"role": "prediction"},
    "sex": {"role": "protected"},
}  # fmt: skip


def copies(one=COPIES, more=(), **columns):
    values = {"y": ("0", "1"), "p": ("0", "1"), "sex": ("f", "m"), "ward": ("a", "b")}
    table = [ColumnProfile(name, Kind.CATEGORY, None, 2, 0, v) for name, v in values.items()]
    profile = DatasetProfile("csv", 1500, (*table, *more), "d" * 64, repeated=(one,))
    said = {name: spec for name, spec in (SAID | columns).items() if spec is not None}
    document = parse_document({"dataset": {"path": "p.csv", "columns": said}})
    return table_notes(document, make_plan(document, dataset=profile), profile)


def test_rows_that_repeat_whatever_is_compared_are_told_with_the_columns_that_show_it():
    (sentence,) = copies()
    assert sentence.startswith(
        "rows repeat each other: 1,500 rows have 600 different combinations of income and age, and "
        "those of one agree in sex, y too"
    )
    assert "role cluster" in sentence


def test_rows_that_differ_in_what_is_compared_are_other_people():
    assert copies(Repeated(("income", "age"), ("sex", "ward"), 600)) == ()
    assert copies(Repeated(("income", "age"), ("y", "ward"), 600)) == ()
    assert copies(Repeated(("income", "sex"), ("y", "ward"), 600)) != ()
    assert copies(y=None, p={"role": "prediction", "favourable": "1"}) == ()


def test_whoever_says_which_rows_belong_together_is_not_told_of_copies():
    assert copies(ward={"role": "cluster"}) == ()
    patients = ColumnProfile("patient", Kind.NUMBER, None, 550, 0, ())
    (sentence,) = copies(more=[patients])
    assert sentence.startswith("patient repeats")


def test_who_has_one_score_is_alike_in_what_the_model_reads():
    """A score repeats with all that it was made of, so that it tells nobody apart."""
    score = ColumnProfile("income", Kind.NUMBER, None, 700, 0, ())
    role = {"role": "score", "positive": "1"}
    assert copies(more=[score], p=None, income=role) == ()
    assert copies(more=[score], p=None, income={"role": "feature"}) != ()


def chosen(rows, distinct=750, counts=(750, 750), pooled=("doc_id", "level")):
    """Each document twice, by two filters, as lm-evaluation-harness writes its samples."""
    profile = DatasetProfile(
        "csv", 1500,
        (
            ColumnProfile("doc_id", Kind.NUMBER, None, distinct, 0, ()),
            ColumnProfile("filter", Kind.CATEGORY, None, 2, 0, ("strict", "flexible")),
            ColumnProfile("answer", Kind.CATEGORY, None, 2, 0, ("no", "yes")),
            ColumnProfile("sex", Kind.CATEGORY, None, 2, 0, ("f", "m")),
        ),
        "d" * 64, counts=(("filter", counts),), pooled=(Pooled("filter", pooled, is_even=False),),
    )  # fmt: skip
    columns = {"answer": {"role": "prediction", "favourable": "yes"}, "sex": {"role": "protected"}}
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}, "rows": rows})
    return list(told_of_repeated(document, profile, make_plan(document, dataset=profile).rows))


@pytest.mark.parametrize("rows", [{"filter": "strict"}, {"filter": {"except": "strict"}}])
def test_where_one_row_of_each_is_chosen_nobody_repeats(rows):
    assert chosen(rows) == []


@pytest.mark.parametrize(
    "more",
    [{"counts": (800, 700)}, {"distinct": 700}, {"pooled": ("level",)}],
)
def test_where_the_chosen_rows_may_be_of_one_the_sentence_is_about_them(more):
    (sentence,) = chosen({"filter": "strict"}, **more)
    assert "1,500 rows of the file, of which some are measured. Where several of those" in sentence


def test_both_filters_are_two_rows_of_each():
    (sentence,) = chosen({"filter": ["strict", "flexible"]})
    assert sentence.startswith("doc_id repeats: 750 different values in 1,500 rows of the file")


NUMBERED = Repeated(("pat_nr",), ("sex", "ward"), 700)


def numbered(one=NUMBERED, **columns):
    """Visits of 700 people whose number has a name that no list of words has."""
    return copies(one, [ColumnProfile("pat_nr", Kind.NUMBER, None, 700, 0, ())], **columns)


def test_a_number_that_knows_who_is_compared_repeats_people_whatever_it_is_called():
    (sentence,) = numbered()
    assert sentence.startswith("pat_nr repeats: 700 different values in 1,500 rows.")
    assert "--cluster pat_nr" in sentence
    assert len(numbered(pat_nr={"role": "id"})) == 1
    assert numbered(ward={"role": "protected"}) != ()


def test_a_number_that_does_not_know_them_or_has_a_role_is_left_alone():
    assert numbered(Repeated(("pat_nr",), ("ward",), 700)) == ()
    assert numbered(sex=None) == ()
    assert numbered(pat_nr={"role": "cluster"}) == numbered(pat_nr={"role": "feature"}) == ()
    assert numbered(ward={"role": "cluster"}) == ()


def test_a_weight_of_a_survey_knows_them_and_is_nobodys_number():
    known = Repeated(("fnlwgt",), ("sex", "ward"), 700)
    weight = ColumnProfile("fnlwgt", Kind.NUMBER, None, 700, 0, (), 12285, 1484705)
    assert not any("repeats" in sentence for sentence in copies(known, [weight]))


@pytest.mark.parametrize("name", ["case_no", "docket", "Sygnatura", "reference"])
def test_a_declared_id_that_repeats_is_told_whatever_its_name_is(name):
    (sentence,) = told(name, kind=Kind.CATEGORY, **{name: {"role": "id"}})
    assert sentence.startswith(f"{name} repeats: 550 different values in 1,500 rows")
    assert READ_FIRST.fullmatch(sentence)
    assert told(name, distinct=1500, kind=Kind.CATEGORY, **{name: {"role": "id"}}) == []
    assert told(name, distinct=10_000, rows=90_000, **{name: {"role": "id"}}) == []  # not counted


def test_an_id_that_repeats_is_told_beside_clusters_too():
    """Cases joined with their charges: the court is what varies, and a case counts once."""
    columns = {"case_no": {"role": "id"}, "court": {"role": "cluster"}}
    (sentence,) = told("case_no", kind=Kind.CATEGORY, **columns)
    assert sentence.endswith("`frame.drop_duplicates('case_no')`; intervals count court alone")
    assert READ_FIRST.fullmatch(sentence)
    for role in ("query", "annotator", "system"):
        assert told("case_no", kind=Kind.CATEGORY, **{**columns, "court": {"role": role}}) == []


def test_of_two_ids_the_one_that_repeats_is_told():
    """Visits are named once, and whose they are several times."""
    profile = DatasetProfile(
        "csv", 1500,
        tuple(ColumnProfile(name, Kind.CATEGORY, None, distinct, 0, ())
              for name, distinct in (("docket", 550), ("line", 1500))),
        "d" * 64,
    )  # fmt: skip
    columns = {"docket": {"role": "id"}, "line": {"role": "id"}}
    document = parse_document({"dataset": {"path": "p.csv", "columns": columns}})
    (sentence,) = told_of_repeated(document, profile)
    assert sentence.startswith("docket repeats: 550 different values in 1,500 rows")
